"""Softmax regressions by a preconditioned L-BFGS, one line search per student.

Students are columns: parameters are ``(D, n, S)`` with ``D = d + 1``, so that shared data meet all
students in one matrix product and every per-student scalar sits on the last, contiguous axis.
Reference: Nocedal and Wright, Numerical Optimization (2006), algorithm 7.4. The objective is
strongly convex, so a step that lowers it enough needs no second Wolfe condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.losses import value_and_slope
from kdtheory.students.models import in_order
from kdtheory.students.optimisers import LBFGS
from kdtheory.students.preconditioner import Inverses, Preconditioner
from kdtheory.students.problem import Problem

Inverse = Preconditioner | Inverses
ARMIJO = 1e-4
SHRINK, TRIALS = 0.4, 40  # of a step, before a student is given up as stalled
FLAT, NOISE = 0.9, 1e3  # where rounding hides decrease: slope left over, rise of f in eps
COMPACT = 0.6  # converged students leave the stack when fewer than this share still run


def dot(a: Any, b: Any, xp: Any) -> Any:
    """``(S,)`` inner products of the columns of two ``(D, n, S)`` arrays."""
    return xp.sum(a * b, axis=(0, 1))


@dataclass
class Columns:
    """The objective of a stack of softmax regressions and its gradient, students last."""

    problem: Problem
    students: int
    evaluations: int = 0
    shared: bool = field(init=False)

    def __post_init__(self) -> None:
        one, xp = self.problem, self.problem.xp
        self.xp, self.shared = xp, one.x.ndim == 2
        self.l2 = one.strengths(self.students)
        stacked = one.targets.ndim == 3
        q = xp.permute_dims(one.targets, (1, 2, 0)) if stacked else one.targets[:, :, None]
        self.q = in_order(q, xp)
        share = one.shares
        w = xp.permute_dims(share, (1, 0)) if share.ndim == 2 else share[:, None]
        self.w = in_order(w, xp)
        self.uniform = one.weights is None

    def __call__(self, W: Any) -> tuple[Any, Any]:
        """Objective ``(S,)`` and gradient ``(D, n, S)``."""
        xp = self.xp
        self.evaluations += W.shape[-1]
        z = self._logits(W)
        value, slope = value_and_slope(z, self.q, self.problem.loss, xp, axis=1)
        slope *= self.w[:, None, :]
        f = xp.sum(value * self.w, axis=0) + self.l2 / 2 * dot(W, W, xp)
        g = self._pull_back(slope)
        g += self.l2 * W
        return f, g

    def _logits(self, W: Any) -> Any:
        xp, (D, n, S) = self.xp, W.shape
        if self.shared:
            product = xp.matmul(self.problem.design, xp.reshape(W, (D, n * S)))
            return xp.reshape(product, (-1, n, S))
        product = xp.matmul(self.problem.design, xp.permute_dims(W, (2, 0, 1)))
        return xp.permute_dims(product, (1, 2, 0))

    def _pull_back(self, slope: Any) -> Any:
        xp, (N, n, S) = self.xp, slope.shape
        if self.shared:
            product = xp.matmul(self.problem.design.T, xp.reshape(slope, (N, n * S)))
            return xp.reshape(product, (-1, n, S))
        back = xp.permute_dims(slope, (2, 0, 1))
        product = xp.matmul(xp.permute_dims(self.problem.design, (0, 2, 1)), back)
        return xp.permute_dims(product, (1, 2, 0))

    def take(self, index: Any) -> Columns:
        """The objective of some of the students."""
        return Columns(self.problem.take(index), len(index))


@dataclass
class State:
    """Where each student stands; the last axis of every array is the student's."""

    W: Any
    f: Any
    g: Any
    index: Any  # which student of the whole stack each column is
    mask: Any = None
    pairs: list[tuple[Any, Any, Any]] = field(default_factory=list)
    scale: Any = 1.0

    def take(self, keep: Any, xp: Any, pairs: bool = True) -> State:
        def pick(a: Any) -> Any:
            if a is None or isinstance(a, float):
                return a
            return xp.take(a, checks.indices(keep, a), axis=-1)

        kept = [(pick(s), pick(y), pick(rho)) for s, y, rho in self.pairs if pairs]
        moving = (pick(self.W), pick(self.f), pick(self.g))
        return State(*moving, self.index[keep], pick(self.mask), kept, pick(self.scale))


@dataclass(frozen=True)
class Solved:
    """What came out: ``W (D, n, S)`` and, per student, norms, steps and flags (NumPy)."""

    W: Any
    norms: Any
    steps: Any
    diverged_at: Any


def direction(state: State, inverse: Inverse, xp: Any) -> Any:
    """The two-loop recursion; a pair with ``rho = 0`` counts as absent."""
    r = state.g * 1
    back = []
    for s, y, rho in reversed(state.pairs):
        a = rho * dot(s, r, xp)
        back.append(a)
        r -= a * y
    r = inverse(r, state.index)
    r *= state.scale
    if state.mask is not None:
        r *= state.mask
    for (s, y, rho), a in zip(state.pairs, reversed(back)):
        r += (a - rho * dot(y, r, xp)) * s
    return -r


