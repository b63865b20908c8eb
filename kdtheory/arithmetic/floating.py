"""The floating reading: call an operator on arrays of points, in NumPy or CuPy.

Also the contract every operator has to keep; :class:`ContractError` names the input that broke it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kdtheory.arithmetic.watch import calling

CHUNK = 1 << 16  # rows a call, so that memory stays bounded whatever the number of points
ROW_TOLERANCE = 1e-3  # a row sum farther than this from 1 is no distribution at all


class ContractError(ValueError):
    """The operator raised, or returned something that is not an array of the right kind."""


def backend(name: str) -> Any:
    """The array namespace of ``"numpy"``, ``"cupy"`` or ``"auto"`` (CuPy where a GPU answers).

    Raises
    ------
    ValueError
        For another name, and if CuPy is asked for and cannot be used; the message says why.
    """
    if name not in ("auto", "numpy", "cupy"):
        raise ValueError(f"unknown backend {name!r}; choose auto, numpy or cupy")
    if name in ("auto", "cupy"):
        try:
            import cupy

            if cupy.cuda.runtime.getDeviceCount() > 0:
                import array_api_compat.cupy as xp

                return xp
            problem = "no CUDA device answers"
        except Exception as error:  # missing package, missing driver, broken install
            problem = f"{type(error).__name__}: {error}"
        if name == "cupy":
            raise ValueError(
                f"the CuPy backend cannot be used ({problem}); install kdtheory[cuda12] or "
                "kdtheory[cuda13], or take --backend numpy"
            )
    import array_api_compat.numpy as xp

    return xp


def describe(p: Any, T: Any) -> str:
    """An input in words, for messages."""
    row = ", ".join(f"{x:.6g}" for x in np.atleast_1d(p)[:8])
    more = ", …" if np.size(p) > 8 else ""
    return f"p = ({row}{more}), T = {float(np.reshape(T, -1)[0]):g}"


def checked_call(
    function: Callable[..., Any], inputs: Sequence[Any], xp: Any, shape: tuple[int, ...],
    where: Callable[[], str],
) -> Any:  # fmt: skip
    """Call an operator on NumPy arrays and check what it does.

    Parameters
    ----------
    function : callable
        ``f(*inputs, xp)``.
    xp : namespace
        In which it runs.
    shape : tuple of int
        That the output has to have.
    where : callable
        The inputs in words, for messages.

    Returns
    -------
    NumPy array

    Raises
    ------
    ContractError
        For an exception, another shape or dtype, or inputs changed in place.
    """
    inputs = [np.asarray(a) for a in inputs]
    before = [a.copy(order="K") for a in inputs]
    given = [xp.asarray(a if a.flags.writeable else a.copy()) for a in inputs]
    try:
        with np.errstate(all="ignore"), calling():
            out = function(*given, xp)
    except (Exception, SystemExit) as error:
        raise ContractError(
            f"the operator raised {type(error).__name__}: {error} (at {where()})"
        ) from error
    if not hasattr(out, "shape"):
        raise ContractError(f"the operator returned {type(out).__name__}, not an array ({where()})")
    if any(not np.array_equal(_host(a), b) for a, b in zip(given, before, strict=True)):
        raise ContractError(f"the operator changes its input in place ({where()})")
    if tuple(out.shape) != tuple(shape):
        raise ContractError(
            f"the operator returned shape {tuple(out.shape)} instead of {tuple(shape)} ({where()})"
        )
    if getattr(getattr(out, "dtype", None), "kind", "f") != "f":
        raise ContractError(
            f"the operator returned dtype {out.dtype} for float64 input; "
            "it must return floating numbers"
        )
    return _host(out)


class Floating:
    """Evaluate a softening operator on many points at once.

    Parameters
    ----------
    function : callable
        ``f(p, T, xp)``.
    xp : namespace
        NumPy or CuPy namespace in which the operator runs; points come and go as NumPy arrays.

    Notes
    -----
    One call on ``(N, n)`` and ``(N, 1)`` arrays is tried first. An operator that cannot take a
    batch, or whose batch disagrees with single calls, is called point by point.
    """

    def __init__(self, function: Callable[..., Any], xp: Any):
        self.function, self.xp = function, xp
        self.batched: bool | None = None

    def __call__(self, p: Any, T: Any) -> Any:
        """``F_T(p)`` for ``p`` of shape (N, n) and ``T`` of shape (N, 1), as NumPy (N, n)."""
        p = np.asarray(p, dtype=float)
        T = np.broadcast_to(np.asarray(T, dtype=float).reshape(-1, 1), (len(p), 1))
        if self.batched is None:
            self.batched = self._can_batch(p[:4], T[:4])
        out = np.empty(p.shape, order="F")  # few classes, many rows: sums run along columns
        step = CHUNK if self.batched else 1
        for start in range(0, len(p), step):
            rows = slice(start, start + step)
            if self.batched:
                out[rows] = self._call(np.asfortranarray(p[rows]), T[rows])
            else:
                out[rows] = self._call(p[start], T[start, 0])
        return out

    def _call(self, p: Any, T: Any) -> Any:
        return checked_call(self.function, [p, T], self.xp, p.shape, lambda: describe(_row(p), T))

    def _can_batch(self, p: Any, T: Any) -> bool:
        try:
            together = self._call(p, T)
        except ContractError:
            self._call(p[0], T[0, 0])  # raises if single calls fail as well
            return False
        single = np.stack([self._call(p[k], T[k, 0]) for k in range(len(p))])
        return np.allclose(together, single, rtol=1e-9, atol=1e-12, equal_nan=True)


def _row(p: Any) -> Any:
    return p if p.ndim == 1 else p[0]


def _host(x: Any) -> Any:
    return x.get() if hasattr(x, "get") else np.asarray(x)


def smoke(reading: Floating, classes: tuple[int, ...] = (2, 3, 5), low: float = 1.0) -> None:
    """Call the operator at ordinary points and check its contract.

    Raises
    ------
    ContractError
        For an exception, a wrong shape or dtype, NaN or infinite entries, an input changed in
        place, or different values for the same input.
    """
    rng = np.random.default_rng(20260101)
    temperatures = np.array([max(low, 0.0) or 0.5, 1.0, 2.0, 7.5])[:, None]
    for n in classes:
        p = np.concatenate([rng.dirichlet(np.ones(n), 3), np.full((1, n), 1 / n)])
        out = reading(p, temperatures)
        bad = ~np.isfinite(out).all(axis=1)
        if bad.any():
            k = int(np.argmax(bad))
            raise ContractError(
                f"the operator returned {_show(out[k])} at {describe(p[k], temperatures[k])}"
            )
        if not np.array_equal(out, reading(p, temperatures)):
            raise ContractError(
                f"the operator returns different values for the same input ({describe(p[0], 1.0)})"
            )
    single = reading._call(p[0], temperatures[2, 0])
    with np.errstate(all="ignore"):
        from_float32 = reading.function(
            reading.xp.asarray(p[0].astype(np.float32)),
            reading.xp.asarray(np.float32(2)),
            reading.xp,
        )
    if getattr(from_float32.dtype, "kind", "f") != "f" or single.shape != (len(p[0]),):
        raise ContractError(f"the operator returned dtype {from_float32.dtype} for float32 input")


def unnormalised(reading: Floating, classes: tuple[int, ...] = (2, 3, 5)) -> str | None:
    """The first ordinary point whose output row is far from summing to one, in words."""
    rng = np.random.default_rng(20260102)
    for n in classes:
        p = rng.dirichlet(np.ones(n), 4)
        T = np.array([1.0, 1.5, 2.0, 7.5])[:, None]
        out = reading(p, T)
        gap = np.abs(out.sum(axis=1) - 1)
        if (gap > ROW_TOLERANCE).any():
            k = int(np.argmax(gap))
            return f"the entries returned sum to {out[k].sum():.6g} at {describe(p[k], T[k])}"
    return None


def _show(row: Any) -> str:
    return "(" + ", ".join(f"{x:g}" for x in row[:8]) + (", …)" if len(row) > 8 else ")")
