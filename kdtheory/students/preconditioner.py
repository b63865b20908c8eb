"""Inverse Hessians for a stack of softmax regressions, shared wherever the students share data.

With shared data and a few students or more, the Hessian of the *mean* problem (mean targets, mean
weights) at its optimum, ``D n`` square: the students of a stack differ by their resamples,
teachers or temperatures, and bend nearly alike. For pruned students it is restricted to what each
of them keeps. Else ``XᵀX/N ⊗ I/n``, the Hessian at zero up to a centring. What is shared is
diagonalised once, so that each student's own ``l2`` is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import array_api_compat
import numpy as np

from kdtheory.students import checks
from kdtheory.students.losses import softmax
from kdtheory.students.problem import Problem

LARGEST = 1500  # parameters of one student up to which the full Hessian is diagonalised
FEWEST = 4  # students from which on that pays


@dataclass(frozen=True)
class Preconditioner:
    """``r ↦ U (Λ + l2)⁻¹ Uᵀ r`` for columns ``(D, n, S)`` of the students `index`."""

    vectors: Any  # (D n, D n), (D, D) or (S, D, D)
    values: Any  # (D n,), (D,) or (S, D)
    l2: Any  # (S,), NumPy
    dense: bool
    xp: Any

    def of(self, part: Any) -> Preconditioner:
        """The preconditioner of the students `part`, numbered anew."""
        own = self.vectors.ndim == 3
        there = checks.indices(part, self.values)
        vectors = self.xp.take(self.vectors, there, axis=0) if own else self.vectors
        values = self.xp.take(self.values, there, axis=0) if own else self.values
        return Preconditioner(vectors, values, self.l2[part], self.dense, self.xp)

    def __call__(self, r: Any, index: Any) -> Any:
        xp, shape, U = self.xp, r.shape, self.vectors
        l2 = checks.array(self.l2[index], like=r)[0]
        if U.ndim == 3:
            here = checks.indices(index, r)
            U, values = xp.take(U, here, axis=0), xp.take(self.values, here, axis=0)
            a = xp.matmul(xp.permute_dims(U, (0, 2, 1)), xp.permute_dims(r, (2, 0, 1)))
            a /= values[:, :, None] + l2[:, None, None]
            return xp.permute_dims(xp.matmul(U, a), (1, 2, 0))
        a = xp.matmul(U.T, xp.reshape(r, (U.shape[0], -1)))
        a = xp.reshape(a, (self.values.shape[0], -1, shape[-1]))
        a /= self.values[:, None, None] + l2
        return xp.reshape(xp.matmul(U, xp.reshape(a, (U.shape[0], -1))), shape)


def spectrum(H: Any, l2: Any, xp: Any) -> tuple[Any, Any, Any]:
    """Eigenvectors and eigenvalues of ``(..., P, P)``, and an `l2` that keeps their sum positive.

    A matrix that overflowed counts as the identity: its student will be found to diverge.
    """
    fine = xp.all(xp.isfinite(H), axis=(-2, -1), keepdims=True)
    H = xp.where(fine, H, xp.eye(H.shape[-1], dtype=H.dtype, device=array_api_compat.device(H)))
    values, vectors = xp.linalg.eigh(H)
    least = checks.host(xp.max(values, axis=-1)) * 1e3 * float(xp.finfo(values.dtype).eps)
    l2 = np.maximum(l2, np.where(least > 0, least, 1.0))
    return vectors, xp.where(values > 0, values, xp.zeros_like(values)), l2


def from_features(problem: Problem, l2: Any) -> Preconditioner:
    """From ``XᵀX/N`` of the shared data, or of each student's own."""
    xp, X = problem.xp, problem.design
    gram = xp.matmul(xp.permute_dims(X, (*range(X.ndim - 2), X.ndim - 1, X.ndim - 2)), X)
    found = spectrum(gram / (problem.samples * problem.classes), l2, xp)
    return Preconditioner(*found, False, xp)


