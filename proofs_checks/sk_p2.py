"""SK-P2: softening amplifies truncation."""

import flint
from sympy import Abs, Rational, Sum, diff, log, oo

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import NONNEGATIVE, POSITIVE, SHARE


@derivation("SK-P2", "after softening, truncation loses the softened tail mass", "ours")
def amplification(d: Derivation) -> None:
    """The power transform truncates p̃ and p alike, so that SK-P1 holds with powers. The tail mass
    grows with T, since tail classes are below kept ones; it is at most m/(k + m), and tends to it.
    """
    k, m = d.size("k"), d.size("m")
    i, j = d.index("i", k), d.index("j", m)
    a, b = d.family("a", POSITIVE), d.family("b", POSITIVE)
    T, low = d.scalar("T", POSITIVE), d.scalar("T₁", POSITIVE)
    rise = d.scalar("rise", NONNEGATIVE)
    total = Sum(a[i], (i, 1, k)) + Sum(b[j], (j, 1, m))

    def root(x, T=T):
        return x ** (1 / T)

    def kept(x):
        return Sum(x, (i, 1, k))

    def tail(x):
        return Sum(x, (j, 1, m))

    A, B = kept(root(a[i])), tail(root(b[j]))
    τ = d.define("τ_T", B / (A + B))
    p, r = root(a[i] / total), root(b[j] / total)
    q = root(a[i] / kept(a[i]))
    soft, gone = kept(p) + tail(r), kept(q)
    tv = d.claim("total variation of F_T p̃ and F_T p", Rational(1, 2) * (
        kept(Abs(q / gone - p / soft)) + tail(Abs(0 - r / soft))), "=", τ)  # fmt: skip
    d.conclude(tv, (-1, d.identity(tv.lhs, τ, "normalisers drop out")))

    def larger(point, rng):
        high = [flint.fmpq(rng.randint(4, 9)) for _ in range(99)]
        lower = [flint.fmpq(rng.randint(2, 4)) for _ in range(99)]
        point.families[a], point.families[b] = high.__getitem__, lower.__getitem__
        point.symbols[ρ] = flint.fmpq(1, 5)

    ρ = d.scalar("ρ", SHARE)
    top = d.assume("the kept classes are the largest", a[i], "≥", b[j], [i, j], larger)
    logs = d.since("monotone", log, top, b[j], a[i])
    slope = d.sum(i, d.sum(j, logs, root(b[j])), root(a[i]))

    def mass(T):
        x, y = kept(root(a[i], T)), tail(root(b[j], T))
        return y / (x + y)

    rises = d.combine(diff(mass(T), T), "≥", 0, (1 / (T**2 * (A + B) ** 2), slope),
                      why="tail classes gain")  # fmt: skip
    grows = d.claim("it grows with T", mass(low), "≤", mass(low + rise))
    order = d.sign(rise)
    d.conclude(grows, d.since("monotone", mass, order, low, low + rise, POSITIVE, (T, rises)))

    powers = d.since("monotone", root, top, b[j], a[i])
    cap = d.claim("it is at most (n − k)/n", τ, "≤", m / (k + m))
    d.conclude(cap, (1 / ((k + m) * (A + B)), d.sum(i, d.sum(j, powers))))
    ratio = d.assume("tail classes are at least ρ times the kept ones", b[j], "≥", ρ * a[i], [i, j])
    least = d.since("monotone", root, ratio, ρ * a[i], b[j])
    x = ρ ** (1 / T)
    near = d.claim("and near it", τ, "≥", m * x / (k + m * x))
    d.conclude(near, (1 / ((k + m * x) * (A + B)), d.sum(i, d.sum(j, least))))
    d.limit("it tends to (n − k)/n", m * x / (k + m * x), T, oo, m / (k + m))
    d.counterexample("it is at most 99 % of (n − k)/n", τ, "≤", Rational(99, 100) * m / (k + m),
                     k=1, m=1, T=2, a=[1], b=[1])  # fmt: skip
