"""The dimension-free reading: one entry of the output, for every number of classes at once.

``p`` holds a single symbol ``x`` (the entry's own probability) a few times over, so that what has
one value a class and what has one value a point keep different shapes; sums and maxima over the
classes become further symbols, each defined by its summand. An operator that treats all classes
alike reads this way; one that knows their positions cannot, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic.calculus import depends, substitute
from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.namespace import FUNCTIONS
from kdtheory.arithmetic.opaque import Opaque
from kdtheory.arithmetic.ranges import INF
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _box, run

COPIES = 4  # of x in p; not among the class counts that the reading is checked with


@dataclass
class Generic:
    """An operator's entry formula.

    Attributes
    ----------
    graph : Graph
    x, T, n : Node
        Own probability, temperature, number of classes.
    entry : Node
        ``F_T(p)_i`` in terms of these and of aggregates.
    aggregates : dict
        Name of each aggregate symbol: ``("sum" or "max" or "min", its summand)``.
    closed : bool
        Whether ``x`` may be zero.
    meaningful : bool or None
        Whether the formula is defined everywhere, once somebody has looked.
    """

    graph: Graph
    x: Node
    T: Node
    n: Node
    entry: Node
    aggregates: dict[str, tuple[str, Node]] = field(default_factory=dict)
    closed: bool = False
    meaningful: bool | None = None

    def summed(self, node: Node) -> Node:
        """The sum over the classes of an entrywise expression."""
        return _sum(self.graph, node)

    def of_temperature(self, node: Node) -> bool:
        """Whether `node` depends on T, directly or through an aggregate."""
        return bool(self.names_of(node) & {"T"})

    def names_of(self, node: Node) -> set[str]:
        """All variables that `node` depends on, aggregates resolved."""
        from kdtheory.arithmetic.expr import reachable

        names: set[str] = set()
        stack = [node]
        while stack:
            for leaf in reachable([stack.pop()]):
                if leaf.op == "var" and leaf.value not in names:
                    names.add(leaf.value)
                    if leaf.value in self.aggregates:
                        stack.append(self.aggregates[leaf.value][1])
        return names

    def at(self, values: dict[str, Node]) -> Node:
        """The entry with some variables replaced, aggregates recomputed."""
        from kdtheory.arithmetic.limits import tidy

        made: dict[str, Node] = dict(values)
        for name, (kind, summand) in list(self.aggregates.items()):
            inner = tidy(substitute([summand], made)[0])
            made[name] = self.summed(inner) if kind == "sum" else _extreme(self.graph, kind, inner)
        return substitute([self.entry], made)[0]


class ClassCount(Opaque):
    """``p.shape[-1]`` in the dimension-free reading."""

    def __init__(self, graph: GenericGraph):
        self.graph = graph

    def as_array(self) -> Array:
        return Array(self.graph, _box(self.graph.var("n")))

    def refused(self, what: str) -> TraceError:
        self.graph.refused = (
            f"the operator counts its classes one by one ({what}); no dimension-free reading"
        )
        return TraceError(self.graph.refused)


def _forward(name: str) -> Callable[..., Any]:
    def method(self: ClassCount, *other: Any) -> Any:
        other = tuple(o.as_array() if isinstance(o, ClassCount) else o for o in other)
        return getattr(self.as_array(), name)(*other)

    return method


for _name in "add sub mul truediv pow radd rsub rmul rtruediv rpow lt le gt ge eq ne".split():
    setattr(ClassCount, f"__{_name}__", _forward(f"__{_name}__"))


class GenericGraph(Graph):
    """A graph with sums and extrema over all classes."""

    copies = frozenset({COPIES})

    def __init__(self, bounds: dict[str, Any]):
        self.aggregates: dict[str, tuple[str, Node]] = {}
        super().__init__(bounds)
        self.namespace = GenericNamespace
        self.shape_of = _shape
        self.refused = ""  # what was asked for in vain, should the operator go on all the same


def _shape(array: Array) -> tuple[Any, ...]:
    lengths = tuple(array.nodes.shape)
    if lengths[-1:] != (COPIES,):
        return lengths
    return (*lengths[:-1], ClassCount(array.graph))  # type: ignore[arg-type]


def _entrywise(node: Node) -> bool:
    return depends(node, {"x"})


def terms(g: Graph, node: Node, factor: Node) -> list[tuple[Node, Node]]:
    """Split an expression into ``factor * core`` terms with factors free of x."""
    if not _entrywise(node):
        return [(g.mul(factor, node), g.one)]
    if node.op == "add":
        return terms(g, node.args[0], factor) + terms(g, node.args[1], factor)
    if node.op == "neg":
        return terms(g, node.args[0], g.neg(factor))
    if node.op == "mul":
        a, b = node.args
        if not _entrywise(a):
            return terms(g, b, g.mul(factor, a))
        if not _entrywise(b):
            return terms(g, a, g.mul(factor, b))
    if node.op == "div" and not _entrywise(node.args[1]):
        return terms(g, node.args[0], g.div(factor, node.args[1]))
    return [(factor, node)]


def _sum(g: Any, node: Node) -> Node:
    total = g.zero
    n = g.var("n")
    for factor, core in terms(g, node, g.one):
        if core is g.one:
            part = g.mul(factor, n)
        elif core.op == "var" and core.value == "x":
            part = factor
        else:
            part = g.mul(factor, _aggregate(g, "sum", core))
        total = g.add(total, part)
    return total


def _aggregate(g: Any, kind: str, summand: Node) -> Node:
    for name, known in g.aggregates.items():
        if known == (kind, summand):
            return g.var(name)
    name = f"{kind}{len(g.aggregates)}"
    low, high, low_open, high_open = summand.range
    # some entry of a distribution is positive
    somewhere = low == 0 and not low_open and kind != "min" and _positive_inside(g, summand)
    if kind == "max":
        low_open = low_open or somewhere
    if kind == "sum":  # between 2 and infinitely many classes
        low = low * 2 if low >= 0 else -INF
        high = high * 2 if high <= 0 else INF
        low_open = low_open or somewhere
    g.bounds[name] = (low, high, low_open, high_open)
    g.aggregates[name] = (kind, summand)
    return g.var(name)


def _positive_inside(g: Any, summand: Node) -> bool:
    """Whether the summand is positive wherever x is: some entry of a distribution is."""
    inner = Graph({**g.bounds, "x": (Fraction(0), Fraction(1), True, False)})
    names = [k for k in g.bounds]
    moved = substitute([summand], {k: inner.var(k) for k in names}, inner)[0]
    return moved.range is not None and (
        moved.range[0] > 0 or (moved.range[0] == 0 and moved.range[2])
    )


def _extreme(g: Any, kind: str, node: Node) -> Node:
    if not _entrywise(node):
        return node
    return _aggregate(g, kind, node)


_ELEMENTWISE = frozenset(
    """
    add subtract multiply divide exp log log1p expm1 sqrt abs floor negative less less_equal
    equal logical_and logical_or logical_not bitwise_and bitwise_or bitwise_invert invert where
    pow power greater greater_equal not_equal logical_xor maximum minimum fmax fmin clip square
    reciprocal positive sign sin cos tanh atan log2 log10 exp2 logaddexp sinh cosh ceil trunc
    hypot isnan isinf isfinite nan_to_num asarray array astype finfo isdtype result_type
    """.split()
)


class GenericNamespace(Namespace):
    """The functions that treat all classes alike."""

    def __getattr__(self, name: str) -> Any:
        if name in _OWN:
            function = _OWN[name]
            return lambda *args, **kwargs: function(self, *args, **kwargs)
        if name in _ELEMENTWISE:
            function = FUNCTIONS[name]
            return lambda *args, **kwargs: function(self, *map(_plain, args), **kwargs)
        raise TraceError(f"xp.{name} has no dimension-free reading")


def _plain(x: Any) -> Any:
    return x.as_array() if isinstance(x, ClassCount) else x


def _single(nodes: Any) -> Node:
    """The node that stands for every class."""
    first: Node = nodes.reshape(-1)[0]
    if any(node is not first for node in nodes.flat):
        raise TraceError("the operator tells classes apart; no dimension-free reading")
    return first


def _reduction(fold: Callable[[Any, Node], Node]) -> Callable[..., Array]:
    """A reduction over the classes; of a value that is one a point, the value itself."""

    def function(
        xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, **names: Any
    ) -> Array:
        if axis not in (-1, None) or names.keys() - {"dtype"}:
            raise TraceError("the operator reduces in another way than over all the classes")
        nodes = xp._numbers(_plain(x))
        if nodes.shape == (COPIES,):
            out = fold(xp._graph, _single(nodes))
        elif nodes.shape == (1,) or (nodes.ndim == 0 and axis is None):
            out = nodes.reshape(-1)[0]
        else:
            raise TraceError("the operator builds arrays of its own; no dimension-free reading")
        return xp._wrap(_box(out).reshape((1,) * nodes.ndim if keepdims else ()))

    return function


def _mean(g: Any, node: Node) -> Node:
    return g.div(_sum(g, node), g.var("n"))  # type: ignore[no-any-return]


def _moved(change: Callable[..., Any]) -> Callable[..., Array]:
    """Adding or dropping an axis of length one, of what does not vary over the classes."""

    def function(xp: Namespace, x: Any, *args: Any, **names: Any) -> Array:
        nodes = xp._of(_plain(x))
        if COPIES in nodes.shape:
            raise TraceError("the operator compares classes with each other; no such reading")
        return xp._wrap(np.asarray(change(nodes, *args, **names), dtype=object))

    return function


def _filled(xp: Namespace, shape: tuple[int, ...], value: Any) -> Array:
    out = np.empty(shape, dtype=object)
    out[...] = xp._of(_plain(value))
    return xp._wrap(out)


def _lengths(shape: Any) -> tuple[int, ...]:
    lengths = shape if isinstance(shape, (tuple, list)) else (shape,)
    if any(not isinstance(k, ClassCount) and int(k) != 1 for k in lengths):
        raise TraceError("the operator builds arrays of its own; no dimension-free reading")
    return tuple(COPIES if isinstance(k, ClassCount) else 1 for k in lengths)


def _constant(value: int) -> Callable[..., Array]:
    return lambda xp, x, **_: _filled(xp, xp._of(_plain(x)).shape, value)


_OWN: dict[str, Callable[..., Any]] = {
    "sum": _reduction(_sum),
    "max": _reduction(lambda g, node: _extreme(g, "max", node)),
    "min": _reduction(lambda g, node: _extreme(g, "min", node)),
    "mean": _reduction(_mean),
    "prod": _reduction(lambda g, node: g.exp(_sum(g, g.log(node)))),
    "logsumexp": _reduction(lambda g, node: g.log(_sum(g, g.exp(node)))),
    "vecdot": lambda xp, a, b, axis=-1: _OWN["sum"](xp, xp.multiply(a, b), axis=-1),
    "expand_dims": _moved(lambda a, axis=0: np.expand_dims(a, axis)),
    "squeeze": _moved(lambda a, axis=None: np.squeeze(a, axis=axis)),
    "zeros_like": _constant(0),
    "ones_like": _constant(1),
    "full_like": lambda xp, x, fill_value, **_: _filled(xp, xp._of(_plain(x)).shape, fill_value),
    "zeros": lambda xp, shape, **_: _filled(xp, _lengths(shape), 0),
    "ones": lambda xp, shape, **_: _filled(xp, _lengths(shape), 1),
    "full": lambda xp, shape, fill_value, **_: _filled(xp, _lengths(shape), fill_value),
    "broadcast_arrays": lambda xp, *xs: [
        xp._wrap(a.copy()) for a in np.broadcast_arrays(*[xp._of(_plain(x)) for x in xs])
    ],
}


def trace(function: Callable[..., Any], low: Fraction, *, closed: bool = False) -> Generic:
    """Read an operator for every number of classes at once.

    Raises
    ------
    TraceError
        If it treats classes by position or compares them with each other.
    """
    unit = (Fraction(0), Fraction(1), not closed, not closed)
    bounds = {"x": unit, "n": (Fraction(2), INF, False, True), "T": (low, INF, low == 0, True)}
    graph = GenericGraph(bounds)
    x, T, n = (graph.var(name) for name in ("x", "T", "n"))
    entry = _entry(function, graph, x, T)
    return Generic(graph, x, T, n, entry, graph.aggregates, closed)


def _entry(function: Callable[..., Any], graph: GenericGraph, x: Node, T: Node) -> Node:
    out = run(function, graph, Array(graph, np.full((COPIES,), x, dtype=object)), T)
    if out.shape != (COPIES,):
        raise TraceError("the operator returns an array of another shape")
    if graph.refused:
        raise TraceError(graph.refused)
    if graph.iterated:
        raise TraceError("the operator iterates to a tolerance; it has no closed formula")
    return _single(out)


def numeric(generic: Generic, p: Any, T: Any, bits: int = 160) -> list[Any]:
    """Balls of all entries at a rational point: the dimension-free formula put to the test."""
    import flint

    from kdtheory.arithmetic import balls

    env = [{"x": flint.fmpq(v.numerator, v.denominator)} for v in p]
    shared = {"n": flint.fmpq(len(p)), "T": flint.fmpq(T.numerator, T.denominator)}
    values: dict[str, Any] = dict(shared)
    for name, (kind, summand) in generic.aggregates.items():
        rows = [balls.evaluate([summand], bits, {**values, **e})[0] for e in env]
        with balls.precision(bits):
            total = rows[0]
            for row in rows[1:]:
                total = total + row if kind == "sum" else getattr(total, kind)(row)
        values[name] = total
    return [balls.evaluate([generic.entry], bits, {**values, **e})[0] for e in env]