def merge(old: Any, new: Any, put: Any, at: Any, xp: Any) -> Any:
    """`old` with its columns `put` replaced by the columns `at` of `new`."""
    source = np.arange(old.shape[-1])
    source[put] = old.shape[-1] + np.asarray(at)
    return xp.take(xp.concat([old, new], axis=-1), checks.indices(source, old), axis=-1)


def search(state: State, d: Any, objective: Columns, xp: Any) -> tuple[Any, Any, Any, Any]:
    """Backtrack from step 1, each student for itself; ``(W, f, g, moved)`` after the step.

    Near the optimum differences of the objective are rounding noise, and the slope along the
    line decides instead (in the manner of Hager and Zhang 2005).
    """
    slope = dot(state.g, d, xp)
    eps = xp.finfo(state.W.dtype).eps
    W, f, g, S = state.W, state.f, state.g, state.f.shape[0]
    todo, moved = np.arange(S), np.zeros(S, dtype=bool)
    for trial in range(TRIALS):
        part = state if len(todo) == S else state.take(todo, xp, pairs=False)
        run = objective if len(todo) == S else objective.take(todo)
        there = checks.indices(todo, f)
        dk, sk = (a if len(todo) == S else xp.take(a, there, axis=-1) for a in (d, slope))
        t = SHRINK**trial
        W1 = part.W + t * dk
        f1, g1 = run(W1)
        if part.mask is not None:
            g1 *= part.mask
        after = dot(g1, dk, xp)
        noise = NOISE * eps * xp.abs(part.f)
        enough = (f1 <= part.f + ARMIJO * t * sk) & (-t * sk > noise)
        level = (xp.abs(after) <= FLAT * xp.abs(sk)) & (f1 <= part.f + noise)
        level = level | (sk == 0)  # students at rest
        good = checks.host((enough | level) & xp.isfinite(f1) & xp.isfinite(after))
        if good.all() and len(todo) == S:
            return W1, f1, g1, good
        put, at = todo[good], np.flatnonzero(good)
        if len(put):
            W, f, g = (merge(*pair, put, at, xp) for pair in ((W, W1), (f, f1), (g, g1)))
            moved[put] = True
        todo = todo[~good]
        if not len(todo):
            break
    return W, f, g, moved


def minimise(objective: Columns, W: Any, mask: Any, inverse: Inverse, how: LBFGS) -> Solved:
    """Train a stack until every student has converged, stalled or used up its steps."""
    xp, S, tolerance = objective.xp, W.shape[-1], how.tolerance or 0.0
    norms, steps = np.full(S, np.inf), np.zeros(S, dtype=np.int64)
    diverged, failed = np.full(S, -1, dtype=np.int64), np.zeros(S, dtype=bool)
    out = W * 1
    f, g = objective(W)
    state = State(W, f, g if mask is None else g * mask, np.arange(S), mask)
    running = np.ones(S, dtype=bool)
    for step in range(how.steps + 1):
        size = checks.host(xp.sqrt(dot(state.g, state.g, xp)) + 0 * state.f)
        broken = ~np.isfinite(size) & running
        diverged[state.index[broken]] = step
        norms[state.index] = size
        running &= ~broken & (size > tolerance)
        last = step == how.steps or not running.any()
        if last or broken.any() or running.mean() < COMPACT:
            out = merge(out, state.W, state.index, np.arange(len(state.index)), xp)
            if last:
                break
            keep = np.flatnonzero(running)
            state, objective = state.take(keep, xp), objective.take(keep)
            running = np.ones(len(keep), dtype=bool)
        state, moved = advance(state, objective, inverse, running, how, xp)
        steps[state.index[running]] = step + 1
        stuck = running & ~moved
        running &= moved | ~failed[state.index]  # a second chance without memory
        failed[state.index] = stuck
        if stuck.any():
            fresh = checks.array(np.where(stuck, 0.0, 1.0), like=state.f)[0]
            state.pairs = [(s, y, rho * fresh) for s, y, rho in state.pairs]
    return Solved(out, norms, steps, diverged)


def advance(
    state: State, objective: Columns, inverse: Inverse, running: Any, how: LBFGS, xp: Any
) -> tuple[State, Any]:
    """One iteration; students that do not run stay where they are."""
    on = checks.indices(running, state.f) > 0
    d = direction(state, inverse, xp)
    uphill = ~(dot(state.g, d, xp) < 0)
    d = xp.where(uphill, -inverse(state.g, state.index), d)
    if state.mask is not None:
        d *= state.mask
    d = xp.where(on, d, xp.zeros_like(d))
    W, f, g, moved = search(state, d, objective, xp)
    s, y = W - state.W, g - state.g
    sy = dot(s, y, xp)
    good = sy > 0
    safe = xp.where(good, sy, xp.ones_like(sy))
    pairs = [*state.pairs, (s, y, xp.where(good, 1 / safe, xp.zeros_like(sy)))][-how.memory :]
    scale: Any = 1.0
    if not inverse.dense:
        z = inverse(y, state.index)
        bend = dot(y, z if state.mask is None else z * state.mask, xp)
        fits = good & (bend > 0)
        scale = xp.where(fits, safe / xp.where(fits, bend, xp.ones_like(bend)), xp.ones_like(sy))
    return State(W, f, g, state.index, state.mask, pairs, scale), moved
