"""SK-P: students whose teacher shows its top k probabilities only, or nothing but its tokens."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE, tabular, tv
from kdtheory.measurements.limited_access import limited_findings
from kdtheory.measurements.records import Finding, Result, Table
from kdtheory.measurements.registry import Settings, measurement
from kdtheory.measurements.sampled_labels import sampled_findings
from kdtheory.measurements.statistics import proportion
from kdtheory.operators.softening import power

SEEDS = 20
TEMPERATURES = (1.0, 2.0, 4.0, 16.0, 64.0, 1e4)
TRAINED = 1e-4  # largest training error, in total variation, that counts as trained
TOLERANCES = (1e-2, 1e-4, 1e-6, 1e-8)


def teachers(rng: np.random.Generator, S: int, n: int) -> Any:
    """Distributions ``(S, n)`` whose tail falls like Zipf's law, as over a vocabulary."""
    rough = np.arange(1, n + 1) ** -1.1 * rng.lognormal(0.0, 0.5, (S, n))
    return rough / rough.sum(axis=1, keepdims=True)


def truncated(p: Any, k: int) -> Any:
    """The `k` most probable classes of each row, renormalised.

    Examples
    --------
    >>> truncated(np.array([[0.5, 0.25, 0.25]]), 1).tolist()
    [[1.0, 0.0, 0.0]]
    """
    top = np.argsort(-p, axis=-1)[..., :k]
    kept = np.zeros_like(p)
    np.put_along_axis(kept, top, np.take_along_axis(p, top, axis=-1), axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)


def tail(p: Any, k: int) -> Any:
    """Mass outside the `k` most probable classes."""
    return -np.sort(-p, axis=-1)[..., k:].sum(axis=-1)


@measurement("SK-P", "SK-P1", "SK-P2", "SK-P3", "SK-P4", title="Students with partial access")
def run(settings: Settings) -> Result:
    """Students of top-k truncated teachers, and of N sampled labels, beside the bounds."""
    rng, xp = np.random.default_rng([settings.rng, 23]), settings.xp
    n = settings.pick(100, 300)
    ks = (1, 3, 10, 30) if n == 100 else (1, 3, 10, 30, 100)
    p = teachers(rng, SEEDS, n)
    rows = []
    for done, k in enumerate(ks):
        for T in TEMPERATURES:
            rows += truncation(p, k, T, xp)
        settings.tell(done + 1, len(ks) + 6)
    unseen, grown = endless(p, ks[-2], xp)
    sampled, tables = sampled_findings(rng, xp, settings, len(ks) + 1, len(ks) + 6)
    limited, more = limited_findings(rng, xp, settings)
    settings.tell(len(ks) + 6, len(ks) + 6)
    return Result(
        {"truncation": _table(rows, n), "training": grown, **tables, **more},
        [*exact(rows), unseen, *softened(rows, n), *sampled, *limited],
        (f"top-k: {SEEDS} teachers with {n} classes and a Zipf tail, one student each",),
    )


def truncation(p: Any, k: int, T: float, xp: Any) -> list[tuple[Any, ...]]:
    """A student for each teacher, distilled from the softened truncation."""
    at = np.asarray(T)
    full, cut = power(p, at, np), power(truncated(p, k), at, np)
    s, error = tabular(cut, xp)
    kl = (s * np.log(np.maximum(s, 1e-300) / full)).sum(axis=1)
    columns = (tail(full, k), tv(s, full), error, tail(p, k), kl)
    return [(k, T, seed, *map(float, row)) for seed, row in enumerate(zip(*columns))]


def exact(rows: list[tuple[Any, ...]]) -> list[Finding]:
    """SK-P1: what truncation costs without softening."""
    plain = [r for r in rows if r[1] == 1.0]
    error = max(r[5] for r in plain)
    off = max(abs(r[4] - r[3]) - r[5] for r in plain)
    far = max(abs(r[7] + np.log1p(-r[6])) for r in plain)
    return [
        Finding(
            "SK-P1",
            "a student of the top k is away from the teacher by the tail mass in total variation",
            0.0,
            max(off, 0.0),
            off <= 1e-12 and error < TRAINED,
            f"|TV − τ| within the training error, {error:.0e} at most, for every teacher and k",
            because=""
            if off <= 1e-12 and error < TRAINED
            else "the student's distance is not the tail mass, or training stopped too early",
        ),
        Finding(
            "SK-P1",
            "KL(student‖teacher) = −log(1 − τ)",
            0.0,
            far,
            far <= 1e-4,
            "difference below 1e-4 nats for every teacher and k",
            because="" if far <= 1e-4 else "the divergence is not −log(1 − τ)",
        ),
    ]


