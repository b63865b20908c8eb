"""Whether the exact reading of an operator gives what the operator gives.

Exact values come from a reading of the code; a reading that takes some statement for another would
make every conclusion false. So both are compared at ordinary points, beyond rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kdtheory.arithmetic.floating import ContractError

DISAGREE = 1e-6  # more than rounding does to a value that is not steep
NUDGE, STEEP = 1e-13, 1e-8
MISREAD = "the exact reading differs from direct calls of the operator and is not used"


def differs(
    floating: Callable[..., Any], exact_row: Callable[[int], Any], inputs: Sequence[Any]
) -> bool:
    """Whether exact and floating values differ at some of the points, by more than rounding.

    Parameters
    ----------
    floating : callable
        The operator on NumPy batches.
    exact_row : callable
        The exact values at the k-th point, rounded; None where there is no exact reading.
    inputs : arrays
        A batch of points in numbers that floats hold exactly.
    """
    try:
        values = floating(*inputs)
        beside = floating(*(a * (1 + NUDGE) for a in inputs))
    except ContractError:
        return False
    calm = np.isfinite(values) & (np.abs(values - beside) < STEEP * (1 + np.abs(values)))
    for k in range(len(values)):
        exact = exact_row(k)
        if exact is None:
            return False
        apart = np.abs(exact - values[k]) > DISAGREE * (1 + np.abs(exact))
        if (apart & calm[k]).any():
            return True
    return False


def rounded(node: Any) -> float:
    """The middle of a constant's ball; NaN where there is none."""
    if node.ball is None or not node.ball.is_finite():
        return float("nan")
    return float(node.ball.mid())


def parts(length: int, rng: np.random.Generator, *rows: int) -> Any:
    """Distributions of 64 equal parts, none of them empty: exact in floats."""
    return (1 + rng.multinomial(64 - length, np.full(length, 1 / length), rows)) / 64
