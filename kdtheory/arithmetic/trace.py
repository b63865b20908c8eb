"""Run an operator on expression graphs instead of numbers.

:class:`Array` holds nodes in a NumPy object array and :class:`Namespace` offers the array-API
functions on it. Constants in, constants out: that is the exact reading. Variables in: the formula
itself. A Python ``if`` on an open comparison is explored both ways (:func:`run`), so an operator
that branches becomes one formula with choices.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.scalars import symbolic
from kdtheory.arithmetic.telling import telling
from kdtheory.arithmetic.watch import calling, heeded, note, noting

MAX_PATHS = 64
EXACT_ITERATIONS = 96  # bisection steps in exact arithmetic, beyond a double's 53 bits


class TraceError(TypeError):
    """The operator does something that cannot be read symbolically; the message says what."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        note(self)


class _Fork(Exception):
    """A Python branch on an open condition."""

    def __init__(self, condition: Node):
        self.condition = condition
        note(self)


def _lift(graph: Graph, x: Any) -> Any:
    """Object array of nodes of anything array-like."""
    if isinstance(x, Array):
        return x.nodes
    if isinstance(x, Node):
        return _box(x)
    if isinstance(x, Fraction):
        return _box(graph.const(x))
    if hasattr(x, "as_array"):
        return x.as_array().nodes
    if isinstance(x, (list, tuple)):
        _listable(graph, (len(x),))
        parts = [_lift(graph, v) for v in x]
        return np.stack(parts) if parts else np.empty((0,), dtype=object)
    values = np.asarray(x)
    if values.dtype.kind not in "biuf":
        raise TraceError(f"cannot read a value of type {type(x).__name__} in an operator")
    _listable(graph, values.shape)
    out = np.empty(values.shape, dtype=object)
    for index in np.ndindex(values.shape):
        out[index] = graph.literal(values[index].item())
    return out


def _listable(graph: Graph, shape: Any) -> None:
    """Refuse an array of the operator's own that would be taken for one along a symbolic axis.

    Such axes are known by their length in copies, which then must have no other origin.
    """
    if not frozenset(shape).isdisjoint(getattr(graph, "copies", ())):
        raise TraceError("the operator builds arrays of its own; no dimension-free reading")


def _box(node: Node) -> Any:
    out = np.empty((), dtype=object)
    out[()] = node
    return out


def _elementwise(function: Callable[..., Node], *operands: Any) -> Any:
    try:
        operands = np.broadcast_arrays(*operands)
    except ValueError as error:  # noted, since it tells one length from the others
        raise TraceError(f"the operator combines arrays that do not fit: {error}") from None
    out = np.empty(operands[0].shape, dtype=object)
    flat = out.reshape(-1) if out.flags.c_contiguous else out
    if out.ndim == 0:
        out[()] = function(*[o[()] for o in operands])
        return out
    for k, values in enumerate(zip(*[o.flat for o in operands], strict=True)):
        flat[k] = function(*values)
    return out


def _binary(name: str, swap: bool = False) -> Callable[..., Any]:
    def method(self: Array, other: Any) -> Any:
        if not isinstance(other, (Array, Node, int, float, bool, np.ndarray, np.generic)) and not (
            hasattr(other, "__index__") or hasattr(other, "__float__")
        ):
            return NotImplemented
        a, b = self.nodes, _lift(self.graph, other)
        operation = getattr(self.graph, name)
        return Array(self.graph, _elementwise(operation, *((b, a) if swap else (a, b))))

    return method


def _in_place(name: str) -> Callable[..., Any]:
    """``a += b`` as NumPy has it: every other name of the array sees the change."""

    def method(self: Array, other: Any) -> Any:
        new = getattr(self, name)(other)
        if new is NotImplemented or self.nodes.ndim == 0:
            return new
        if new.nodes.shape != self.nodes.shape:
            raise TraceError("the operator changes an array in place into one of another shape")
        self.nodes[...] = new.nodes
        return self

    return method