def endless(p: Any, k: int, xp: Any) -> tuple[Finding, Table]:
    """SK-P1: KL(teacher‖student) has no bound: it grows as long as training goes on.

    With the tail mass ``σ`` left to the student it is at least ``τ log(τ/σ) + (1−τ) log(1−τ)``,
    by the log-sum inequality.
    """
    cut, tau = truncated(p, k), tail(p, k)
    rows = []
    for tolerance in TOLERANCES:
        s, _ = tabular(cut, xp, tolerance)
        left = np.where(cut > 0, 0.0, s).sum(axis=1)
        kl = (p * np.log(p / s)).sum(axis=1)
        low = tau * np.log(tau / left) + (1 - tau) * np.log1p(-tau)
        rows += [(tolerance, i, float(left[i]), float(low[i]), float(kl[i])) for i in range(len(p))]
    first, last = (
        np.array([r[4] for r in rows if r[0] == t]) for t in (TOLERANCES[0], TOLERANCES[-1])
    )
    above = all(r[4] >= r[3] - 1e-9 for r in rows)
    grown = (last - first) / (tau * np.log(TOLERANCES[0] / TOLERANCES[-1]))
    agrees = above and bool((grown > 0.5).all())
    table = Table(("tolerance", "teacher", "left", "lower", "kl"), rows, {"kl": "nats"})
    return Finding(
        "SK-P1",
        "KL(teacher‖student of the top k) = ∞: it grows with every decade of training, by at least "
        "half of τ log 10",
        1.0,
        float(grown.mean()),
        agrees,
        "every student above τ log(τ/σ) + (1−τ) log(1−τ), σ its mass outside the top k; growth in "
        "units of τ log 10 a decade",
        because="" if agrees else "the divergence stays bounded",
    ), table  # fmt: skip


def softened(rows: list[tuple[Any, ...]], n: int) -> list[Finding]:
    """SK-P2: softening amplifies the truncation, up to (n − k)/n."""
    off, error = max(abs(r[4] - r[3]) - r[5] for r in rows), max(r[5] for r in rows)
    by = {(r[0], r[1], r[2]): r for r in rows}
    falls = 0.0
    for (k, T, seed), r in by.items():
        if T != TEMPERATURES[-1]:
            hotter = by[k, TEMPERATURES[TEMPERATURES.index(T) + 1], seed]
            falls = max(falls, r[4] - hotter[4] - r[5] - hotter[5])
    hottest = [r for r in rows if r[1] == TEMPERATURES[-1]]
    limit = max(abs(r[4] / ((n - r[0]) / n) - 1) for r in hottest)
    above = max(r[4] - (n - r[0]) / n - r[5] for r in rows)
    raised = np.array([r[4] > r[6] for r in rows if r[1] > 1.0])
    count = proportion(int(raised.sum()), len(raised), CONFIDENCE)
    ok = falls <= 1e-12 and above <= 1e-12
    return [
        Finding(
            "SK-P2",
            "the error of a softened truncation is the softened tail mass",
            0.0,
            max(off, 0.0),
            off <= 1e-12 and error < TRAINED,
            f"|TV − F_T(p)(tail)| within the training error, {error:.0e} at most, for every "
            "teacher, k and T",
            because=""
            if off <= 1e-12 and error < TRAINED
            else "the error is not the softened tail mass, or training stopped too early",
        ),
        Finding(
            "SK-P2",
            f"it grows with T, never above (n − k)/n, which it reaches at T = {TEMPERATURES[-1]:g}",
            1.0,
            1 + limit,
            ok and limit < 0.01,
            "no fall beyond the training error; within 1 % of (n − k)/n at the highest T",
            because="" if ok and limit < 0.01 else "the error falls somewhere, or passes the limit",
        ),
        Finding(
            "SK-P2",
            "softening helps a student that sees the top k only: its error shrinks",
            0.0,
            count,
            count.value < 0.5,
            "the error rises in fewer than half of the students with T > 1",
            expected=False,
            because=""
            if count.value < 0.5
            else "the tail is what softening makes heavy: a "
            "student without access to it loses more at every higher T",
        ),
    ]


def _table(rows: list[tuple[Any, ...]], n: int) -> Table:
    columns = ("k", "T", "teacher", "predicted", "tv", "training_error", "tail", "kl", "limit")
    return Table(columns, [(*r, (n - r[0]) / n) for r in rows], {"kl": "nats"})
