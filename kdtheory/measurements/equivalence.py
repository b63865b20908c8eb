"""SK-Q: which targets a student of limited capacity cannot tell apart.

A softmax regression on a fixed design ``X`` sees its targets through ``Xᵀ Q`` alone: it is an
exponential family whose statistic matrix is ``X``. With ``l2 > 0`` the objectives of two targets
differ by the linear term ``⟨Xᵀ(F − G), θ⟩ / N``, so (ours, from strong convexity on the one side
and a Lipschitz gradient on the other)

    ‖Xᵀ(F − G)‖ / (N (l2 + L))  ≤  ‖θ*_F − θ*_G‖  ≤  ‖Xᵀ(F − G)‖ / (N l2),  L = ‖X‖₂² / (2N).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE, tv
from kdtheory.measurements.convex_students import hull_findings
from kdtheory.measurements.families import family_findings
from kdtheory.measurements.records import Finding, Result, Table
from kdtheory.measurements.registry import Settings, measurement
from kdtheory.measurements.statistics import proportion
from kdtheory.operators.softening import mixture, power
from kdtheory.students import LBFGS, GaussianMixture, Problem, SoftmaxRegression, checks, fit
from kdtheory.students.certified import distance_to_optimum

T = 4.0
L2 = 1e-2
MEANS = [[0.0, 1.2], [1.0, -0.6], [-1.0, -0.6]]
COVARIANCES = [np.diag([0.4, 1.5]), np.eye(2), np.diag([1.5, 0.4])]
SAMPLES = 40
FLOOR = 0.05  # rows with a smaller entry are left as they are: they would allow no change
KINDS = ("matched", "unmatched", "other operator")


@dataclass(frozen=True)
class Pair:
    """Two stacks of targets ``(S, N, n)`` on the designs ``(S, N, d)``."""

    kind: str
    size: float
    F: Any
    G: Any


def contexts(rng: np.random.Generator, S: int) -> tuple[Any, Any]:
    """Inputs ``(S, N, 2)`` and the true posterior there, which no softmax regression attains."""
    truth = GaussianMixture(MEANS, covariance=COVARIANCES)
    x = np.stack([truth.sample(rng, SAMPLES)[0] for _ in range(S)])
    return x, truth.posterior(x)


def fibre(X: Any, Z: Any) -> Any:
    """`Z` without its part in the columns of ``X``: then ``Xᵀ Z = 0``, column by column."""
    basis = np.linalg.qr(X)[0]
    for _ in range(2):  # once more, for what rounding left of it
        Z = Z - basis @ (np.swapaxes(basis, -1, -2) @ Z)
    return Z


def shifted(F: Any, Z: Any, size: float) -> Any:
    """``F + c Z``, with ``c`` such that the largest change is `size` of what the simplex allows.

    `Z` has rows of sum zero; per student one factor, so that ``Xᵀ Z = 0`` is kept.
    """
    room = np.where(Z < 0, F / np.maximum(-Z, 1e-300), np.inf).min(axis=(1, 2), keepdims=True)
    G = F + size * room * Z
    return np.maximum(G, 0.0)


def pairs(F: Any, p: Any, X: Any, rng: np.random.Generator, sizes: Any) -> list[Pair]:
    """Targets to compare with ``F``: in its fibre, beside it, and of another operator."""
    free = F.min(axis=-1, keepdims=True) > FLOOR
    Z = rng.standard_normal(F.shape)
    Z = free * (Z - Z.mean(axis=-1, keepdims=True))
    inside = fibre(free * X, Z)
    out = [Pair("matched", s, F, shifted(F, inside, s)) for s in sizes]
    out += [Pair("unmatched", s, F, shifted(F, Z, s)) for s in sizes]
    return [*out, Pair("other operator", 1.0, F, mixture(p, np.asarray(T), np))]


def train(x: Any, targets: Any, xp: Any, start: Any = None) -> tuple[Any, Any]:
    """Parameters ``(S, d+1, n)`` of the students and how far each is at most from its optimum."""
    problem = Problem(xp.asarray(x), xp.asarray(targets), l2=L2)
    begin = None if start is None else (xp.asarray(start),)
    how = LBFGS(tolerance=1e-11, steps=400)
    trained = fit(SoftmaxRegression(), problem, how, start=begin)
    return checks.host(trained.parameters[0]), distance_to_optimum(trained, problem).bounds


def compare(x: Any, pair: Pair, first: Any, rng: np.random.Generator, xp: Any) -> dict[str, Any]:
    """Measured distance of the students, its certified error, and the two bounds; each ``(S,)``.

    The second starts elsewhere: from one start, gradient methods would take the same path.
    """
    (W, r), (V, t) = first, train(x, pair.G, xp, rng.standard_normal(first[0].shape))
    X = np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)
    N = X.shape[1]
    seen = np.linalg.norm(np.swapaxes(X, -1, -2) @ (pair.F - pair.G), axis=(1, 2)) / N
    L = np.linalg.norm(X, 2, axis=(1, 2)) ** 2 / (2 * N)
    return {
        "distance": np.linalg.norm(W - V, axis=(1, 2)), "error": r + t,
        "tv": tv(pair.F, pair.G).mean(axis=1), "seen": seen,
        "low": seen / (L2 + L), "high": seen / L2,
    }  # fmt: skip


@measurement("SK-Q", "SK-Q1", "SK-Q2", "SK-Q3", title="Which targets a student cannot tell apart")
def run(settings: Settings) -> Result:
    """Students of limited capacity, distilled from matched and from unmatched targets.

    ``F`` is the power transform at ``T = 4`` of the true posterior. Matched: ``F`` moved along
    ``Xᵀ Z = 0``. Unmatched: moved as far along a random ``Z``. Other operator: the mixture.
    """
    rng, xp, S = np.random.default_rng([settings.rng, 17]), settings.xp, settings.pick(40, 200)
    sizes = settings.pick((1e-5, 1e-3, 0.9), (1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.9))
    x, p = contexts(rng, S)
    F = power(p, np.asarray(T), np)
    X = np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)
    first = train(x, F, xp)
    found = []
    chosen = pairs(F, p, X, rng, sizes)
    for done, pair in enumerate(chosen):
        found.append((pair, compare(x, pair, first, rng, xp)))
        settings.tell(done + 1, len(chosen) + 3)
    findings = [*limited(found), unrestricted(F, chosen, xp)]
    settings.tell(len(chosen) + 1, len(chosen) + 3)
    families, operators = family_findings(rng, settings.pick(100, 1000))
    squared, table = hull_findings(rng, settings.pick(60, 400))
    return Result(
        {"pairs": _table(found), "operators": operators, "projections": table},
        [*findings, *families, *squared],
        (
            f"{S} designs of {SAMPLES} inputs, 3 classes, l2 = {L2}; distances in parameters, "
            "certified by strong convexity",
        ),
    )


def coincide(m: dict[str, Any]) -> Any:
    """Students whose distance is within what training, and rounding of the targets, leave open."""
    return m["distance"] <= m["error"] + m["high"]


def apart(m: dict[str, Any]) -> Any:
    """Students whose optima are certified to differ."""
    return m["distance"] > m["error"]


def limited(found: list[tuple[Pair, dict[str, Any]]]) -> list[Finding]:
    """SK-Q2: matched students coincide, the others do not, and the bounds hold."""

    def joined(kinds: tuple[str, ...], least: float = 0.0) -> dict[str, Any]:
        chosen = [m for pair, m in found if pair.kind in kinds and pair.size >= least]
        return {key: np.concatenate([m[key] for m in chosen]) for key in chosen[0]}

    matched, others = joined(("matched",)), joined(("unmatched", "other operator"), 1e-5)
    return [
        _coincidence(matched),
        _difference(others),
        _bracket(joined(("unmatched", "other operator"))),
    ]


def _coincidence(m: dict[str, Any]) -> Finding:
    excess = m["distance"] / (m["error"] + m["high"])
    same = bool(coincide(m).all() and m["high"].max() < 1e-10 and m["error"].max() < 1e-6)
    return Finding(
        "SK-Q2",
        "targets with Xᵀ(F − G) = 0 give one student, however far they are apart",
        f"distance within the certified error, at most {m['error'].max():.1e}, "
        f"at target distances up to TV {m['tv'].max():.2f}",
        f"{m['distance'].max():.1e} at most, {excess.max():.2f} of the certified error",
        same,
        "every student; certified errors below 1e-6, Xᵀ(F − G) zero up to rounding",
        because="" if same else "a matched pair is farther apart than its certified error",
    )


def _difference(m: dict[str, Any]) -> Finding:
    count = proportion(int(apart(m).sum()), len(m["distance"]), CONFIDENCE)
    return Finding(
        "SK-Q2",
        "targets with Xᵀ(F − G) ≠ 0 give different students",
        1.0,
        count,
        count.value == 1.0,
        f"distance above its certified error for every student, from TV {m['tv'].min():.1e} on",
        because="" if count.value == 1.0 else "an unmatched pair was not told apart",
    )


def _bracket(m: dict[str, Any]) -> Finding:
    d, e = m["distance"], m["error"]
    inside = (d <= m["high"] + e) & (d >= m["low"] - e)
    count = proportion(int(inside.sum()), len(d), CONFIDENCE)
    return Finding(
        "SK-Q2",
        "how far unmatched students are apart: between ‖Xᵀ(F−G)‖/(N(l2+L)) and ‖Xᵀ(F−G)‖/(N l2)",
        1.0,
        count,
        bool(inside.all()),
        "every distance between the two bounds, up to its certified error",
        because="" if inside.all() else "a distance leaves the bounds of strong convexity",
    )


def unrestricted(F: Any, chosen: list[Pair], xp: Any) -> Finding:
    """SK-Q1: students with a feature for each input tell the matched targets apart."""
    pair = max((c for c in chosen if c.kind == "matched"), key=lambda c: c.size)
    one_each = np.eye(F.shape[1])
    (W, r), (V, t) = (train(one_each, q, xp) for q in (F, pair.G))
    far = np.linalg.norm(W - V, axis=(1, 2)) > r + t
    count = proportion(int(far.sum()), len(far), CONFIDENCE)
    return Finding(
        "SK-Q1",
        "a student without capacity limit tells apart what limited students confuse",
        1.0,
        count,
        bool(far.all()),
        "distance above its certified error for every student",
        because="" if far.all() else "an unrestricted student did not tell two targets apart",
    )


def _table(found: list[tuple[Pair, dict[str, Any]]]) -> Table:
    columns = ("pair", "size", "design", "tv", "moment", "distance", "certified_error", "lower",
               "upper")  # fmt: skip
    rows = [
        (pair.kind, pair.size, s, *(float(m[key][s]) for key in
         ("tv", "seen", "distance", "error", "low", "high")))
        for pair, m in found for s in range(len(m["tv"]))
    ]  # fmt: skip
    return Table(columns, rows, {"tv": "mean total variation of the targets",
                                 "moment": "‖Xᵀ(F−G)‖/N", "distance": "‖θ_F − θ_G‖"})  # fmt: skip
