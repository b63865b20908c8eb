"""Einstein sums, averages and norms, put together from the functions of any namespace.

They use only products, sums, permutations of axes and new axes of length 1, so they can be read
wherever those can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdtheory.arithmetic.trace import Array, Namespace, TraceError

EVERYTHING = slice(None)


def _array(xp: Namespace, x: Any) -> Array:
    return x if isinstance(x, Array) else xp._wrap(xp._of(x))


def _order(a: Array) -> int:
    return len(a.nodes.shape)


def einsum(xp: Namespace, subscripts: str, *operands: Any, **names: Any) -> Any:
    """``xp.einsum`` with explicit or implicit output and one ellipsis an operand."""
    if names.keys() - {"optimize"}:
        raise TraceError(f"xp.einsum is called with {', '.join(names)}; no exact reading")
    if not isinstance(subscripts, str):
        raise TraceError("xp.einsum has an exact reading with its subscripts in one string only")
    arrays = [_array(xp, x) for x in operands]
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(arrays):
        raise TraceError("xp.einsum is called with other than one operand a term")
    listed = [_labels(t, _order(a)) for t, a in zip(terms, arrays, strict=True)]
    widest = max((_dots(t, _order(a)) for t, a in zip(terms, arrays, strict=True)), default=0)
    out = _expand(right, widest) if arrow else _implied(left, widest)
    summed = [c for c in dict.fromkeys(c for labels in listed for c in labels) if c not in out]
    everything = [*out, *summed]
    total = None
    for labels, a in zip(listed, arrays, strict=True):
        part = _aligned(xp, a, labels, everything)
        total = part if total is None else xp.multiply(total, part)
    if not summed:
        return total
    return xp.sum(total, axis=tuple(range(len(out), len(everything))))


def _dots(term: str, order: int) -> int:
    """How many axes the ellipsis of a term stands for."""
    return order - len(term.replace("...", "")) if "..." in term else 0


def _expand(term: str, dots: int) -> list[str]:
    """Labels one by one; the axes of an ellipsis are counted from its end."""
    before, ellipsis, after = term.partition("...")
    return [*before, *(f".{k}" for k in range(dots, 0, -1) if ellipsis), *after]


def _labels(term: str, order: int) -> list[str]:
    found = _expand(term, _dots(term, order))
    if len(found) != order:
        raise TraceError(f"xp.einsum: {term!r} does not fit an array with {order} axes")
    if len(set(found)) < len(found):
        raise TraceError("xp.einsum takes a diagonal; no exact reading")
    return found


def _implied(left: str, dots: int) -> list[str]:
    letters = left.replace("...", "").replace(",", "")
    once = sorted(c for c in set(letters) if letters.count(c) == 1)
    return [*(_expand("...", dots) if "..." in left else []), *once]


def _aligned(xp: Namespace, a: Array, labels: list[str], everything: list[str]) -> Any:
    """The array with its axes in a given order, axes of length 1 for those it lacks."""
    own = [c for c in everything if c in labels]
    if own != labels:
        a = xp.permute_dims(a, tuple(labels.index(c) for c in own))
    return a[tuple(EVERYTHING if c in labels else None for c in everything)]


def tensordot(xp: Namespace, a: Any, b: Any, axes: Any = 2) -> Any:
    """``xp.tensordot`` with a number of axes or two sequences of them."""
    x, y = _array(xp, a), _array(xp, b)
    if isinstance(axes, int):
        left, right = list(range(_order(x) - axes, _order(x))), list(range(axes))
    else:
        left, right = ([k] if isinstance(k, int) else list(k) for k in axes)
    left, right = [k % _order(x) for k in left], [k % _order(y) for k in right]
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    one, two = [next(letters) for _ in range(_order(x))], [next(letters) for _ in range(_order(y))]
    for k, m in zip(left, right, strict=True):
        two[m] = one[k]
    out = [c for k, c in enumerate(one) if k not in left]
    out += [c for m, c in enumerate(two) if m not in right]
    return einsum(xp, f"{''.join(one)},{''.join(two)}->{''.join(out)}", x, y)


def average(
    xp: Namespace, a: Any, axis: Any = None, weights: Any = None, keepdims: bool = False
) -> Any:
    """``numpy.average``; weights have the array's shape, or are a row along the axis."""
    x = _array(xp, a)
    if weights is None:
        return xp.mean(x, axis=axis, keepdims=keepdims)
    v = _array(xp, weights)
    if _order(v) != _order(x):
        if _order(v) != 1 or not isinstance(axis, int):
            raise TraceError("xp.average: the weights do not lie along the axis")
        place = axis % _order(x)
        v = v[tuple(EVERYTHING if k == place else None for k in range(_order(x)))]
    # products of both, so that both sums run over the whole axis
    whole = xp.sum(v + xp.zeros_like(x), axis=axis, keepdims=keepdims)
    return xp.sum(x * v, axis=axis, keepdims=keepdims) / whole


def vector_norm(
    xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False, ord: Any = 2
) -> Any:
    """``xp.linalg.vector_norm`` for positive orders and both infinities."""
    size = xp.abs(_array(xp, x))
    if ord == float("inf"):
        return xp.max(size, axis=axis, keepdims=keepdims)
    if ord == float("-inf"):
        return xp.min(size, axis=axis, keepdims=keepdims)
    if ord == 1:
        return xp.sum(size, axis=axis, keepdims=keepdims)
    if ord == 2:
        return xp.sqrt(xp.sum(xp.square(size), axis=axis, keepdims=keepdims))
    if not ord > 0:
        raise TraceError(f"xp.linalg.vector_norm of order {ord} has no exact reading")
    return xp.sum(size**ord, axis=axis, keepdims=keepdims) ** (1 / ord)


def norm(xp: Namespace, x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """``numpy.linalg.norm`` of vectors."""
    array = _array(xp, x)
    if ord is not None and (isinstance(axis, tuple) or (axis is None and _order(array) > 1)):
        raise TraceError("norms of matrices have no exact reading")
    return vector_norm(xp, array, axis=axis, keepdims=keepdims, ord=2 if ord is None else ord)


def outer(xp: Namespace, a: Any, b: Any) -> Any:
    """Outer product of two vectors."""
    return xp.multiply(_array(xp, a)[:, None], _array(xp, b)[None, :])


def ptp(xp: Namespace, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Largest minus smallest."""
    top = xp.max(x, axis=axis, keepdims=keepdims)
    return top - xp.min(x, axis=axis, keepdims=keepdims)


#: Functions of the namespace itself, and those of its ``linalg``.
COMPOSED: dict[str, Callable[..., Any]] = {
    "einsum": einsum,
    "tensordot": tensordot,
    "average": average,
    "outer": outer,
    "ptp": ptp,
}
LINALG: dict[str, Callable[..., Any]] = {
    "vector_norm": vector_norm,
    "norm": norm,
    "outer": outer,
    "tensordot": tensordot,
}


class Linalg:
    """``xp.linalg``."""

    def __init__(self, xp: Namespace):
        self._xp = xp

    def __getattr__(self, name: str) -> Any:
        if name in ("matmul", "vecdot", "matrix_transpose"):
            return getattr(self._xp, name)
        function = LINALG.get(name)
        if function is None:
            raise TraceError(f"xp.linalg.{name} has no exact reading")
        return lambda *args, **kwargs: function(self._xp, *args, **kwargs)
