"""What a counterexample shows, in one sentence with numbers; where six digits do not show it, none.

The sentences read the witness alone: no operator is run, and nothing is concluded from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from kdtheory.claims.verdict import Outcome, Verdict
from kdtheory.report.values import decimal, number, numbers

_VISIBLE = 2e-5  # differences below this do not show in the six digits of an output
Vector = list[float]


def finding(v: Verdict) -> str:
    """Say what the witness of a refuted claim shows.

    Parameters
    ----------
    v : Verdict

    Returns
    -------
    str
        One sentence; empty if there is no witness, or its numbers do not show the violation.

    Examples
    --------
    >>> from kdtheory.claims.verdict import Scope, Witness
    >>> seen = {"base": ["1/2", "1/2"], "student": ["1", "0"], "alpha": "1/2", "output": ["1", "0"]}
    >>> w = Witness(seen, ("0", "0"))
    >>> scope = Scope("all", None, "0")
    >>> finding(Verdict("RM-A2", "base", "ours", Outcome.REFUTED, scope, witness=w))
    "class 2: s' gives 0, the base teacher 0.5"
    """
    tell = _SENTENCES.get(v.key)
    if tell is None or v.witness is None or v.outcome is not Outcome.REFUTED:
        return ""
    read = {str(name): _read(value) for name, value in v.witness.inputs.items()}
    try:
        return tell(read)
    except (KeyError, TypeError, IndexError, ValueError):  # not the inputs of this claim
        return ""


def _read(value: Any) -> Any:
    if isinstance(value, list | tuple):
        stack = [numbers(row) for row in value]
        return stack if all(row is not None for row in stack) else numbers(value)
    return number(value)


def _sum(name: str) -> Callable[[dict[str, Any]], str]:
    def tell(x: dict[str, Any]) -> str:
        q: Vector = x["output"]
        least, total = min(q), math.fsum(q)
        if least < -_VISIBLE:
            return f"class {q.index(least) + 1}: {name} gives {decimal(least, 6)}"
        return f"the entries sum to {decimal(total, 6)}" if abs(total - 1) > _VISIBLE else ""

    return tell


def _outside(x: dict[str, Any]) -> str:
    mine = _dot(x["c"], x["output"])
    reach = max(_dot(x["c"], p) for p in x["ps"])
    if mine - reach < _VISIBLE:
        return ""
    return f"c·G = {decimal(mine, 6)}, the teachers reach at most {decimal(reach, 6)}"


def _dot(c: Vector, p: Vector) -> float:
    return math.fsum(a * b for a, b in zip(c, p, strict=True))


def _between(x: dict[str, Any]) -> str:
    columns = [(min(column), max(column)) for column in zip(*x["ps"], strict=True)]
    excess = [max(q - b, a - q) for q, (a, b) in zip(x["output"], columns, strict=True)]
    i = max(range(len(excess)), key=excess.__getitem__)
    if excess[i] < _VISIBLE:
        return ""
    low, high = (decimal(e, 6) for e in columns[i])
    span = f"all {low}" if low == high else f"between {low} and {high}"
    return f"class {i + 1}: G gives {decimal(x['output'][i], 6)}, the teachers {span}"


def _lost(
    name: str, others: str, rows: Callable[[dict[str, Any]], list[Vector]], most: bool
) -> Any:
    """A class that the output gives nothing, though the rows (one or all of them) give it some."""

    def tell(x: dict[str, Any]) -> str:
        shares = [max(c) if most else min(c) for c in zip(*rows(x), strict=True)]
        pairs = list(zip(x["output"], shares, strict=True))
        lost = [i for i, (q, share) in enumerate(pairs) if q <= 0 < share]
        if not lost:
            return ""
        i = max(lost, key=shares.__getitem__)
        return (
            f"class {i + 1}: {name} gives {decimal(x['output'][i])}, {others} {decimal(shares[i])}"
        )

    return tell


def _below_mean(x: dict[str, Any]) -> str:
    means = [math.prod(p**w for p, w in zip(c, x["w"], strict=True)) for c in zip(*x["ps"])]
    short = [m - q for m, q in zip(means, x["output"], strict=True)]
    i = max(range(len(short)), key=short.__getitem__)
    if short[i] < _VISIBLE:
        return ""
    return (
        f"class {i + 1}: G gives {decimal(x['output'][i], 6)}, "
        f"less than the weighted geometric mean {decimal(means[i], 6)}"
    )


def _unsafe(average: bool) -> Callable[[dict[str, Any]], str]:
    def tell(x: dict[str, Any]) -> str:
        mine, own = _dot(x["U"], x["output"]), [_dot(x["U"], p) for p in x["ps"]]
        bound = _dot(x["w"], own) if average else max(own)
        if mine - bound < _VISIBLE:
            return ""
        said = f"{decimal(bound, 6)} {'on average' if average else 'at most'}"
        return f"G(U) = {decimal(mine, 6)}, the teachers {said}"

    return tell


def _unanchored(x: dict[str, Any]) -> str:
    owed = [x["alpha"] * p for p in x["base"]]
    short = [a - q for a, q in zip(owed, x["output"], strict=True)]
    i = max(range(len(short)), key=short.__getitem__)
    if short[i] < _VISIBLE:
        return ""
    return f"class {i + 1}: s' gives {decimal(x['output'][i], 6)}, α p_0 is {decimal(owed[i], 6)}"


def _weight_sum(x: dict[str, Any]) -> str:
    total = math.fsum(x["output"])
    return f"the weights sum to {decimal(total, 6)}" if abs(total - 1) > _VISIBLE else ""


def _silenced(x: dict[str, Any]) -> str:
    least = min(x["output"])
    return (
        f"teacher {x['output'].index(least) + 1} has weight {decimal(least)}" if least <= 0 else ""
    )


def _spread(x: dict[str, Any]) -> str:
    return f"weights from {decimal(min(x['output']), 6)} to {decimal(max(x['output']), 6)}"


def _reversed(x: dict[str, Any]) -> str:
    s, w = x["scores"], x["output"]
    pairs = [(w[j] - w[i], i, j) for i in range(len(s)) for j in range(len(s)) if s[i] >= s[j]]
    gap, i, j = max(pairs)
    if gap < _VISIBLE:
        return ""
    weights = f"{decimal(w[i], 6)} and {decimal(w[j], 6)}"
    if s[i] == s[j]:
        return f"teachers {i + 1} and {j + 1} have the same score and the weights {weights}"
    return (
        f"teachers {i + 1} and {j + 1} have the scores {decimal(s[i])} > {decimal(s[j])} "
        f"and the weights {weights}"
    )


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "MT-A1/valid": _sum("G"),
    "MT-A1/hull": _outside,
    "MT-A1/between": _between,
    "MT-A2/all": _lost("G", "every teacher at least", lambda x: x["ps"], most=False),
    "MT-A2/any": _lost("G", "a teacher", lambda x: x["ps"], most=True),
    "MT-J1/jensen": _below_mean,
    "MT-S1/average": _unsafe(average=True),
    "MT-S1/maximum": _unsafe(average=False),
    "RM-A1/valid": _sum("s'"),
    "RM-A2/all": _lost(
        "s'", "base and student at least", lambda x: [x["base"], x["student"]], most=False
    ),
    "RM-A2/base": _lost("s'", "the base teacher", lambda x: [x["base"]], most=True),
    "RM-A3/anchor": _unanchored,
    "AW-A1/normalised": _weight_sum,
    "AW-A2/positive": _silenced,
    "AW-A3/bounded": _spread,
    "AW-A5/ordinal": _reversed,
}
