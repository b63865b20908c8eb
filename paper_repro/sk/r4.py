"""R4: operators that are the power transform at a temperature of their own."""

from kdtheory.ledger import cells, claim


@claim(
    "R4",
    stated="A3 ⇔ T_eff non-decreasing; A4 ⇔ T_eff(1, p) = 1; A5 ⇔ T_eff → ∞",
    title="effective temperature",
    statement=(
        r"F_T(p)=p^{1/T_{\mathrm{eff}}(T,p)}/Z:\quad T_{\mathrm{eff}}\nearrow\iff\text{A3},\quad "
        r"T_{\mathrm{eff}}(1,p)=1\iff\text{A4},\quad T_{\mathrm{eff}}\to\infty\iff\text{A5}"
    ),
    plain=(
        "An operator that follows the power transform's curve at a speed of its own is judged by "
        "that speed."
    ),
    provenance="ours",
    derived=True,
)
def r4():
    return [
        cells(
            "power entropy_modulated entropic_projection",
            "SK-A1/strict SK-A3/weak SK-A4/open SK-A5/inf-open",
        ),
        cells("power_dip", "!SK-A3/weak"),
        cells("power_saturating", "!SK-A5/inf-open"),
    ]
