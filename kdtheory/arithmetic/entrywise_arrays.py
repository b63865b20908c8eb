"""Arrays of the one-axis reading, with short axes that an operator makes for itself.

The long axis is a symbol, as in the pools' reading; teacher and student stacked upon each other
make an axis of length two, whose places are known and may be picked, summed and compared.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.pooled_arrays import (
    AXES,
    PooledArray,
    PooledNamespace,
    _plain,
)
from kdtheory.arithmetic.pooled_ranges import COUNT
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _box

Fold = Callable[[Any, Node, str], Node]  # over the long axis
Join = Callable[[Any, Node, Node], Node]  # of two places of a short one


class EntrywiseArray(PooledArray):
    """An array whose long axis is a symbol."""

    def _whole(self, key: Any) -> tuple[Any, ...]:
        keys = key if isinstance(key, tuple) else (key,)
        picked = [part for part in keys if type(part) is int]
        others = tuple(part for part in keys if type(part) is not int)
        super()._whole(others)
        if picked and _long(self.nodes[keys]) != _long(self.nodes):
            raise self._graph.refuse("the operator goes by the places of classes or teachers")
        return keys

    def __getitem__(self, key: Any) -> EntrywiseArray:
        found = self.nodes[self._whole(key)]
        return EntrywiseArray(self.graph, found if isinstance(found, np.ndarray) else _box(found))


def _long(nodes: Any) -> int:
    return sum(k in AXES for k in np.shape(nodes))


def _wrapped(name: str) -> Callable[..., Any]:
    inner = getattr(PooledArray, name)

    def method(self: EntrywiseArray, *other: Any) -> Any:
        return _own(inner(self, *other))

    return method


for _name in (
    "add radd sub rsub mul rmul truediv rtruediv pow rpow lt le gt ge eq ne and rand or ror xor "
    "floordiv mod neg abs invert"
).split():
    setattr(EntrywiseArray, f"__{_name}__", _wrapped(f"__{_name}__"))
EntrywiseArray.__hash__ = Array.__hash__  # type: ignore[method-assign]


def _own(x: Any) -> Any:
    if isinstance(x, list):
        return [_own(part) for part in x]
    return EntrywiseArray(x.graph, x.nodes) if isinstance(x, Array) else x


def _reduction(fold: Fold, join: Join, *, truth: bool = False) -> Callable[..., EntrywiseArray]:
    """A reduction over whole axes, the long one first."""

    def function(
        xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, **names: Any
    ) -> EntrywiseArray:
        if names.keys() - {"dtype"}:
            raise TraceError(f"a reduction is called with {', '.join(names)}; no such reading")
        graph: Any = xp._graph
        read = graph.boolean if truth else graph.number
        nodes = xp._map(read, _plain(x)).nodes
        axes = range(nodes.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        places = sorted({range(nodes.ndim)[k] for k in axes}, key=lambda k: -_is_long(nodes, k))
        for k in places:
            rows = [np.take(nodes, j, axis=k) for j in range(nodes.shape[k])]
            if _is_long(nodes, k):
                out = _over_all(graph, nodes, rows, fold, AXES[nodes.shape[k]])
            else:
                out = reduce(lambda a, b: _each(lambda u, v: join(graph, u, v), a, b), rows)
            nodes = np.expand_dims(out, k)
        return EntrywiseArray(graph, nodes if keepdims else np.squeeze(nodes, axis=tuple(places)))

    return function


def _is_long(nodes: Any, k: int) -> bool:
    return nodes.shape[k] in AXES


def _over_all(graph: Any, nodes: Any, rows: list[Any], fold: Fold, axis: str) -> Any:
    """A fold of one value that stands for all."""
    if _long(nodes) > 1:
        raise TraceError("the operator compares entries with each other; no such reading")
    first = np.asarray(rows[0], dtype=object)
    if any(a is not b for row in rows[1:] for a, b in zip(first.flat, np.asarray(row).flat)):
        raise TraceError("the operator tells entries apart; no such reading")
    for node in first.flat:
        graph.doubtful = graph.doubtful or not graph.sure(node)
    return _each(lambda node: fold(graph, node, axis), first)


def _each(function: Callable[..., Node], *arrays: Any) -> Any:
    listed = np.broadcast_arrays(*[np.asarray(a, dtype=object) for a in arrays])
    out = np.empty(listed[0].shape, dtype=object)
    for place in np.ndindex(out.shape):
        out[place] = function(*[a[place] for a in listed])
    return out


def _any(g: Any, node: Node, axis: str) -> Node:
    found: Node = g.lt(g.zero, g.extreme("max", g.number(node), axis))
    return found


def _all(g: Any, node: Node, axis: str) -> Node:
    found: Node = g.lt(g.zero, g.extreme("min", g.number(node), axis))
    return found


def _stack(xp: Namespace, xs: Any, axis: int = 0) -> EntrywiseArray:
    parts = [xp._of(_plain(x)) for x in xs]
    if len({part.shape for part in parts}) != 1 or len(parts) in AXES:
        raise TraceError("such a stack has no dimension-free reading")
    return EntrywiseArray(xp._graph, np.stack(parts, axis=axis))


def _mean(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> EntrywiseArray:
    nodes = xp._of(_plain(x))
    axes = range(nodes.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    total = FUNCTIONS["sum"](xp, x, axis=axis, keepdims=keepdims)
    g: Any = xp._graph
    for k in axes:
        length = nodes.shape[k]
        count = g.var(COUNT[AXES[length]]) if length in AXES else g.const(length)
        total = total / EntrywiseArray(g, _box(count))
    return total


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _reduction(lambda g, v, axis: g.total(v, axis), lambda g, a, b: g.add(a, b)),
    "max": _reduction(
        lambda g, v, axis: g.extreme("max", v, axis), lambda g, a, b: g.extremum("max", a, b)
    ),
    "min": _reduction(
        lambda g, v, axis: g.extreme("min", v, axis), lambda g, a, b: g.extremum("min", a, b)
    ),
    "any": _reduction(_any, lambda g, a, b: g.or_(a, b), truth=True),
    "all": _reduction(_all, lambda g, a, b: g.and_(a, b), truth=True),
    "mean": _mean,
    "stack": _stack,
}


class EntrywiseNamespace(PooledNamespace):
    """The functions that treat all entries alike."""

    def _wrap(self, nodes: Any) -> EntrywiseArray:
        return EntrywiseArray(self._graph, nodes if isinstance(nodes, np.ndarray) else _box(nodes))

    def __getattr__(self, name: str) -> Any:
        if name in FUNCTIONS:
            own = FUNCTIONS[name]
            return lambda *args, **kwargs: own(self, *args, **kwargs)
        inner = super().__getattr__(name)
        return lambda *args, **kwargs: _own(inner(*args, **kwargs))


__all__ = ["EntrywiseArray", "EntrywiseNamespace"]
