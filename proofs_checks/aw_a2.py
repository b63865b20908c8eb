"""AW-A2: weights are positive."""

from sympy import Max, Rational, Sum, exp

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE


@derivation("AW-A2", "softmax weights are positive, sparsemax weights are not", "sourced")
def positive(d: Derivation) -> None:
    """Quotients of positive numbers; two scores more than one apart leave the lower one no
    sparsemax weight, max(1/2 + (s₂ − s₁)/2, 0).
    """
    K = d.size("K")
    k = d.index("k", K)
    s, z = d.family("s"), d.family("z", NONNEGATIVE)

    def total(e):
        return Sum(e, (k, 1, K))

    for name, e in (
        ("softmax of scores", exp(s[k])),
        ("softmax of minus the entropies", exp(-s[k])),
        ("disagreement, z the squared distances from the mean score", 1 / (1 + z[k])),
    ):
        claim = d.claim(name, e / total(e), ">", 0)
        d.conclude(claim, d.sign(e / total(e)))
    d.counterexample("sparsemax gives every teacher at least 1/1000", Max(Rational(1, 2)
                     + (s[2] - s[1]) / 2, 0), "≥", Rational(1, 1000), s=[2, 0])  # fmt: skip
