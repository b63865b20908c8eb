"""What exercises ask of the engines: exact signs, exact violations, verdicts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from fractions import Fraction
from html import escape
from typing import Any

from kdtheory.claims.verdict import OperatorReport, Outcome, Verdict

Rational = int | Fraction
BUDGET = 3.0  # seconds for an answer's operator
_ONE_AT_A_TIME = threading.Lock()  # workers share what they fork from


class Unread(ValueError):
    """An answer's function cannot be evaluated exactly; the message says why."""


def sign(function: Callable[..., Any], *inputs: Any) -> int | None:
    """The sign of a number that a function computes, exactly.

    Parameters
    ----------
    function : callable
        ``f(*inputs, xp)`` in array functions, with one number as its value.
    inputs : rationals, or nested sequences of them
        Become arrays of exact numbers.

    Returns
    -------
    {-1, 0, 1} or None
        None where 32768 bits cannot tell a number from zero.

    Raises
    ------
    Unread
        If the function raises or is not made of array functions.

    Examples
    --------
    >>> sign(lambda x, xp: xp.exp(x) - 3, Fraction(11, 10))
    1
    """
    (node,) = _nodes(function, inputs)
    found: int | None = node.graph.sign(node)
    return found


def value(function: Callable[..., Any], *inputs: Any) -> list[float]:
    """The numbers that a function computes exactly, rounded for printing; shape ``(...)`` flat.

    Examples
    --------
    >>> value(lambda x, xp: xp.sqrt(x), Fraction(1, 4))
    [0.5]
    """
    return [float(node.ball.mid()) for node in _nodes(function, inputs)]


def _nodes(function: Callable[..., Any], inputs: Sequence[Any]) -> list[Any]:
    from kdtheory.arithmetic import balls
    from kdtheory.arithmetic.expr import BASE_PRECISION, Graph, Undecided
    from kdtheory.arithmetic.trace import Array, Namespace, TraceError, _lift

    graph = Graph()
    with balls.precision(BASE_PRECISION):
        given = [Array(graph, _lift(graph, _exact(graph, x))) for x in inputs]
        try:
            out = _lift(graph, function(*given, Namespace(graph)))
        except (TraceError, Undecided, ArithmeticError, TypeError, ValueError, NameError) as error:
            raise Unread(f"{type(error).__name__}: {error}") from error
        except Exception as error:
            raise Unread(f"{type(error).__name__}: {error}") from error
    return list(out.reshape(-1))


def _exact(graph: Any, x: Any) -> Any:
    if isinstance(x, (int, Fraction)):
        return graph.const(Fraction(x))
    return [_exact(graph, y) for y in x]


def breaks(key: str, operator: Any, **inputs: Any) -> tuple[str, str] | None:
    """The margin at which an operator breaks an axiom at one exact place, or None.

    Parameters
    ----------
    key : str
        Such as ``"SK-A3/weak"``.
    operator : str or callable
    inputs
        By name, exact: ``p`` and ``T`` (a list of temperatures) for a softening; as in the
        statement of the axiom for other kinds, ``ps``, ``w``, ``base``, ``alpha``.

    Returns
    -------
    (str, str) or None
        Decimal ends of an enclosure of the margin, which is certainly on the wrong side of zero.

    Raises
    ------
    Unread
        If the operator cannot be evaluated exactly, or the inputs are outside the claim's set.

    Examples
    --------
    >>> breaks("SK-A4/open", "softmax_of_probabilities", p=(Fraction(1, 3), Fraction(2, 3)), T=[1])
    ('-0.0840964602044', '-0.0840964602043')
    """
    from kdtheory.arithmetic.trace import TraceError
    from kdtheory.engines import exactly
    from kdtheory.engines.product import check

    claim = claim_about(key, operator)
    try:
        if isinstance(inputs.get("T"), list):
            hit: Any = exactly.check(claim, inputs["p"], [Fraction(t) for t in inputs["T"]])
        else:
            place = {name: _rows(x) for name, x in inputs.items()}
            if not claim.contains(place):
                raise Unread("the answer lies outside the set that the claim speaks of")
            hit = check.check(claim, place)
    except TraceError as error:
        raise Unread(str(error)) from error
    return None if hit is None else hit.margin


