"""RM-C10: generations of students that cannot attain their teacher.

A softmax regression on a design ``X`` without regularisation meets its targets' moments:
``Xᵀ S = Xᵀ Q``. With targets ``Q = α P_0 + (1 − α) S`` the moments' distance to the teacher's
shrinks by exactly ``1 − α``, and the only fixed point is the student of the teacher itself.

With ``l2 > 0`` (ours) the fixed point solves ``α Xᵀ(P_0 − S)/N = l2 θ``: it is the student of the
teacher under ``l2/α``. Regularisation, unlike the capacity gap, does add up over generations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.common import mean_of, tv
from kdtheory.measurements.equivalence import contexts
from kdtheory.measurements.records import Estimate, Finding, Table
from kdtheory.measurements.registry import Settings
from kdtheory.operators.recursion import linear_anchor
from kdtheory.students import LBFGS, Problem, SoftmaxRegression, checks, fit

TOLERANCE = 1e-10
L2 = 1e-2


def student(x: Any, targets: Any, l2: float, xp: Any) -> Any:
    """Outputs ``(S, N, n)`` of the students of the targets."""
    X = xp.asarray(x)
    problem = Problem(X, xp.asarray(targets), l2=l2)
    trained = fit(SoftmaxRegression(), problem, LBFGS(TOLERANCE, 500))
    return np.asarray(checks.host(trained.probabilities(X)))


def moments(x: Any, s: Any) -> Any:
    """``Xᵀ S / N``, ``(S, d+1, n)``."""
    X = np.concatenate([x, np.ones_like(x[..., :1])], axis=-1)
    return np.swapaxes(X, 1, 2) @ s / x.shape[1]


def kl(p: Any, q: Any) -> Any:
    """Mean over inputs of ``KL(p‖q)``, nats, ``(S,)``."""
    return (p * (np.log(np.maximum(p, 1e-300)) - np.log(q))).sum(axis=-1).mean(axis=-1)


def generations(x: Any, p0: Any, alpha: float, G: int, l2: float, xp: Any, first: Any) -> list[Any]:
    """The students of each generation, the first one distilled from `first`."""
    s = student(x, first, l2, xp)
    line = [s]
    for _ in range(G):
        s = student(x, linear_anchor(p0, s, np.asarray(alpha), np), l2, xp)
        line.append(s)
    return line


def capacity_findings(
    rng: np.random.Generator, settings: Settings, xp: Any
) -> tuple[list[Finding], dict[str, Table]]:
    """Students on designs of their own, from a wrong start, with and without regularisation."""
    S, alphas = settings.pick(24, 100), settings.pick((0.3,), (0.1, 0.3, 0.7))
    x, p0 = contexts(rng, S)
    wrong = np.roll(p0, 1, axis=-1)
    rows: list[tuple[Any, ...]] = []
    findings: list[Finding] = []
    for alpha in alphas:
        G = int(np.ceil(np.log(1e-6) / np.log(1 - alpha)))
        line = generations(x, p0, alpha, G, 0.0, xp, wrong)
        best = student(x, p0, 0.0, xp)
        far = [np.linalg.norm(moments(x, s - p0), axis=(1, 2)) for s in line]
        gaps = [kl(p0, s) for s in line]
        rows += [(alpha, g, i, float(far[g][i]), float(far[0][i] * (1 - alpha) ** g),
                  float(tv(line[g][i], best[i]).mean()), float(gaps[g][i]))
                 for g in range(G + 1) for i in range(S)]  # fmt: skip
        findings += [_contraction(alpha, far), *_limit(alpha, line[-1], best, p0)]
    ridge, table = ridge_findings(x, p0, settings, xp)
    columns = ("alpha", "generation", "design", "moment", "predicted", "tv_to_best", "kl")
    tables = {"capacity": Table(columns, rows, {"moment": "‖Xᵀ(S−P_0)‖/N", "kl": "nats"}),
              "regularised": table}  # fmt: skip
    return [*findings, *ridge], tables


def _contraction(alpha: float, far: list[Any]) -> Finding:
    """Each generation adds at most the gradient that training left: `TOLERANCE`."""
    g = np.arange(1, len(far))
    off = np.array([np.abs(far[k] - (1 - alpha) * far[k - 1]).max() for k in g])
    early = [k for k in g if far[k - 1].min() > 1e-4]
    ratio = np.concatenate([far[k] / far[k - 1] for k in early])
    found = mean_of(ratio)
    ok = bool(off.max() <= 3 * TOLERANCE)
    return Finding(
        "RM-C10",
        f"α = {alpha:g}: the moments' distance to the teacher's contracts by 1 − α a generation",
        1 - alpha,
        found,
        ok,
        f"every design and generation, up to {3 * TOLERANCE:g} for the gradients left by training",
        because="" if ok else "the moments contract at another rate",
    )


def _limit(alpha: float, last: Any, best: Any, p0: Any) -> list[Finding]:
    off = tv(last, best).mean(axis=1)
    excess = mean_of(kl(p0, last) - kl(p0, best))
    gap = float(kl(p0, best).mean())
    ok = bool(off.max() < 1e-4)
    none = excess.meets(0.0, absolute=1e-6)
    return [
        Finding(
            "RM-C10",
            f"α = {alpha:g}: the generations converge to the best student, from a wrong start",
            0.0,
            float(off.max()),
            ok,
            "mean total variation below 1e-4 on every design, when (1 − α)^g reaches 1e-6",
            because="" if ok else "the fixed point is another student",
        ),
        Finding(
            "RM-C10",
            f"α = {alpha:g}: no error beyond the capacity gap of {gap:.3f} nats",
            0.0,
            excess,
            none,
            "KL(P_0‖S) − KL(P_0‖best): zero within 1e-6 nats of the 99.9 % interval over designs",
            because="" if none else "the error exceeds the capacity gap",
        ),
    ]


def ridge_findings(x: Any, p0: Any, settings: Settings, xp: Any) -> tuple[list[Finding], Table]:
    """The same with regularised students."""
    alpha = 0.2
    best, heavy = student(x, p0, L2, xp), student(x, p0, L2 / alpha, xp)
    line = generations(x, p0, alpha, settings.pick(40, 100), L2, xp, p0)
    rows = [(alpha, g, i, float(tv(s[i], best[i]).mean()), float(tv(s[i], heavy[i]).mean()))
            for g, s in enumerate(line) for i in range(len(x))]  # fmt: skip
    own, scaled = (tv(line[-1], s).mean(axis=1) for s in (best, heavy))
    table = Table(("alpha", "generation", "design", "tv_to_own", "tv_to_scaled"), rows)
    return [_accumulated(alpha, own), _scaled(alpha, scaled, own)], table


def _accumulated(alpha: float, own: Any) -> Finding:
    found: Estimate = mean_of(own)
    none = found.low <= 1e-4
    return Finding(
        "RM-C10",
        f"α = {alpha:g}: regularised students too converge to the student of the teacher",
        0.0,
        found,
        none,
        "mean total variation to it, lower end of the 99.9 % interval at most 1e-4",
        expected=False,
        because=""
        if none
        else "a regularised student is no projection: it does not meet the "
        "moments, and each generation regularises what the one before has lost",
    )


def _scaled(alpha: float, scaled: Any, own: Any) -> Finding:
    ok = bool(scaled.max() < 1e-4)
    return Finding(
        "RM-C10",
        f"α = {alpha:g}: they converge to the student of the teacher under l2/α",
        0.0,
        float(scaled.max()),
        ok,
        "mean total variation below 1e-4 on every design; to the student under l2 it is "
        f"{own.min():.1e} at least",
        because="" if ok else "the fixed point has another regularisation",
    )
