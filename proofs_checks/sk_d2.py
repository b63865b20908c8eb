"""SK-D2: softened logits are private."""

from sympy import Integer, Sum, exp

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE, REAL, Range


@derivation("SK-D2", "softmax(z/T) of logits of sensitivity Δ is 2Δ/T-private", "ours")
def softened_logits(d: Derivation) -> None:
    """Logits change by Δc_i, |c_i| ≤ 1. The entry changes by a factor of at most e^(Δ/T), and so
    does the normaliser; both can happen at once.
    """
    n = d.size("n")
    i, j = d.index("i j", n)
    z, T, Δ = d.family("z"), d.scalar("T", POSITIVE), d.scalar("Δ", NONNEGATIVE)
    c = d.family("c", Range(Integer(-1), Integer(1)))

    def total(x):
        return Sum(x, (j, 1, n))

    def q(i):
        return exp(z[i] / T)

    def changed(i):
        return exp((z[i] + Δ * c[i]) / T)

    Z, Z_changed = total(q(j)), total(changed(j))
    up = d.since("monotone", exp, d.sign(Δ * (1 - c[j]) / T), Δ * c[j] / T, Δ / T, REAL)
    down = d.since("monotone", exp, d.sign(Δ * (1 + c[j]) / T), -Δ * c[j] / T, Δ / T, REAL)
    above = d.combine(Z_changed, "≤", exp(Δ / T) * Z, d.sum(j, up, q(j)), why="normaliser")
    below = d.combine(Z, "≤", exp(Δ / T) * Z_changed, d.sum(j, down, changed(j)), why="normaliser")
    here = d.claim("every token", q(i) / Z, "≤", exp(2 * Δ / T) * changed(i) / Z_changed)
    entry = d.put(down, {j: i})
    d.conclude(here, (changed(i) / Z, entry), (exp(Δ / T) * changed(i) / (Z * Z_changed), above))
    back = d.claim("and back", changed(i) / Z_changed, "≤", exp(2 * Δ / T) * q(i) / Z)
    other = d.put(up, {j: i})
    d.conclude(back, (q(i) / Z_changed, other), (exp(Δ / T) * q(i) / (Z * Z_changed), below))
    d.counterexample(
        "Δ/T is enough: the normaliser changes too", changed(i) / Z_changed, "≤",
        exp(Δ / T) * q(i) / Z, n=2, i=1, T=1, Δ=1, z=[-9, 0], c=[1, -1],
    )  # fmt: skip
