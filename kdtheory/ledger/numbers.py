"""Numbers of the theory beside computed ones: enclosed, compared, written down."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kdtheory.ledger.claims import Value

BITS = 256
DIGITS = 12


def settled(value: Value) -> dict[str, Any]:
    """Compute a value and compare it with what is stated.

    Only what the enclosure shows counts: a number that may be either side of a bound does not
    agree.
    """
    from kdtheory.arithmetic.balls import precision

    with precision(BITS):
        low, high = enclosure(value.compute())
    return {
        "name": value.name,
        "stated": value.stated,
        "relation": value.relation,
        "computed": _text(low, high),
        "agrees": agrees(value.stated, value.relation, low, high),
    }


def enclosure(x: Any) -> tuple[Fraction, Fraction]:
    """Rational ends of an int, a Fraction or a ball.

    Raises
    ------
    TypeError
        For anything else: floats are no evidence.
    """
    if isinstance(x, int | Fraction):
        return Fraction(x), Fraction(x)
    if hasattr(x, "p") and hasattr(x, "q"):
        return Fraction(int(x.p), int(x.q)), Fraction(int(x.p), int(x.q))
    if not hasattr(x, "lower") or not x.is_finite():
        raise TypeError(f"{type(x).__name__} {x} is neither exact nor a finite ball")
    return _exact(x.lower()), _exact(x.upper())


def _exact(x: Any) -> Fraction:
    mantissa, exponent = x.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def agrees(stated: str, relation: str, low: Fraction, high: Fraction) -> bool:
    """Whether an enclosed number relates to the stated one as declared.

    Examples
    --------
    >>> x = Fraction(8403, 10000)
    >>> agrees("0.840", "rounds to", x, x), agrees("0.841", "rounds to", x, x)
    (True, False)
    """
    want = Fraction(stated)
    if relation == "exactly":
        return low == high == want
    if relation == "at most":
        return high <= want
    if relation == "at least":
        return low >= want
    half = Fraction(1, 2 * 10 ** len(stated.partition(".")[2].partition("e")[0]))
    return want - half <= low and high <= want + half


def _text(low: Fraction, high: Fraction) -> str:
    from kdtheory.sharpen.result import decimal_above, decimal_below, shared

    if low == high and len(str(low)) <= 24:
        return str(low)
    if low < 0 < high:
        return f"0 ± {float(max(-low, high)):.0e}"
    text = shared(decimal_below(low, DIGITS), decimal_above(high, DIGITS))
    return text.rstrip("0").rstrip(".") if "." in text else text


# what claims compute with ----------------------------------------------------------------------


def ball(x: Any) -> Any:
    """A rational, given as text, int or Fraction, as a ball."""
    from kdtheory.arithmetic.balls import rational

    return rational(Fraction(x))


def balls(xs: str | Sequence[Any]) -> list[Any]:
    """Rationals in one text, or a sequence of them, as balls."""
    return [ball(x) for x in (xs.split() if isinstance(xs, str) else xs)]


def apply(operator: str, *inputs: Any) -> list[Any]:
    """An operator of the catalogue in ball arithmetic: one row of balls.

    Parameters
    ----------
    operator : str
    *inputs : str, or list of str
        Rationals separated by spaces; teachers as a list of such rows. For a softening ``p, T``,
        for a pool ``ps, w``, for a recursion ``base, student, alpha``, for weights ``scores``.

    Examples
    --------
    >>> [x.str(6) for x in apply("linear_pool", ["1/2 1/2", "1 0"], "1/4 3/4")]
    ['0.875000', '0.125000']
    """
    import numpy as np

    from kdtheory.arithmetic.expr import Graph
    from kdtheory.arithmetic.subject import Subject
    from kdtheory.arithmetic.trace import Array, Namespace
    from kdtheory.operators.registry import resolve

    op = resolve(operator)
    graph = Graph()
    given = [Array(graph, _nodes(graph, x)) for x in inputs]
    if op.kind == "softening":
        out = op.function(given[0], Array(graph, given[1].nodes), Namespace(graph))
    else:
        out = Subject(op.function, op.kind, np).exact(Namespace(graph))(*given)
    return [node.ball for node in out.nodes.flat]


def _nodes(graph: Any, x: Any) -> Any:
    import numpy as np

    rows = x if isinstance(x, list) else [x]
    table = np.array(
        [[graph.const(Fraction(t)) for t in row.split()] for row in rows], dtype=object
    )
    return table if isinstance(x, list) else table[0]


def entropy(p: Sequence[Any]) -> Any:
    """``−Σ p log p`` in nats, of balls; zeros count nothing."""
    return -sum(x * x.log() for x in p if not x == 0)


def divergence(p: Sequence[Any], q: Sequence[Any]) -> Any:
    """``KL(p‖q)`` in nats, of balls."""
    return sum(x * (x / y).log() for x, y in zip(p, q, strict=True) if not x == 0)


def variation(p: Sequence[Any], q: Sequence[Any]) -> Any:
    """Total variation ``½ Σ |p − q|``, of balls."""
    return sum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2