class Array:
    """An array of nodes that behaves like an array-API array."""

    __array_priority__ = 1000

    def __init__(self, graph: Graph, nodes: Any):
        self.graph, self.nodes = graph, nodes

    @property
    def shape(self) -> tuple[Any, ...]:
        """Lengths of the axes; the last one is a symbol in a dimension-free graph."""
        symbolic = self.graph.shape_of
        return tuple(self.nodes.shape) if symbolic is None else symbolic(self)

    ndim = property(lambda self: len(self.shape))
    size = property(lambda self: self._listed().nodes.size)
    dtype = property(lambda self: np.dtype(bool) if self.is_boolean else np.dtype(float))
    T = property(lambda self: Array(self.graph, self._listed().nodes.T))
    mT = property(lambda self: Array(self.graph, np.swapaxes(self._listed().nodes, -1, -2)))
    device = "cpu"

    def _listed(self) -> Array:
        """This array, provided that its entries stand one by one."""
        if self.graph.shape_of is not None and any(type(k) is not int for k in self.shape):
            raise TraceError("the operator goes by the places of its classes")
        return self

    @property
    def is_boolean(self) -> bool:
        return self.nodes.size > 0 and all(n.is_boolean for n in self.nodes.flat)

    def __array_namespace__(self, api_version: str | None = None) -> Namespace:
        return self.graph.namespace(self.graph)

    __add__ = _binary("add")
    __radd__ = _binary("add", True)
    __sub__ = _binary("sub")
    __rsub__ = _binary("sub", True)
    __mul__ = _binary("mul")
    __rmul__ = _binary("mul", True)
    __truediv__ = _binary("div")
    __rtruediv__ = _binary("div", True)
    __pow__ = _binary("pow")
    __rpow__ = _binary("pow", True)
    __lt__ = _binary("lt")
    __le__ = _binary("le")
    __gt__ = _binary("lt", True)
    __ge__ = _binary("le", True)
    __eq__ = _binary("eq")  # type: ignore[assignment]
    __and__ = _binary("and_")
    __rand__ = _binary("and_", True)
    __or__ = _binary("or_")
    __ror__ = _binary("or_", True)

    __iadd__ = _in_place("__add__")
    __isub__ = _in_place("__sub__")
    __imul__ = _in_place("__mul__")
    __itruediv__ = _in_place("__truediv__")
    __ipow__ = _in_place("__pow__")

    def __ne__(self, other: Any) -> Any:
        return ~(self == other)

    def __xor__(self, other: Any) -> Any:
        return ~(self == other)

    def __floordiv__(self, other: Any) -> Any:
        return self.graph.namespace(self.graph).floor(self / other)

    def __mod__(self, other: Any) -> Any:
        return self - (self // other) * other

    def __neg__(self) -> Array:
        return Array(self.graph, _elementwise(self.graph.neg, self._numbers()))

    def __pos__(self) -> Array:
        return self

    def __abs__(self) -> Array:
        return self.graph.namespace(self.graph).abs(self)

    def __invert__(self) -> Array:
        return Array(self.graph, _elementwise(self.graph.not_, self.nodes))

    def __matmul__(self, other: Any) -> Array:
        return self.graph.namespace(self.graph).matmul(self, other)

    def __rmatmul__(self, other: Any) -> Array:
        return self.graph.namespace(self.graph).matmul(other, self)

    def __hash__(self) -> int:
        raise TraceError("the operator looks for an array in a set or dictionary")

    def __repr__(self) -> str:
        if noting():
            raise TraceError("the operator turns an array into text")
        return object.__repr__(self)

    def __format__(self, how: str) -> str:
        return repr(self)

    def __copy__(self) -> Array:
        return self.copy()

    def __deepcopy__(self, _: Any) -> Array:
        return self.copy()

    def __getattr__(self, name: str) -> Any:
        """What arrays of NumPy have besides, and these have not."""
        if not name.startswith("_") and hasattr(np.ndarray, name):
            raise TraceError(f"the operator asks for an array's {name}; no exact reading")
        raise AttributeError(name)

    def _numbers(self) -> Any:
        return _elementwise(self.graph.number, self.nodes)

    @staticmethod
    def _plain(key: Any) -> Any:
        """A key that NumPy understands."""
        if isinstance(key, tuple):
            return tuple(Array._plain(k) for k in key)
        if not isinstance(key, Array):
            return key
        if key.is_boolean:
            return np.vectorize(_truth, otypes=[bool])(key.nodes)
        return _integers(key)

    def __getitem__(self, key: Any) -> Array:
        nodes = self.nodes if key is Ellipsis else self._listed().nodes
        picked = nodes[self._plain(key)]
        if key is not Ellipsis:
            _listable(self.graph, np.shape(picked))
        return Array(self.graph, picked if isinstance(picked, np.ndarray) else _box(picked))

    def __setitem__(self, key: Any, value: Any) -> None:
        """Assignment as NumPy does it; under a mask that is not known, by choice."""
        new = _lift(self.graph, value)
        if not (isinstance(key, Array) and key.is_boolean):
            nodes = self.nodes if key is Ellipsis else self._listed().nodes
            nodes[self._plain(key)] = new
            return
        mask = key.nodes
        if all(m.op == "bool" for m in mask.flat):
            self.nodes[self._plain(key)] = new
        elif new.size == 1 and mask.shape == self.nodes.shape[: mask.ndim]:
            mask = mask.reshape((*mask.shape, *[1] * (self.nodes.ndim - mask.ndim)))
            chosen = _elementwise(self.graph.where, mask, new.reshape(-1)[0], self.nodes)
            self.nodes[...] = chosen
        else:
            raise TraceError("the operator writes an array under a mask; use xp.where instead")

    def __len__(self) -> int:
        return len(self._listed().nodes)

    def __iter__(self) -> Any:
        return (self[k] for k in range(len(self)))

    def __bool__(self) -> bool:
        if self.nodes.size != 1:
            raise TraceError("the truth value of an array with several entries is ambiguous")
        return _truth(self.nodes.reshape(-1)[0])

    def __float__(self) -> float:
        raise TraceError(
            "the operator turns an array value into a Python float (math.*, float()); "
            "use the namespace's functions instead"
        )

    __int__ = __float__  # type: ignore[assignment]

    def __index__(self) -> int:
        if self.nodes.size == 1:
            return int(_integers(self).reshape(-1)[0])
        raise TraceError("only a single integer can be an index")

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TraceError("the operator converts its input to a NumPy array; use xp functions")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function = getattr(
            self.graph.namespace(self.graph), _NUMPY_NAMES.get(ufunc.__name__, ufunc.__name__), None
        )
        asked = {k for k, v in kwargs.items() if v is not None} - {"dtype"}
        if method != "__call__" or function is None or asked:
            raise TraceError(f"numpy.{ufunc.__name__} cannot be read symbolically here")
        return function(*inputs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        function = getattr(
            self.graph.namespace(self.graph), _NUMPY_NAMES.get(func.__name__, func.__name__), None
        )
        if function is None:
            raise TraceError(f"numpy.{func.__name__} cannot be read symbolically")
        return function(*args, **kwargs)

    # conveniences of NumPy arrays that people use
    def sum(self, axis: Any = None, keepdims: bool = False) -> Array:
        return self.graph.namespace(self.graph).sum(self, axis=axis, keepdims=keepdims)

    def max(self, axis: Any = None, keepdims: bool = False) -> Array:
        return self.graph.namespace(self.graph).max(self, axis=axis, keepdims=keepdims)

    def min(self, axis: Any = None, keepdims: bool = False) -> Array:
        return self.graph.namespace(self.graph).min(self, axis=axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Array:
        return self.graph.namespace(self.graph).mean(self, axis=axis, keepdims=keepdims)

    def clip(self, low: Any = None, high: Any = None) -> Array:
        return self.graph.namespace(self.graph).clip(self, low, high)

    def reshape(self, *shape: Any) -> Array:
        new = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple) else shape
        nodes = self._listed().nodes.reshape(new)
        _listable(self.graph, nodes.shape)
        return Array(self.graph, nodes)

    def astype(self, dtype: Any, **_: Any) -> Array:
        return self.graph.namespace(self.graph).astype(self, dtype)

    def copy(self) -> Array:
        return Array(self.graph, self.nodes.copy())


def _truth(node: Node) -> bool:
    condition = node.graph.boolean(node)
    if condition.op == "bool":
        return bool(condition.value)
    if condition.index in node.graph.assumed:
        return node.graph.assumed[condition.index]
    if condition.graph.bounds:
        raise _Fork(condition)
    raise Undecided("a branch of the operator depends on two values too close to tell apart")


def _integers(array: Array) -> Any:
    def one(node: Node) -> int:
        if node.rational is None or node.rational.q != 1:
            raise TraceError("the operator indexes by a value that is not a known integer")
        return int(node.rational.p)

    return np.vectorize(one, otypes=[int])(array._numbers())


_NUMPY_NAMES = {
    "true_divide": "divide",
    "absolute": "abs",
    "power": "pow",
    "amax": "max",
    "amin": "min",
    "cumsum": "cumulative_sum",
    "cumprod": "cumulative_prod",
    "concatenate": "concat",
    "transpose": "permute_dims",
    "arctan": "atan",
    "float_power": "pow",
    "conjugate": "positive",
}


def run(function: Callable[..., Any], graph: Graph, *inputs: Any) -> Any:
    """Call an operator on arrays of nodes; returns an object array of nodes.

    Parameters
    ----------
    function : callable
        ``f(*arrays, xp)``.
    inputs : object arrays or nested lists of nodes

    Raises
    ------
    TraceError
        If the operator cannot be read this way.
    Undecided
        If a branch depends on a comparison that stays open on constants.
    """
    with balls.precision(BASE_PRECISION):
        return _explore(function, graph, inputs)


def _scalar(x: Any) -> Any:
    """The scalar array that stands for a symbol; None for a plain number."""
    array = x.as_array() if hasattr(x, "as_array") else x
    if not isinstance(array, Array):
        return None
    if array.nodes.size != 1:
        raise TraceError(
            "the operator turns an array of several entries into a Python number (math.*, "
            "float()); use the namespace's functions instead"
        )
    return type(array)(array.graph, array.nodes.reshape(()))


def called(function: Callable[..., Any], *inputs: Any) -> Any:
    """Call an operator on arrays of nodes and a namespace, and hear what was refused to it."""
    with calling(), symbolic(function, _scalar):
        return heeded(function, *inputs)


def _explore(function: Callable[..., Any], graph: Graph, inputs: Any) -> Any:
    paths = 0

    def branch(assumed: dict[int, bool]) -> Any:
        nonlocal paths
        paths += 1
        if paths > MAX_PATHS:
            raise TraceError(f"the operator has more than {MAX_PATHS} Python branches")
        if graph.namespace is None:
            graph.namespace = Namespace
        arrays = [Array(graph, _lift(graph, x)) for x in inputs]
        graph.assumed = assumed
        try:
            out = called(function, *arrays, graph.namespace(graph))
        except _Fork as fork:
            c = fork.condition
            yes = branch({**assumed, c.index: True})
            no = branch({**assumed, c.index: False})
            if yes.shape != no.shape:
                raise TraceError("two branches of the operator return different shapes") from None
            return _elementwise(lambda a, b: graph.where(c, a, b), yes, no)
        finally:
            graph.assumed = {}
        return Array(graph, _lift(graph, out))._numbers()

    if graph.shape_of is not None and (why := telling(function)):
        raise TraceError(f"no reading for all lengths: {why}")
    try:
        return branch({})
    except (TraceError, Undecided, RecursionError):
        raise
    except Exception as error:
        raise TraceError(f"{type(error).__name__}: {error}") from error


class Namespace:
    """The array-API functions on :class:`Array`.

    ``bisect_iters`` tells operators that iterate how many halvings this arithmetic deserves.
    """

    float64 = np.dtype("float64")
    float32 = np.dtype("float32")
    int64 = np.dtype("int64")
    int32 = np.dtype("int32")
    bool = np.dtype("bool")
    newaxis = None
    inf, nan, e = math.inf, math.nan, math.e

    def __init__(self, graph: Graph):
        self._graph = graph
        if graph.namespace is None:
            graph.namespace = type(self)

    @property
    def bisect_iters(self) -> int:
        self._graph.iterated = True
        return EXACT_ITERATIONS if not self._graph.bounds else 8

    @property
    def pi(self) -> Array:
        return self._wrap(_box(self._graph.real("pi", 0, 0)))

    def _wrap(self, nodes: Any) -> Array:
        return Array(self._graph, nodes if isinstance(nodes, np.ndarray) else _box(nodes))

    def _of(self, x: Any) -> Any:
        return _lift(self._graph, x)

    def _numbers(self, x: Any) -> Any:
        return _elementwise(self._graph.number, self._of(x))

    def _map(self, function: Callable[..., Node], *xs: Any) -> Array:
        return self._wrap(_elementwise(function, *[self._of(x) for x in xs]))

    def __getattr__(self, name: str) -> Any:
        from kdtheory.arithmetic import namespace

        function = namespace.FUNCTIONS.get(name)
        if function is None:
            raise TraceError(f"xp.{name} has no exact reading")
        return lambda *args, **kwargs: function(self, *args, **kwargs)


def finfo(_: Any = None) -> Any:
    """The constants of float64, exact."""
    info = np.finfo(np.float64)
    return SimpleNamespace(
        eps=float(info.eps),
        tiny=float(info.tiny),
        smallest_normal=float(info.tiny),
        max=float(info.max),
        min=float(info.min),
        bits=64,
    )


def shape_of(x: Any) -> Sequence[int]:
    return tuple(x.shape) if hasattr(x, "shape") else np.shape(x)
