"""SK-P1: what truncation to the top classes loses."""

from sympy import Abs, Integer, Rational, Sum, exp, log

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE, SHARE


@derivation("SK-P1", "top-k truncation with tail mass τ", "reconstructed")
def truncation(d: Derivation) -> None:
    """Kept classes have the probabilities a/(A + B), the others b/(A + B), and a/A and 0 after
    truncation. Kept classes grow by one factor 1/(1 − τ); what is missing in the tail gives an
    infinite KL(p‖p̃): with p̃ smoothed by ε it is at least that of two classes (log-sum), which has
    no bound.
    """
    k, m = d.size("k"), d.size("m")
    i, j = d.index("i", k), d.index("j", m)
    a, b = d.family("a", POSITIVE), d.family("b", POSITIVE)

    def kept(x):
        return Sum(x, (i, 1, k))

    def tail(x):
        return Sum(x, (j, 1, m))

    A, B = kept(a[i]), tail(b[j])
    τ = d.define("τ", B / (A + B))
    tv = d.claim("total variation", Rational(1, 2) * (
        kept(Abs(a[i] / A - a[i] / (A + B))) + tail(Abs(0 - b[j] / (A + B)))), "=", τ)  # fmt: skip
    d.conclude(tv, (-1, d.identity(tv.lhs, τ, "the kept classes gain what the tail loses")))
    ratio = (a[i] / A) / (a[i] / (A + B))
    reverse = d.claim("KL(p̃‖p)", kept(a[i] / A * log(ratio)), "=", -log(1 - τ))
    d.conclude(reverse, (-1, d.identity(reverse.lhs, reverse.rhs, "one factor")))

    ε, t = d.scalar("ε", SHARE), d.scalar("t", SHARE)
    head, rest = (1 - ε) * a[i] / A + ε / (k + m), ε / (k + m)
    p, r = a[i] / (A + B), b[j] / (A + B)
    low = d.claim(
        "KL(p‖(1−ε)p̃ + εu) is at least that of the tail and the rest",
        kept(p * log(p / head)) + tail(r * log(r / rest)), "≥",
        (1 - τ) * log((1 - τ) / (1 - ε * m / (k + m))) + τ * log(τ / (ε * m / (k + m))),
    )  # fmt: skip
    d.conclude(low, d.since("log_sum", i, p, head), d.since("log_sum", j, r, rest))
    two = (1 - t) * log((1 - t) / (1 - ε)) + t * log(t / ε)
    d.limit("which tends to ∞ as ε → 0: exp(−KL)", exp(-two), ε, Integer(0), 0)
