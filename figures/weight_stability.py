"""How pools answer to their weights

Two weightings of three random teachers. Left: change of the pool, ‖q − q'‖₁, over the change of
the weights, ‖w − w'‖₁, for the linear and for the logarithmic pool; the bound of the linear one is
1. Middle: KL(q‖q') against max log(w_k/w'_k), with the bound (diagonal). Right: weights that differ
from token to token, p¹ = (1−a, a), p² = (a, 1−a) with weights (w, 1−w) on the first token and
(1−w, w) on the second: the total mass of Σ w_k(i) p^k(i), which is 1 on the thick lines only.

The surprise: the logarithmic pool has no such stability, its output can move three times as far
as its weights. And token-dependent weights, normalised over teachers, give something that is no
distribution: a mass of 1.8 for the weights (0.9, 0.1) and nearly sure teachers.

Theory: MT-L1 (ours), AW-S1 (ours), AW-N1 (sourced).
"""

import numpy as np

from kdtheory.operators.aggregation import linear_pool, log_pool
from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks
from kdtheory.simplex import divergence

FIGURE = Figure(claims=("MT-L1", "AW-S1", "AW-N1"), size=(8.8, 3.3), tolerance=1e-9)
DRAWN, TEACHERS = 350, 3
GRID = np.linspace(0, 1, 41)


def data(settings):
    """Random pairs of weightings, and masses on a grid."""
    rng = np.random.default_rng([settings.rng, 61])
    ps = 1e-4 + (1 - 3e-4) * rng.dirichlet(np.full(3, 0.3), (TEACHERS, DRAWN))
    w, v = (np.moveaxis(rng.dirichlet(np.ones(TEACHERS), DRAWN), 1, 0)[..., None] for _ in "wv")
    share = rng.random((DRAWN, 1)) ** 2
    v = (1 - share) * w + share * v
    moved, ratio = np.abs(w - v).sum(axis=0)[:, 0], np.log(w / v).max(axis=0)[:, 0]
    parts = []
    for name, pool in (("linear", linear_pool), ("logarithmic", log_pool)):
        q, r = pool(ps, w, np), pool(ps, v, np)
        parts.append(
            Records(
                {
                    "part": "pair",
                    "pool": name,
                    "moved": moved,
                    "ratio": ratio,
                    "change": np.abs(q - r).sum(axis=1),
                    "kl": divergence(q, r, np),
                }
            )
        )
    a, u = (x.ravel() for x in np.meshgrid(GRID, GRID, indexing="ij"))
    teachers = np.array([[1 - a, a], [a, 1 - a]])  # teacher, token, grid
    weights = np.array([[u, 1 - u], [1 - u, u]])
    parts.append(Records({"part": "tokens", "a": a, "w": u,
                          "mass": (weights * teachers).sum(axis=(0, 1))}))  # fmt: skip
    return Records.joined(parts, {"kl": "nats", "ratio": "nats"})


def draw(records, fig):
    """Norms, divergences, masses."""
    left, middle, right = fig.subplots(1, 3, width_ratios=(1, 1, 1.2))
    pairs = records.where(part="pair")
    for k, (name, some) in zip((1, 0), reversed(list(pairs.by("pool")))):
        left.plot(some["moved"], some["change"] / some["moved"], label=name, markersize=2.5,
                  **marks(k))  # fmt: skip
        middle.plot(some["ratio"], some["kl"], label=name, markersize=2.5, **marks(k))
    left.axhline(1, **line(0), linewidth=1.2)
    left.set_xlabel("‖w − w'‖₁")
    left.set_ylabel("‖q − q'‖₁ / ‖w − w'‖₁")
    left.set_yscale("log")
    left.set_ylim(5e-3, 40)
    left.legend(loc="upper right", title="pool")
    ends = np.array([1e-4, 10])
    middle.plot(ends, ends, **line(0), linewidth=1.2)
    middle.set_xscale("log")
    middle.set_yscale("log")
    middle.set_ylim(1e-9, 100)
    middle.set_xlim(3e-5, 10)
    middle.set_xlabel("max log(w_k/w'_k) (nats)")
    middle.set_ylabel("KL(q‖q') (nats)")
    mass = records.where(part="tokens")["mass"].reshape(len(GRID), len(GRID)).T
    filled = right.contourf(GRID, GRID, mass, np.linspace(0, 2, 11), cmap="cividis")
    right.axhline(0.5, color="black", linewidth=1.8, linestyle="-")  # mass 1 + (1 − 2a)(2w − 1)
    right.axvline(0.5, color="black", linewidth=1.8, linestyle="-")
    right.set_aspect("equal")
    right.set_xlabel("a: what each teacher gives its other token")
    right.set_ylabel("w: weight on the own token")
    fig.colorbar(filled, ax=right, label="total mass", shrink=0.85)


if __name__ == "__main__":
    run(__file__)
