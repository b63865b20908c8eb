"""The most dangerous direction or event, given the other inputs: hints for the search."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

MOST_ENUMERATED = 6  # classes up to which all events are looked at


def separating(G: Any, x: Any, xp: Any) -> Any:
    """From the nearest point of the teachers' hull to the aggregate, largest entry 1 or -1.

    Returns
    -------
    array, shape (N, n)
    """
    ps = np.moveaxis(x["ps"], 0, 1)  # (N, K, n)
    q = G(x["ps"], x["w"])
    gap = q - _nearest(ps, q)
    size = np.abs(gap).max(axis=-1, keepdims=True)
    return np.where(size > 0, gap / np.where(size > 0, size, 1), np.nan)


def _nearest(ps: Any, q: Any) -> Any:
    """Euclidean projection of ``q`` (N, n) on the hull of ``ps`` (N, K, n), face by face."""
    best, distance = ps[:, 0], np.full(len(q), np.inf)
    for many in range(1, ps.shape[1] + 1):
        for chosen in combinations(range(ps.shape[1]), many):
            corner, others = ps[:, chosen[0]], ps[:, list(chosen[1:])]
            edges = others - corner[:, None]
            part = _coordinates(edges, q - corner)
            inside = (part >= -1e-12).all(axis=1) & (part.sum(axis=1) <= 1 + 1e-12)
            point = corner + np.einsum("nk,nki->ni", part, edges)
            far = np.linalg.norm(q - point, axis=1)
            better = inside & (far < distance)
            best = np.where(better[:, None], point, best)
            distance = np.where(better, far, distance)
    return best


def _coordinates(edges: Any, gap: Any) -> Any:
    """Least-squares coordinates of ``gap`` (N, n) in ``edges`` (N, m, n)."""
    if edges.shape[1] == 0:
        return np.zeros((len(gap), 0))
    if edges.shape[1] == 1:
        squared = np.maximum(np.einsum("nki,nki->nk", edges, edges), 1e-300)
        return np.einsum("nki,ni->nk", edges, gap) / squared
    try:
        return np.einsum("nij,nj->ni", np.linalg.pinv(np.swapaxes(edges, 1, 2)), gap)
    except np.linalg.LinAlgError:
        return np.full(edges.shape[:2], np.nan)


def above_average(G: Any, x: Any, xp: Any) -> Any:
    """The classes that the aggregate finds more probable than the teachers on average."""
    q = G(x["ps"], x["w"])
    more = (q > np.sum(x["w"] * x["ps"], axis=0)).astype(float)
    return np.where(_proper(more)[:, None], more, np.nan)


def above_maximum(G: Any, x: Any, xp: Any) -> Any:
    """The event whose probability exceeds that of every teacher by most."""
    q, n = G(x["ps"], x["w"]), x["ps"].shape[-1]
    if n > MOST_ENUMERATED:
        more = (q > np.max(x["ps"], axis=0)).astype(float)
        return np.where(_proper(more)[:, None], more, np.nan)
    events = np.array([[k >> i & 1 for i in range(n)] for k in range(1, 2**n - 1)], dtype=float)
    mine = q @ events.T
    theirs = np.max(x["ps"] @ events.T, axis=0)
    excess = (mine - theirs) / np.maximum(theirs, 1e-300)
    return events[np.argmax(np.nan_to_num(excess, nan=-np.inf), axis=1)]


def _proper(more: Any) -> Any:
    return (more.max(axis=1) == 1) & (more.min(axis=1) == 0)
