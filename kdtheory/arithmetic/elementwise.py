"""Array-API functions that act on every entry by itself, and those that make arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.arithmetic.functions import FUNCTIONS, register
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, shape_of

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


@register("pow", "power")
def _pow(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(xp._graph.pow, a, b)


@register("greater")
def _greater(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(xp._graph.lt, b, a)


@register("greater_equal")
def _greater_equal(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(xp._graph.le, b, a)


@register("not_equal", "logical_xor")
def _not_equal(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(lambda x, y: xp._graph.not_(xp._graph.eq(x, y)), a, b)


@register("maximum", "fmax")
def _maximum(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(lambda x, y: xp._graph.extremum("max", x, y), a, b)


@register("minimum", "fmin")
def _minimum(xp: Namespace, a: Any, b: Any) -> Array:
    return xp._map(lambda x, y: xp._graph.extremum("min", x, y), a, b)


@register("clip")
def _clip(xp: Namespace, x: Any, min: Any = None, max: Any = None, **names: Any) -> Array:
    low, high = names.get("a_min", min), names.get("a_max", max)
    out = xp._wrap(xp._of(x))
    out = out if low is None else _maximum(xp, out, low)
    return out if high is None else _minimum(xp, out, high)


@register("square")
def _square(xp: Namespace, x: Any) -> Array:
    return xp._map(lambda a: xp._graph.ipow(a, 2), x)


@register("reciprocal")
def _reciprocal(xp: Namespace, x: Any) -> Array:
    return xp._map(lambda a: xp._graph.div(xp._graph.one, a), x)


@register("positive")
def _positive(xp: Namespace, x: Any) -> Array:
    return xp._wrap(xp._of(x))


@register("sign")
def _sign(xp: Namespace, x: Any) -> Array:
    g = xp._graph

    def one(a: Any) -> Any:
        negative = g.where(g.lt(a, g.zero), g.const(-1), g.zero)
        return g.where(g.lt(g.zero, a), g.one, negative)

    return xp._map(one, x)


for _name in ("sin", "cos", "tanh", "atan"):
    FUNCTIONS[_name] = lambda xp, x, _o=_name: xp._map(lambda a: xp._graph.unary(_o, a), x)


@register("log2")
def _log2(xp: Namespace, x: Any) -> Array:
    return FUNCTIONS["log"](xp, x) / FUNCTIONS["log"](xp, 2)


@register("log10")
def _log10(xp: Namespace, x: Any) -> Array:
    return FUNCTIONS["log"](xp, x) / FUNCTIONS["log"](xp, 10)


@register("exp2")
def _exp2(xp: Namespace, x: Any) -> Array:
    return _pow(xp, 2, x)


@register("logaddexp")
def _logaddexp(xp: Namespace, a: Any, b: Any) -> Array:
    g = xp._graph

    def one(x: Any, y: Any) -> Any:
        if x is g.minus_inf or y is g.minus_inf:
            return y if x is g.minus_inf else x
        top, low = g.extremum("max", x, y), g.extremum("min", x, y)
        return g.add(top, g.log1p(g.exp(g.sub(low, top))))

    return xp._map(one, a, b)


@register("sinh")
def _sinh(xp: Namespace, x: Any) -> Array:
    return (FUNCTIONS["exp"](xp, x) - FUNCTIONS["exp"](xp, -xp._wrap(xp._of(x)))) / 2


@register("cosh")
def _cosh(xp: Namespace, x: Any) -> Array:
    return (FUNCTIONS["exp"](xp, x) + FUNCTIONS["exp"](xp, -xp._wrap(xp._of(x)))) / 2


@register("ceil")
def _ceil(xp: Namespace, x: Any) -> Array:
    return -FUNCTIONS["floor"](xp, -xp._wrap(xp._of(x)))


@register("trunc")
def _trunc(xp: Namespace, x: Any) -> Array:
    a = xp._wrap(xp._of(x))
    return FUNCTIONS["where"](xp, a < 0, _ceil(xp, a), FUNCTIONS["floor"](xp, a))


@register("hypot")
def _hypot(xp: Namespace, a: Any, b: Any) -> Array:
    return FUNCTIONS["sqrt"](xp, _square(xp, a) + _square(xp, b))


def _finite(g: Any, a: Any) -> bool:
    """Whether a number is finite; it has to be known."""
    if a.op in ("nan", "inf"):
        return False
    if not g._finite(g.number(a)):
        raise TraceError("the operator asks whether a value is finite; that is not known")
    return True


@register("isnan")
def _isnan(xp: Namespace, x: Any) -> Array:
    g = xp._graph
    return xp._map(lambda a: g.false if _finite(g, a) or a.op == "inf" else g.true, x)


@register("isinf")
def _isinf(xp: Namespace, x: Any) -> Array:
    g = xp._graph
    return xp._map(lambda a: g.false if _finite(g, a) or a.op == "nan" else g.true, x)


@register("isfinite")
def _isfinite(xp: Namespace, x: Any) -> Array:
    return ~(_isnan(xp, x) | _isinf(xp, x))


@register("nan_to_num")
def _nan_to_num(xp: Namespace, x: Any, nan: float = 0.0) -> Array:
    if FUNCTIONS["any"](xp, _isinf(xp, x)):
        raise TraceError("the operator replaces infinities by large numbers")
    return FUNCTIONS["where"](xp, _isnan(xp, x), nan, x)


# making arrays -----------------------------------------------------------------------------


def _full_nodes(xp: Namespace, shape: Any, value: Any) -> Array:
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    node = xp._of(value)
    return xp._wrap(np.broadcast_to(node, shape).copy())


@register("asarray", "array")
def _asarray(xp: Namespace, x: Any, dtype: Any = None, **_: Any) -> Array:
    return _astype(xp, xp._wrap(xp._of(x)), dtype)


@register("astype")
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


@register("zeros", "empty")
def _zeros(xp: Namespace, shape: Any, dtype: Any = None, **_: Any) -> Array:
    _need_reals(dtype)
    return _full_nodes(xp, shape, 0)


@register("ones")
def _ones(xp: Namespace, shape: Any, dtype: Any = None, **_: Any) -> Array:
    _need_reals(dtype)
    return _full_nodes(xp, shape, 1)


@register("full")
def _full(xp: Namespace, shape: Any, fill_value: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape, fill_value)


@register("zeros_like", "empty_like")
def _zeros_like(xp: Namespace, x: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape_of(x), 0)


@register("ones_like")
def _ones_like(xp: Namespace, x: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape_of(x), 1)


@register("full_like")
def _full_like(xp: Namespace, x: Any, fill_value: Any, **_: Any) -> Array:
    return _full_nodes(xp, shape_of(x), fill_value)


@register("arange")
def _arange(xp: Namespace, *args: Any, **_: Any) -> Array:
    plain = [a.__index__() if isinstance(a, Array) else a for a in args]
    return xp._wrap(xp._of(np.arange(*plain)))


@register("linspace")
def _linspace(xp: Namespace, start: Any, stop: Any, num: int, **_: Any) -> Array:
    steps = [xp._of(k) for k in range(num)]
    first, last = xp._wrap(xp._of(start)), xp._wrap(xp._of(stop))
    return FUNCTIONS["stack"](
        xp, [first + (last - first) * xp._wrap(k) / max(num - 1, 1) for k in steps]
    )


@register("eye")
def _eye(xp: Namespace, rows: int, columns: int | None = None, **names: Any) -> Array:
    return xp._wrap(xp._of(np.eye(rows, columns, k=names.get("k", 0))))


for _name in ("tril", "triu"):

    def _triangle(xp: Namespace, x: Any, k: int = 0, _n: str = _name, **names: Any) -> Array:
        array = xp._wrap(xp._of(x))
        mask = getattr(np, _n)(np.ones(array.shape[-2:], dtype=int), names.get("diagonal", k))
        return FUNCTIONS["where"](xp, mask.astype(bool), array, 0)

    FUNCTIONS[_name] = _triangle
