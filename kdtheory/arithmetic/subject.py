"""An operator of any kind on floating arrays or on arrays of nodes, its contract checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.agreement import MISREAD, differs, parts, rounded
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph
from kdtheory.arithmetic.floating import ContractError, checked_call
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _lift
from kdtheory.arithmetic.watch import calling

#: For each kind the names of its inputs, and which of them has the output's shape.
SIGNATURES: dict[str, tuple[tuple[str, ...], str]] = {
    "aggregation": (("ps", "w"), "ps"),
    "recursion": (("base", "student", "alpha"), "base"),
    "weighting": (("scores",), "scores"),
}
CHUNK = 1 << 15  # points a call
#: Numbers of teachers and classes at which the two readings are compared.
COMPARED = ((2, 3), (3, 4), (5, 2))


class Subject:
    """An operator under the floating and the exact reading.

    Parameters
    ----------
    function : callable
        ``f(*inputs, xp)``.
    kind : {"aggregation", "recursion", "weighting"}
    xp : namespace
        NumPy or CuPy namespace of the floating reading; points come and go as NumPy arrays.
    settings : mapping, optional
        What the axioms of the kind refer to besides the operator: ``soften`` (a softening
        ``f(p, T, xp)``), ``bounds``, ``lipschitz``.
    """

    def __init__(
        self, function: Callable[..., Any], kind: str, xp: Any,
        settings: Mapping[str, Any] | None = None,
    ):  # fmt: skip
        self.function, self.kind, self.xp = function, kind, xp
        self.settings = dict(settings or {})
        self.names, self.model = SIGNATURES[kind]
        self.batched: bool | None = None
        self.flat_weights = False  # whether single calls need weights of shape (K,)

    def on(self, xp: Any) -> Callable[..., Any]:
        """The operator as a function on arrays of the namespace `xp`."""
        return self.exact(xp) if isinstance(xp, Namespace) else self.floating

    # exact -------------------------------------------------------------------------------

    def exact(self, xp: Namespace) -> Callable[..., Array]:
        """The operator on arrays of nodes."""

        def call(*inputs: Array) -> Array:
            if self.misread:
                raise TraceError(MISREAD)
            return self._exactly(xp, *inputs)

        return call

    def _exactly(self, xp: Namespace, *inputs: Array) -> Array:
        graph = xp._graph
        own = [Array(graph, a.nodes.copy()) for a in inputs]
        shape = self._shape(inputs)
        if self.flat_weights and len(own) == 2:
            own[1] = Array(graph, own[1].nodes.reshape(-1))
        with calling():
            out = _lift(graph, self.function(*own, xp))
        if out.shape != shape:
            raise TraceError(f"the operator returned shape {out.shape} instead of {shape}")
        return Array(graph, Array(graph, out)._numbers())

    @cached_property
    def misread(self) -> bool:
        """Whether exact and floating values differ at ordinary points, by more than rounding.

        Nothing that the exact reading says about such an operator is to be believed.
        """
        return any(self._differs(many, n) for many, n in COMPARED)

    def _differs(self, many: int, n: int) -> bool:
        inputs = dyadic(self.kind, many, n)
        return differs(
            self.floating, lambda k: self._exact_row([a[..., k, :] for a in inputs]), inputs
        )

    def _exact_row(self, row: list[Any]) -> Any:
        """Exact values at one point, rounded; None where there is no exact reading."""
        graph = Graph()
        with balls.precision(BASE_PRECISION):
            given = [Array(graph, _constants(graph, a)) for a in row]
            try:
                out = self._exactly(Namespace(graph), *given)
            except (Exception, SystemExit):  # whatever a stranger's code may raise
                return None
            return np.array([rounded(node) for node in out.nodes.flat])

    def _shape(self, inputs: Any) -> tuple[int, ...]:
        model = inputs[self.names.index(self.model)]
        return tuple(model.shape[1:] if self.kind == "aggregation" else model.shape)

    # floating ----------------------------------------------------------------------------

    def floating(self, *inputs: Any) -> Any:
        """The operator on NumPy batches: ``(K, N, n)`` and ``(K, N, 1)``, or ``(N, ...)``."""
        arrays = self._broadcast(inputs)
        count = self._rows(arrays)
        if self.batched is None:
            self.batched = self._can_batch([self._part(a, slice(0, 4)) for a in arrays])
        out = np.empty(self._shape(arrays))
        step = CHUNK if self.batched else 1
        for start in range(0, count, step):
            rows = slice(start, start + step)
            part = [self._part(a, rows) for a in arrays]
            out[rows] = self._call(part) if self.batched else self._single(part)
        return out

    def _broadcast(self, inputs: Any) -> list[Any]:
        """One row a point in every input."""
        arrays = [np.asarray(a, dtype=float) for a in inputs]
        count = max(a.shape[-2] for a in arrays)
        return [np.broadcast_to(a, (*a.shape[:-2], count, a.shape[-1])) for a in arrays]

    def _rows(self, inputs: Any) -> int:
        return int(inputs[0].shape[-2])

    def _part(self, array: Any, rows: slice) -> Any:
        return array[..., rows, :]

    def _single(self, part: Any) -> Any:
        """One point without a batch axis."""
        own = [a[..., 0, :] for a in part]
        if self.flat_weights and len(own) == 2:
            own[1] = own[1].reshape(-1)
        return self._call(own)

    def _call(self, inputs: list[Any]) -> Any:
        shape = self._shape(inputs)
        return checked_call(self.function, inputs, self.xp, shape, lambda: self.describe(inputs))

    def _can_batch(self, inputs: list[Any]) -> bool:
        try:
            together = self._call(inputs)
        except ContractError:
            self._settle_single(inputs)  # raises if single calls fail as well
            return False
        count = self._rows(inputs)
        try:
            single = [self._single([self._part(a, slice(k, k + 1)) for a in inputs])
                      for k in range(count)]  # fmt: skip
        except ContractError:
            return True  # it takes batches only
        return np.allclose(together, np.stack(single), rtol=1e-9, atol=1e-12, equal_nan=True)

    def _settle_single(self, inputs: list[Any]) -> None:
        """Find out in which shape single weights are taken."""
        first = [self._part(a, slice(0, 1)) for a in inputs]
        try:
            self._single(first)
        except ContractError:
            if self.kind != "aggregation":
                raise
            self.flat_weights = True
            self._single(first)

    def describe(self, inputs: Any) -> str:
        """The first point of some inputs in words, for messages."""
        parts = []
        for name, a in zip(self.names, inputs, strict=True):
            row = np.asarray(a)
            if row.ndim > (2 if name in ("ps", "w") else 1):
                row = row[..., 0, :]
            text = np.array2string(row.squeeze(), precision=6, separator=", ")
            parts.append(f"{name} = {' '.join(text.split())}")
        return ", ".join(parts)


def _constants(graph: Graph, a: Any) -> Any:
    out = np.empty(a.shape, dtype=object)
    for place in np.ndindex(a.shape):
        out[place] = graph.const(Fraction(float(a[place])))
    return out


def smoke(subject: Subject) -> None:
    """Call the operator at ordinary points and check its contract.

    Raises
    ------
    ContractError
        For an exception, a wrong shape or dtype, NaN or infinite entries, an input changed in
        place, or different values for the same input.
    """
    rng = np.random.default_rng(20260101)
    for many, n in ((2, 2), (2, 3), (3, 3), (3, 5)):
        inputs = ordinary(subject.kind, many, n, rng)
        out = subject.floating(*inputs)
        bad = ~np.isfinite(out).all(axis=-1)
        if bad.any():
            k = int(np.argmax(bad))
            at = [a[..., k : k + 1, :] for a in inputs]
            row = np.array2string(out[k], precision=6, separator=", ")
            raise ContractError(f"the operator returned {row} at {subject.describe(at)}")
        if not np.array_equal(out, subject.floating(*inputs)):
            raise ContractError("the operator returns different values for the same input")


def ordinary(kind: str, many: int, n: int, rng: np.random.Generator) -> list[Any]:
    """Four ordinary inputs of an operator, laid out in a batch."""
    if kind == "aggregation":
        ps = rng.dirichlet(np.ones(n), (many, 4))
        w = np.moveaxis(rng.dirichlet(np.ones(many), 4), -1, 0)[..., None]
        return [ps, w]
    if kind == "recursion":
        base, student = rng.dirichlet(np.ones(n), (2, 4))
        return [base, student, rng.uniform(0.1, 0.9, (4, 1))]
    return [rng.normal(size=(4, many))]


def dyadic(kind: str, many: int, n: int) -> list[Any]:
    """Four ordinary inputs of an operator in numbers that floats hold exactly."""
    rng = np.random.default_rng(many * 16 + n)

    if kind == "aggregation":
        return [parts(n, rng, many, 4), np.moveaxis(parts(many, rng, 4), -1, 0)[..., None]]
    if kind == "recursion":
        return [parts(n, rng, 4), parts(n, rng, 4), rng.integers(1, 16, (4, 1)) / 16]
    return [rng.integers(-24, 25, (4, many)) / 8]
