"""Softmax regressions that follow a pruning path: some weights held, the others trained.

The path ``γ`` is the optimum of the weights that are free, given those that are held; every stage
moves the held ones and makes a fixed number of gradient steps. Newton's method finds ``γ``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.students import Problem, SoftmaxRegression, magnitude_masks
from kdtheory.students.checks import host
from kdtheory.students.descent import objective

MODEL = SoftmaxRegression()
NEWTON, HALVINGS = 40, 25
SMALL = 1e-10  # norm of the gradient at which Newton's method stops


def value(problem: Problem, W: Any) -> tuple[Any, Any]:
    """Objective ``(S,)`` and gradient ``(S, D, n)``."""
    f, (gradient,) = objective(MODEL, (W,), problem, W.shape[0])
    return f, gradient


def norm(W: Any) -> Any:
    """Euclidean norm of each student's parameters, NumPy ``(S,)``."""
    return np.sqrt(host((W * W).sum(axis=(1, 2)))).astype(float)


def safe_rate(problem: Problem) -> float:
    """``1/M``: the objective's second derivative is at most ``M = λ_max(XᵀwX)/2 + l2``."""
    x, w = host(problem.design), host(problem.shares)
    largest = max(np.linalg.eigvalsh(x.T @ (row[:, None] * x))[-1] for row in np.atleast_2d(w))
    return float(1 / (largest / 2 + np.max(problem.l2)))


def descend(problem: Problem, W: Any, free: Any, steps: int, rate: float) -> Any:
    """Gradient steps on the free weights."""
    for _ in range(steps):
        W = W - rate * free * value(problem, W)[1]
    return W


def optimum(problem: Problem, W: Any, free: Any) -> Any:
    """The free weights at their optimum, by Newton's method with halved steps."""
    xp = problem.xp
    S, D, n = W.shape
    flat = xp.reshape(free, (S, D * n))
    f, g = value(problem, W)
    for _ in range(NEWTON):
        g = xp.reshape(g * free, (S, D * n))
        if float(xp.max(xp.abs(g))) <= SMALL:
            break
        H = hessian(problem, W) * flat[:, :, None] * flat[:, None, :]
        H = H + (1 - flat)[:, :, None] * xp.eye(D * n)
        step = xp.reshape(xp.linalg.solve(H, g[:, :, None]), (S, D, n))
        size = xp.ones((S, 1, 1))
        for _ in range(HALVINGS):
            new = W - size * step
            after, gradient = value(problem, new)
            worse = after > f + 1e-14 * (1 + xp.abs(f))
            if not bool(xp.any(worse)):
                break
            size = xp.where(worse[:, None, None], size / 2, size)
        W, f, g = new, after, gradient
    return W


def hessian(problem: Problem, W: Any) -> Any:
    """Second derivative of the objective, ``(S, D n, D n)``."""
    xp, x = problem.xp, problem.design
    S, D, n = W.shape
    z = xp.matmul(x, W)
    e = xp.exp(z - xp.max(z, axis=-1, keepdims=True))
    p = e / xp.sum(e, axis=-1, keepdims=True)
    w = xp.broadcast_to(problem.shares, p.shape[:2])
    blocks = xp.zeros((S, D, n, D, n))
    for k in range(n):
        for j in range(k, n):
            c = w * p[..., k] * ((1.0 if j == k else 0.0) - p[..., j])
            block = xp.matmul(x.T, c[..., None] * x)
            blocks[:, :, k, :, j] = block
            blocks[:, :, j, :, k] = block
    return xp.reshape(blocks, (S, D * n, D * n)) + float(np.max(problem.l2)) * xp.eye(D * n)


@dataclass(frozen=True)
class Walk:
    """What a walk of ``n`` stages left; every array is NumPy ``(S,)``.

    Attributes
    ----------
    error : ‖S_n − γ_n‖
    contraction : largest share of the error that one stage's training leaves, ρ
    jump : longest ‖γ_k − γ_{k−1}‖, so that L = n jump / s
    length : sum of ‖γ_k − γ_{k−1}‖, errors of first order
    second : sum of ℓ(γ_{k−1} after the cut) − ℓ(γ_k), errors of second order (nats)
    excess : ℓ(S_n) − ℓ(γ_n) (nats)
    over_dense : ℓ(S_n) − ℓ(γ_0) (nats)
    gap : ℓ(γ_n) − ℓ(γ_0), the capacity gap at the end (nats)
    sparsity : share of weights (biases apart) that are zero
    """

    stages: int
    error: Any
    contraction: Any
    jump: Any
    length: Any
    second: Any
    excess: Any
    over_dense: Any
    gap: Any
    sparsity: Any

    @property
    def speed(self) -> Any:
        """``n jump = L s``."""
        return self.stages * self.jump


Target = Callable[[float], Any]


def walk(
    problem: Problem, dense: Any, sparsity: Any, stages: int, steps: int, rate: float, *,
    gradual: bool, end: Any = None, path: Target | None = None,
) -> Walk:  # fmt: skip
    """Prune in stages with `steps` gradient steps after each.

    Parameters
    ----------
    dense : array ``(S, D, n)``
        The optimum without any mask: ``γ_0``.
    gradual : bool
        Shrink the weights that are to go (least magnitude in `dense`, or mask 0 in `end`) by
        equal parts, instead of removing ever more weights of least magnitude at once.
    path : callable, optional
        ``γ(t)`` where it is known in closed form.
    """
    xp, W, gamma = problem.xp, dense, dense
    mask = end if end is not None else magnitude_masks((dense,), sparsity)[0]
    known: Any = None
    zero = np.zeros(dense.shape[0])
    rho, jump, length, second = zero, zero, zero, zero
    for k in range(1, stages + 1):
        if gradual:
            held = (1 - mask) * (1 - k / stages) * dense
        else:
            known = magnitude_masks((W,), np.asarray(sparsity) * (k / stages), known)
            mask, held = known[0], xp.zeros_like(dense)
        start, moved = W * mask + held, gamma * mask + held
        target = optimum(problem, moved, mask) if path is None else path(k / stages)
        step = norm(target - gamma)
        second = second + host(value(problem, moved)[0] - value(problem, target)[0])
        jump, length = np.maximum(jump, step), length + step
        W = descend(problem, start, mask, steps, rate)
        before, after = norm(start - target), norm(W - target)
        rho = np.maximum(rho, after / np.maximum(before, 1e-300))
        gamma = target
    at, end_of_path, first = (host(value(problem, V)[0]) for V in (W, gamma, dense))
    zeros = host(W[:, :-1, :] == 0).mean(axis=(1, 2))
    return Walk(
        stages, norm(W - gamma), rho, jump, length, second, at - end_of_path, at - first,
        end_of_path - first, zeros,
    )  # fmt: skip
