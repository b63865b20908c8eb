"""Pools of claims, read once, and the obligations that their reductions share."""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.pooled import TEACHER, Pooled
from kdtheory.arithmetic.pooled_checks import pooled
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.obligation import Goal, Obligation, Reduction

#: Claims in which the teachers may have zeros, where the claim itself does not say.
CLOSED = frozenset({"MT-A2/all", "MT-A2/any", "MT-A4/closed"})


def is_closed(claim: Any) -> bool:
    """Whether the teachers of a claim range over the closed simplex."""
    for given in getattr(claim, "inputs", ()):
        if given.name == "ps":
            return bool(given.closed)
    return claim.key in CLOSED


def read(claim: Any) -> Pooled | None:
    """The pool's formula, or None."""
    try:
        return pooled(claim.subject.function, closed=is_closed(claim))
    except TraceError:
        return None


def read_open(claim: Any) -> Pooled | None:
    return None if is_closed(claim) else sure(read(claim))


def sure(pool: Pooled | None) -> Pooled | None:
    return pool if pool is not None and pool.meaningful else None


def reduction(
    pool: Pooled, name: str, because: str, *obligations: Obligation, entry: Node | None = None
) -> Reduction:
    """A reduction about a pool; `entry` is its formula where that is not the normal form."""
    formula = {"pool": pool, "entry": pool.entry if entry is None else entry}
    return Reduction(name, because, obligations, "all", formula)


# obligations ---------------------------------------------------------------------------------


def vanishes(text: str, node: Node) -> Obligation:
    return Obligation(text, Goal.ZERO, node)


def sums_to_one(pool: Pooled, node: Node, axis: str, what: str) -> Obligation:
    g = pool.graph
    return vanishes(f"{what} sum to one", g.sub(g.total(node, axis), g.one))


def weighting(pool: Pooled, v: Node, *, strict: bool = False) -> list[Obligation]:
    goal = Goal.POSITIVE if strict else Goal.NONNEGATIVE
    signed = Obligation(f"the teachers' shares v are {goal.value}", goal, v)
    return [signed, sums_to_one(pool, v, TEACHER, "the shares v")]


def equal(pool: Pooled, v: Node, text: str) -> Obligation:
    g = pool.graph
    return vanishes(text, g.monomials.tidy(g.sub(v, g.var("w"))))
