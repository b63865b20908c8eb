"""RM-C2: forward divergence contracts."""

from sympy import Sum, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import SHARE


@derivation("RM-C2", "forward divergence contracts", "sourced")
def forward_divergence(d: Derivation) -> None:
    """The logarithm is concave, so log s' is at least the mixture of log p and log s, class by class."""
    n = d.size("n")
    i = d.index("i", n)
    p, s = d.distribution("p", n), d.distribution("s", n)
    alpha = d.scalar("α", SHARE)
    after = d.define("s'", alpha * p[i] + (1 - alpha) * s[i])

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    claim = d.claim("one step", kl(p[i], after), "≤", (1 - alpha) * kl(p[i], s[i]))
    concave = d.since("jensen", log, (alpha, p[i]), (1 - alpha, s[i]))
    d.conclude(claim, d.sum(i, concave, p[i]))
