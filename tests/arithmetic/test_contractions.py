"""Einstein sums, averages and norms of exact arrays against NumPy's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kdtheory.arithmetic import namespace  # noqa: F401  # gives namespaces their linalg
from kdtheory.arithmetic.expr import Graph
from kdtheory.arithmetic.trace import Array, Namespace, TraceError

RNG = np.random.default_rng(3)
A, B, V = RNG.integers(1, 9, (3, 4)), RNG.integers(1, 9, (3, 4)), RNG.integers(1, 9, 3)

CALLS: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
    "contraction": lambda xp, a, b, v: xp.einsum("k,ki->i", v, a),
    "ellipsis": lambda xp, a, b, v: xp.einsum("k...,k...->...", a, b),
    "implied output": lambda xp, a, b, v: xp.einsum("ki,k", a, v),
    "pairs": lambda xp, a, b, v: xp.einsum("ki,li->kl", a, b),
    "transposed": lambda xp, a, b, v: xp.einsum("ki->ik", a),
    "everything": lambda xp, a, b, v: xp.einsum("ki,ki,k->", a, b, v),
    "tensordot, one axis": lambda xp, a, b, v: xp.tensordot(v, a, axes=1),
    "tensordot, named axes": lambda xp, a, b, v: xp.tensordot(a, b, axes=([1], [-1])),
    "tensordot, two axes": lambda xp, a, b, v: xp.tensordot(a, b, axes=2),
    "average": lambda xp, a, b, v: xp.average(a, axis=0, weights=v),
    "average of one shape": lambda xp, a, b, v: xp.average(a, axis=1, weights=b),
    "plain average": lambda xp, a, b, v: xp.average(a, axis=1),
    "norm": lambda xp, a, b, v: xp.linalg.norm(a, axis=-1, keepdims=True),
    "largest norm": lambda xp, a, b, v: xp.linalg.norm(a, ord=np.inf, axis=0),
    "cubic norm": lambda xp, a, b, v: xp.linalg.norm(a, ord=3, axis=0),
    "range": lambda xp, a, b, v: xp.ptp(a, axis=0),
    "outer": lambda xp, a, b, v: xp.outer(v, v),
}


def exact() -> tuple[Namespace, list[Array]]:
    graph = Graph()
    xp = Namespace(graph)
    return xp, [xp.asarray(x) for x in (A, B, V)]


@pytest.mark.parametrize("name", CALLS)
def test_as_numpy_has_it(name: str) -> None:
    xp, arrays = exact()
    found = CALLS[name](xp, *arrays)
    wanted = np.asarray(CALLS[name](np, *(x.astype(float) for x in (A, B, V))))
    assert found.shape == wanted.shape
    values = [float(node.ball.mid()) for node in found.nodes.flat]
    np.testing.assert_allclose(values, wanted.reshape(-1), rtol=1e-12)


@pytest.mark.parametrize(
    "call",
    [
        lambda xp, a, b, v: xp.einsum("kk->k", a),
        lambda xp, a, b, v: xp.einsum("k,ki->i", a, v),
        lambda xp, a, b, v: xp.einsum("k->k", v, dtype=float),
        lambda xp, a, b, v: xp.average(a, axis=None, weights=v),
        lambda xp, a, b, v: xp.linalg.norm(a, ord=2),
        lambda xp, a, b, v: xp.linalg.svd(a),
    ],
)
def test_what_has_no_reading_is_refused(call: Callable[..., Any]) -> None:
    xp, arrays = exact()
    with pytest.raises(TraceError):
        call(xp, *arrays)


@pytest.mark.parametrize(
    "call",
    [
        lambda a: a.prod(axis=0),
        lambda a: a.std(axis=-1, keepdims=True),
        lambda a: a.var(axis=0),
        lambda a: a.cumsum(axis=1),
        lambda a: a.argsort(axis=1),
        lambda a: a.argmax(axis=0),
        lambda a: a.swapaxes(0, 1),
        lambda a: (a / 3).round(1),
    ],
)
def test_methods_as_numpy_has_them(call: Callable[..., Any]) -> None:
    values = np.array([[1.0, 3.0, 2.0], [5.0, 4.0, 7.0]])
    graph = Graph()
    found = call(Namespace(graph).asarray(values))
    wanted = call(values)
    assert found.shape == wanted.shape
    numbers = [float(graph.number(node).ball.mid()) for node in found.nodes.flat]
    np.testing.assert_allclose(numbers, wanted.reshape(-1), rtol=1e-12)
