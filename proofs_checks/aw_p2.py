"""AW-P2: a product of weights can turn the safety order round."""

from sympy import Rational, Sum

from kdtheory.derivations import Derivation, derivation
from kdtheory.derivations.signs import POSITIVE


@derivation(
    "AW-P2", "products reverse the safety order unless the other factors respect it", "ours"
)
def order(d: Derivation) -> None:
    """Factors that are ordered alike multiply to a product that is ordered like them; normalisation
    divides both sides by the same sum.
    """
    K = d.size("K", 2)
    k, l, m = d.index("k l m", K)
    x, y, z = (d.family(name, POSITIVE) for name in ("tok", "task", "ctx"))
    first, second = x[1] * y[1], x[2] * y[2]
    d.counterexample("the safer teacher keeps the larger weight", first / (first + second), "≥",
                     second / (first + second), where=[(x[1], "≥", x[2])],
                     tok=[Rational(55, 100), Rational(45, 100)],
                     task=[Rational(3, 10), Rational(7, 10)])  # fmt: skip

    def ordered(point, rng):
        for family in (x, y, z):
            values = point.families[family]
            here, there = (int(point.symbols[i].p) for i in (k, l))
            larger, smaller = max(values(here), values(there)), min(values(here), values(there))
            if here != there:
                fixed = {here: larger, there: smaller}
                point.families[family] = lambda j, f=fixed, v=values: f.get(j) or v(j)

    alike = [
        d.assume(f"{v.label}_k ≥ {v.label}_l", v[k], "≥", v[l], (), ordered) for v in (x, y, z)
    ]
    total = d.define("Z", Sum(x[m] * y[m] * z[m], (m, 1, K)))
    claim = d.claim("factors that respect the order of k and l", x[k] * y[k] * z[k] / total, "≥",
                    x[l] * y[l] * z[l] / total)  # fmt: skip
    d.conclude(claim, (y[k] * z[k] / total, alike[0]), (x[l] * z[k] / total, alike[1]),
               (x[l] * y[l] / total, alike[2]))  # fmt: skip
