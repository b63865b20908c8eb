"""Pools that vary more than their teachers

Two independent teachers of one law: (1/2, 1/2), or with probability r the sure answer (1−ε, ε).
Left: variance of their pool at equal weights over that of one teacher, as a map for the
logarithmic pool; the thick line is 1, the star r = 0.1, ε = 10⁻⁸. Right: the same at r = 0.1 for
pools of several orders s against ε; marks are two trained students, 400 seeds of 20000 draws.

The surprise: "pooling reduces variance" is a theorem for linear pools only, which halve it here. In
a logarithmic pool one very sure teacher decides, so the rare answer occurs nearly twice as often
as with one teacher: 1.71 times the variance, and up to 2 for rarer ones.

Theory: MT-V2 (sourced), MT-V4 (ours).
"""

import numpy as np

from kdtheory.operators.aggregation import power_mean
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line

FIGURE = Figure(claims=("MT-V2", "MT-V4"), size=(7.4, 3.5), tolerance=1e-3, minutes=1)
ORDERS = (1.0, 0.5, 0.0)
RARE, SURE = np.geomspace(0.005, 0.9, 45), np.geomspace(1e-12, 0.3, 45)
STAR = (0.1, 1e-8)


def data(settings):
    """Exact ratios from the four cases, and those of trained students."""
    rows = [("map", 0.0, r, e, ratio(0, r, e)) for r in RARE for e in SURE]
    for s in ORDERS:
        rows += [("curve", s, STAR[0], e, ratio(s, STAR[0], e)) for e in SURE]
    measured = Records.of_table(settings.measure("MT-V")["log_pool"])
    for pool, some in measured.by("pool"):
        found = float((some["variance"] / some["variance_of_one"]).mean())
        rows.append(("measured", float(pool == "linear"), *STAR, found))
    rows.append(("star", 0.0, *STAR, ratio(0, *STAR)))
    return Records.of_rows("part order rare epsilon ratio", rows, {"ratio": "of variances"})


def ratio(s, rare, epsilon):
    """Variance of the pool of two such teachers over that of one."""
    kinds, law = np.array([[0.5, 0.5], [1 - epsilon, epsilon]]), np.array([1 - rare, rare])
    ps = np.stack([np.repeat(kinds, 2, axis=0), np.tile(kinds, (2, 1))])
    pool = power_mean(0 if s == 0 else s)
    pooled = pool(ps, np.array([0.5, 0.5]), np)[:, 0]
    return variance(pooled, np.outer(law, law).ravel()) / variance(kinds[:, 0], law)


def variance(x, law):
    """Of a finite law."""
    return float(law @ (x - law @ x) ** 2)


def draw(records, fig):
    """Map and curves."""
    left, right = fig.subplots(1, 2, width_ratios=(1.2, 1))
    shape = (len(RARE), len(SURE))
    x, y, z = (records.where(part="map")[c].reshape(shape) for c in ("epsilon", "rare", "ratio"))
    left.set_xscale("log")
    left.set_yscale("log")
    filled = left.contourf(x, y, z, np.linspace(0.4, 2, 9), cmap="cividis_r", extend="both")
    left.contour(x, y, z, (1.0,), colors="black", linewidths=1.8)
    star = records.where(part="star")
    left.plot(star["epsilon"], star["rare"], "*", color="white", markeredgecolor="black",
              markersize=12)  # fmt: skip
    left.set_xlabel("ε: how sure the sure answer is")
    left.set_ylabel("r: how rare it is")
    fig.colorbar(filled, ax=left, label="variance of the logarithmic pool / of one teacher")
    for k, (s, some) in enumerate(records.where(part="curve").by("order")):
        name = {1.0: "linear, s = 1", 0.0: "logarithmic, s = 0"}.get(s, f"s = {s:g}")
        right.plot(some["epsilon"], some["ratio"], label=name, **line(k))
    measured = records.where(part="measured")
    right.plot(measured["epsilon"], measured["ratio"], "o", color="black", markersize=6,
               markerfacecolor="white", label="trained")  # fmt: skip
    right.axhline(1, color="0.4", linewidth=0.9, linestyle="-")
    right.set_xscale("log")
    right.set_ylim(0, 2.6)
    right.set_xlabel("ε")
    right.set_ylabel("variance of the pool / of one teacher")
    right.legend(loc="upper right")
    right.set_title("r = 0.1")


if __name__ == "__main__":
    run(__file__)
