"""R8: a test at the uniform point that finds violations for some class counts only."""

from fractions import Fraction

from kdtheory.ledger import cells, claim, value
from kdtheory.operators.registry import operator


@operator("softening", formula="p_i^(1/T) exp(4 (1 - 1/T) p_i^2) / Z")
def swollen(p, T, xp):
    """Its elasticity at 1/n grows with T for n = 2 and falls for every larger n."""
    g = p ** (1 / T) * xp.exp(4 * (1 - 1 / T) * p**2)
    return g / xp.sum(g, axis=-1, keepdims=True)


def elasticity(n):
    """The change of x g'(x)/g(x) = 1/T + 8 (1 − 1/T) x² at x = 1/n from T = 1 to T = 2."""
    x = Fraction(1, n)
    return 4 * x**2 - Fraction(1, 2)


@claim(
    "R8",
    stated="A3 needs elasticities of g_T at 1/n that do not grow with T",
    title="near the uniform point",
    statement=(
        r"\frac{x\,g_{T'}'(x)}{g_{T'}(x)}>\frac{x\,g_T'(x)}{g_T(x)}\ \text{at } x=\tfrac1n,\ T'>T"
        r"\quad\implies\quad H(F_{T'}(p))<H(F_T(p))\ \text{near } u"
    ),
    plain=(
        "Near the uniform point a separable operator needs an elasticity at 1/n that does not grow "
        "with the temperature, for each number of classes by itself."
    ),
    provenance="ours",
    derived=True,
)
def r8():
    return [
        cells("power logodds_shrinkage tsallis", "SK-A3/weak"),
        cells("sk/r8.py:swollen", "!SK-A3/weak"),
        value(
            "change of elasticity from T = 1 to T = 2 of the function above, n = 2",
            "1/2",
            lambda: elasticity(2),
            "exactly",
        ),
        value("the same, n = 3: it falls", "-1/18", lambda: elasticity(3), "exactly"),
    ]
