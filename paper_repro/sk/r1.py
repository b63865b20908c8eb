"""R1: axioms of a separable operator are properties of one function."""

from kdtheory.ledger import cells, claim
from kdtheory.operators.registry import operator


@operator("softening", formula="min(p_i, 1 - p_i) / Z")
def folded(p, T, xp):
    """A separable operator that keeps the ranking though its function falls beyond one half."""
    g = xp.minimum(p, 1 - p) + 0 * T
    return g / xp.sum(g, axis=-1, keepdims=True)


@claim(
    "R1",
    stated="A1 ⇔ g increasing; A3 ⇐ ratios shrink; A4 ⇔ g_1 ∝ x; A5 ⇔ g(a)/g(b) → 1",
    title="separable operators",
    statement=(
        r"F_i=\frac{g_T(p_i)}{\sum_j g_T(p_j)}:\quad g_T\nearrow\ \Rightarrow\ \text{A1},\quad "
        r"\partial_T\partial_x\log g_T(x)\le0\ \Rightarrow\ \text{A3},\quad g_1(x)\propto "
        r"x\iff\text{A4},\quad \frac{g_T(a)}{g_T(b)}\to1\iff\text{A5}"
    ),
    plain=(
        "For an operator that applies one function to every entry and normalises, each axiom is a "
        "property of that function, for every number of classes."
    ),
    provenance="ours",
    derived=True,
    note=(
        "An increasing function is sufficient for A1, not necessary on all of (0, 1): two entries "
        "above one half never meet, and min(x, 1 − x) keeps the ranking. Only pairs with x + y ≤ 1 "
        "matter, for A3 too."
    ),
)
def r1():
    return [
        cells(
            "power tsallis q_exponential_half hellinger_mean harmonic_mean logodds_shrinkage",
            "SK-A1/strict SK-A3/weak SK-A4/open SK-A5/inf-open",
        ),
        cells("sk/r1.py:folded", "SK-A1/weak"),
    ]
