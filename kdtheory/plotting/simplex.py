"""Three classes as a triangle: coordinates, labelled corners, a mesh for level sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

HEIGHT = 3**0.5 / 2
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, HEIGHT]])
CLASSES = ("class 1", "class 2", "class 3")


def flat(p: Any) -> tuple[Any, Any]:
    """Plane coordinates ``(x, y)`` of points ``(..., 3)``: class 1 left, 2 right, 3 on top.

    Examples
    --------
    >>> [round(float(c), 6) for c in flat([0.0, 0.0, 1.0])]
    [0.5, 0.866025]
    """
    xy = np.asarray(p, dtype=float) @ CORNERS
    return xy[..., 0], xy[..., 1]


def triangle(ax: Any, labels: Sequence[str] = CLASSES, title: str = "") -> None:
    """Edges and labelled corners, no axes."""
    ax.set_aspect("equal")
    ax.axis("off")
    ax.fill(*CORNERS.T, facecolor="none", edgecolor="black", linewidth=0.9, linestyle="-",
            zorder=5)  # fmt: skip
    for (x, y), label, up in zip(CORNERS, labels, ("top", "top", "bottom"), strict=True):
        shift = 0.035 if up == "bottom" else -0.035
        ax.text(x, y + shift, label, ha="center", va=up)
    ax.set_xlim(-0.12, 1.12)
    ax.set_ylim(-0.14, HEIGHT + 0.12)
    if title:
        ax.set_title(title)


def lattice(steps: int) -> tuple[Any, Any]:
    """Points ``(i, j, k)/steps`` of the triangle and the small triangles between them.

    Returns
    -------
    points : array, shape (N, 3)
    triangles : int array, shape (steps², 3)

    Examples
    --------
    >>> points, triangles = lattice(2)
    >>> points.shape, triangles.shape
    ((6, 3), (4, 3))
    """
    index: dict[tuple[int, int], int] = {}
    for i in range(steps + 1):
        for j in range(steps + 1 - i):
            index[i, j] = len(index)
    points = np.array([(i, j, steps - i - j) for i, j in index]) / steps
    cells = []
    for i, j in index:
        if i + j < steps:
            cells.append((index[i, j], index[i + 1, j], index[i, j + 1]))
        if i + j < steps - 1:
            cells.append((index[i + 1, j], index[i + 1, j + 1], index[i, j + 1]))
    return points, np.array(cells)


def graded(steps: int, T: float) -> tuple[Any, Any]:
    """A lattice whose image under the power transform at `T` is even, so denser at the faces.

    Level sets of anything computed from ``F_T(p)`` crowd near the faces as ``p_i = x^T``; on an
    even lattice in ``p`` they would be wrong there. For ``T <= 1`` it is the even lattice.

    Examples
    --------
    >>> graded(4, 2.0)[0][1].round(6).tolist()  # (0, 1/4, 3/4) squared and normalised
    [0.0, 0.1, 0.9]
    """
    points, triangles = lattice(steps)
    powers = points ** max(1.0, T)
    return powers / powers.sum(axis=1, keepdims=True), triangles
