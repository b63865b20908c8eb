"""Deciding claims over several named inputs: the same ladder as for softening operators."""
