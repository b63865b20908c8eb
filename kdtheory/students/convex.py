"""Stacks of softmax regressions: which preconditioner, where to start, chunk by chunk."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.lbfgs import Columns, minimise
from kdtheory.students.models import Parameters
from kdtheory.students.optimisers import LBFGS
from kdtheory.students.preconditioner import (
    Preconditioner,
    Restricted,
    from_features,
    from_hessian,
    hessian,
    mean_problem,
    pays,
)
from kdtheory.students.problem import Problem

PILOT = LBFGS(tolerance=1e-3)
FEW = 500  # kept weights up to which each student gets an inverse of its own

Piece = tuple[Parameters, Any, Any]  # parameters, steps, diverged_at


def solve(problem: Problem, start: Any, masks: Any, pieces: list[Any], how: LBFGS) -> list[Piece]:
    """Train the students of each piece (their positions); parameters come as ``(S, D, n)``."""
    xp, shape = problem.xp, (problem.features + 1, problem.classes)
    inverse, pilot = preparation(problem, sum(map(len, pieces)), masks)
    out = []
    for part in pieces:
        there = checks.indices(part, problem.x)

        def columns(a: Any, there: Any = there) -> Any:
            return xp.permute_dims(xp.take(a[0], there, axis=0), (1, 2, 0)) * 1

        mask = None if masks is None else columns(masks)
        first = xp.broadcast_to(pilot, (*shape, len(part))) * 1 if start is None else columns(start)
        first = first if mask is None else first * mask
        target = Columns(problem.take(part), len(part))
        done = minimise(target, first, mask, inverse.of(part), how)
        out.append(((xp.permute_dims(done.W, (2, 0, 1)) * 1,), done.steps, done.diverged_at))
    return out


def preparation(
    problem: Problem, students: int, masks: Any
) -> tuple[Preconditioner | Restricted, Any]:
    """Inverse Hessians for the stack, and a point to start from, ``(D, n, 1)``."""
    xp, l2 = problem.xp, np.broadcast_to(problem.l2, (students,))
    shape = (problem.features + 1, problem.classes, 1)
    nothing = checks.array(np.zeros(shape), like=problem.x)[0]
    if not pays(problem, students):
        return from_features(problem, l2), nothing
    mean = mean_problem(problem, students)
    first = from_features(mean, np.asarray([float(mean.l2)]))
    mask = None if masks is None else xp.permute_dims(masks[0][:1, :, :], (1, 2, 0)) * 1
    pilot = minimise(Columns(mean, 1), nothing, mask, first, PILOT).W
    pilot = pilot if bool(xp.all(xp.isfinite(pilot))) else nothing
    H = hessian(mean, pilot[..., 0])
    kept = None if masks is None else checks.host(masks[0]).reshape(students, -1) > 0
    if kept is None or kept.sum(axis=1).max() > FEW or not bool(xp.all(xp.isfinite(H))):
        return from_hessian(H, l2, xp), pilot
    # below this the restricted Hessians could not be inverted safely
    least = float(xp.linalg.trace(H)) * 1e3 * float(xp.finfo(H.dtype).eps)
    return Restricted(H, np.maximum(l2, least or 1.0), kept, xp), pilot
