"""The O(1/n) rate with its bound

Softmax regressions on digits follow a pruning path in n stages. Left: distance to the end of the
path, mean of 20 students with 99 % intervals, where the weights that go shrink by equal parts
(filled) and where weights of least magnitude are removed at once (open); lines are the tracking
bound ρLs(1−ρⁿ)/((1−ρ)n) with the largest ρ and L seen in half of the students. Middle: excess of
the loss over the end of the path, with its bound GρLs/((1−ρ)n). Right: excess over the dense
student, on the digits, and on a path that is realisable because one of five copies of each
feature stays.

The surprise: the bound is of the right order for the distance and far too careful for the loss,
which falls like 1/n², as the gradient vanishes at the path's end. The excess over the dense
student is O(1/n) on the realisable path only: elsewhere it stands on the capacity gap. And where
weights are removed at once, L grows with n, so the 1/n is lost.

Theory: SK-H2 (ours), SK-H3 (ours), SK-C1 (reconstructed), SK-C2 (sourced).
"""

from kdtheory.plotting import Figure, Records, run

FIGURE = Figure(claims=("SK-H2", "SK-H3", "SK-C1", "SK-C2"), size=(8.4, 3.4), tolerance=1e-3,
                minutes=2)  # fmt: skip
SPARSITY = 0.9
KEPT = ("path sparsity stages seeds error error_low error_high error_bound rho L excess "
        "excess_bound over_dense over_dense_low over_dense_high capacity_gap")  # fmt: skip


def data(settings):
    """One row for each path, sparsity and number of stages."""
    table = Records.of_table(settings.measure("SK-H")["stages"], KEPT)
    return table.where((table["sparsity"] == SPARSITY) | (table["path"] == "realisable"))


def draw(records, fig):
    """Distance, loss over the path's end, loss over the dense student."""
    axes = fig.subplots(1, 3)
    shrunk, removed, copies = (records.where(path=p) for p in ("shrunk", "removed", "realisable"))
    _distance(axes[0], shrunk, removed)
    _loss(axes[1], shrunk)
    _over_dense(axes[2], shrunk, copies)
    for ax, title in zip(axes, ("distance to the path's end", "loss over the path's end",
                                "loss over the dense student")):  # fmt: skip
        ax.set_xscale("log", base=2)
        ax.set_yscale("log")
        ax.set_xticks([1, 2, 4, 8, 16, 32], labels=["1", "2", "4", "8", "16", "32"])
        ax.set_xlabel("stages n")
        ax.set_title(title)


def _distance(ax, shrunk, removed):
    looks = ((shrunk, "C2", "o", "C2", "shrunk"), (removed, "C1", "s", "white", "at once"))
    for some, colour, marker, face, name in looks:
        y = some["error"]
        ax.errorbar(some["stages"], y, yerr=[y - some["error_low"], some["error_high"] - y],
                    fmt=marker, color=colour, markerfacecolor=face, label=name)  # fmt: skip
    ax.plot(shrunk["stages"], shrunk["error_bound"], "-", color="C2", label="bound, shrunk")
    ax.plot(removed["stages"], removed["error_bound"], "--", color="C1", label="bound, at once")
    ax.set_ylabel("‖S − γ(1)‖ in parameters")
    ax.set_ylim(1e-3, 12)
    ax.legend(loc="upper right", ncols=2, columnspacing=1, handlelength=1.8, fontsize=7.5)


def _loss(ax, shrunk):
    n, y = shrunk["stages"], shrunk["excess"]
    ax.plot(n, y, "o", color="C2", label="shrunk")
    ax.plot(n, shrunk["excess_bound"], "-", color="C2", label="bound, 1/n")
    ax.plot(n, y[-1] * (n[-1] / n) ** 2, ":", color="black", label="slope −2")
    ax.set_ylabel("excess loss (nats)")
    ax.legend(loc="lower left")


def _over_dense(ax, shrunk, copies):
    for some, colour, marker, name in ((shrunk, "C2", "o", "digits"),
                                       (copies, "C4", "D", "realisable")):  # fmt: skip
        ax.plot(some["stages"], some["over_dense"], marker, color=colour, label=name)
    ax.axhline(shrunk["capacity_gap"][-1], color="C2", linestyle="--", linewidth=1.2,
               label="capacity gap")  # fmt: skip
    n, y = copies["stages"], copies["over_dense"]
    ax.plot(n, y[0] * n[0] / n, ":", color="black", label="slope −1")
    ax.set_ylabel("excess loss (nats)")
    ax.legend(loc="upper right", bbox_to_anchor=(1.0, 0.92))


if __name__ == "__main__":
    run(__file__)
