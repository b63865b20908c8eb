"""The bridge to Coq: branch-and-bound certificates that Coq-Interval re-checks."""
