"""Decisions on staged pruning: bounds from one half of the seeds, slopes, floors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kdtheory.measurements.bias_parts import interval
from kdtheory.measurements.path_convex import Trail
from kdtheory.measurements.path_networks import Networks
from kdtheory.measurements.records import Estimate, Finding, Table
from kdtheory.measurements.statistics import slope
from kdtheory.students import magnitude_masks, sparsity_of

CONFIDENCE = 0.99
ASYMPTOTIC = 4  # slopes are fitted from this many stages on
TRACKS = "the path moves by at most L s/n a stage"


def tracking_bound(rho: float, L: float, s: float, n: int) -> float:
    """SK-H3: ``ρ L s (1 − ρⁿ)/((1 − ρ) n)``."""
    return rho * L * s * (1 - rho**n) / ((1 - rho) * n)


def late(trail: Trail) -> list[int]:
    return [n for n in trail.walks if n >= ASYMPTOTIC]


def constants(trail: Trail, stages: Sequence[int]) -> tuple[float, float]:
    """``ρ`` and ``L``: the largest seen in walks of these stages, first half of the seeds."""
    half = len(trail.lipschitz) // 2
    rho = max(float(trail.walks[n].contraction[:half].max()) for n in stages)
    L = max(n * float(trail.walks[n].jump[:half].max()) / trail.sparsity for n in stages)
    return rho, L


def bounds(trail: Trail) -> dict[int, float]:
    """The tracking bound for each number of stages; on the path ``removed`` each has its L."""
    own = trail.path == "removed"
    return {
        n: tracking_bound(*constants(trail, [n] if own else list(trail.walks)), trail.sparsity, n)
        for n in trail.walks
    }


def fitted(trail: Trail, name: str, rng: int) -> Estimate:
    """Log-log slope of an attribute against the number of stages."""
    stages = late(trail)
    return slope(stages, trail.column(name, stages), rng=rng, confidence=CONFIDENCE)


def _slopes(
    claim: str, statement: str, trails: list[Trail], name: str, predicted: float, slack: float,
    rng: int, because: str, expected: bool = True,
) -> Finding:  # fmt: skip
    """One decision for all sparsities; the slope furthest off is shown."""
    found = [fitted(t, name, rng) for t in trails]
    worst = max(found, key=lambda e: abs(e.value - predicted))
    agrees = all(e.meets(predicted, absolute=slack) for e in found)
    return Finding(
        claim, f"{statement} (log-log slope from n = {ASYMPTOTIC} on, the sparsity that is "
        f"furthest off, path {trails[0].path})", predicted, worst, agrees,
        f"prediction inside the 99 % interval widened by {slack:g}, at every sparsity",
        expected=expected, because="" if agrees else because,
    )  # fmt: skip


def _under(
    claim: str, statement: str, trails: list[Trail], name: str, limits: list[dict[int, float]],
    because: str,
) -> Finding:  # fmt: skip
    """Whether the second half of the seeds lies under the bound at every point."""
    cells = sum(len(t.walks) for t in trails)
    worst, shown = -np.inf, None
    for trail, limit in zip(trails, limits):
        for n, w in trail.walks.items():
            half = len(trail.lipschitz) // 2
            found = interval(getattr(w, name)[half:], CONFIDENCE, cells)
            if found.high / limit[n] > worst:
                worst, shown = found.high / limit[n], (limit[n], found, n, trail.sparsity)
    assert shown is not None
    limit_there, found, n, s = shown
    return Finding(
        claim, f"{statement} (path {trails[0].path}; the tightest of {cells} points, n = {n}, "
        f"s = {s:g})", limit_there, found, worst <= 1,
        "upper end of every simultaneous 99 % interval at most the bound",
        because=because if worst > 1 else "",
    )  # fmt: skip


def tracking(trails: list[Trail], rng: int) -> list[Finding]:
    """SK-H2, SK-H3, SK-C1 on the two paths over the digits and on the realisable one."""
    removed = [t for t in trails if t.path == "removed"]
    shrunk = [t for t in trails if t.path == "shrunk"]
    copies = [t for t in trails if t.path == "realisable"]
    jumps = "weights that go at once jump in directions of their own: the path is not Lipschitz"
    under = "ρ and L from the first half of the seeds bound the error of the second half"
    return [
        _contracts([*removed, *shrunk]),
        _slopes("SK-H2", "Stage errors of second order add up to C s²/n", shrunk, "second", -1.0,
                0.1, rng, "stages of second order"),
        _slopes("SK-H2", "Stage errors of first order do not vanish", shrunk, "length", 0.0, 0.05,
                rng, "stages of first order"),
        _slopes("SK-H2", "The errors of stages that remove weights at once add up to C s²/n",
                removed, "second", -1.0, 0.1, rng, jumps, False),
        _slopes("SK-H3", "The distance to the end of the path falls like 1/n", shrunk, "error",
                -1.0, 0.1, rng, TRACKS),
        *[_under("SK-H3", f"e_n ≤ ρLs(1−ρⁿ)/((1−ρ)n): {under}", some, "error",
                 [bounds(t) for t in some], TRACKS) for some in (shrunk, copies, removed)],
        _slopes("SK-H3", "The distance falls like 1/n where weights are removed at once", removed,
                "error", -1.0, 0.1, rng, jumps, False),
        _slopes("SK-H3", "n times the longest stage, L s, does not depend on n where weights are "
                "removed at once", removed, "speed", 0.0, 0.1, rng, jumps, False),
        *[_under("SK-C1", "ℓ(S_n) − ℓ(γ(1)) ≤ GρLs/((1−ρ)n)", some, "excess",
                 [loss_bounds(t) for t in some], "the loss is G-Lipschitz")
          for some in (shrunk, copies)],
        _slopes("SK-C1", "At the end of the path the gradient vanishes, so the excess over it "
                "falls twice as fast as the bound", shrunk, "excess", -2.0, 0.2, rng, TRACKS),
        *_gap(shrunk, copies, rng),
    ]  # fmt: skip


def _contracts(trails: list[Trail]) -> Finding:
    """The hypothesis of SK-H3 that can be known before training."""
    rho = max(float(w.contraction.max()) for t in trails for w in t.walks.values())
    promised = max(t.rho for t in trails)
    return Finding(
        "SK-H3", "No stage's training leaves more of the error than strong convexity promises, "
        "ρ ≤ (1 − l2 η)^steps", promised, rho, rho <= promised, "largest ρ of all stages and "
        "seeds at most the bound",
        because="" if rho <= promised else "training contracts: the steps are too long",
    )  # fmt: skip


def loss_bounds(trail: Trail) -> dict[int, float]:
    """SK-C1: ``G ρ L s/((1 − ρ) n)``."""
    rho, L = constants(trail, list(trail.walks))
    G = float(trail.lipschitz.max())
    return {n: G * rho * L * trail.sparsity / ((1 - rho) * n) for n in trail.walks}


def _gap(shrunk: list[Trail], copies: list[Trail], rng: int) -> list[Finding]:
    """SK-C2: with and without a capacity gap."""
    (trail,) = copies
    rate = fitted(trail, "over_dense", rng)
    good = rate.high <= -1
    found = [
        Finding(
            "SK-C2", "On a realisable path the excess over the dense student vanishes at least "
            "like 1/n (log-log slope)", -1.0, rate, good,
            "upper end of the 99 % interval at most −1", because="" if good else TRACKS,
        )
    ]  # fmt: skip
    n = max(shrunk[0].walks)
    for trail in shrunk:
        floor = interval(trail.walks[n].over_dense, CONFIDENCE, len(shrunk))
        found.append(
            Finding(
                "SK-C2", "The excess over the dense student vanishes with the number of stages "
                f"(digits, s = {trail.sparsity:g}, n = {n})", 0.0, floor, floor.low <= 0,
                "refuted if the simultaneous 99 % interval lies above 0", expected=False,
                because=f"capacity gap: ℓ(γ(1)) − ℓ(γ(0)) = {trail.walks[n].gap.mean():.4g}",
            )
        )  # fmt: skip
    return found


def sparsity_reached(trails: list[Trail], rng: np.random.Generator) -> list[Finding]:
    """SK-H1: stages of s/n of the original weights, and of what is left."""
    removed = [t for t in trails if t.path == "removed"]
    weights = 80  # 16 features, 5 classes
    off = max(float(abs(w.sparsity - t.sparsity).max()) for t in removed for w in t.walks.values())
    good = off <= 0.5 / weights + 1e-12
    s, n = removed[-1].sparsity, max(removed[-1].walks)
    W = rng.standard_normal((1, 101, 10))
    masks = magnitude_masks((W,), s / n)
    for k in range(2, n + 1):
        masks = magnitude_masks((W,), 1 - (1 - s / n) ** k, masks)
    left = float(sparsity_of(masks)[0])
    return [
        Finding(
            "SK-H1", "n stages of s/n of the original weights reach the sparsity s, for every n",
            0.0, off, good, f"off by at most half a weight of {weights}",
            because="" if good else "stages of the original weights",
        ),
        Finding(
            "SK-H1", f"{n} stages that each remove s/n of what is left reach s = {s:g}", s, left,
            abs(left - s) <= 0.01, "within 0.01", expected=False,
            because="a stage removes a share of the weights left, not of the original ones",
        ),
    ]  # fmt: skip


def networks(found: list[Networks], rng: int) -> list[Finding]:
    """SK-C2 on perceptrons: what stages save, and the floor that they leave."""
    out = []
    for net in found:
        a, n = net.staged, net.stages[-1]
        saved = interval(a[:, 0] - a[:, -1], CONFIDENCE, len(found))
        where = f"perceptrons, s = {net.sparsity:g}"
        out += [_saved(saved, n, where), _rate(net, where, len(found), rng)]
    return out


def _saved(saved: Estimate, n: int, where: str) -> Finding:
    return Finding(
        "SK-C1", f"{n} stages leave less excess loss than one shot ({where}; difference in nats)",
        "> 0", saved, saved.low > 0, "simultaneous 99 % interval above 0",
        because="" if saved.low > 0 else "training contracts: one budget is too short",
    )  # fmt: skip


def _rate(net: Networks, where: str, cells: int, rng: int) -> Finding:
    rate = slope(net.stages, net.staged, rng=rng, confidence=CONFIDENCE)
    left = interval(net.staged[:, -1], CONFIDENCE, cells)
    return Finding(
        "SK-C2", f"The excess over the dense student is O(1/n) ({where}; log-log slope)", -1.0,
        rate, rate.low <= -1, "refuted if the 99 % interval lies above −1", expected=False,
        because="capacity gap, or a worse minimum of a loss that is not convex: an excess of "
        f"{left} nats is left at n = {net.stages[-1]}",
    )  # fmt: skip


def trail_table(trails: list[Trail]) -> Table:
    """One row a path, sparsity and number of stages; errors with 99 % intervals."""
    rows: list[Any] = []
    for t in trails:
        limits, loss_limits = bounds(t), loss_bounds(t)
        for n, w in t.walks.items():
            e, x = interval(w.error), interval(w.over_dense)
            L = n * float(w.jump.mean()) / t.sparsity
            rows.append(
                (t.path, t.sparsity, n, len(w.error), e.value, e.low, e.high, limits[n],
                 float(w.contraction.max()), L, float(w.length.mean()), float(w.second.mean()),
                 float(w.excess.mean()), loss_limits[n], x.value, x.low, x.high,
                 float(w.gap.mean()), float(w.sparsity.mean()))
            )  # fmt: skip
    columns = (
        "path", "sparsity", "stages", "seeds", "error", "error_low", "error_high", "error_bound",
        "rho", "L", "first_order_sum", "second_order_sum", "excess", "excess_bound", "over_dense",
        "over_dense_low", "over_dense_high", "capacity_gap", "reached",
    )  # fmt: skip
    nats = [c for c in columns if "dense" in c or "excess" in c or c in ("capacity_gap",)]
    return Table(columns, rows, dict.fromkeys([*nats, "second_order_sum"], "nats"))


def slope_table(trails: list[Trail], found: list[Networks], rng: int) -> Table:
    """Every fitted log-log slope with its 99 % interval."""
    rows = [
        (t.path, t.sparsity, name, e.value, e.low, e.high)
        for t in trails
        for name in ("error", "excess", "over_dense", "second", "length", "speed")
        for e in (fitted(t, name, rng),)
    ]
    for net in found:
        for name, values in (("staged", net.staged), ("one shot, same work", net.one_shot)):
            e = slope(net.stages, values, rng=rng, confidence=CONFIDENCE)
            rows.append(("perceptron", net.sparsity, name, e.value, e.low, e.high))
    return Table(("path", "sparsity", "quantity", "slope", "slope_low", "slope_high"), rows)


def network_table(found: list[Networks]) -> Table:
    """Excess over the dense student of staged pruning and of one shot with the same work."""
    rows = []
    for net in found:
        for name, values in (("staged", net.staged), ("one shot, same work", net.one_shot)):
            for n, column in zip(net.stages, values.T):
                e = interval(column)
                rows.append((net.sparsity, name, n, len(column), e.value, e.low, e.high))
    columns = ("sparsity", "schedule", "stages", "seeds", "excess", "excess_low", "excess_high")
    return Table(columns, rows, dict.fromkeys(columns[-3:], "nats"))
