"""AW-A1: weights are normalised."""

from sympy import Sum, exp

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE


@derivation("AW-A1", "softmax weights, and all that divide by a sum, are normalised", "sourced")
def normalised(d: Derivation) -> None:
    """Positive numbers over their sum add up to one: softmax, weights by entropy or by
    disagreement, clipped and renormalised weights, products across scales.
    """
    K = d.size("K")
    k = d.index("k", K)
    s, x, z = d.family("s"), d.family("x", POSITIVE), d.family("z", NONNEGATIVE)

    def total(e):
        return Sum(e, (k, 1, K))

    for name, e in (
        ("softmax of scores", exp(s[k])),
        ("softmax of minus the entropies", exp(-s[k])),
        ("disagreement, z the squared distances from the mean score", 1 / (1 + z[k])),
        ("any positive numbers, clipped or multiplied", x[k]),
    ):
        claim = d.claim(name, total(e / total(e)), "=", 1)
        d.conclude(claim, d.identity(claim.lhs, 1))