def claim_about(key: str, operator: Any) -> Any:
    """An axiom's claim about one operator, a function or a name of the catalogue."""
    from kdtheory.arithmetic.floating import backend
    from kdtheory.arithmetic.readings import Readings
    from kdtheory.arithmetic.subject import Subject
    from kdtheory.axioms.registry import table
    from kdtheory.claims.claim import Domain
    from kdtheory.operators.registry import as_operator, resolve

    axiom = table()[key]
    op = resolve(operator) if isinstance(operator, str) else as_operator(operator, axiom.kind)
    xp = backend("numpy")
    if axiom.kind == "softening":
        return axiom.about(Readings(op.function, xp), Domain())
    settings = {"soften": resolve("power").function, "softening": "power"}
    return axiom.about(Subject(op.function, axiom.kind, xp, settings), Domain())


def _rows(x: Any) -> Any:
    """An input as the rows of rationals that a claim's place holds."""
    if isinstance(x, (int, Fraction)):
        return ((Fraction(x),),)
    if isinstance(x[0], (int, Fraction)):
        return (tuple(map(Fraction, x)),)
    return tuple(tuple(map(Fraction, row)) for row in x)


def decide(
    function: Any, axioms: Sequence[str], kind: str = "softening", budget: float = BUDGET
) -> OperatorReport:
    """The verdicts on an operator, in processes that are stopped when they do not return.

    Examples
    --------
    >>> report = decide("power", ["SK-A4"])
    >>> report["SK-A4/open"].outcome.value
    'proved'
    """
    from kdtheory.ladder import verify

    with _ONE_AT_A_TIME:
        report = verify(function, kind=kind, axioms=axioms, budget=budget, jobs=1)
    return report.operators[0]


def decide_margin(
    function: Any, statement: str, margin: Callable[..., Any], *, temperatures: int = 1,
    seconds: float = 2.0,
) -> Verdict:  # fmt: skip
    """Search a softening for a violation of a condition that is no axiom, and try to prove it.

    Parameters
    ----------
    function : callable
        ``f(p, T, xp)``.
    statement : str
    margin : callable
        ``margin(F, p, T, xp) -> Cases``, nonnegative where the condition holds; ``T`` is a list of
        temperatures in increasing order.
    temperatures : int
        How many.
    seconds : float

    Examples
    --------
    >>> from kdtheory.claims.claim import Cases
    >>> from kdtheory.operators.softening import mixture
    >>> found = decide_margin(mixture, "F >= p", lambda F, p, T, xp: Cases(F(p, T[0]) - p))
    >>> found.outcome.value
    'refuted'
    """
    from kdtheory.arithmetic.floating import backend
    from kdtheory.arithmetic.readings import Readings
    from kdtheory.claims.claim import Claim, Domain, Relation
    from kdtheory.engines.decide import Settings
    from kdtheory.engines.decide import decide as climb

    claim = Claim(
        id="lesson",
        variant="condition",
        provenance="ours",
        statement=statement,
        relation=Relation.NONNEGATIVE,
        domain=Domain(),
        subject=Readings(function, backend("numpy")),
        margin=margin,
        temperatures=temperatures,
    )
    return climb(claim, Settings(seconds=seconds))


BAD = (Outcome.REFUTED, Outcome.ERROR, Outcome.UNSUPPORTED, Outcome.UNDECIDED)
PROVEN = (Outcome.PROVED, Outcome.CERTIFIED)


def complaint(verdicts: Sequence[Verdict]) -> str:
    """Why an operator does not pass: the first verdict against it in words, empty if it passes.

    The words are Markdown; what a stranger's code says in them is harmless. A claim that is only
    supported passes; :func:`doubts` names it.
    """
    for v in verdicts:
        if v.outcome is Outcome.REFUTED and v.witness is not None:
            return f"{v.key} is refuted{_where(v)}"
        if v.outcome in BAD:
            return f"{v.key}: {v.outcome.value}: {escape(v.reason)}"
    return ""


def doubts(verdicts: Sequence[Verdict]) -> str:
    """What was accepted without a proof, in words."""
    open_ = [v.key for v in verdicts if v.outcome is Outcome.SUPPORTED]
    return f" No counterexample was found to {', '.join(open_)}; that is no proof." if open_ else ""


def _where(v: Verdict) -> str:
    inputs = v.witness.inputs if v.witness else {}
    shown = [f"{k} = {_text(x)}" for k, x in inputs.items() if k in ("p", "T", "ps", "w", "base",
             "student", "alpha")]  # fmt: skip
    return f" at {', '.join(shown)}" if shown else ""


def _text(x: Any) -> str:
    if isinstance(x, (list, tuple)):
        return _text(x[0]) if len(x) == 1 else "(" + ", ".join(map(_text, x)) + ")"
    return str(x)
