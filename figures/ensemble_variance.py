"""Variance against number and correlation of teachers

Left: variance of linear pools of K softmax regressions at equal weights over that of one teacher,
trained on data of their own, on data shared in half, or on resamples of one data set; marks with
99.9 % intervals from one half of 1000 replicates, lines ρ + (1−ρ)/K with the correlation ρ from
the other half. Middle: that formula as a map; the marks are the three regimes. Right: four teachers
trained on different numbers of rows: variance at uniform weights, at three random weightings and at
w ∝ Σ⁻¹1 (prediction as a bar, measurement as a mark), over that of uniform weights.

The surprise: correlation decides. Sixteen teachers that share one data set are worth two
independent ones, and no number of them gets below ρ.

Theory: MT-V1 (sourced), MT-V2 (sourced), MT-V3 (sourced).
"""

import numpy as np

from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks

FIGURE = Figure(claims=("MT-V1", "MT-V2", "MT-V3"), size=(8.6, 3.3), tolerance=1e-3, minutes=1)


def data(settings):
    """Pools at equal weights, then weights for unequal teachers."""
    tables = settings.measure("MT-V")
    pools = Records.of_table(tables["pools"], "data teachers variance predicted ratio low high "
                             "rho sigma2").with_column("part", "pools")  # fmt: skip
    rows = Records.of_table(tables["weights"])
    kinds = [(name, some["variance"][0], some["predicted"][0]) for name, some in rows.by("weights")]
    weights = Records.of_rows("data variance predicted", kinds).with_column("part", "weights")
    return Records.joined([pools, weights], {"variance": "probability², summed over classes"})


def relative(K, rho):
    """Variance of K equicorrelated teachers over that of one (MT-V2)."""
    return rho + (1 - rho) / K


def draw(records, fig):
    """Measured pools, the map, weights."""
    left, middle, right = fig.subplots(1, 3, width_ratios=(1, 1.15, 0.9))
    pools, K = records.where(part="pools"), np.geomspace(1, 16, 60)
    for k, (name, some) in enumerate(pools.by("data")):
        rho, at = some["rho"][0], some["teachers"]
        scale = relative(at, rho)
        y = some["ratio"] * scale
        bars = [y - some["low"] * scale, some["high"] * scale - y]
        left.plot(K, relative(K, rho), label=f"{name}, ρ = {rho:.2f}", **line(k))
        left.errorbar(at, y, yerr=bars, elinewidth=1, **marks(k))
        middle.plot(at, np.full(at.shape, max(rho, 0.008)), markeredgecolor="white", clip_on=False,
                    zorder=6, **marks(k))  # fmt: skip
    left.plot(K, 1 / K, color="0.6", linewidth=0.8, linestyle="-", label="1/K")
    left.set_ylabel("variance of the pool / of one teacher")
    left.set_ylim(0, 1.35)
    left.legend(loc="upper right")
    left.set_title("trained teachers")
    _map(fig, middle)
    _weights(right, records.where(part="weights"))
    for ax in (left, middle):
        ax.set_xscale("log", base=2)
        ax.set_xticks([1, 2, 4, 8, 16], labels=["1", "2", "4", "8", "16"])
        ax.set_xlabel("teachers K")


def _map(fig, ax):
    K, rho = np.meshgrid(np.geomspace(1, 16, 60), np.linspace(0, 1, 60))
    z = relative(K, rho)
    levels = np.linspace(0, 1, 11)
    filled = ax.contourf(K, rho, z, levels, cmap="cividis")
    ax.contour(K, rho, z, levels, colors="black", linewidths=0.4)
    fig.colorbar(filled, ax=ax, label="ρ + (1−ρ)/K")
    ax.set_ylabel("correlation ρ")
    ax.set_title("equal weights")


def _weights(ax, records):
    uniform = records.where(data="uniform")
    names = [name.replace("inverse covariance", "w ∝ Σ⁻¹1") for name in records["data"].tolist()]
    places = np.arange(len(names))
    ax.bar(places, records["predicted"] / uniform["predicted"], color="#BFD7EA",
           edgecolor="black", hatch="///", linewidth=0.7, label="predicted wᵀΣw")  # fmt: skip
    ax.plot(places, records["variance"] / uniform["variance"], label="measured", **marks(0))
    ax.axhline(1, color="0.4", linewidth=0.8, linestyle="-")
    ax.set_xticks(places, names, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_ylabel("variance / at uniform weights")
    ax.set_title("unequal teachers")
    ax.legend(loc="upper right")
    ax.set_ylim(0, 1.45 * max(1.0, (records["predicted"] / uniform["predicted"]).max()))


if __name__ == "__main__":
    run(__file__)
