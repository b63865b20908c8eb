"""What a stack of students learns from: data, soft targets, weights, regularisation, loss."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.losses import LOSSES


@dataclass(frozen=True, eq=False)
class Problem:
    """A distillation problem for ``S`` students at once.

    Student ``s`` minimises, over all its parameters ``θ`` (biases included),

        Σ_i w_si ℓ(q_si, softmax(z_θ(x_si))) / Σ_i w_si  +  l2_s ‖θ‖² / 2      (nats)

    Parameters
    ----------
    x : array ``(N, d)`` or ``(S, N, d)``
        Inputs, shared or one set per student. float32 stays float32, else float64.
    targets : array ``(N, n)`` or ``(S, N, n)``
        Soft targets ``q``, every row a distribution.
    weights : array ``(N,)`` or ``(S, N)``, optional
        Sample weights ``w ≥ 0``, such as the multiplicities of a bootstrap resample.
    l2 : float or array ``(S,)``
        Strength of the regularisation, at least 0.
    loss : {"cross_entropy", "kl", "squared"}
        See :mod:`kdtheory.students.losses`.

    Raises
    ------
    ValueError
        For shapes that do not fit, non-finite data, targets that are not distributions, weights
        that are negative or all zero, a negative `l2`; the message names the row and the remedy.

    Examples
    --------
    >>> problem = Problem([[0.0], [1.0]], [[0.9, 0.1], [0.2, 0.8]], l2=[0.1, 0.2, 0.3])
    >>> problem.students, problem.samples, problem.classes
    (3, 2, 2)
    """

    x: Any
    targets: Any
    weights: Any = None
    l2: Any = 0.0
    loss: str = "cross_entropy"

    def __post_init__(self) -> None:
        x, xp = checks.array(self.x)
        q, _ = checks.array(self.targets, like=x)
        w = None if self.weights is None else checks.array(self.weights, like=x)[0]
        if self.loss not in LOSSES:
            raise ValueError(f"unknown loss {self.loss!r}; choose one of {', '.join(LOSSES)}")
        for name, a, most in (("x", x, 3), ("targets", q, 3)):
            if a.ndim not in (2, most) or 0 in a.shape:
                raise ValueError(f"{name} has shape {tuple(a.shape)}; give (N, ·) or (S, N, ·)")
        for name, a in (("x", x), ("targets", q)):
            if a.shape[-2] != x.shape[-2]:
                raise ValueError(f"{name} has {a.shape[-2]} rows, x has {x.shape[-2]}")
        if q.shape[-1] < 2:
            raise ValueError("targets have one class; at least two are needed")
        checks.finite("x", x, xp)
        checks.distributions("targets", q, xp)
        l2 = np.asarray(checks.host(self.l2), dtype=float)
        if l2.ndim > 1 or not np.all(np.isfinite(l2) & (l2 >= 0)):
            raise ValueError("l2 must be a number or one per student, finite and at least 0")
        for name, value in (("x", x), ("targets", q), ("weights", w), ("l2", l2)):
            object.__setattr__(self, name, value)
        self._check_weights(w, xp)
        self._check_students()

    def _check_weights(self, w: Any, xp: Any) -> None:
        if w is None:
            return
        if w.ndim not in (1, 2) or w.shape[-1] != self.samples:
            raise ValueError(
                f"weights have shape {tuple(w.shape)}; give ({self.samples},) or "
                f"(S, {self.samples})"
            )
        bad = ~(xp.isfinite(w) & (w >= 0))
        if bool(xp.any(bad)):
            raise ValueError(
                f"weights: {checks.place(checks.first(bad))} is negative or not finite; weights "
                "are multiplicities, 0 drops a row"
            )
        empty = xp.sum(xp.reshape(w, (-1, self.samples)), axis=1) <= 0
        if bool(xp.any(empty)):
            raise ValueError(
                f"weights of student {checks.first(empty)[0]} are all zero; keep at least one row"
            )

    def _check_students(self) -> None:
        sizes = self._sizes()
        if len(set(sizes.values()) - {1}) > 1:
            told = ", ".join(f"{name} says {size}" for name, size in sizes.items())
            raise ValueError(f"how many students? {told}; let all agree")

    def _sizes(self) -> dict[str, int]:
        """The number of students each stacked part speaks of."""
        parts = {"x": (self.x, 3), "targets": (self.targets, 3), "l2": (self.l2, 1)}
        if self.weights is not None:
            parts["weights"] = (self.weights, 2)
        return {name: a.shape[0] for name, (a, stacked) in parts.items() if a.ndim == stacked}

    @property
    def students(self) -> int:
        """``S``; 1 if everything is shared."""
        return max(self._sizes().values(), default=1)

    @property
    def samples(self) -> int:
        return int(self.x.shape[-2])

    @property
    def features(self) -> int:
        return int(self.x.shape[-1])

    @property
    def classes(self) -> int:
        return int(self.targets.shape[-1])

    @cached_property
    def xp(self) -> Any:
        """The array namespace of the data."""
        return checks.array(self.x)[1]

    @cached_property
    def design(self) -> Any:
        """The inputs with a last column of ones, ``(N, d+1)`` or ``(S, N, d+1)``."""
        return with_ones(self.x, self.xp)

    @cached_property
    def shares(self) -> Any:
        """``w / Σ w`` as ``(N,)`` or ``(S, N)``: the weights of the mean loss."""
        if self.weights is None:
            return self.xp.full_like(self.x[..., 0], 1 / self.samples)
        return self.weights / self.xp.sum(self.weights, axis=-1, keepdims=True)

    def strengths(self, students: int) -> Any:
        """``l2`` as ``(S,)`` in the namespace and dtype of the data."""
        spread = np.broadcast_to(self.l2, (students,)).copy()
        return checks.array(spread, like=self.x)[0]

    def take(self, index: Any) -> Problem:
        """The problem of the students `index`; what is shared stays shared."""
        index = np.asarray(index)
        there = checks.indices(index, self.x)

        def pick(a: Any, stacked: int) -> Any:
            one = a is None or a.ndim < stacked or a.shape[0] == 1
            return a if one else self.xp.take(a, there, axis=0)

        l2 = self.l2 if self.l2.ndim == 0 or self.l2.shape[0] == 1 else self.l2[index]
        part = object.__new__(Problem)  # a part of what was checked needs no second check
        for name, value in (
            ("x", pick(self.x, 3)),
            ("targets", pick(self.targets, 3)),
            ("weights", pick(self.weights, 2)),
            ("l2", l2),
            ("loss", self.loss),
        ):
            object.__setattr__(part, name, value)
        part.__dict__["xp"] = self.xp
        if self.x.ndim == 2:
            part.__dict__["design"] = self.design
        return part

    def with_targets(self, targets: Any) -> Problem:
        """The same data with other targets."""
        return replace(self, targets=targets)


def with_ones(x: Any, xp: Any) -> Any:
    """`x` with a last column of ones."""
    return xp.concat([x, xp.ones_like(x[..., :1])], axis=-1)
