"""The probability simplex: points worth looking at, sampling laws, entropies, distances."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

#: Entries that structured points use: ordinary, near a face, below the usual floors.
TINY = (1e-3, 1e-6, 1e-9, 1e-12, 2.0**-45, 2.0**-60, 1e-30, 1e-100)
NEAR_TIES = (1e-3, 1e-6, 1e-9, 1e-12, 1e-14)
CONCENTRATIONS = (0.05, 0.3, 1.0, 5.0, 100.0)


def entropy(p: Any, xp: Any) -> Any:
    """Shannon entropy in nats along the last axis, shape ``(...)``; 0 log 0 = 0.

    Examples
    --------
    >>> import numpy as np
    >>> float(entropy(np.array([0.5, 0.5]), np))
    0.6931471805599453
    """
    inside = xp.where(p > 0, p, xp.ones_like(p))
    return -xp.sum(xp.where(p > 0, p * xp.log(inside), xp.zeros_like(p)), axis=-1)


def total_variation(p: Any, q: Any, xp: Any) -> Any:
    """Half the l1 distance along the last axis, in [0, 1]."""
    return xp.sum(xp.abs(p - q), axis=-1) / 2


def divergence(p: Any, q: Any, xp: Any) -> Any:
    """``KL(p‖q)`` in nats along the last axis, shape ``(...)``; 0 log 0 = 0, and q > 0 is assumed
    wherever p > 0 (a class with q = 0 is left out).

    Examples
    --------
    >>> import numpy as np
    >>> round(float(divergence(np.array([0.5, 0.5]), np.array([0.25, 0.75]), np)), 6)
    0.143841
    """
    both = (p > 0) & (q > 0)
    ratio = xp.where(both, p, xp.ones_like(p)) / xp.where(both, q, xp.ones_like(q))
    return xp.sum(xp.where(both, p * xp.log(ratio), xp.zeros_like(p)), axis=-1)


def normalise(rows: Any) -> Any:
    return rows / rows.sum(axis=-1, keepdims=True)


def dirichlet(n: int, count: int, rng: np.random.Generator) -> Any:
    """``(count, n)`` points, Dirichlet laws of five concentrations in turn, all entries > 0."""
    rows = []
    for k, a in enumerate(CONCENTRATIONS):
        size = count // len(CONCENTRATIONS) + (k < count % len(CONCENTRATIONS))
        # log-space gamma draws survive small concentrations: G(a) = G(a+1) U^(1/a)
        logs = np.log(rng.standard_gamma(a + 1, (size, n))) + np.log(rng.random((size, n))) / a
        rows.append(np.exp(np.maximum(logs - logs.max(axis=1, keepdims=True), -600.0)))
    return normalise(np.concatenate(rows))


def sobol(n: int, count: int, rng: np.random.Generator) -> Any:
    """``(count, n)`` low-discrepancy points, uniform on the simplex by sorted spacings."""
    from scipy.stats import qmc

    bits = max(int(np.ceil(np.log2(max(count, 2)))), 1)
    u = np.sort(qmc.Sobol(n - 1, rng=rng).random_base2(bits)[:count], axis=1)
    edges = np.concatenate([np.zeros((count, 1)), u, np.ones((count, 1))], axis=1)
    return normalise(np.maximum(np.diff(edges, axis=1), 1e-12))


def log_uniform(n: int, count: int, rng: np.random.Generator, lowest: float = 1e-12) -> Any:
    """``(count, n)`` points whose unnormalised entries are log-uniform on ``[lowest, 1]``."""
    logs = rng.random((count, n)) * np.log(lowest)
    logs[:, 0] = 0.0
    return normalise(np.exp(rng.permuted(logs, axis=1)))


def structured(n: int, *, closed: bool = False) -> list[tuple[Fraction, ...]]:
    """Exact points where operators go wrong: ties, near-ties, near-vertices, confident rows.

    With `closed`, points on the faces and the vertices themselves are added.
    """
    one = Fraction(1)
    points: list[tuple[Fraction, ...]] = []

    def keep(weights: list[Any]) -> None:
        exact = [Fraction(w) for w in weights]
        total = sum(exact)
        points.append(tuple(w / total for w in exact))

    keep([1] * n)
    keep(list(range(n, 0, -1)))
    keep(list(range(1, n + 1)))
    keep([2**k for k in range(n)])
    keep([3**k for k in range(n, 0, -1)])
    for k in range(1, n):  # ties in blocks, in either order
        keep([3] * k + [1] * (n - k))
        keep([1] * k + [3] * (n - k))
        if n > 2 and k > 1:
            keep([5] + [2] * (k - 1) + [1] * (n - k))
    for e in map(_short, NEAR_TIES):
        keep([one + e, *[one] * (n - 1)])
        keep([one - e, *[one] * (n - 1)])
        if n > 2:
            keep([3, 3 + e, *[one] * (n - 2)])
            keep([5, *[one] * (n - 2), one + e])
            keep([5, *[one + k * e for k in range(n - 1)]])
    for e in map(_short, TINY):
        points.append((1 - (n - 1) * e, *[e] * (n - 1)))
        points.append((*[(1 - e) / (n - 1)] * (n - 1), e))
        points.append(tuple(_near_vertex(n, e)))
        if n > 2:
            rest = (1 - e * Fraction(3, 2)) / (n - 2)
            points.append((*[rest] * (n - 2), e, e / 2))
    if closed:
        points += faces(n)
    return list(dict.fromkeys(points))


def faces(n: int) -> list[tuple[Fraction, ...]]:
    """Exact points with zeros: vertices, edges, uneven ones."""
    points = []
    for k in range(1, n):
        zero = (Fraction(0),) * (n - k)
        even = (Fraction(1, k),) * k
        total = k * (k + 1) // 2
        uneven = tuple(Fraction(j, total) for j in range(k, 0, -1))
        points += [even + zero, zero + even, uneven + zero, zero + uneven]
        confident = (1 - Fraction(k - 1, 1000), *[Fraction(1, 1000)] * (k - 1))
        points.append(confident + zero)
    return list(dict.fromkeys(points))


def _short(x: float) -> Fraction:
    """A fraction near x with a readable denominator."""
    text = f"{x:.0e}"
    return Fraction(text) if abs(float(text) - x) < 1e-9 * x else Fraction(x)


def _near_vertex(n: int, e: Fraction) -> list[Fraction]:
    """One large entry, the others e, 2e, 3e, ...: all different."""
    small = [e * k / (2 * n) for k in range(1, n)]
    return [*small, 1 - sum(small, Fraction(0))]


def to_float(points: list[tuple[Fraction, ...]]) -> Any:
    """``(N, n)`` float array of exact points."""
    return np.array([[float(x) for x in p] for p in points])


def rationalise(p: Any, digits: int | None = None) -> tuple[Fraction, ...]:
    """An exact point of the simplex near a float one; the largest entry absorbs the rest."""
    entries = [Fraction(float(x)) for x in p]
    if digits is not None:
        entries = [
            Fraction(f"{float(x):.{max(digits - 1, 0)}e}") if x > 0 else Fraction(0)
            for x in entries
        ]
    top = max(range(len(entries)), key=lambda i: entries[i])
    entries[top] = 1 - sum((x for i, x in enumerate(entries) if i != top), Fraction(0))
    return tuple(entries)
