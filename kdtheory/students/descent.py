"""Adam and gradient descent with momentum, on minibatches drawn by each student's own seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import array_api_compat
import numpy as np

from kdtheory.students import checks
from kdtheory.students.losses import value_and_slope
from kdtheory.students.models import Model, Parameters, flatten, in_order, transpose, unflatten
from kdtheory.students.optimisers import SGD, Adam
from kdtheory.students.problem import Problem

BLOWUP = 100.0  # times the larger of the first loss and log n: a diverged run


@dataclass(frozen=True)
class Descended:
    """Rows of parameters ``(S, P)``, steps made and where a run diverged (−1: it did not)."""

    flat: Any
    steps: Any
    diverged_at: Any


def objective(
    model: Model, parameters: Parameters, problem: Problem, students: int
) -> tuple[Any, Parameters]:
    """Objective ``(S,)`` over all samples and its gradient in the parameters."""
    xp, l2 = problem.xp, problem.strengths(students)
    f, gradient = mean_loss(model, parameters, whole(problem), problem.loss, xp)
    for a, g in zip(parameters, gradient):
        g += l2[:, None, None] * a
        f = f + l2 / 2 * xp.sum(a * a, axis=(1, 2))
    return f, gradient


def whole(problem: Problem) -> tuple[Any, Any, Any]:
    """All samples as one batch ``(design, targets, shares)``, see :func:`mean_loss`."""
    share = problem.shares
    targets = in_order(transpose(problem.targets), problem.xp)
    return problem.design, targets, share if share.ndim == 2 else share[None, :]


def mean_loss(
    model: Model, parameters: Parameters, batch: Any, loss: str, xp: Any
) -> tuple[Any, Parameters]:
    """The weighted loss ``(S,)`` of a batch and its gradient.

    The batch is the design ``(B, D)`` or ``(S, B, D)``, the targets ``(n, B)`` or ``(S, n, B)``
    and the shares ``(1, B)`` or ``(S, B)``.
    """
    design, q, share = batch
    z, kept = model.forward(parameters, design, xp)
    value, slope = value_and_slope(z, q, loss, xp, axis=-2)
    slope *= share[:, None, :]
    gradient = model.backward(parameters, design, kept, slope, xp)
    return xp.sum(value * share, axis=-1), gradient


class Batches:
    """Minibatches as :func:`mean_loss` wants them; an epoch permutes them by each seed.

    With one seed for all there is one order, and shared data stay shared.
    """

    def __init__(self, problem: Problem, seeds: Any, size: int | None):
        self.problem, self.size = problem, size
        self.unique, self.inverse = np.unique(seeds, return_inverse=True)
        self.rngs = [np.random.default_rng([int(s), 1]) for s in self.unique]
        self.all: Any = None

    def epoch(self) -> Iterator[Any]:
        """The batches of one pass over the data."""
        one = self.problem
        if self.size is None or self.size >= one.samples:
            self.all = self.all or whole(one)
            yield self.all
            return
        orders = np.stack([rng.permutation(one.samples) for rng in self.rngs])
        for start in range(0, one.samples, self.size):
            some = orders[:, start : start + self.size]
            yield self._rows(some if len(orders) == 1 else some[self.inverse])

    def _rows(self, order: Any) -> Any:
        one, B = self.problem, order.shape[1]
        rows = checks.indices(order.reshape(-1), one.x)
        if one.weights is None:
            w = one.xp.full((1, B), 1 / B, dtype=one.x.dtype, device=array_api_compat.device(one.x))
        else:
            w = self._gather(one.shares[..., None], order, rows)[..., 0] * (one.samples / B)
        q = transpose(self._gather(one.targets, order, rows))
        return self._gather(one.design, order, rows), in_order(q, one.xp), w

    def _gather(self, a: Any, order: Any, rows: Any) -> Any:
        """Rows of a shared ``(N, ·)`` or stacked ``(S, N, ·)`` array as ``(S, B, ·)``.

        ``(1, B, ·)`` for the same rows of shared data.
        """
        xp = self.problem.xp
        if a.ndim == 3 and a.shape[0] == 1:
            a = a[0, ...]
        if a.ndim == 3:
            order = order + a.shape[1] * np.arange(a.shape[0])[:, None]
            a, rows = xp.reshape(a, (-1, a.shape[-1])), checks.indices(order.reshape(-1), a)
        return xp.reshape(xp.take(a, rows, axis=0), (*order.shape, a.shape[-1]))

    def keep(self, rows: Any) -> None:
        """Go on with the students `rows` only; the order of their batches stays the same."""
        self.problem, self.inverse = self.problem.take(rows), self.inverse[rows]
        self.all = None


class AdamRule:
    """The update of Adam on rows of parameters.

    The moments are kept without their factors ``1 - beta``, which saves passes over memory.
    """

    def __init__(self, how: Adam, flat: Any, rate: Any, xp: Any):
        self.how, self.rate, self.xp, self.step = how, rate, xp, 0
        self.m, self.v = xp.zeros_like(flat), xp.zeros_like(flat)

    def __call__(self, flat: Any, g: Any) -> Any:
        how, xp = self.how, self.xp
        self.step += 1
        self.m *= how.beta1
        self.m += g
        g *= g
        self.v *= how.beta2
        self.v += g
        first = (1 - how.beta1) / (1 - how.beta1**self.step)
        second = ((1 - how.beta2) / (1 - how.beta2**self.step)) ** 0.5
        guard = xp.sqrt(self.v)
        guard += how.epsilon / second
        change = self.m / guard
        change *= self.rate * (first / second)
        flat -= change
        return flat

    def keep(self, rows: Any) -> None:
        take = self.xp.take
        self.m, self.v, self.rate = (take(a, rows, axis=0) for a in (self.m, self.v, self.rate))


class MomentumRule:
    """The update of gradient descent with momentum."""

    def __init__(self, how: SGD, flat: Any, rate: Any, xp: Any):
        self.how, self.rate, self.xp = how, rate, xp
        self.velocity = xp.zeros_like(flat)

    def __call__(self, flat: Any, g: Any) -> Any:
        self.velocity *= self.how.momentum
        self.velocity += g
        flat -= self.rate * self.velocity
        return flat

    def keep(self, rows: Any) -> None:
        take = self.xp.take
        self.velocity, self.rate = (take(a, rows, axis=0) for a in (self.velocity, self.rate))


def descend(
    model: Model, problem: Problem, flat: Any, mask: Any, seeds: Any, how: Adam | SGD, rate: Any
) -> Descended:
    """Train rows of parameters ``(S, P)``; a student that diverges leaves the stack.

    A run has diverged at the first step whose minibatch loss is not finite or exceeds
    ``BLOWUP`` times the larger of its first loss and ``log n``. Its parameters become NaN.
    """
    run = Run(model, problem, flat, mask, seeds, how, rate)
    for _ in range(how.epochs):
        for batch in run.batches.epoch():
            run.step(batch)
            if not len(run.index):
                return run.finished()
    return run.finished()


class Run:
    """The students still in training, as rows, and what became of the others."""

    def __init__(
        self, model: Model, problem: Problem, flat: Any, mask: Any, seeds: Any, how: Any, rate: Any
    ):
        self.model, self.problem, self.xp = model, problem, problem.xp
        self.flat, self.mask = flat * 1, mask
        self.l2 = problem.strengths(flat.shape[0])[:, None]
        self.shapes = model.shapes(problem.features, problem.classes)
        rule: Any = AdamRule if isinstance(how, Adam) else MomentumRule
        self.rule = rule(how, flat, rate, self.xp)
        orders = seeds if how.order is None else np.full(len(seeds), how.order)
        self.batches = Batches(problem, orders, how.batch)
        self.index, self.limit, self.made = np.arange(flat.shape[0]), None, 0
        self.diverged = np.full(flat.shape[0], -1, np.int64)

    def step(self, batch: Any) -> None:
        """One update of every student, on its own rows."""
        xp = self.xp
        parameters = unflatten(self.flat, self.shapes, xp)
        f, gradient = mean_loss(self.model, parameters, batch, self.problem.loss, xp)
        slope = flatten(gradient, xp)
        slope += self.l2 * self.flat
        if self.limit is None:
            floor = float(np.log(self.problem.classes))
            usual = (f > floor) & xp.isfinite(f)
            self.limit = BLOWUP * xp.where(usual, f, xp.full_like(f, floor))
        fine = f <= self.limit  # false for NaN
        if not bool(xp.all(fine)):
            good = checks.host(fine)
            self.diverged[self.index[~good]] = self.made
            rows = np.flatnonzero(good)
            slope = xp.take(slope, checks.indices(rows, slope), axis=0)
            self.keep(rows)
        if len(self.index):
            self.flat = self.rule(self.flat, slope if self.mask is None else slope * self.mask)
            self.made += 1

    def keep(self, rows: Any) -> None:
        """Go on with the students `rows`."""
        there = checks.indices(rows, self.flat)
        self.index = self.index[rows]
        self.flat, self.l2, self.limit = (
            self.xp.take(a, there, axis=0) for a in (self.flat, self.l2, self.limit)
        )
        if self.mask is not None:
            self.mask = self.xp.take(self.mask, there, axis=0)
        self.rule.keep(there)
        self.batches.keep(rows)

    def finished(self) -> Descended:
        """All students in their first order; the parameters of the diverged ones are NaN."""
        xp, S = self.xp, len(self.diverged)
        like = {"dtype": self.flat.dtype, "device": array_api_compat.device(self.flat)}
        lost = xp.full((1, self.flat.shape[1]), float("nan"), **like)
        steps = np.where(self.diverged >= 0, self.diverged, self.made)
        source = np.full(S, len(self.index))
        source[self.index] = np.arange(len(self.index))
        rows = xp.concat([self.flat, lost], axis=0)
        return Descended(xp.take(rows, checks.indices(source, rows), axis=0), steps, self.diverged)
