"""Softmax regression and a one-hidden-layer perceptron, as stacks of matrices.

Parameters are a tuple of arrays with a leading axis ``S``, one slice per student; the last row of
each matrix is the bias, which meets the column of ones of ``Problem.design``. Logits and hidden
units come as ``(S, ·, N)``: rows of data last, so that sums over the few classes and every
elementwise pass run along memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from kdtheory.students import checks

Parameters = tuple[Any, ...]


class Model(Protocol):
    """What training needs to know of a model."""

    def shapes(self, features: int, classes: int) -> tuple[tuple[int, int], ...]:
        """The shapes of one student's matrices, bias rows included."""
        ...

    def initial(self, rng: np.random.Generator, features: int, classes: int) -> Parameters:
        """One student's matrices before training, as NumPy arrays."""
        ...

    def forward(self, parameters: Parameters, design: Any, xp: Any) -> tuple[Any, Any]:
        """Logits ``(S, n, N)``, and whatever ``backward`` wants back."""
        ...

    def backward(
        self, parameters: Parameters, design: Any, kept: Any, slope: Any, xp: Any
    ) -> Parameters:
        """The gradient in the parameters, given that in the logits; may overwrite `kept`."""
        ...


def transpose(a: Any) -> Any:
    return a.mT if hasattr(a, "mT") else a.swapaxes(-1, -2)


def in_order(a: Any, xp: Any) -> Any:
    """The same array with memory in the order of its axes, so that passes over it run along it.

    A copy alone may keep the order of what was transposed; flattening cannot.
    """
    return xp.reshape(xp.reshape(a, (-1,)), a.shape)


@dataclass(frozen=True)
class SoftmaxRegression:
    """``softmax(x W + b)``: one matrix ``(S, d+1, n)``, the bias in its last row.

    With ``l2 > 0`` the cross-entropy objective is ``l2``-strongly convex in all parameters: its
    optimum exists and is unique.

    Examples
    --------
    >>> SoftmaxRegression().shapes(features=64, classes=10)
    ((65, 10),)
    """

    def shapes(self, features: int, classes: int) -> tuple[tuple[int, int], ...]:
        return ((features + 1, classes),)

    def initial(self, rng: np.random.Generator, features: int, classes: int) -> Parameters:
        return (np.zeros((features + 1, classes)),)

    def forward(self, parameters: Parameters, design: Any, xp: Any) -> tuple[Any, Any]:
        return xp.matmul(transpose(parameters[0]), transpose(design)), None

    def backward(
        self, parameters: Parameters, design: Any, kept: Any, slope: Any, xp: Any
    ) -> Parameters:
        return (xp.matmul(transpose(design), transpose(slope)),)


@dataclass(frozen=True)
class MLP:
    """``softmax(a(x V + c) W + b)`` with one hidden layer: ``(S, d+1, h)`` and ``(S, h+1, n)``.

    Parameters
    ----------
    hidden : int
        Hidden units ``h``, at least 1.
    activation : {"tanh", "relu"}
        Weights start uniform with Glorot's variance (tanh) or He's (relu), biases at 0.

    Raises
    ------
    ValueError
        For another activation or no hidden unit.
    """

    hidden: int = 32
    activation: str = "tanh"

    def __post_init__(self) -> None:
        checks.count("hidden", self.hidden)
        if self.activation not in ("tanh", "relu"):
            raise ValueError(f"unknown activation {self.activation!r}; choose tanh or relu")

    def shapes(self, features: int, classes: int) -> tuple[tuple[int, int], ...]:
        return (features + 1, self.hidden), (self.hidden + 1, classes)

    def initial(self, rng: np.random.Generator, features: int, classes: int) -> Parameters:
        matrices = []
        for rows, columns in self.shapes(features, classes):
            fan = rows - 1 if self.activation == "relu" else (rows - 1 + columns) / 2
            scale = np.sqrt((6 if self.activation == "relu" else 3) / fan)
            weights = rng.uniform(-scale, scale, (rows - 1, columns))
            matrices.append(np.concatenate([weights, np.zeros((1, columns))]))
        return tuple(matrices)

    def forward(self, parameters: Parameters, design: Any, xp: Any) -> tuple[Any, Any]:
        V, W = parameters
        a = xp.matmul(transpose(V), transpose(design))
        active = xp.tanh(a) if self.activation == "tanh" else xp.maximum(a, 0.0)
        z = xp.matmul(transpose(W[..., :-1, :]), active)
        z += transpose(W[..., -1:, :])
        return z, active

    def backward(
        self, parameters: Parameters, design: Any, kept: Any, slope: Any, xp: Any
    ) -> Parameters:
        _, W = parameters
        back = transpose(slope)
        dW = xp.concat([xp.matmul(kept, back), xp.sum(back, axis=-2, keepdims=True)], axis=-2)
        da = xp.matmul(W[..., :-1, :], slope)
        if self.activation == "tanh":
            kept *= kept
            da *= 1 - kept
        else:
            da *= xp.astype(kept > 0, da.dtype)
        return xp.matmul(transpose(design), transpose(da)), dW


def flatten(parameters: Parameters, xp: Any) -> Any:
    """All parameters of each student in one row, ``(S, P)``."""
    rows = [xp.reshape(a, (a.shape[0], -1)) for a in parameters]
    return rows[0] if len(rows) == 1 else xp.concat(rows, axis=1)


def unflatten(flat: Any, shapes: tuple[tuple[int, int], ...], xp: Any) -> Parameters:
    """The matrices whose entries are the rows of `flat`; the inverse of :func:`flatten`."""
    parts, start = [], 0
    for rows, columns in shapes:
        part = flat[:, start : start + rows * columns]
        parts.append(xp.reshape(part, (flat.shape[0], rows, columns)))
        start += rows * columns
    return tuple(parts)
