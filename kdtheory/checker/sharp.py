"""Sharp constants: the witness by definition, the formula against the definition, every box.

A certificate says that the best constant of a bound lies between two decimals. From below: an exact
witness in the domain whose quotient, by definition, is no smaller. From above: a split tree of the
unit cube on whose boxes ``upper * denominator >= numerator``, ``denominator > 0``. Numerator and
denominator have to be the formula that the checker builds for the claim, and to agree with its
definition at sample points. That the cube stands for the whole domain is the derivation in
``steps``, which is read by people.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from flint import arb, fmpq

from kdtheory.checker import sharp_boxes as boxes
from kdtheory.checker.endpoints import PRECISION
from kdtheory.checker.exact import precision
from kdtheory.checker.grammar import (
    Rejected,
    Row,
    decimal,
    fields,
    items,
    need,
    rational,
    whole,
    words,
)
from kdtheory.checker.sharp_claims import KNOWN, Known, Values
from kdtheory.checker.sharp_formulas import same
from kdtheory.checker.stated import Found

MOST_TREE = 4_000_000
DEEPEST = 400
CLOCK_EVERY = 32
TRIALS, TRIAL_BITS = 24, 400
_AGREE = fmpq(1, 10**60)
_WITNESS_BITS = 300
_FIELDS = (
    "format kind claim statement provenance parameters constant witness steps variables nodes "
    "numerator denominator tree digest"
)
_WHOLE = {"classes": 1000, "teachers": 60}


@dataclass(frozen=True)
class Stated:
    """A certificate, read."""

    claim: str
    known: Known
    given: Values
    lower: Any
    upper: Any
    rows: list[Row]
    numerator: int
    denominator: int
    variables: list[str]
    tree: str


def sharp(document: dict[str, Any], budget: float | None) -> Found:
    """Re-check the certificate of a sharp constant.

    Parameters
    ----------
    document : dict
        Of known format and digest.
    budget : float, optional
        Seconds after which the re-check of the boxes stops.

    Raises
    ------
    Rejected
        If anything is not as the certificate says.
    """
    stated = _read(document)
    _from_below(stated, document["witness"])
    leaves = sum(stated.tree.count(c) for c in "VC")
    if stated.variables:
        same(stated.claim, stated.given, stated.rows, stated.numerator, stated.denominator)
        _agrees(stated, Random(document["digest"]))
        done = _replay(stated, None if budget is None else time.monotonic() + budget)
    else:
        done = _supremum(stated)
    low, high = document["constant"]
    given = ", ".join(f"{k} {v}" for k, v in document["parameters"].items())
    return Found(
        f"the sharp constant for {given} lies in [{low}, {high}]: witness evaluated by "
        f"definition, formula tried at {TRIALS if stated.variables else 1} points, {done} of "
        f"{leaves} boxes re-evaluated in endpoint intervals; the domain reduced as in its steps",
        done / leaves,
    )


# reading -----------------------------------------------------------------------------------------


def _read(document: dict[str, Any]) -> Stated:
    fields(document, "the certificate", _FIELDS)
    claim = words(document["claim"], "claim")
    known = KNOWN.get(claim)
    if known is None:
        raise Rejected(f"the checker knows no bound {claim[:40]!a}")
    need(document["statement"] == known.statement, f"that is not the statement of {claim}")
    need(document["provenance"] == known.provenance, f"that is not the provenance of {claim}")
    for step in items(document["steps"], "steps", 1, 32):
        words(step, "steps")
    given = _parameters(document["parameters"], known)
    variables = [words(v, "variables") for v in items(document["variables"], "variables", 0, 8)]
    need(len(variables) == known.variables(given), f"{claim} has other variables")
    need(variables == sorted(set(variables)), "the variables are not in order")
    rows = boxes.read(document["nodes"], variables)
    top, bottom = (whole(document[k], 0, len(rows) - 1, k) for k in ("numerator", "denominator"))
    tree = document["tree"]
    need(type(tree) is str and 0 < len(tree) <= MOST_TREE, "the tree is not a text")
    low, high = items(document["constant"], "constant", 2, 2)
    lower, upper = _decimal(low), _decimal(high)
    need(0 < lower <= upper, "the ends of the constant are the wrong way round")
    return Stated(claim, known, given, lower, upper, rows, top, bottom, variables, tree)


def _decimal(x: Any) -> Any:
    mantissa, exponent = decimal(x, "constant")
    need(abs(exponent) <= 400, "the constant is out of range")
    return fmpq(mantissa) * fmpq(10) ** exponent


def _parameters(x: Any, known: Known) -> Values:
    fields(x, "parameters", " ".join(known.parameters))
    given: Values = {}
    for name in known.parameters:
        q = rational(x[name], f"parameters.{name}")
        if name in _WHOLE:
            need(q.q == 1 and 2 <= q <= _WHOLE[name], f"parameters.{name} is out of range")
            q = int(q.p)
        given[name] = q
    zero = "alpha" not in given and "temperature" not in given  # pools may have no floor
    need(given["floor"] > 0 or (zero and given["floor"] == 0), "the floor is out of range")
    need(given["floor"] * given["classes"] < 1, "the floor is out of range")
    for name in ("alpha", "threshold"):
        need(0 < given.get(name, fmpq(1, 2)) < 1, f"parameters.{name} is out of range")
    need(fmpq(1, 100) <= given.get("temperature", 1) <= 100, "the temperature is out of range")
    power = given.get("power", 1)
    need(power == 0 or fmpq(1, 20) <= power <= 1, "the power is out of range")
    return given


# below, and the formula --------------------------------------------------------------------------


def _from_below(stated: Stated, witness: Any) -> None:
    """The witness lies in the domain, and its quotient is at least the lower end."""
    if type(witness) is not dict:
        raise Rejected("the witness is not an object")
    names = {"RM": "p0 s", "SK": "p v"}.get(stated.claim[:2])
    names = names or ("teachers" if stated.claim == "MT-S1" else "teachers w w'")
    found = dict(fields(witness, "the witness", names))
    stated.known.admit(stated.given, found)
    with precision(_WITNESS_BITS):
        lhs, rhs = stated.known.sides(stated.given, found)
        need(bool(rhs > 0), "the right side vanishes at the witness")
        need(bool(lhs >= stated.lower * rhs), "the quotient at the witness is below the lower end")


def _agrees(stated: Stated, seed: Random) -> None:
    """Numerator over denominator is the quotient of both sides wherever it is tried."""
    with precision(TRIAL_BITS):
        for k in range(TRIALS):
            at = [fmpq(seed.randint(1, (1 << 20) - 1), 1 << 20) for _ in stated.variables]
            if k < 2:  # opposite corners; at equal coordinates both sides may vanish
                at = [fmpq((j + k) % 2) for j in range(len(at))]
            if len(set(at)) < len(at):
                continue
            inputs = stated.known.inputs(stated.given, at)
            stated.known.admit(stated.given, inputs)
            lhs, rhs = stated.known.sides(stated.given, inputs)
            values = boxes.at_point(stated.rows, dict(zip(stated.variables, at)))
            _same(values[stated.numerator] / values[stated.denominator], lhs / rhs)


def _same(found: Any, wanted: Any) -> None:
    gap = found - wanted
    need(
        gap.is_finite() and bool(abs(gap) <= arb(_AGREE) * (1 + abs(wanted))),
        "the formula is not the quotient of both sides",
    )


def _supremum(stated: Stated) -> int:
    """Without variables: the formula is the known supremum, and the upper end is no smaller."""
    need(stated.tree == "V", "a tree without variables has one leaf by value")
    with precision(TRIAL_BITS):
        values = boxes.at_point(stated.rows, {})
        wanted = stated.known.supremum(stated.given)
        _same(values[stated.numerator] / values[stated.denominator], arb(wanted))
        need(bool(stated.upper >= wanted), "the upper end is below the supremum")
    return 1


# the tree ----------------------------------------------------------------------------------------


def _replay(stated: Stated, deadline: float | None) -> int:
    """Check every leaf; how many were checked before the deadline."""
    n, bottom = len(stated.rows), stated.denominator
    rows = [
        *stated.rows,
        Row("const", stated.upper, ()),
        Row("mul", None, (n, bottom)),
        Row("neg", None, (stated.numerator,)),
        Row("add", None, (n + 1, n + 2)),
    ]
    margin = n + 3
    done = 0
    with precision(PRECISION):
        for kind, box in _leaves(stated):
            if deadline is not None and done % CLOCK_EVERY == 0 and time.monotonic() > deadline:
                return done
            env = {v: (arb(a).lower(), arb(b).upper()) for v, (a, b) in box.items()}
            over, below = boxes.jets(rows, [margin, bottom], env)
            found = over[0] if kind == "V" else boxes.centred(rows, margin, box, over)
            if found is None or not found[0] >= 0 or not boxes.positive(below[0]):
                where = ", ".join(f"{v} in [{a}, {b}]" for v, (a, b) in box.items())
                raise Rejected(f"leaf {done} ({kind}) does not hold: {where[:300]}")
            done += 1
    return done


def _leaves(stated: Stated) -> Iterator[tuple[str, dict[str, tuple[Any, Any]]]]:
    """Leaves with their boxes, in preorder, the lower half before the upper."""
    stack = [(boxes.unit(stated.variables), 0)]
    for k, letter in enumerate(stated.tree):
        if not stack:
            raise Rejected(f"the tree goes on after its end ({len(stated.tree) - k} characters)")
        box, depth = stack.pop()
        if letter in "VC":
            yield letter, box
            continue
        axis = ord(letter) - ord("a")
        need(0 <= axis < len(box), f"the tree splits a variable that is not there: {letter!a}")
        need(depth < DEEPEST, "the tree is too deep")
        v = stated.variables[axis]
        low, high = box[v]
        middle = (low + high) / 2
        lower, upper = box | {v: (low, middle)}, box | {v: (middle, high)}
        stack += [(upper, depth + 1), (lower, depth + 1)]
    need(not stack, "the tree ends early")