def hessian(problem: Problem, W: Any) -> Any:
    """The Hessian of one student's mean loss at ``W``, ``(D, n)``, without `l2`: ``(D n, D n)``."""
    xp, X, n = problem.xp, problem.design, problem.classes
    q = softmax(xp.matmul(X, W), xp)
    p = q * xp.reshape(problem.shares, (-1, 1))

    def block(a: int, b: int) -> Any:
        c = p[:, a] * ((1.0 if a == b else 0.0) - q[:, b])
        return xp.matmul((X * c[:, None]).T, X)

    half = {(a, b): block(a, b) for a in range(n) for b in range(a + 1)}
    rows = [xp.stack([half[max(a, b), min(a, b)] for b in range(n)], axis=1) for a in range(n)]
    H = xp.stack(rows, axis=1)  # (D, n, n, D)
    H = xp.permute_dims(H, (0, 1, 3, 2))
    return xp.reshape(H, (X.shape[1] * n, X.shape[1] * n))


def from_hessian(H: Any, l2: Any, xp: Any) -> Preconditioner:
    """From one Hessian for all students."""
    return Preconditioner(*spectrum(H, l2, xp), True, xp)


@dataclass(frozen=True)
class Restricted:
    """One Hessian for all, restricted to the weights each student keeps, and inverted there."""

    H: Any  # (P, P)
    l2: Any  # (S,), NumPy
    kept: Any  # (S, P) of bool, NumPy
    xp: Any

    def of(self, part: Any) -> Inverses:
        """The inverses of the students `part`, numbered anew."""
        xp, P = self.xp, self.H.shape[0]
        kept = self.kept[part]
        most = max(1, int(kept.sum(axis=1).max()))
        places = np.full((len(part), most), P)  # P stands for a weight that is not there
        back = np.full(kept.shape, most)
        blocks = []
        for s, row in enumerate(kept):
            where = np.flatnonzero(row)
            places[s, : len(where)] = where
            back[s, where] = np.arange(len(where))
            there = checks.indices(np.minimum(places[s], P - 1), self.H)
            block = xp.take(xp.take(self.H, there, axis=0), there, axis=1)
            real = checks.array((places[s] < P).astype(float), like=self.H)[0]
            diagonal = checks.array(np.where(places[s] < P, self.l2[part[s]], 1.0), like=block)[0]
            eye = xp.eye(most, dtype=block.dtype, device=array_api_compat.device(block))
            blocks.append(block * (real[:, None] * real[None, :]) + eye * diagonal)
        return Inverses(xp.linalg.inv(xp.stack(blocks)), places, back, xp)


@dataclass(frozen=True)
class Inverses:
    """``r ↦ A_s⁻¹ r`` on the kept weights of each student, 0 elsewhere."""

    inverses: Any  # (S, K, K)
    places: Any  # (S, K): which weight each row is, P for none; NumPy
    back: Any  # (S, P): which row each weight is, K for none; NumPy
    xp: Any
    dense = True

    def __call__(self, r: Any, index: Any) -> Any:
        xp, (D, n, S) = self.xp, r.shape
        rows = xp.permute_dims(xp.reshape(r, (D * n, S)), (1, 0))
        some = self._pick(rows, self.places[index])
        inverses = xp.take(self.inverses, checks.indices(index, r), axis=0)
        solved = xp.matmul(inverses, some[:, :, None])[:, :, 0]
        full = self._pick(solved, self.back[index])
        return xp.reshape(xp.permute_dims(full, (1, 0)), (D, n, S)) * 1

    def _pick(self, rows: Any, places: Any) -> Any:
        """Entries of each row, with 0 for the place after the last."""
        xp = self.xp
        padded = xp.concat([rows, xp.zeros_like(rows[:, :1])], axis=1)
        flat = places + padded.shape[1] * np.arange(len(places))[:, None]
        taken = xp.take(xp.reshape(padded, (-1,)), checks.indices(flat.reshape(-1), rows))
        return xp.reshape(taken, places.shape)


def pays(problem: Problem, students: int) -> bool:
    """Whether the Hessian of the mean problem is worth its price."""
    size = (problem.features + 1) * problem.classes
    return problem.x.ndim == 2 and students >= FEWEST and size <= LARGEST


def mean_problem(problem: Problem, students: int) -> Problem:
    """The problem of one student that stands for all: mean targets, weights and `l2`."""
    xp = problem.xp
    q, w = problem.targets, problem.shares
    return Problem(
        problem.x,
        _normalised(q if q.ndim == 2 else xp.mean(q, axis=0), xp),
        w if w.ndim == 1 else xp.mean(w, axis=0),
        float(np.exp(np.mean(np.log(np.maximum(problem.l2, 1e-12))))),
        problem.loss,
    )


def _normalised(q: Any, xp: Any) -> Any:
    return q / xp.sum(q, axis=-1, keepdims=True)
