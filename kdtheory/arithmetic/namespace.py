"""The array-API functions of the tracing namespace, one small function each.

Every entry of :data:`FUNCTIONS` takes the namespace first; :class:`kdtheory.arithmetic.trace.
Namespace` looks functions up here by name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from kdtheory.arithmetic.contractions import COMPOSED, Linalg
from kdtheory.arithmetic.expr import Undecided
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, finfo, shape_of

FUNCTIONS: dict[str, Callable[..., Any]] = dict(COMPOSED)
setattr(Namespace, "linalg", property(Linalg))  # noqa: B010  # for operators, not for us


def _register(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for name in names or (function.__name__.strip("_"),):
            FUNCTIONS[name] = function
        return function

    return add


# elementwise -------------------------------------------------------------------------------

for _name, _method in {
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div",
    "exp": "exp",
    "log": "log",
    "log1p": "log1p",
    "expm1": "expm1",
    "sqrt": "sqrt",
    "abs": "abs",
    "floor": "floor",
    "negative": "neg",
    "less": "lt",
    "less_equal": "le",
    "equal": "eq",
    "logical_and": "and_",
    "logical_or": "or_",
    "logical_not": "not_",
    "bitwise_and": "and_",
    "bitwise_or": "or_",
    "bitwise_invert": "not_",
    "invert": "not_",
    "where": "where",
}.items():
    FUNCTIONS[_name] = lambda xp, *args, _m=_method: xp._map(getattr(xp._graph, _m), *args)


@_register("pow", "power")
def _pow(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(xp._graph.pow, a, b)


@_register("greater")
def _greater(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(xp._graph.lt, b, a)


@_register("greater_equal")
def _greater_equal(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(xp._graph.le, b, a)


@_register("not_equal", "logical_xor")
def _not_equal(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(lambda x, y: xp._graph.not_(xp._graph.eq(x, y)), a, b)


@_register("maximum", "fmax")
def _maximum(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(lambda x, y: xp._graph.extremum("max", x, y), a, b)


@_register("minimum", "fmin")
def _minimum(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(lambda x, y: xp._graph.extremum("min", x, y), a, b)


@_register("clip")
def _clip(xp: Namespace, x: Any, min: Any = None, max: Any = None, **names: Any) -> Array:
    low, high = names.get("a_min", min), names.get("a_max", max)
    out = xp._wrap(xp._of(x))
    out = out if low is None else _maximum(xp, out, low)
    return out if high is None else _minimum(xp, out, high)


@_register("square")
def _square(xp: Namespace, x: Any) -> Array:
    return xp._map(lambda a: xp._graph.ipow(a, 2), x)


@_register("reciprocal")
def _reciprocal(xp: Namespace, x: Any) -> Array:
    return xp._map(lambda a: xp._graph.div(xp._graph.one, a), x)


@_register("positive")
def _positive(xp: Namespace, x: Any) -> Array:
    return xp._wrap(xp._of(x))


@_register("sign")
def _sign(xp: Namespace, x: Any) -> Array:
    g = xp._graph

    def one(a: Any) -> Any:
        negative = g.where(g.lt(a, g.zero), g.const(-1), g.zero)
        return g.where(g.lt(g.zero, a), g.one, negative)

    return xp._map(one, x)


for _name in ("sin", "cos", "tanh", "atan"):
    FUNCTIONS[_name] = lambda xp, x, _o=_name: xp._map(lambda a: xp._graph.unary(_o, a), x)


@_register("log2")
def _log2(xp: Namespace, x: Any) -> Array:
    return FUNCTIONS["log"](xp, x) / FUNCTIONS["log"](xp, 2)


@_register("log10")
def _log10(xp: Namespace, x: Any) -> Array:
    return FUNCTIONS["log"](xp, x) / FUNCTIONS["log"](xp, 10)


@_register("exp2")
def _exp2(xp: Namespace, x: Any) -> Array:
    return _pow(xp, 2, x)


@_register("logaddexp")
def _logaddexp(xp: Namespace, a: Any, b: Any) -> Array:
    g = xp._graph

    def one(x: Any, y: Any) -> Any:
        if x is g.minus_inf or y is g.minus_inf:
            return y if x is g.minus_inf else x
        top, low = g.extremum("max", x, y), g.extremum("min", x, y)
        return g.add(top, g.log1p(g.exp(g.sub(low, top))))

    return xp._map(one, a, b)


@_register("sinh")
def _sinh(xp: Namespace, x: Any) -> Array:
    return (FUNCTIONS["exp"](xp, x) - FUNCTIONS["exp"](xp, -xp._wrap(xp._of(x)))) / 2


@_register("cosh")
def _cosh(xp: Namespace, x: Any) -> Array:
    return (FUNCTIONS["exp"](xp, x) + FUNCTIONS["exp"](xp, -xp._wrap(xp._of(x)))) / 2


@_register("ceil")
def _ceil(xp: Namespace, x: Any) -> Array:
    return -FUNCTIONS["floor"](xp, -xp._wrap(xp._of(x)))


@_register("trunc")
def _trunc(xp: Namespace, x: Any) -> Array:
    a = xp._wrap(xp._of(x))
    return FUNCTIONS["where"](xp, a < 0, _ceil(xp, a), FUNCTIONS["floor"](xp, a))


@_register("hypot")
def _hypot(xp: Namespace, a: Any, b: Any) -> Array:
    return FUNCTIONS["sqrt"](xp, _square(xp, a) + _square(xp, b))


def _finite(g: Any, a: Any) -> bool:
    """Whether a number is finite; it has to be known."""
    if a.op in ("nan", "inf"):
        return False
    if not g._finite(g.number(a)):
        raise TraceError("the operator asks whether a value is finite; that is not known")
    return True


@_register("isnan")
def _isnan(xp: Namespace, x: Any) -> Array:
    g = xp._graph
    return xp._map(lambda a: g.false if _finite(g, a) or a.op == "inf" else g.true, x)


@_register("isinf")
def _isinf(xp: Namespace, x: Any) -> Array:
    g = xp._graph
    return xp._map(lambda a: g.false if _finite(g, a) or a.op == "nan" else g.true, x)


@_register("isfinite")
def _isfinite(xp: Namespace, x: Any) -> Array:
    return ~(_isnan(xp, x) | _isinf(xp, x))


@_register("nan_to_num")
def _nan_to_num(xp: Namespace, x: Any, nan: float = 0.0) -> Array:
    if FUNCTIONS["any"](xp, _isinf(xp, x)):
        raise TraceError("the operator replaces infinities by large numbers")
    return FUNCTIONS["where"](xp, _isnan(xp, x), nan, x)


# making arrays -----------------------------------------------------------------------------


def _full_nodes(xp: Namespace, shape: Any, value: Any) -> Array:
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    node = xp._of(value)
    return xp._wrap(np.broadcast_to(node, shape).copy())


@_register("asarray", "array")
def _asarray(xp: Namespace, x: Any, dtype: Any = None, **_: Any) -> Array:
    return _astype(xp, xp._wrap(xp._of(x)), dtype)


@_register("astype")
def _astype(xp: Namespace, x: Any, dtype: Any = None, **_: Any) -> Array:
    array = xp._wrap(xp._of(x))
    kind = np.dtype(dtype).kind if dtype is not None else None
    if kind == "b":
        return xp._map(xp._graph.boolean, array)
    if kind in ("i", "u"):
        return _trunc(xp, xp._wrap(array._numbers()))
    return xp._wrap(array._numbers()) if kind == "f" else array


def _need_reals(dtype: Any) -> None:
    """Refuse arrays of whole numbers: what is written into them would be cut off."""
    if dtype is not None and np.dtype(dtype).kind in "iu":
        raise TraceError("the operator makes arrays of integers, into which values do not fit")


@_register("zeros", "empty")
def _zeros(xp: Namespace, shape: Any, dtype: Any = None, **_: Any) -> Array:
    _need_reals(dtype)
    return _full_nodes(xp, shape, 0)


@_register("ones")
def _ones(xp: Namespace, shape: Any, dtype: Any = None, **_: Any) -> Array:
    _need_reals(dtype)
    return _full_nodes(xp, shape, 1)


@_register("full")
def _full(xp: Namespace, shape: Any, fill_value: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape, fill_value)


@_register("zeros_like", "empty_like")
def _zeros_like(xp: Namespace, x: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape_of(x), 0)


@_register("ones_like")
def _ones_like(xp: Namespace, x: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape_of(x), 1)


@_register("full_like")
def _full_like(xp: Namespace, x: Any, fill_value: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape_of(x), fill_value)


@_register("arange")
def _arange(xp: Namespace, *args: Any, **_: Any) -> Array:
    plain = [a.__index__() if isinstance(a, Array) else a for a in args]
    return xp._wrap(xp._of(np.arange(*plain)))


@_register("linspace")
def _linspace(xp: Namespace, start: Any, stop: Any, num: int, **_: Any) -> Array:
    steps = [xp._of(k) for k in range(num)]
    first, last = xp._wrap(xp._of(start)), xp._wrap(xp._of(stop))
    return _stack(xp, [first + (last - first) * xp._wrap(k) / max(num - 1, 1) for k in steps])


@_register("eye")
def _eye(xp: Namespace, rows: int, columns: int | None = None, **names: Any) -> Array:
    return xp._wrap(xp._of(np.eye(rows, columns, k=names.get("k", 0))))


for _name in ("tril", "triu"):

    def _triangle(xp: Namespace, x: Any, k: int = 0, _n: str = _name, **names: Any) -> Array:
        array = xp._wrap(xp._of(x))
        mask = getattr(np, _n)(np.ones(array.shape[-2:], dtype=int), names.get("diagonal", k))
        return FUNCTIONS["where"](xp, mask.astype(bool), array, 0)

    FUNCTIONS[_name] = _triangle


# reductions --------------------------------------------------------------------------------


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


@_register("var")
def _var(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, **names: Any) -> Array:
    array = xp._wrap(xp._of(x))
    mean = FUNCTIONS["mean"](xp, array, axis=axis, keepdims=True)
    count = array.size if axis is None else array.shape[axis]
    total = FUNCTIONS["sum"](xp, _square(xp, array - mean), axis=axis, keepdims=keepdims)
    return total / (count - names.get("correction", names.get("ddof", 0)))


@_register("std")
def _std(xp: Namespace, x: Any, **names: Any) -> Array:
    return FUNCTIONS["sqrt"](xp, _var(xp, x, **names))


@_register("logsumexp")
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


@_register("cumulative_sum", "cumsum")
def _cumsum(
    xp: Namespace, x: Any, axis: int | None = None, include_initial: bool = False, **_: Any
) -> Array:
    return _cumulate(xp, x, axis, "add", include_initial)


@_register("cumulative_prod", "cumprod")
def _cumprod(
    xp: Namespace, x: Any, axis: int | None = None, include_initial: bool = False, **_: Any
) -> Array:
    return _cumulate(xp, x, axis, "mul", include_initial)


# order -------------------------------------------------------------------------------------


@_register("sort")
def _sort(xp: Namespace, x: Any, axis: int = -1, descending: bool = False, **_: Any) -> Array:
    moved = np.moveaxis(xp._numbers(x), axis, -1)
    out = np.empty(moved.shape, dtype=object)
    n = moved.shape[-1]
    for index in np.ndindex(moved.shape[:-1]):
        row = [xp._graph.kth(list(moved[index]), k) for k in range(n)]
        out[index] = row[::-1] if descending else row
    return xp._wrap(np.moveaxis(out, -1, axis))


@_register("argsort")
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


@_register("argmax")
def _argmax(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> Array:
    return _arg_extreme(xp, x, axis, keepdims, "max")


@_register("argmin")
def _argmin(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> Array:
    return _arg_extreme(xp, x, axis, keepdims, "min")


@_register("median")
def _median(xp: Namespace, x: Any, axis: int = -1, keepdims: bool = False) -> Array:
    def fold(values: list[Any]) -> Any:
        g, m = xp._graph, len(values)
        return g.div(g.add(g.kth(values, (m - 1) // 2), g.kth(values, m // 2)), g.const(2))

    return _reduce(xp, x, axis, keepdims, fold)


# shape -------------------------------------------------------------------------------------

for _name, _function in {
    "flip": lambda a, axis=None: np.flip(a, axis=axis),
    "roll": lambda a, shift, axis=None: np.roll(a, shift, axis=axis),
    "expand_dims": lambda a, axis=0: np.expand_dims(a, axis),
    "squeeze": lambda a, axis=None: np.squeeze(a, axis=axis),
    "reshape": lambda a, shape, copy=None: np.reshape(a, shape),
    "permute_dims": lambda a, axes=None: np.transpose(a, axes),
    "transpose": lambda a, axes=None: np.transpose(a, axes),
    "atleast_2d": np.atleast_2d,
    "ravel": np.ravel,
    "matrix_transpose": lambda a: np.swapaxes(a, -1, -2),
    "swapaxes": lambda a, i, j: np.swapaxes(a, i, j),
    "moveaxis": lambda a, source, destination: np.moveaxis(a, source, destination),
    "broadcast_to": lambda a, shape: np.broadcast_to(a, shape).copy(),
    "repeat": lambda a, repeats, axis=None: np.repeat(a, repeats, axis=axis),
    "tile": lambda a, repetitions: np.tile(a, repetitions),
}.items():
    FUNCTIONS[_name] = lambda xp, x, *args, _f=_function, **kw: xp._wrap(
        np.asarray(_f(xp._of(x), *args, **kw), dtype=object)
    )


@_register("broadcast_arrays")
def _broadcast_arrays(xp: Namespace, *xs: Any) -> list[Array]:
    return [xp._wrap(a.copy()) for a in np.broadcast_arrays(*[xp._of(x) for x in xs])]


@_register("concat", "concatenate")
def _concat(xp: Namespace, xs: Any, axis: int | None = 0, **_: Any) -> Array:
    return xp._wrap(np.concatenate([xp._of(x) for x in xs], axis=axis))


@_register("stack")
def _stack(xp: Namespace, xs: Any, axis: int = 0, **_: Any) -> Array:
    return xp._wrap(np.stack([xp._of(x) for x in xs], axis=axis))


@_register("unstack")
def _unstack(xp: Namespace, x: Any, axis: int = 0) -> tuple[Array, ...]:
    return tuple(xp._wrap(a) for a in np.moveaxis(xp._of(x), axis, 0))


def _indices(x: Any) -> Any:
    from kdtheory.arithmetic.trace import _integers

    return _integers(x) if isinstance(x, Array) else np.asarray(x)


@_register("take")
def _take(xp: Namespace, x: Any, indices: Any, axis: int | None = None) -> Array:
    return xp._wrap(np.take(xp._of(x), _indices(indices), axis=axis))


@_register("take_along_axis")
def _take_along_axis(xp: Namespace, x: Any, indices: Any, axis: int = -1) -> Array:
    return xp._wrap(np.take_along_axis(xp._of(x), _indices(indices), axis=axis))


@_register("matmul")
def _matmul(xp: Namespace, a: Any, b: Any) -> Array:
    x, y = xp._wrap(xp._numbers(a)), xp._wrap(xp._numbers(b))
    if y.ndim == 1:
        return FUNCTIONS["sum"](xp, x * y, axis=-1)
    if x.ndim == 1:
        return FUNCTIONS["sum"](xp, xp._wrap(x.nodes[:, None]) * y, axis=-2)
    product = xp._wrap(x.nodes[..., :, :, None]) * xp._wrap(y.nodes[..., None, :, :])
    return FUNCTIONS["sum"](xp, product, axis=-2)


@_register("vecdot")
def _vecdot(xp: Namespace, a: Any, b: Any, axis: int = -1) -> Array:
    return FUNCTIONS["sum"](xp, xp._wrap(xp._of(a)) * xp._wrap(xp._of(b)), axis=axis)


@_register("dot")
def _dot(xp: Namespace, a: Any, b: Any) -> Array:
    return _matmul(xp, a, b)


@_register("finfo")
def _finfo(xp: Namespace, dtype: Any = None) -> Any:
    return finfo(dtype)


@_register("isdtype")
def _isdtype(xp: Namespace, dtype: Any, kind: Any) -> bool:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    wanted = {"f": {"real floating", "numeric"}, "b": {"bool"}}
    return bool(wanted.get(np.dtype(dtype).kind, set()) & set(kinds))


@_register("result_type")
def _result_type(xp: Namespace, *_: Any) -> Any:
    return np.dtype(float)


@_register("round")
def _round(xp: Namespace, x: Any, decimals: int = 0) -> Array:
    g, scale = xp._graph, 10**decimals

    def one(a: Any) -> Any:
        a = g.mul(a, g.const(scale))
        low = g.floor(a)
        part, half = g.sub(a, low), g.div(g.one, g.const(2))
        odd = g.sub(low, g.mul(g.const(2), g.floor(g.div(low, g.const(2)))))
        up = g.or_(g.lt(half, part), g.and_(g.eq(part, half), g.eq(odd, g.one)))
        return g.div(g.add(low, g.number(up)), g.const(scale))

    return xp._map(one, x)


# methods that arrays of NumPy have besides -------------------------------------------------------


def _of_arrays(name: str) -> Callable[..., Any]:
    def method(self: Array, *args: Any, **names: Any) -> Any:
        xp = self.__array_namespace__()
        return getattr(xp, name)(self, *args, **names)

    method.__name__ = name
    return method


for _own in (
    "prod any all std var argmax argmin argsort cumsum cumprod dot round squeeze swapaxes take "
    "repeat ptp"
).split():
    if not hasattr(Array, _own):
        setattr(Array, _own, _of_arrays(_own))
