"""Train a stack of students: one call, one result, whatever the model and the optimiser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.convex import Piece, solve
from kdtheory.students.descent import descend, objective
from kdtheory.students.losses import softmax
from kdtheory.students.models import (
    Model,
    Parameters,
    SoftmaxRegression,
    flatten,
    transpose,
    unflatten,
)
from kdtheory.students.optimisers import LBFGS, SGD, Adam, Optimiser
from kdtheory.students.problem import Problem, with_ones

#: Numbers that a chunk of students works on at once: what fits the cache, or a GPU's memory.
CHUNK = {"numpy": 1 << 19, "other": 1 << 28}
TOLERANCE = {"float64": 1e-8, "float32": 1e-4}  # of the gradient, unless told otherwise


@dataclass(frozen=True, eq=False)
class Trained:
    """A stack of trained students.

    Attributes
    ----------
    model : SoftmaxRegression or MLP
    parameters : tuple of arrays ``(S, ·, ·)``
        NaN for a student that diverged; the others are untouched by it.
    masks : tuple of arrays ``(S, ·, ·)`` of 0 and 1, or None
        Weights that pruning has removed are 0 here and exactly 0 in `parameters`.
    losses, gradient_norms : NumPy ``(S,)``
        Objective over all samples (nats, regularisation included) and the norm of its gradient.
    steps : NumPy ``(S,)``
        Updates made.
    converged : NumPy ``(S,)`` of bool
        The gradient norm is at most the optimiser's tolerance.
    diverged_at : NumPy ``(S,)``
        Step at which a run diverged; −1 if it did not.
    seeds : NumPy ``(S,)``
    """

    model: Model
    parameters: Parameters
    masks: Parameters | None
    losses: Any
    gradient_norms: Any
    steps: Any
    converged: Any
    diverged_at: Any
    seeds: Any

    @property
    def students(self) -> int:
        return len(self.losses)

    @property
    def alive(self) -> Any:
        """Which students did not diverge, ``(S,)``."""
        return self.diverged_at < 0

    def logits(self, x: Any) -> Any:
        """Logits at `x`, ``(N, d)`` or ``(S, N, d)``, as ``(S, N, n)``."""
        x, xp = checks.array(x, like=self.parameters[0])
        return transpose(self.model.forward(self.parameters, with_ones(x, xp), xp)[0])

    def probabilities(self, x: Any) -> Any:
        """Output distributions at `x`, ``(S, N, n)``."""
        z = self.logits(x)
        return softmax(z, checks.array(z)[1])

    def take(self, index: Any) -> Trained:
        """Some of the students, by positions or by a boolean per student."""
        index = np.asarray(index)
        index = np.flatnonzero(index) if index.dtype == bool else index
        xp, there = checks.array(self.parameters[0])[1], checks.indices(index, self.parameters[0])

        def pick(arrays: Parameters) -> Parameters:
            return tuple(xp.take(a, there, axis=0) for a in arrays)

        return Trained(
            self.model,
            pick(self.parameters),
            self.masks if self.masks is None else pick(self.masks),
            self.losses[index],
            self.gradient_norms[index],
            self.steps[index],
            self.converged[index],
            self.diverged_at[index],
            self.seeds[index],
        )

    def report(self) -> str:
        """Which students diverged, in words; empty if none did."""
        lost = np.flatnonzero(~self.alive)
        if not len(lost):
            return ""
        shown = ", ".join(f"student {s} at step {self.diverged_at[s]}" for s in lost[:5])
        more = ", …" if len(lost) > 5 else ""
        return (
            f"{len(lost)} of {self.students} students diverged ({shown}{more}); the others are "
            "kept. A smaller rate helps"
        )


def fit(
    model: Model,
    problem: Problem,
    optimiser: Optimiser | None = None,
    *,
    seeds: Any = None,
    start: Parameters | None = None,
    masks: Parameters | None = None,
    chunk: int | None = None,
) -> Trained:
    """Train ``S`` students at once.

    Parameters
    ----------
    model : SoftmaxRegression or MLP
    problem : Problem
    optimiser : LBFGS, Adam or SGD, optional
        ``LBFGS()`` for softmax regression, ``Adam()`` for the MLP.
    seeds : sequence of int, optional
        One per student: it sets the first parameters and, unless the optimiser names one order for
        all, that of its minibatches. Default 0, 1, 2, ... With Adam and SGD a student is the same,
        bit for bit on NumPy, whatever stack it trains in; with L-BFGS the same within the
        tolerance, since the optimum is unique.
    start : tuple of arrays ``(S, ·, ·)`` or ``(1, ·, ·)``, optional
        Parameters to start from instead.
    masks : tuple of arrays of 0 and 1, optional
        Weights with mask 0 are and stay exactly 0.
    chunk : int, optional
        Students that are worked on together; by default as many as fit the cache.

    Returns
    -------
    Trained

    Raises
    ------
    ValueError
        If seeds, start, masks and problem speak of different numbers of students, for start or
        masks of wrong shape or not finite, and for L-BFGS on anything but a softmax regression
        with cross-entropy or KL.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[-1.0], [0.0], [1.0]])
    >>> q = np.array([[0.9, 0.1], [0.5, 0.5], [0.1, 0.9]])
    >>> trained = fit(SoftmaxRegression(), Problem(x, q, l2=[0.01, 1.0]))
    >>> trained.converged.tolist()
    [True, True]
    >>> trained.probabilities(x)[:, 0, 0].round(3).tolist()
    [0.885, 0.599]
    """
    convex = isinstance(model, SoftmaxRegression)
    how = _settled(optimiser or (LBFGS() if convex else Adam()), problem)
    if isinstance(how, LBFGS) and not (convex and problem.loss != "squared"):
        raise ValueError(
            "L-BFGS is for softmax regression with cross_entropy or kl; take Adam() or SGD()"
        )
    S = _students(problem, seeds, start, masks, getattr(how, "rate", None))
    numbers = np.arange(S) if seeds is None else np.resize(checks.seeds(seeds), S)
    shapes = model.shapes(problem.features, problem.classes)
    given = None if start is None else _stack("start", start, shapes, S, problem)
    held = None if masks is None else _stack("masks", masks, shapes, S, problem)
    size = chunk or _chunk(problem, shapes, S, how)
    with np.errstate(all="ignore"):  # what overflows is found and reported
        if isinstance(how, LBFGS):
            parts = solve(problem, given, held, _pieces(S, size), how)
        else:
            parts = _descents(model, problem, given, held, numbers, how, size)
        return _trained(model, problem, parts, held, numbers, how, size)


def _settled(how: Optimiser, problem: Problem) -> Optimiser:
    """The optimiser with its default tolerance filled in."""
    if isinstance(how, LBFGS) and how.tolerance is None:
        return replace(how, tolerance=TOLERANCE[str(checks.host(problem.x[:0, ...]).dtype)])
    return how


def _students(problem: Problem, seeds: Any, *others: Any) -> int:
    """The one number of students that all speak of."""
    start, masks, rate = others
    told = {"problem": problem.students}
    if seeds is not None:
        told["seeds"] = len(checks.seeds(seeds))
    for name, arrays in (("start", start), ("masks", masks)):
        if arrays is not None and len(arrays):
            told[name] = int(arrays[0].shape[0])
    if np.ndim(rate):
        told["rate"] = len(rate)
    if len(set(told.values()) - {1}) > 1:
        words = ", ".join(f"{name} says {size}" for name, size in told.items())
        raise ValueError(f"how many students? {words}; let all agree")
    return max(told.values())


def _stack(name: str, arrays: Any, shapes: Any, S: int, problem: Problem) -> Parameters:
    """Checked parameters or masks, one slice per student."""
    if len(arrays) != len(shapes):
        raise ValueError(f"{name} has {len(arrays)} matrices, the model has {len(shapes)}")
    out = []
    for a, shape in zip(arrays, shapes):
        b, xp = checks.array(a, like=problem.x)
        if b.ndim != 3 or tuple(b.shape[1:]) != shape or b.shape[0] not in (1, S):
            raise ValueError(
                f"{name} has shape {tuple(b.shape)}; give ({S}, {shape[0]}, {shape[1]})"
            )
        checks.finite(name, xp.reshape(b, (b.shape[0], -1)), xp)
        if name == "masks" and not bool(xp.all((b == 0) | (b == 1))):
            raise ValueError(
                "masks hold something else than 0 and 1; 0 removes a weight, 1 keeps it"
            )
        out.append(xp.broadcast_to(b, (S, *shape)) * 1)
    return tuple(out)


def _chunk(problem: Problem, shapes: Any, S: int, how: Optimiser) -> int:
    """Students whose numbers fit the cache together."""
    width = sum(columns for _, columns in shapes)
    batch = getattr(how, "batch", None) or problem.samples
    each = batch * width + 4 * sum(rows * columns for rows, columns in shapes)
    if batch < problem.samples or problem.x.ndim == 3:
        each += batch * (problem.features + 1)
    most = CHUNK["numpy" if isinstance(problem.x, np.ndarray) else "other"]
    most *= 2 if isinstance(how, LBFGS) else 1  # fewer passes over each number
    return max(1, min(S, most // each))


def _pieces(S: int, size: int) -> list[Any]:
    """Positions of the students of each chunk, of nearly equal length."""
    return np.array_split(np.arange(S), -(-S // size))


def _descents(
    model: Model, problem: Problem, start: Any, masks: Any, seeds: Any, how: Adam | SGD, size: int
) -> list[Piece]:
    xp, S = problem.xp, len(seeds)
    shapes = model.shapes(problem.features, problem.classes)
    rates = checks.array(
        np.broadcast_to(np.asarray(how.rate, float), (S,))[:, None].copy(), like=problem.x
    )[0]
    out = []
    for part in _pieces(S, size):
        there = checks.indices(part, problem.x)
        first = (
            _initial(model, problem, seeds[part])
            if start is None
            else tuple(xp.take(a, there, axis=0) for a in start)
        )
        flat = flatten(first, xp)
        mask = None
        if masks is not None:
            mask = flatten(tuple(xp.take(a, there, axis=0) for a in masks), xp)
            flat = flat * mask
        rate = xp.take(rates, there, axis=0)
        done = descend(model, problem.take(part), flat, mask, seeds[part], how, rate)
        out.append((unflatten(done.flat, shapes, xp), done.steps, done.diverged_at))
    return out


def _initial(model: Model, problem: Problem, seeds: Any) -> Parameters:
    drawn = [
        model.initial(np.random.default_rng([int(s), 0]), problem.features, problem.classes)
        for s in seeds
    ]
    return tuple(checks.array(np.stack(same), like=problem.x)[0] for same in zip(*drawn))


def _trained(
    model: Model,
    problem: Problem,
    parts: list[Piece],
    masks: Any,
    seeds: Any,
    how: Optimiser,
    size: int,
) -> Trained:
    xp, S = problem.xp, len(seeds)
    parameters = tuple(xp.concat(list(same), axis=0) for same in zip(*(p[0] for p in parts)))
    steps, diverged = (np.concatenate([p[k] for p in parts]) for k in (1, 2))
    losses, norms = evaluate(model, parameters, problem, masks, size)
    lost = ~np.isfinite(losses) | ~np.isfinite(norms) | (diverged >= 0)
    diverged = np.where(lost & (diverged < 0), steps, diverged)
    if lost.any():
        gone = (checks.indices(lost, problem.x) > 0)[:, None, None]
        parameters = tuple(xp.where(gone, xp.full_like(a, float("nan")), a) for a in parameters)
        losses, norms = np.where(lost, np.nan, losses), np.where(lost, np.nan, norms)
    reached = np.where(lost, np.inf, norms) <= how.tolerance
    return Trained(model, parameters, masks, losses, norms, steps, reached, diverged, seeds[:S])


def evaluate(
    model: Model,
    parameters: Parameters,
    problem: Problem,
    masks: Parameters | None = None,
    chunk: int | None = None,
) -> tuple[Any, Any]:
    """Objective and norm of its gradient over all samples, NumPy ``(S,)`` each.

    With masks, only the gradient of the kept weights counts.
    """
    xp, S = problem.xp, parameters[0].shape[0]
    shapes = model.shapes(problem.features, problem.classes)
    size = chunk or _chunk(problem, shapes, S, LBFGS())
    values, norms = [], []
    for part in _pieces(S, size):
        there = checks.indices(part, problem.x)
        some = tuple(xp.take(a, there, axis=0) for a in parameters)
        f, gradient = objective(model, some, problem.take(part), len(part))
        if masks is not None:
            gradient = tuple(g * xp.take(m, there, axis=0) for g, m in zip(gradient, masks))
        values.append(checks.host(f))
        norms.append(np.sqrt(sum(checks.host(xp.sum(g * g, axis=(1, 2))) for g in gradient)))
    return np.concatenate(values).astype(float), np.concatenate(norms).astype(float)
