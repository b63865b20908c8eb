"""What is refused, and in which words: every message names the row and the remedy."""

from __future__ import annotations

from typing import Any

import array_api_compat
import numpy as np

ROW_TOLERANCE = {"float64": 1e-9, "float32": 1e-5}  # how far a row of targets may be from sum 1


def array(values: Any, like: Any = None) -> tuple[Any, Any]:
    """Values as a floating array and its namespace; float32 and float64 stay as they are."""
    if like is not None:
        xp = array_api_compat.array_namespace(like)
        return xp.asarray(values, dtype=like.dtype, device=array_api_compat.device(like)), xp
    if not array_api_compat.is_array_api_obj(values):
        values = np.asarray(values)
    xp = array_api_compat.array_namespace(values)
    if values.dtype not in (xp.float32, xp.float64):
        values = xp.astype(values, xp.float64)
    return values, xp


def host(values: Any) -> Any:
    """The same numbers as a NumPy array."""
    return values.get() if hasattr(values, "get") else np.asarray(values)


def indices(values: Any, like: Any) -> Any:
    """Integer indices in the namespace and on the device of `like`."""
    xp = array_api_compat.array_namespace(like)
    plain = np.asarray(values, dtype=np.int64)
    return xp.asarray(plain, device=array_api_compat.device(like))


def first(bad: Any) -> tuple[int, ...]:
    return tuple(int(k) for k in np.argwhere(host(bad))[0])


def place(index: tuple[int, ...]) -> str:
    """``(s, i)`` or ``(i,)`` in words."""
    return f"row {index[-1]}" + (f" of student {index[0]}" if len(index) > 1 else "")


def finite(name: str, values: Any, xp: Any) -> None:
    """Raise ValueError at the first row that holds NaN or an infinity."""
    rows = values if values.ndim == 1 else xp.sum(values, axis=-1)
    if bool(xp.all(xp.isfinite(rows))):
        return
    bad = ~xp.isfinite(values)
    if values.ndim > 1:
        bad = xp.any(bad, axis=-1)
    if not bool(xp.any(bad)):  # the entries are finite, only their sum overflowed
        return
    where = place(first(bad))
    raise ValueError(f"{name}: {where} is not finite; drop it or replace its NaN and infinities")


def labels(values: Any, classes: int) -> Any:
    """Labels as integers, each in ``0 .. classes - 1``.

    Raises
    ------
    ValueError
        For fewer than two classes, fractional labels, and labels outside the classes.
    """
    if classes < 2:
        raise ValueError(f"{classes} classes; at least two are needed")
    given = np.asarray(host(values))
    wrong = given != np.floor(given) if given.dtype.kind == "f" else np.zeros(given.shape, bool)
    wrong = wrong | ~((given >= 0) & (given < classes))
    if wrong.any():
        index = first(wrong)
        raise ValueError(
            f"labels: {place(index)} has label {given[index]}, outside 0 .. {classes - 1}; number "
            f"the classes from 0 or raise the number of classes"
        )
    return given.astype(np.int64)


def distributions(name: str, q: Any, xp: Any) -> None:
    """Raise ValueError at the first row of `q` that is not a probability distribution."""
    finite(name, q, xp)
    low = xp.min(q, axis=-1) < 0
    if bool(xp.any(low)):
        index = first(low)
        least = float(host(q)[index].min())
        raise ValueError(
            f"{name}: {place(index)} has the negative entry {least:g}; targets are probabilities, "
            "not logits: apply a softmax first"
        )
    total = xp.sum(q, axis=-1)
    off = xp.abs(total - 1) > ROW_TOLERANCE[str(host(q[..., :0]).dtype)]
    if bool(xp.any(off)):
        index = first(off)
        raise ValueError(
            f"{name}: {place(index)} sums to {float(host(total)[index]):.9g}, not to 1; divide "
            "each row by its sum"
        )


def sparsity(values: Any) -> Any:
    """Sparsities as a float array, each in [0, 1)."""
    given = np.asarray(values, dtype=float)
    for s in given.ravel():
        if not 0 <= s < 1:
            raise ValueError(
                f"sparsity {s:g} is outside [0, 1); it is the share of weights set to zero, "
                "0.9 for 90 %"
            )
    return given


def count(name: str, value: Any) -> int:
    """A whole number of at least one."""
    if int(value) != value or value < 1:
        raise ValueError(f"{name} is {value}; it must be a whole number of at least 1")
    return int(value)


def seeds(values: Any) -> Any:
    """Seeds as an integer array ``(S,)``, at least one, none negative."""
    given = np.atleast_1d(np.asarray(list(values) if isinstance(values, range) else values))
    if given.size == 0:
        raise ValueError("no seeds, so no students; give at least one, for example seeds=range(20)")
    if given.dtype.kind not in "iu" or (given < 0).any():
        raise ValueError("seeds must be whole numbers that are not negative")
    return given.reshape(-1)
