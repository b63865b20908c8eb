"""Theorems of the theory: what they say, on which hypotheses, decided by the general engines."""
