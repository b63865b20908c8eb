"""Array-API functions that move entries about, products of matrices, and facts about types."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.arithmetic.functions import FUNCTIONS, register
from kdtheory.arithmetic.trace import Array, Namespace, finfo

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


@register("broadcast_arrays")
def _broadcast_arrays(xp: Namespace, *xs: Any) -> list[Array]:
    return [xp._wrap(a.copy()) for a in np.broadcast_arrays(*[xp._of(x) for x in xs])]


@register("concat", "concatenate")
def _concat(xp: Namespace, xs: Any, axis: int | None = 0, **_: Any) -> Array:
    return xp._wrap(np.concatenate([xp._of(x) for x in xs], axis=axis))


@register("stack")
def _stack(xp: Namespace, xs: Any, axis: int = 0, **_: Any) -> Array:
    return xp._wrap(np.stack([xp._of(x) for x in xs], axis=axis))


@register("unstack")
def _unstack(xp: Namespace, x: Any, axis: int = 0) -> tuple[Array, ...]:
    return tuple(xp._wrap(a) for a in np.moveaxis(xp._of(x), axis, 0))


def _indices(x: Any) -> Any:
    from kdtheory.arithmetic.trace import _integers

    return _integers(x) if isinstance(x, Array) else np.asarray(x)


@register("take")
def _take(xp: Namespace, x: Any, indices: Any, axis: int | None = None) -> Array:
    return xp._wrap(np.take(xp._of(x), _indices(indices), axis=axis))


@register("take_along_axis")
def _take_along_axis(xp: Namespace, x: Any, indices: Any, axis: int = -1) -> Array:
    return xp._wrap(np.take_along_axis(xp._of(x), _indices(indices), axis=axis))


@register("matmul")
def _matmul(xp: Namespace, a: Any, b: Any) -> Array:
    x, y = xp._wrap(xp._numbers(a)), xp._wrap(xp._numbers(b))
    if y.ndim == 1:
        return FUNCTIONS["sum"](xp, x * y, axis=-1)
    if x.ndim == 1:
        return FUNCTIONS["sum"](xp, xp._wrap(x.nodes[:, None]) * y, axis=-2)
    product = xp._wrap(x.nodes[..., :, :, None]) * xp._wrap(y.nodes[..., None, :, :])
    return FUNCTIONS["sum"](xp, product, axis=-2)


@register("vecdot")
def _vecdot(xp: Namespace, a: Any, b: Any, axis: int = -1) -> Array:
    return FUNCTIONS["sum"](xp, xp._wrap(xp._of(a)) * xp._wrap(xp._of(b)), axis=axis)


@register("dot")
def _dot(xp: Namespace, a: Any, b: Any) -> Array:
    return _matmul(xp, a, b)


@register("finfo")
def _finfo(xp: Namespace, dtype: Any = None) -> Any:
    return finfo(dtype)


@register("isdtype")
def _isdtype(xp: Namespace, dtype: Any, kind: Any) -> bool:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    wanted = {"f": {"real floating", "numeric"}, "b": {"bool"}}
    return bool(wanted.get(np.dtype(dtype).kind, set()) & set(kinds))


@register("result_type")
def _result_type(xp: Namespace, *_: Any) -> Any:
    return np.dtype(float)


@register("round")
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
