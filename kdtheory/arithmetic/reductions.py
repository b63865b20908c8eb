"""Array-API functions that sum, compare and sort along an axis."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.functions import FUNCTIONS, register
from kdtheory.arithmetic.trace import Array, Namespace, TraceError


def _reduce(xp: Namespace, x: Any, axis: Any, keepdims: bool, fold: Callable[..., Any]) -> Array:
    nodes = xp._numbers(x)
    if axis is None:
        axis = tuple(range(nodes.ndim))
    axes = sorted(a % nodes.ndim for a in ((axis,) if isinstance(axis, int) else axis))
    kept = [k for k in range(nodes.ndim) if k not in axes]
    moved = np.transpose(nodes, [*kept, *axes])
    shape = moved.shape[: len(kept)]
    rows = moved.reshape((*shape, -1))
    out = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        out[index] = fold(list(rows[index]))
    if keepdims:
        out = out.reshape([1 if k in axes else nodes.shape[k] for k in range(nodes.ndim)])
    return xp._wrap(out)


def _reducer(name: str, fold: Callable[[Namespace], Callable[..., Any]]) -> None:
    def function(
        xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, **names: Any
    ) -> Array:
        if names.keys() - {"dtype"}:
            raise TraceError(f"xp.{name} is called with {', '.join(names)}; no exact reading")
        # in one order whatever the order of the entries, so that relabelled sums are one node
        ordered = fold(xp)
        return _reduce(xp, x, axis, keepdims, lambda v: ordered(sorted(v, key=lambda a: a.index)))

    FUNCTIONS[name] = function


_reducer("sum", lambda xp: lambda v: reduce(xp._graph.add, v, xp._graph.zero))
_reducer("prod", lambda xp: lambda v: reduce(xp._graph.mul, v, xp._graph.one))
_reducer("max", lambda xp: lambda v: reduce(lambda a, b: xp._graph.extremum("max", a, b), v))
_reducer("min", lambda xp: lambda v: reduce(lambda a, b: xp._graph.extremum("min", a, b), v))
FUNCTIONS |= {"amax": FUNCTIONS["max"], "amin": FUNCTIONS["min"]}
_reducer("any", lambda xp: lambda v: reduce(xp._graph.or_, v, xp._graph.false))
_reducer("all", lambda xp: lambda v: reduce(xp._graph.and_, v, xp._graph.true))
_reducer(
    "mean",
    lambda xp: (
        lambda v: xp._graph.div(reduce(xp._graph.add, v, xp._graph.zero), xp._graph.const(len(v)))
    ),
)
_reducer(
    "count_nonzero",
    lambda xp: (
        lambda v: reduce(
            xp._graph.add, [xp._graph.number(xp._graph.boolean(a)) for a in v], xp._graph.zero
        )
    ),
)


@register("var")
def _var(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, **names: Any) -> Array:
    array = xp._wrap(xp._of(x))
    mean = FUNCTIONS["mean"](xp, array, axis=axis, keepdims=True)
    count = array.size if axis is None else array.shape[axis]
    total = FUNCTIONS["sum"](
        xp, FUNCTIONS["square"](xp, array - mean), axis=axis, keepdims=keepdims
    )
    return total / (count - names.get("correction", names.get("ddof", 0)))


@register("std")
def _std(xp: Namespace, x: Any, **names: Any) -> Array:
    return FUNCTIONS["sqrt"](xp, _var(xp, x, **names))


@register("logsumexp")
def _logsumexp(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> Array:
    total = FUNCTIONS["sum"](xp, FUNCTIONS["exp"](xp, x), axis=axis, keepdims=keepdims)
    return FUNCTIONS["log"](xp, total)


def _cumulate(xp: Namespace, x: Any, axis: int | None, step: str, initial: bool) -> Array:
    nodes = xp._numbers(x)
    axis = -1 if axis is None else axis
    moved = np.moveaxis(nodes, axis, -1)
    out = np.empty((*moved.shape[:-1], moved.shape[-1] + initial), dtype=object)
    for index in np.ndindex(moved.shape[:-1]):
        total = xp._graph.zero if step == "add" else xp._graph.one
        row = [total] if initial else []
        for node in moved[index]:
            total = getattr(xp._graph, step)(total, node)
            row.append(total)
        out[index] = row
    return xp._wrap(np.moveaxis(out, -1, axis))


@register("cumulative_sum", "cumsum")
def _cumsum(
    xp: Namespace, x: Any, axis: int | None = None, include_initial: bool = False, **_: Any
) -> Array:
    return _cumulate(xp, x, axis, "add", include_initial)


@register("cumulative_prod", "cumprod")
def _cumprod(
    xp: Namespace, x: Any, axis: int | None = None, include_initial: bool = False, **_: Any
) -> Array:
    return _cumulate(xp, x, axis, "mul", include_initial)


# order -------------------------------------------------------------------------------------


@register("sort")
def _sort(xp: Namespace, x: Any, axis: int = -1, descending: bool = False, **_: Any) -> Array:
    moved = np.moveaxis(xp._numbers(x), axis, -1)
    out = np.empty(moved.shape, dtype=object)
    n = moved.shape[-1]
    for index in np.ndindex(moved.shape[:-1]):
        row = [xp._graph.kth(list(moved[index]), k) for k in range(n)]
        out[index] = row[::-1] if descending else row
    return xp._wrap(np.moveaxis(out, -1, axis))


@register("argsort")
def _argsort(
    xp: Namespace, x: Any, axis: int = -1, descending: bool = False, stable: bool = True, **_: Any
) -> Array:
    moved = np.moveaxis(xp._numbers(x), axis, -1)
    out = np.empty(moved.shape, dtype=object)
    g = xp._graph
    for index in np.ndindex(moved.shape[:-1]):
        row = [g.neg(a) if descending else a for a in moved[index]]
        order = g.sorted(row)
        if order is None and not g.bounds:
            raise Undecided("the operator sorts values that are too close to tell apart")
        if order is None:
            raise TraceError("the operator sorts indices by values that are not known")
        out[index] = [g.const(k) for k in order]
    return xp._wrap(np.moveaxis(out, -1, axis))


def _arg_extreme(xp: Namespace, x: Any, axis: Any, keepdims: bool, op: str) -> Array:
    g = xp._graph

    def fold(values: list[Any]) -> Any:
        best = reduce(lambda a, b: g.extremum(op, a, b), values)
        out = g.const(len(values) - 1)
        for k in range(len(values) - 2, -1, -1):
            out = g.where(g.eq(values[k], best), g.const(k), out)
        return out

    return _reduce(xp, x, axis, keepdims, fold)


@register("argmax")
def _argmax(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> Array:
    return _arg_extreme(xp, x, axis, keepdims, "max")


@register("argmin")
def _argmin(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> Array:
    return _arg_extreme(xp, x, axis, keepdims, "min")


@register("median")
def _median(xp: Namespace, x: Any, axis: int = -1, keepdims: bool = False) -> Array:
    def fold(values: list[Any]) -> Any:
        g, m = xp._graph, len(values)
        return g.div(g.add(g.kth(values, (m - 1) // 2), g.kth(values, m // 2)), g.const(2))

    return _reduce(xp, x, axis, keepdims, fold)
