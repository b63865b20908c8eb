"""Arrays of the two-axis reading: teachers and classes that cannot be counted.

An axis is known by its length; along it all entries are one and the same node. What compares
teachers or classes with each other would need an axis twice, and is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kdtheory.arithmetic.contractions import COMPOSED
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.generic import _ELEMENTWISE
from kdtheory.arithmetic.namespace import FUNCTIONS
from kdtheory.arithmetic.opaque import Opaque
from kdtheory.arithmetic.pooled import CLASS, COUNT, LENGTHS, TEACHER, PooledGraph
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _box, _lift

AXES = {length: axis for axis, length in LENGTHS.items()}
WORDS = {TEACHER: "teachers", CLASS: "classes"}


class Length(Opaque):
    """``ps.shape[0]`` or ``ps.shape[-1]``: a symbol."""

    def __init__(self, graph: PooledGraph, axis: str):
        self.graph, self.axis = graph, axis

    def as_array(self) -> PooledArray:
        return PooledArray(self.graph, _box(self.graph.var(COUNT[self.axis])))

    def refused(self, what: str) -> TraceError:
        return self.graph.refuse(
            f"the pool counts its {WORDS[self.axis]} one by one ({what}); no such reading"
        )


def _plain(x: Any) -> Any:
    return x.as_array() if isinstance(x, Length) else x


def _computed(name: str) -> Callable[..., Any]:
    def method(self: Length, *other: Any) -> Any:
        return getattr(self.as_array(), name)(*map(_plain, other))

    return method


def _compared(name: str) -> Callable[..., Any]:
    def method(self: Length, other: Any) -> bool:
        if isinstance(other, Length) and other.axis == self.axis:
            return name in ("__eq__", "__le__", "__ge__")
        found = getattr(self.as_array(), name)(_plain(other))
        node = found.nodes[()] if isinstance(found, Array) else None
        if node is None or node.op != "bool":
            raise self.graph.refuse(
                f"the pool treats some numbers of {WORDS[self.axis]} differently"
            )
        return bool(node.value)

    return method


for _name in "add sub mul truediv pow radd rsub rmul rtruediv rpow neg".split():
    setattr(Length, f"__{_name}__", _computed(f"__{_name}__"))
for _name in "lt le gt ge eq ne".split():
    setattr(Length, f"__{_name}__", _compared(f"__{_name}__"))


class PooledArray(Array):
    """An array whose long axes are symbols."""

    @classmethod
    def of(cls, array: Array) -> PooledArray:
        return cls(array.graph, array.nodes)

    def _listed(self) -> PooledArray:
        if any(isinstance(k, Length) for k in self.shape):
            raise self._graph.refuse("the pool goes by the places of teachers or classes")
        return self

    @property
    def _graph(self) -> PooledGraph:
        graph = self.graph
        if not isinstance(graph, PooledGraph):
            raise TypeError("not a graph of a two-axis reading")
        return graph

    def _whole(self, key: Any) -> tuple[Any, ...]:
        """A key that takes whole axes, drops axes of length 1 and adds new ones."""
        keys = key if isinstance(key, tuple) else (key,)
        taken = sum(part is not None and part is not Ellipsis for part in keys)
        place = 0
        for part in keys:
            if part is Ellipsis:
                place += self.nodes.ndim - taken
            elif part is not None:
                only = _is_only(part) and self.nodes.shape[place : place + 1] == (1,)
                if not only and not _is_everything(part):
                    raise self._graph.refuse("the pool goes by the places of teachers or classes")
                place += 1
        return keys

    def __getitem__(self, key: Any) -> PooledArray:
        picked = self.nodes[self._whole(key)]
        return PooledArray(self.graph, picked if isinstance(picked, np.ndarray) else _box(picked))

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(key, Array) and key.is_boolean:
            super().__setitem__(key, value)
        else:
            self.nodes[self._whole(key)] = _lift(self.graph, value)

    def reshape(self, *shape: Any) -> PooledArray:
        new = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        out: PooledArray = self.graph.namespace(self.graph).reshape(self, new)
        return out

    T = property(lambda self: PooledArray(self.graph, self.nodes.T))
    mT = property(lambda self: PooledArray(self.graph, np.swapaxes(self.nodes, -1, -2)))

    def copy(self) -> PooledArray:
        return PooledArray(self.graph, self.nodes.copy())

    def squeeze(self, axis: Any = None) -> PooledArray:
        return PooledArray(self.graph, np.squeeze(self.nodes, axis=axis))


def _is_everything(part: Any) -> bool:
    return isinstance(part, slice) and part == slice(None)


def _is_only(part: Any) -> bool:
    """Whether a key names the only place of an axis of length 1."""
    return type(part) is int and part in (0, -1)


def _wrapped(name: str) -> Callable[..., Any]:
    inner = getattr(Array, name)

    def method(self: PooledArray, *other: Any) -> Any:
        out = inner(self, *other)
        return PooledArray.of(out) if isinstance(out, Array) else out

    return method


for _name in (
    "add radd sub rsub mul rmul truediv rtruediv pow rpow lt le gt ge eq ne and rand or ror xor "
    "floordiv mod neg abs invert"
).split():
    setattr(PooledArray, f"__{_name}__", _wrapped(f"__{_name}__"))
PooledArray.__hash__ = Array.__hash__  # type: ignore[method-assign]


def lengths(array: Array) -> tuple[Any, ...]:
    """The shape of an array, symbols for the long axes."""
    shape = array.nodes.shape
    return tuple(Length(array.graph, AXES[k]) if k in AXES else k for k in shape)  # type: ignore[arg-type]


def single(graph: PooledGraph, nodes: Any) -> Node:
    """The node that stands for all entries.

    Raises
    ------
    TraceError
        If entries differ, or an axis occurs twice, or the array's axes are not those of its value.
    """
    shape = [k for k in nodes.shape if k != 1]
    if len(set(shape)) < len(shape) or any(k not in AXES for k in shape) or not nodes.size:
        raise TraceError("the pool compares teachers or classes with each other; no such reading")
    first: Node = nodes.reshape(-1)[0]
    if any(node is not first for node in nodes.flat):
        raise TraceError("the pool tells teachers or classes apart; no such reading")
    if not graph.varies(first) <= {AXES[k] for k in shape}:
        raise TraceError("the pool picks one teacher or one class; no such reading")
    return first


def _reduction(fold: Callable[[PooledGraph, Node, str], Node]) -> Callable[..., PooledArray]:
    """A reduction over whole axes, the classes before the teachers."""

    def function(
        xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, **names: Any
    ) -> PooledArray:
        if names.keys() - {"dtype"}:
            raise TraceError(f"a reduction is called with {', '.join(names)}; no such reading")
        graph: Any = xp._graph
        nodes = xp._numbers(_plain(x))
        node = single(graph, nodes)
        graph.doubtful = graph.doubtful or not graph.sure(node)
        axes = range(nodes.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        places = sorted({range(nodes.ndim)[k] for k in axes}, key=lambda k: nodes.shape[k])
        for k in places:
            if nodes.shape[k] != 1:
                node = fold(graph, node, AXES[nodes.shape[k]])
        kept = [1 if k in places else s for k, s in enumerate(nodes.shape)]
        shape = kept if keepdims else [s for k, s in enumerate(kept) if k not in places]
        return PooledArray(graph, np.full(shape, node, dtype=object))

    return function


def _mean(g: PooledGraph, node: Node, axis: str) -> Node:
    return g.div(g.total(node, axis), g.var(COUNT[axis]))


def _product(g: PooledGraph, node: Node, axis: str) -> Node:
    logs = g.monomials.log(g.monomials(node))
    if logs is None:
        raise TraceError("the pool multiplies values that may not be positive; no such reading")
    return g.exp(g.total(g.monomials.node(logs), axis))


def _log_sum(g: PooledGraph, node: Node, axis: str) -> Node:
    return g.log(g.total(g.exp(node), axis))


def _any(g: PooledGraph, node: Node, axis: str) -> Node:
    number = g.number(g.not_(g.eq(node, g.zero)))
    return g.number(g.lt(g.zero, g.extreme("max", number, axis)))


def _all(g: PooledGraph, node: Node, axis: str) -> Node:
    number = g.number(g.not_(g.eq(node, g.zero)))
    return g.number(g.lt(g.zero, g.extreme("min", number, axis)))


def _moved(change: Callable[..., Any]) -> Callable[..., PooledArray]:
    def function(xp: Namespace, x: Any, *args: Any, **names: Any) -> PooledArray:
        out = np.asarray(change(xp._of(_plain(x)), *args, **names), dtype=object)
        return PooledArray(xp._graph, out)

    return function


def _lengths_of(shape: Any) -> tuple[int, ...]:
    listed = shape if isinstance(shape, (tuple, list)) else (shape,)
    if any(type(k) is not Length and int(k) in AXES for k in listed):
        raise TraceError("the operator builds arrays of its own; no such reading")
    return tuple(LENGTHS[k.axis] if isinstance(k, Length) else int(k) for k in listed)


def _reshape(xp: Namespace, x: Any, shape: Any, copy: Any = None) -> PooledArray:
    nodes = xp._of(_plain(x))
    try:
        out = np.reshape(nodes, _lengths_of(shape))
    except ValueError as error:
        raise TraceError(
            f"the pool reshapes in another way than by axes of length 1: {error}"
        ) from None
    if [k for k in out.shape if k != 1] != [k for k in nodes.shape if k != 1]:
        raise TraceError("the pool mixes its axes by reshaping; no such reading")
    return PooledArray(xp._graph, out)


def _filled(xp: Namespace, shape: Any, value: Any) -> PooledArray:
    nodes = xp._of(_plain(value))
    return PooledArray(xp._graph, np.broadcast_to(nodes, _lengths_of(shape)).copy())


def _like(xp: Namespace, x: Any, value: Any) -> PooledArray:
    nodes = xp._of(_plain(value))
    return PooledArray(xp._graph, np.broadcast_to(nodes, xp._of(_plain(x)).shape).copy())


def _matmul(xp: Namespace, a: Any, b: Any) -> PooledArray:
    x, y = xp._of(a), xp._of(b)
    if x.ndim == 1 and y.ndim <= 2:
        product, axis = xp._wrap(x.reshape(-1, *[1] * (y.ndim - 1))) * xp._wrap(y), 0
    elif x.ndim == 2 and y.ndim == 1:
        product, axis = xp._wrap(x) * xp._wrap(y), 1
    elif x.ndim == 2 and y.ndim == 2:
        product, axis = xp._wrap(x[:, :, None]) * xp._wrap(y[None]), 1
    else:
        raise TraceError("such a matrix product has no dimension-free reading")
    out: PooledArray = OWN_FUNCTIONS["sum"](xp, product, axis=axis)
    return out


OWN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _reduction(lambda g, node, axis: g.total(node, axis)),
    "max": _reduction(lambda g, node, axis: g.extreme("max", node, axis)),
    "min": _reduction(lambda g, node, axis: g.extreme("min", node, axis)),
    "mean": _reduction(_mean),
    "prod": _reduction(_product),
    "logsumexp": _reduction(_log_sum),
    "any": lambda xp, x, **names: _reduction(_any)(xp, x, **names) > 0,
    "all": lambda xp, x, **names: _reduction(_all)(xp, x, **names) > 0,
    "matmul": _matmul,
    "dot": _matmul,
    "vecdot": lambda xp, a, b, axis=-1: OWN_FUNCTIONS["sum"](xp, xp.multiply(a, b), axis=axis),
    "reshape": _reshape,
    "expand_dims": _moved(lambda a, axis=0: np.expand_dims(a, axis)),
    "squeeze": _moved(lambda a, axis=None: np.squeeze(a, axis=axis)),
    "permute_dims": _moved(lambda a, axes=None: np.transpose(a, axes)),
    "matrix_transpose": _moved(lambda a: np.swapaxes(a, -1, -2)),
    "moveaxis": _moved(lambda a, source, destination: np.moveaxis(a, source, destination)),
    "broadcast_to": lambda xp, x, shape: _filled(xp, shape, x),
    "zeros_like": lambda xp, x, **_: _like(xp, x, 0),
    "ones_like": lambda xp, x, **_: _like(xp, x, 1),
    "full_like": lambda xp, x, fill_value, **_: _like(xp, x, fill_value),
    "zeros": lambda xp, shape, **_: _filled(xp, shape, 0),
    "ones": lambda xp, shape, **_: _filled(xp, shape, 1),
    "full": lambda xp, shape, fill_value, **_: _filled(xp, shape, fill_value),
    "broadcast_arrays": lambda xp, *xs: [
        PooledArray(xp._graph, a.copy())
        for a in np.broadcast_arrays(*[xp._of(_plain(x)) for x in xs])
    ],
}


class PooledNamespace(Namespace):
    """The functions that treat all teachers alike and all classes alike."""

    def _wrap(self, nodes: Any) -> PooledArray:
        return PooledArray(self._graph, nodes if isinstance(nodes, np.ndarray) else _box(nodes))

    def __getattr__(self, name: str) -> Any:
        if name in OWN_FUNCTIONS:
            own = OWN_FUNCTIONS[name]
            return lambda *args, **kwargs: own(self, *args, **kwargs)
        if name in COMPOSED:  # of functions that have a reading
            composed = COMPOSED[name]
            return lambda *args, **kwargs: composed(self, *map(_plain, args), **kwargs)
        if name in _ELEMENTWISE:
            function = FUNCTIONS[name]
            return lambda *args, **kwargs: _pooled(function(self, *map(_plain, args), **kwargs))
        raise TraceError(f"xp.{name} has no reading for all numbers of teachers and classes")


def _pooled(x: Any) -> Any:
    return PooledArray.of(x) if isinstance(x, Array) else x


__all__ = ["CLASS", "TEACHER", "Length", "PooledArray", "PooledNamespace", "lengths", "single"]
