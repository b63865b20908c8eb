"""The four readings of one operator, made on demand and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kdtheory.arithmetic import balls
from kdtheory.arithmetic.agreement import differs, parts, rounded
from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Node, Undecided
from kdtheory.arithmetic.floating import Floating
from kdtheory.arithmetic.ranges import INF
from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _lift, called, run

if TYPE_CHECKING:
    from kdtheory.arithmetic.chamber import Chamber
    from kdtheory.arithmetic.generic import Generic

ZERO, ONE = Fraction(0), Fraction(1)
COMPARED = (2, 3, 5)  # classes at which the exact reading is compared with direct calls


@dataclass(frozen=True)
class Formula:
    """An operator's formula for a fixed number of classes.

    Attributes
    ----------
    graph : Graph
    p : list of Node
        Variables ``p0 … p{n-1}``.
    T : Node
        Variable ``T``.
    entries : list of Node
        ``F_T(p)``, entry by entry.
    """

    graph: Graph
    p: list[Node]
    T: Node
    entries: list[Node]


class Readings:
    """An operator under the floating, exact, symbolic and interval reading.

    Parameters
    ----------
    function : callable
        ``f(p, T, xp)``.
    xp : namespace
        Array namespace of the floating reading.
    low : Fraction
        Lower end of the temperature range of the symbolic reading.
    """

    def __init__(self, function: Callable[..., Any], xp: Any, low: Fraction = ONE):
        self.function, self.low = function, low
        self.floating = Floating(function, xp)
        self._formulas: dict[Any, Any] = {}

    def exact(self, p: Sequence[Fraction], T: Fraction) -> list[Node]:
        """``F_T(p)`` at a rational point: constant nodes with Arb enclosures.

        Raises
        ------
        TraceError, Undecided
        """
        graph = Graph()
        out = run(self.function, graph, [graph.const(x) for x in p], graph.const(T))
        return list(checked(out, (len(p),)))

    @cached_property
    def misread(self) -> bool:
        """Whether exact and floating values differ at ordinary points, by more than rounding.

        Nothing that any reading but the floating one says of such an operator is to be believed.
        """
        return any(self._differs(n) for n in COMPARED)

    def _differs(self, n: int) -> bool:
        import numpy as np

        p = parts(n, np.random.default_rng(n), 4)
        T = float(self.low or ONE / 2) * np.array([[1.0], [1.5], [2.5], [6.0]])

        def row(k: int) -> Any:
            try:
                nodes = self.exact([Fraction(x) for x in p[k]], Fraction(T[k, 0]))
            except (Exception, SystemExit):  # whatever a stranger's code may raise
                return None
            return np.array([rounded(node) for node in nodes])

        return differs(self.floating, row, [p, T])

    def formula(self, n: int, *, closed: bool = False) -> Formula:
        """The symbolic reading for `n` classes, checked against direct calls.

        Raises
        ------
        TraceError
            If the operator cannot be traced or its trace disagrees with a direct call.
        """
        key = (n, closed)
        found: Formula = self._kept(key, lambda: self._trace(n, closed))
        return found

    def _kept(self, key: Any, make: Callable[[], Any]) -> Any:
        """What `make` made the first time, or the reason why it could not."""
        if key not in self._formulas:
            try:
                self._formulas[key] = make()
            except (TraceError, Undecided) as error:
                self._formulas[key] = TraceError(str(error))
        if isinstance(self._formulas[key], TraceError):
            raise self._formulas[key]
        return self._formulas[key]

    def generic(self, *, closed: bool = False) -> Generic:
        """The dimension-free reading, checked against direct calls for 2, 3 and 5 classes.

        Raises
        ------
        TraceError
            If the operator has none, or it disagrees.
        """
        key = ("generic", closed)
        found: Generic = self._kept(key, lambda: self._trace_generic(closed))
        return found

    def chamber(self, classes: tuple[int, ...], *, closed: bool = False) -> Chamber:
        """The symbolic reading on the ordered chamber, checked against direct calls.

        Raises
        ------
        TraceError
        """
        key = ("chamber", classes, closed)
        found: Chamber = self._kept(key, lambda: self._trace_chamber(classes, closed))
        return found

    def _trace_chamber(self, classes: tuple[int, ...], closed: bool) -> Chamber:
        from kdtheory.arithmetic import chamber

        found = chamber.trace(self.function, classes, self.low, closed=closed)
        for n in classes:
            total = Fraction(n * (n + 1), 2)
            for T in (self.low or ONE / 2, Fraction(9, 4), Fraction(40)):
                w = [(k + 1) / total for k in range(n)]
                p = [sum((w[j] / (j + 1) for j in range(k, n)), ZERO) for k in range(n)]
                env = {f"w{n}_{k}": _fmpq(x) for k, x in enumerate(w[:-1])} | {"T": _fmpq(T)}
                traced = balls.evaluate(found.entries[n], BASE_PRECISION, env)
                direct = self.exact(p, T)
                if any(not a.overlaps(b.ball) for a, b in zip(traced, direct, strict=True)):
                    raise TraceError("the chamber formula disagrees with a direct call")
        return found

    def _trace_generic(self, closed: bool) -> Generic:
        from kdtheory.arithmetic import generic

        reading = generic.trace(self.function, self.low, closed=closed)
        for weights in ((3, 1), (5, 3, 2), (1, 4, 2, 9, 3), *(((2, 0, 5),) if closed else ())):
            p = [Fraction(w, sum(weights)) for w in weights]
            for T in (self.low or ONE / 2, ONE, Fraction(9, 4), Fraction(40)):
                direct = self.exact(p, T)
                guess = generic.numeric(reading, p, T)
                if any(not a.overlaps(b.ball) for a, b in zip(guess, direct, strict=True)):
                    raise TraceError("the dimension-free formula disagrees with a direct call")
        return reading

    def _trace(self, n: int, closed: bool) -> Formula:
        names = [f"p{k}" for k in range(n)]
        entry = (ZERO, ONE, not closed, not closed)
        bounds: dict[str, Any] = {name: entry for name in names}
        bounds["T"] = (self.low, INF, self.low == 0, True)
        graph = Graph(bounds)
        p, T = [graph.var(name) for name in names], graph.var("T")
        entries = list(checked(run(self.function, graph, p, T), (n,)))
        formula = Formula(graph, p, T, entries)
        if not graph.iterated:
            self._agree(formula, n)
        return formula

    def again(self, formula: Formula, order: list[int]) -> list[Node]:
        """The operator read once more in the same graph, its input relabelled."""
        given = [formula.p[k] for k in order]
        return list(run(self.function, formula.graph, given, formula.T))

    def _agree(self, formula: Formula, n: int) -> None:
        import numpy as np

        rng = np.random.default_rng(7)
        for T in (self.low or ONE / 2, ONE, Fraction(9, 4)):
            weights = rng.integers(1, 1000, n)
            p = [Fraction(int(w), int(weights.sum())) for w in weights]
            env = {f"p{k}": _fmpq(x) for k, x in enumerate(p)} | {"T": _fmpq(T)}
            traced = balls.evaluate(formula.entries, BASE_PRECISION, env)
            direct = self.exact(p, T)
            if any(not a.overlaps(b.ball) for a, b in zip(traced, direct, strict=True)):
                raise TraceError("the traced formula disagrees with a direct call; it is not used")


def _fmpq(x: Fraction) -> Any:
    import flint

    return flint.fmpq(x.numerator, x.denominator)


def checked(out: Any, shape: tuple[int, ...]) -> Any:
    if out.shape != shape:
        raise TraceError(f"the operator returned shape {out.shape} instead of {shape}")
    return out


def array_call(function: Callable[..., Any], xp: Namespace) -> Callable[[Array, Array], Array]:
    """The operator as ``F(p, T)`` on arrays of nodes, its output checked."""

    def call(p: Array, T: Array) -> Array:
        own, shape = [Array(a.graph, a.nodes.copy()) for a in (p, T)], p.shape
        nodes = checked(_lift(xp._graph, called(function, *own, xp)), shape)
        return Array(xp._graph, Array(xp._graph, nodes)._numbers())

    return call
