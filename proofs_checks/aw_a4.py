"""AW-A4: softmax weights are Lipschitz."""

from sympy import Integer, Sum, diff, exp

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE, REAL, Range


@derivation("AW-A4", "softmax weights move at most twice as far as the scores", "sourced")
def lipschitz(d: Derivation) -> None:
    """Along s + t D e with |e| ≤ 1 the derivative of w_k is D w_k (e_k − Σ w e). Tested with any
    signs σ in [−1, 1] it is at most 2D; the largest Σ σ (w(h) − w(0)) is the norm ‖w(h) − w(0)‖₁.
    """
    K = d.size("K")
    k, l = d.index("k l", K)
    unit = Range(Integer(-1), Integer(1))
    s, e, sigma = d.family("s"), d.family("e", unit), d.family("σ", unit)
    D, h = d.scalar("D", POSITIVE), d.scalar("h", NONNEGATIVE)
    t = d.scalar("t", REAL)

    def weight(k, t):
        return exp(s[k] + t * D * e[k]) / Sum(exp(s[l] + t * D * e[l]), (l, 1, K))

    def tested(t):
        return Sum(sigma[k] * weight(k, t), (k, 1, K))

    pair = d.sign(2 * D - sigma[k] * D * (e[k] - e[l]))
    mean = d.sum(k, d.sum(l, pair, weight(l, t)), weight(k, t))
    slope = d.claim("derivative", diff(tested(t), t), "≤", 2 * D)
    steep = d.combine(diff(2 * D * t - tested(t), t), "≥", 0, mean)
    d.conclude(slope, steep)
    claim = d.claim("Lipschitz", tested(h) - tested(Integer(0)), "≤", 2 * D * h)
    d.conclude(claim, d.since("monotone", lambda t: 2 * D * t - tested(t), d.sign(h), 0, h, REAL,
                              (t, steep)))  # fmt: skip
