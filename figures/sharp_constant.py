"""The sharp contraction constant against the floor

What one step of the linear anchor, s' = α p₀ + (1−α) s, leaves of a divergence at most, when all
entries are at least μ: the certified constants of ``kdtheory sharpen`` for KL(p₀‖s) and KL(s‖p₀).
Left: α = 1/2, between the papers' bound 1 − α and the asymptotic rate (1−α)²; lines are two
classes, triangles four classes, the star is μ = 1/10, 0.3202119959546 for KL(p₀‖s). Right: how far
the constant has gone from (1−α)², 0, to 1 − α, 1, for three α.

The surprise: the stated constant is never attained. The constant of KL(p₀‖s) comes close to it as
the floor falls, that of KL(s‖p₀) hardly does: with a floor of 10⁻⁵ one step leaves at most 0.46 of
it, not 0.5. The number of classes does not matter, as long as the worst pair leaves them room.

Theory: RM-C2 (sourced), RM-C3 (sourced), RM-C4 (ours).
"""

from fractions import Fraction

from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line
from kdtheory.sharpen import sharpen

FIGURE = Figure(claims=("RM-C2", "RM-C3", "RM-C4"), size=(7.4, 3.5), tolerance=1e-7, minutes=1)
FLOORS = [Fraction(m, 10**k) for k in (5, 4, 3, 2) for m in (1, 3)]
FLOORS += [Fraction(m, 100) for m in (6, 10, 15, 20, 30, 40, 49)]
ALPHAS = (Fraction(1, 2), Fraction(1, 10), Fraction(9, 10))
NAMES = {"RM-C2": "KL(p₀‖s)", "RM-C3": "KL(s‖p₀)"}


def data(settings):
    """Enclosures of the constants."""
    asked = [(bound, 2, a, m) for bound in NAMES for a in ALPHAS for m in FLOORS]
    asked += [("RM-C2", 4, ALPHAS[0], m) for m in FLOORS[1::3] if m < Fraction(1, 4)]
    rows = []
    for done, (bound, classes, alpha, floor) in enumerate(asked):
        found = sharpen(bound, width=1e-7, classes=classes, alpha=alpha, floor=floor)
        rows.append((bound, classes, float(alpha), float(floor), float(found.lower),
                     float(found.upper or "nan")))  # fmt: skip
        settings.tell(done + 1, len(asked))
    return Records.of_rows("bound classes alpha floor lower upper", rows)


def draw(records, fig):
    """One α with its limits, then three α on one scale."""
    left, right = fig.subplots(1, 2)
    for k, (bound, some) in enumerate(records.by("bound")):
        half = some.where(classes=2, alpha=0.5)
        left.plot(half["floor"], half["upper"], label=NAMES[bound], **line(k))
        for j, (alpha, part) in enumerate(some.where(classes=2).by("alpha")):
            b = 1 - alpha
            share = (part["upper"] - b**2) / (b - b**2)
            right.plot(part["floor"], share, label=f"{NAMES[bound]}, α = {alpha:g}",
                       marker="o" * k, markerfacecolor="white", **line(j))  # fmt: skip
    four = records.where(classes=4)
    left.plot(four["floor"], four["upper"], "^", color="C0", label="KL(p₀‖s), n = 4")
    star = records.where(bound="RM-C2", classes=2, alpha=0.5, floor=0.1)
    left.plot(star["floor"], star["upper"], "*", color="C0", markersize=12)
    for level, name, at in ((0.5, "bound 1 − α", 0.509), (0.25, "rate (1−α)²", 0.241)):
        left.axhline(level, color="0.35", linewidth=1, linestyle="-")
        left.text(0.02, at, name, ha="center", va="center", color="0.25")
    left.set_ylim(0.22, 0.52)
    right.set_ylim(-0.03, 1.03)
    for ax in (left, right):
        ax.set_xscale("log")
        ax.set_xlabel("floor μ of every entry")
    left.legend(loc="lower left", bbox_to_anchor=(0.02, 0.2))
    right.legend(loc="lower left")
    left.set_ylabel("sharp one-step constant, α = 1/2")
    right.set_ylabel("place between (1−α)² and 1 − α")


if __name__ == "__main__":
    run(__file__)
