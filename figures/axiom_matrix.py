"""Operators against axioms

Every operator of the catalogue against the axioms of its kind (headline readings, and some that
separate the operators), each cell decided anew with a budget of seconds: proved, certified on the
stated box, supported (no counterexample found; not a proof), refuted by an exact witness, or
undecided. Scopes differ from cell to cell; the ledger has a page for each.

The surprise: no softening passes both readings of A5 on faces (inf-closed, inf-support), each
keeps zeros or fills classes. And no pool passes everything: those that stay in the hull of their
teachers do not commute with the power transform, those that commute amplify (MT-T1).

Theory: SK-A0 (reconstructed), SK-A1 (sourced), SK-A2 (sourced), SK-A3 (sourced), SK-A4 (sourced),
SK-A5 (reconstructed), MT-A1 (sourced), MT-A2 (sourced), MT-A3 (reconstructed), MT-A4 (sourced),
MT-A5 (reconstructed), MT-A6 (ours), MT-J1 (sourced), MT-S1 (reconstructed), MT-T1 (ours), RM-A1
(sourced), RM-A2 (sourced), RM-A3 (sourced), AW-A1 (sourced), AW-A2 (sourced), AW-A3 (sourced),
AW-A4 (sourced), AW-A5 (sourced).
"""

import numpy as np
from matplotlib.colors import ListedColormap

from kdtheory import verify
from kdtheory.operators.registry import KINDS, catalogue
from kdtheory.plotting import Figure, Records, run

COMPATIBLE = {"supported", "undecided", "unsupported"}  # what less or more time may turn to
AXIOMS = {
    "softening": ("SK-A0/simplex", "SK-A0/symmetry", "SK-A1/strict", "SK-A2/open", "SK-A3/weak",
                  "SK-A4/open", "SK-A5/inf-open", "SK-A5/inf-closed", "SK-A5/inf-support"),
    "aggregation": ("MT-A1/valid", "MT-A1/hull", "MT-A2/all", "MT-A3/kl", "MT-A4/open",
                    "MT-A5/limits", "MT-A5/commute", "MT-A6/unanimity", "MT-J1/jensen",
                    "MT-S1/maximum"),
    "recursion": ("RM-A1/valid", "RM-A2/all", "RM-A2/base", "RM-A3/anchor"),
    "weighting": ("AW-A1/normalised", "AW-A2/positive", "AW-A3/bounded", "AW-A4/lipschitz",
                  "AW-A5/ordinal"),
}  # fmt: skip


def agree(column, committed, recomputed):
    """Another budget may find more or less; only true and false contradict each other."""
    if column != "outcome" or committed == recomputed:
        return committed == recomputed
    return bool({committed, recomputed} & COMPATIBLE) or "refuted" not in (committed, recomputed)


FIGURE = Figure(
    claims=("SK-A0", "SK-A1", "SK-A2", "SK-A3", "SK-A4", "SK-A5", "MT-A1", "MT-A2", "MT-A3",
            "MT-A4", "MT-A5", "MT-A6", "MT-J1", "MT-S1", "MT-T1", "RM-A1", "RM-A2", "RM-A3",
            "AW-A1", "AW-A2", "AW-A3", "AW-A4", "AW-A5"),
    size=(9.6, 7.6), minutes=10, agree=agree,
)  # fmt: skip
OUTCOMES = ("proved", "certified", "supported", "refuted", "undecided")
FACES = ("#0B3C5D", "#5B9BD5", "#DCE9F5", "#E69F00", "#FFFFFF")
MARKS = ("$✓$", "$✓$", "o", "x", "$?$")
INKS = ("white", "black", "black", "black", "black")


def data(settings):
    """One verdict for each operator and axiom."""
    rows, done = [], 0
    total = sum(len(catalogue(kind)) for kind in KINDS)
    for kind in KINDS:
        for name in catalogue(kind):
            report = verify(name, axioms=AXIOMS[kind], budget=settings.budget, rng=settings.rng,
                            jobs=1)  # fmt: skip
            found = {f"{v.claim}/{v.variant}": v.outcome.value for v in report.verdicts}
            rows += [(kind, name, axiom, found[axiom]) for axiom in AXIOMS[kind]]
            done += 1
            settings.tell(done, total)
    return Records.of_rows("kind operator axiom outcome", rows)


def draw(records, fig):
    """One matrix for each kind; the operators that pass most come first."""
    left, middle, right = fig.subfigures(1, 3, width_ratios=(1.02, 1.12, 0.86))
    rest, weighting = right.subplots(2, 1, height_ratios=(12, 15))
    axes = {"softening": left.subplots(), "aggregation": middle.subplots(), "recursion": rest,
            "weighting": weighting}  # fmt: skip
    for kind, some in records.by("kind"):
        _matrix(axes[kind], some, kind)
    fig.supxlabel(
        "✓ proved (dark) or certified    ○ supported: no counterexample found, not a proof    "
        "✗ refuted    ? undecided", fontsize=8.5,
    )  # fmt: skip


def _matrix(ax, records, title):
    names = [name for name, _ in records.by("operator")]
    axioms = [axiom for axiom, _ in records.by("axiom")]
    passed = {name: int((some["outcome"] != "refuted").sum()) for name, some in
              records.by("operator")}  # fmt: skip
    names.sort(key=lambda name: (-passed[name], name))
    x = np.array([axioms.index(a) for a in records["axiom"]])
    y = np.array([names.index(n) for n in records["operator"]])
    found = np.array([_place(o) for o in records["outcome"]])
    cells = np.empty((len(names), len(axioms)))
    cells[y, x] = found
    ax.pcolormesh(cells, cmap=ListedColormap(FACES), vmin=-0.5, vmax=len(FACES) - 0.5,
                  edgecolors="white", linewidth=0.8)  # fmt: skip
    for k, (mark, ink) in enumerate(zip(MARKS, INKS)):
        here = found == k
        colours = {"facecolors": "none", "edgecolors": ink} if mark == "o" else {"color": ink}
        ax.scatter(x[here] + 0.5, y[here] + 0.5, 16, marker=mark, linewidths=0.7, **colours)
    ax.set_xlim(0, len(axioms))
    ax.set_ylim(len(names), 0)
    ax.xaxis.tick_top()
    ax.set_xticks(np.arange(len(axioms)) + 0.5, [a.split("-", 1)[1] for a in axioms], rotation=60,
                  ha="left", rotation_mode="anchor", fontsize=6.5)  # fmt: skip
    ax.set_yticks(np.arange(len(names)) + 0.5, [n.replace("_", " ") for n in names], fontsize=6.5)
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set_title(f"{title} ({axioms[0].split('-')[0]})")


def _place(outcome):
    return OUTCOMES.index(outcome if outcome in OUTCOMES else "undecided")


if __name__ == "__main__":
    run(__file__)
