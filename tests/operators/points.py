"""Points on which the catalogue is tried."""

import numpy as np
from scipy import special


def entropy(q):
    return special.entr(q).sum(-1)


def interior(n=4, size=40, seed=0):
    return np.random.default_rng(seed).dirichlet(np.full(n, 1.5), size)


def on_faces(n=4, size=40, seed=1):
    """Random points with zeros, the vertices and ties among them."""
    p = interior(n, size, seed)
    p[: size // 2, 0] = 0
    p[: size // 4, 1] = 0
    p = np.concatenate([p, np.eye(n), [[0.5, 0.5] + [0.0] * (n - 2)]])
    return p / p.sum(1, keepdims=True)
