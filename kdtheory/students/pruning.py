"""Magnitude pruning with masks, at once or in stages with re-distillation between them.

SK-H1 (reconstructed; Flouro and Chadwick, arXiv 2601.03195): the path from the dense student to
the target sparsity ``s`` is walked in ``n`` stages of ``s/n``. One-shot pruning is ``n = 1``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.models import Model, Parameters, flatten, unflatten
from kdtheory.students.optimisers import Optimiser
from kdtheory.students.problem import Problem
from kdtheory.students.training import Trained, evaluate, fit


@dataclass(frozen=True, eq=False)
class Stage:
    """What one stage did; every array is NumPy ``(S,)``.

    Attributes
    ----------
    sparsity : share of prunable weights that are zero afterwards
    cut : Euclidean norm of the weights removed in this stage
    losses_before : objective right after the cut (nats)
    losses : objective after re-distillation
    moved : distance the parameters went in re-distillation
    """

    sparsity: Any
    cut: Any
    losses_before: Any
    losses: Any
    moved: Any


@dataclass(frozen=True, eq=False)
class Pruned:
    """Sparse students, and the stages that led to them."""

    trained: Trained
    stages: tuple[Stage, ...]

    @property
    def sparsity(self) -> Any:
        """The share of prunable weights that are zero, ``(S,)``."""
        return self.stages[-1].sparsity


def magnitude_masks(
    parameters: Parameters,
    sparsity: Any,
    masks: Parameters | None = None,
    *,
    scope: str = "model",
    biases: bool = False,
) -> Parameters:
    """Masks of 0 and 1 that remove the weights of least magnitude, student by student.

    Parameters
    ----------
    parameters : tuple of arrays ``(S, ·, ·)``
        The last row of each matrix is its bias.
    sparsity : float or array ``(S,)``
        Share of the prunable weights to remove, in [0, 1). Of ``P`` prunable weights
        ``floor(sparsity P + 1/2)`` are removed; among equals, those that stand first.
    masks : tuple of arrays, optional
        Weights already removed; they go first and stay removed.
    scope : {"model", "layer"}
        Whether magnitudes compete across the whole model or within each matrix.
    biases : bool
        Whether biases are prunable.

    Raises
    ------
    ValueError
        For a sparsity outside [0, 1), one below that of `masks`, or another scope.

    Examples
    --------
    >>> import numpy as np
    >>> (mask,) = magnitude_masks((np.array([[[3.0, -0.1], [0.2, 4.0], [9.0, 9.0]]]),), 0.5)
    >>> mask[0].tolist()
    [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    """
    s = checks.sparsity(sparsity)
    if scope not in ("model", "layer"):
        raise ValueError(f"unknown scope {scope!r}; choose model or layer")
    xp = checks.array(parameters[0])[1]
    S = parameters[0].shape[0]
    if s.ndim and s.shape != (S,):
        raise ValueError(f"sparsity has shape {s.shape}; give a number or one per student, ({S},)")
    keep = 0 if biases else 1
    sizes = []
    for k, a in enumerate(parameters):
        size = xp.abs(a[:, : a.shape[1] - keep, :])
        if masks is not None:
            size = xp.where(masks[k][:, : a.shape[1] - keep, :] > 0, size, -xp.ones_like(size))
        sizes.append(size)
    shapes = tuple((int(a.shape[1]), int(a.shape[2])) for a in sizes)
    if scope == "layer":
        chosen = [
            unflatten(_largest(flatten((a,), xp), s, xp), (b,), xp)[0]
            for a, b in zip(sizes, shapes)
        ]
    else:
        chosen = list(unflatten(_largest(flatten(tuple(sizes), xp), s, xp), shapes, xp))
    if not biases:
        chosen = [
            xp.concat([m, xp.ones_like(a[:, -1:, :])], axis=1) for m, a in zip(chosen, parameters)
        ]
    return tuple(chosen)


def _largest(size: Any, sparsity: Any, xp: Any) -> Any:
    """1 where the magnitude ``(S, P)`` belongs to the largest, 0 for the share to remove."""
    S, P = size.shape
    removed = np.floor(np.broadcast_to(sparsity, (S,)) * P + 0.5).astype(np.int64)
    gone = checks.host(xp.sum(xp.astype(size < 0, xp.int64), axis=1))
    if (gone > removed).any():
        k = int(np.argmax(gone > removed))
        raise ValueError(
            f"student {k} already has {gone[k]} of {P} weights removed, more than the sparsity "
            f"{float(np.broadcast_to(sparsity, (S,))[k]):g} asks for; pruning only goes up"
        )
    rank = xp.argsort(xp.argsort(size, axis=1), axis=1)
    return xp.astype(rank >= checks.indices(removed, size)[:, None], size.dtype)


def sparsity_of(masks: Parameters, *, biases: bool = False) -> Any:
    """The share of prunable weights that are removed, NumPy ``(S,)``."""
    keep = 0 if biases else 1
    flat = np.concatenate(
        [checks.host(m[:, : m.shape[1] - keep, :]).reshape(m.shape[0], -1) for m in masks], axis=1
    )
    return 1.0 - flat.mean(axis=1)


def prune(
    model: Model,
    problem: Problem,
    dense: Trained,
    sparsity: Any,
    optimiser: Optimiser | None = None,
    *,
    stages: int = 1,
    scope: str = "model",
    biases: bool = False,
) -> Pruned:
    """Prune trained students to `sparsity` in equal steps, re-distilling after each.

    Stage ``k`` of ``n`` removes the weights of least magnitude until a share ``k s / n`` is gone,
    then trains the others on `problem` from where they are.

    Parameters
    ----------
    dense : Trained
        Students to start from; masks they already have stay.
    sparsity : float or array ``(S,)``
        Target ``s`` in [0, 1), met up to the rounding of :func:`magnitude_masks`.
    optimiser : optional
        As for :func:`~kdtheory.students.training.fit`, used in every stage.
    stages : int
        ``n``; 1 is one-shot pruning.
    scope, biases
        As for :func:`magnitude_masks`.

    Returns
    -------
    Pruned
        A student that diverged, now or before, is NaN from then on; the others are untouched.

    Raises
    ------
    ValueError
        For a sparsity outside [0, 1) and for fewer than one stage.
    """
    s, n = checks.sparsity(sparsity), checks.count("stages", stages)
    trained, done = dense, []
    for k in range(1, n + 1):
        trained, stage = _stage(model, problem, trained, s * (k / n), optimiser, scope, biases)
        done.append(stage)
    return Pruned(trained, tuple(done))


def _stage(
    model: Model,
    problem: Problem,
    old: Trained,
    sparsity: Any,
    optimiser: Optimiser | None,
    scope: str,
    biases: bool,
) -> tuple[Trained, Stage]:
    xp = checks.array(old.parameters[0])[1]
    known = tuple(xp.where(xp.isfinite(a), a, xp.zeros_like(a)) for a in old.parameters)
    masks = magnitude_masks(known, sparsity, old.masks, scope=scope, biases=biases)
    start = tuple(a * m for a, m in zip(known, masks))
    before = evaluate(model, start, problem, masks)[0]
    new = fit(model, problem, optimiser, seeds=old.seeds, start=start, masks=masks)
    new = _without(new, ~old.alive, xp)
    losses = np.where(new.alive, new.losses, np.nan)
    stage = Stage(
        sparsity_of(masks, biases=biases),
        _apart(known, start, xp),
        np.where(old.alive, before, np.nan),
        losses,
        _apart(new.parameters, start, xp),
    )
    return new, stage


def _apart(first: Parameters, second: Parameters, xp: Any) -> Any:
    """Euclidean distances of two stacks, NumPy ``(S,)``."""
    squares = sum(xp.sum((a - b) ** 2, axis=(1, 2)) for a, b in zip(first, second))
    return np.sqrt(checks.host(squares)).astype(float)


def _without(trained: Trained, lost: Any, xp: Any) -> Trained:
    """Mark students that had diverged before as diverged, at step 0."""
    if not lost.any():
        return trained
    gone = (checks.indices(lost, trained.parameters[0]) > 0)[:, None, None]
    return replace(
        trained,
        parameters=tuple(
            xp.where(gone, xp.full_like(a, float("nan")), a) for a in trained.parameters
        ),
        losses=np.where(lost, np.nan, trained.losses),
        gradient_norms=np.where(lost, np.nan, trained.gradient_norms),
        converged=trained.converged & ~lost,
        diverged_at=np.where(lost, 0, trained.diverged_at),
    )
