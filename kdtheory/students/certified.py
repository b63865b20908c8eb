"""How far a softmax regression is from its unique optimum, with a bound that is rigorous.

The objective ``f`` of :class:`~kdtheory.students.problem.Problem` is ``l2``-strongly convex, so
(strong monotonicity of the gradient; Boyd and Vandenberghe, Convex Optimization, section 9.1.2)

    ‖θ − θ*‖ ≤ ‖∇f(θ)‖ / l2      and      f(θ) − f(θ*) ≤ ‖∇f(θ)‖² / (2 l2).

The gradient is that of ``f`` as a real function of the stored numbers; what floating point does to
it is bounded as well, in one of two ways:

- ``floating``: an a priori analysis in float64 (Higham, Accuracy and Stability of Numerical
  Algorithms, 2002, section 3.1), valid for any order of summation and with fused
  multiply-adds. It assumes what IEEE 754 promises, and of ``exp`` at most ``EXP_ULPS`` ulps.
- ``balls``: ball arithmetic (python-flint), which assumes nothing; one student at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.models import SoftmaxRegression
from kdtheory.students.problem import Problem
from kdtheory.students.training import Trained

U = 2.0**-53  # unit roundoff
EXP_ULPS = 5  # assumed of exp; the largest error seen of NumPy's is about 2
TINY = 1e-290  # stands for every underflow together
LEAST = 1e-323  # what one product loses at most by underflow
METHODS = ("floating", "balls")
BITS = 128


@dataclass(frozen=True, eq=False)
class Distances:
    """Upper bounds, all NumPy ``(S,)``; infinite for a student that diverged.

    Attributes
    ----------
    bounds : on ``‖θ − θ*‖``, Euclidean, biases included
    gaps : on ``f(θ) − f(θ*)``, nats
    gradient_norms : on ``‖∇f(θ)‖``
    method : {"floating", "balls"}
    """

    bounds: Any
    gaps: Any
    gradient_norms: Any
    method: str


def distance_to_optimum(
    trained: Trained, problem: Problem, *, method: str = "floating"
) -> Distances:
    """Rigorous bounds on the distance of each student to its unique optimum.

    Parameters
    ----------
    trained : Trained
        Softmax regressions. With masks the optimum is that of the kept weights.
    problem : Problem
        What they were trained on: cross-entropy or KL, ``l2 > 0``.
    method : {"floating", "balls"}
        See the module; ``balls`` takes seconds for each student on the digits.

    Returns
    -------
    Distances

    Raises
    ------
    ValueError
        For another model, another loss or an `l2` of 0, where the optimum need not be unique.

    Examples
    --------
    >>> from kdtheory.students import fit
    >>> problem = Problem([[-1.0], [1.0]], [[0.9, 0.1], [0.2, 0.8]], l2=0.1)
    >>> trained = fit(SoftmaxRegression(), problem)
    >>> bool(distance_to_optimum(trained, problem).bounds[0] < 1e-6)
    True
    """
    _applies(trained, problem, method)
    S = trained.students
    l2 = np.broadcast_to(problem.l2, (S,))
    W = checks.host(trained.parameters[0]).astype(float)
    mask = None if trained.masks is None else checks.host(trained.masks[0]).astype(float)
    if mask is not None and bool(np.any((mask == 0) & (W != 0))):
        raise ValueError("a removed weight is not 0; multiply the parameters by their masks")
    norms = np.full(S, np.inf)
    norm_bound = _floating if method == "floating" else _balls
    for s in map(int, np.flatnonzero(trained.alive)):
        one = _student(problem, s)
        kept = np.ones_like(W[s]) if mask is None else mask[s]
        with np.errstate(all="ignore"):
            norms[s] = norm_bound(*one, W[s], float(l2[s]), kept)
    norms = np.where(np.isnan(norms), np.inf, norms)
    return Distances(
        norms / l2 * (1 + 4 * U) + TINY,
        norms / l2 * norms / 2 * (1 + 8 * U) + TINY,
        norms,
        method,
    )


def _applies(trained: Trained, problem: Problem, method: str) -> None:
    if not isinstance(trained.model, SoftmaxRegression) or problem.loss == "squared":
        raise ValueError(
            "the distance is certified for softmax regression with cross_entropy or kl only; "
            "other objectives are not convex"
        )
    if np.any(problem.l2 <= 0):
        raise ValueError("l2 is 0, so the optimum need not be unique; take l2 > 0")
    if problem.students not in (1, trained.students):
        raise ValueError(
            f"the problem is of {problem.students} students, {trained.students} were trained"
        )
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; choose floating or balls")


def _student(problem: Problem, s: int) -> tuple[Any, Any, Any]:
    """Design ``(N, D)``, targets ``(N, n)`` and weights ``(N,)`` of one student, in float64."""

    def own(a: Any, stacked: int) -> Any:
        a = checks.host(a)
        a = a[s if a.shape[0] > 1 else 0] if a.ndim == stacked else a
        return a.astype(float)

    w = problem.weights
    return (
        own(problem.design, 3),
        own(problem.targets, 3),
        np.ones(problem.samples) if w is None else own(w, 2),
    )


def _floating(X: Any, q: Any, w: Any, W: Any, l2: float, kept: Any) -> float:
    """An upper bound on the gradient norm, every rounding error accounted for.

    `rho` bounds the logarithm of computed over exact probability: logits off by ``delta`` move it
    by at most ``2 delta``, and shift, exp, sum and quotient add their relative errors.
    """
    (N, D), n = X.shape, q.shape[1]
    slack = 1 + 8 * (N + D * n + 100) * U  # for the rounding of the bounds themselves
    ax = np.abs(X)
    z = X @ W
    delta = 1.01 * D * U * np.max(ax @ np.abs(W), axis=1, keepdims=True) + TINY
    v = z - np.max(z, axis=1, keepdims=True)
    reach = np.max(np.abs(v), axis=1, keepdims=True)
    e = np.exp(v)
    p = e / np.sum(e, axis=1, keepdims=True)
    rho = 2 * delta + (2 * reach + 4 * EXP_ULPS + n + 4) * 1.01 * U
    t = np.sum(q, axis=1, keepdims=True)  # the exact gradient in the logits is t p − q
    s = t * p - q
    off = t * p * (1.01 * np.expm1(rho) + (n + 3) * U) + 2 * U * np.abs(s) + TINY
    y = w[:, None] * s
    sums = 1.01 * N * U
    total = np.sum(w)
    G = X.T @ y
    wrong = ax.T @ (w[:, None] * off + 2 * U * np.abs(y) + LEAST) + N * LEAST
    wrong = wrong + sums * (ax.T @ np.abs(y))
    g = G / total + l2 * W
    wrong = (wrong + 1.01 * (N + 4) * U * np.abs(G)) / total * (1 + 2 * sums)
    wrong = (wrong + 2 * U * np.abs(l2 * W) + 2 * U * np.abs(g) + TINY) * slack
    bound = (np.abs(g) + wrong) * kept
    return float(np.sqrt(np.sum(bound * bound)) * slack + TINY)


def _balls(X: Any, q: Any, w: Any, W: Any, l2: float, kept: Any) -> float:
    """The same bound from ball arithmetic."""
    from flint import arb, arb_mat

    from kdtheory.arithmetic.balls import precision

    with precision(BITS):
        N, n = q.shape
        x = arb_mat(X.tolist())
        z = x * arb_mat(W.tolist())
        rows = []
        for i in range(N):
            top = arb(float(max(z[i, k].mid() for k in range(n))))
            e = [(z[i, k] - top).exp() for k in range(n)]
            target = [arb(a) for a in q[i].tolist()]
            factor = arb(float(w[i]))
            t, total = sum(target, arb(0)), sum(e, arb(0))
            rows.append([factor * (t * a / total - b) for a, b in zip(e, target)])
        G = x.transpose() * arb_mat(rows)
        total = sum((arb(a) for a in w.tolist()), arb(0))
        square = arb(0)
        for j, k in zip(*np.nonzero(kept)):
            square += (G[int(j), int(k)] / total + arb(l2) * arb(float(W[j, k]))) ** 2
        return float(np.sqrt(float(square.upper())) * (1 + 4 * U) + TINY)
