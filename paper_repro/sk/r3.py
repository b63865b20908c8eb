"""R3: shrinking ratios of an operator that keeps the order make entropy grow."""

from kdtheory.ledger import cells, claim
from kdtheory.operators.registry import operator


@operator("softening", formula="p_i^(-T) / Z")
def inverted(p, T, xp):
    """Its ratios shrink wherever p_i >= p_j, and its entropy falls: it turns the order around."""
    g = p ** (-T)
    return g / xp.sum(g, axis=-1, keepdims=True)


@claim(
    "R3",
    stated="ratios F_i/F_j shrink for p_i ≥ p_j ⇒ majorisation and A3",
    title="shrinking ratios",
    statement=(
        r"p_i\ge p_j\ \Rightarrow\ \frac{F_T(p)_i}{F_T(p)_j}\searrow\ \text{in } T,\ \ge "
        r"1\quad\implies\quad F_T(p)\succ F_{T'}(p),\ H\nearrow"
    ),
    plain=(
        "If the operator keeps the order and every ratio of a larger to a smaller entry shrinks, "
        "then each output majorises the hotter ones, so every Schur-concave entropy grows."
    ),
    provenance="ours",
    derived=True,
    note="The order has to be kept: p^(−T)/Z has shrinking ratios and falling entropy.",
)
def r3():
    return [
        cells("power q_exponential_half quadratic_mean harmonic_mean", "SK-A1/weak SK-A3/weak"),
        cells("sk/r3.py:inverted", "!SK-A1/weak !SK-A3/weak"),
    ]
