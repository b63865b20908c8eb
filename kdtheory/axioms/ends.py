"""Sufficient conditions for what happens at T = 1, as T → ∞ and as T → 0 (axioms A4 and A5)."""

from __future__ import annotations

from fractions import Fraction

from kdtheory.arithmetic.calculus import NotDifferentiable, depends, diff, substitute
from kdtheory.arithmetic.defined import continuous
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.generic import Generic
from kdtheory.arithmetic.limits import limit, tidy
from kdtheory.arithmetic.ranges import INF
from kdtheory.axioms.reductions import (
    OWN,
    at_positive,
    core,
    extended,
    log_core,
    mixture,
    read,
    reduction,
    sum_to_one,
    timeless,
)
from kdtheory.claims.claim import Claim
from kdtheory.claims.obligation import Goal, Obligation, Reduction

# A4 ----------------------------------------------------------------------------------------


def identity_entry(claim: Claim) -> Reduction | None:
    """The formula at T = 1 simplifies to the entry's own probability."""
    generic = read(claim)
    if generic is None or claim.subject.low > 1:
        return None
    g = generic.graph
    here = generic.at({"T": g.one})
    gap = g.sub(here, generic.x)
    obligations = [Obligation("f(x; T = 1) − x", Goal.ZERO, gap)]
    if claim.domain.closed:
        obligations = []
        for words, x in (("f(x; T = 1) − x for x > 0", None), ("f(0; T = 1)", g.zero)):
            node = _at_one(generic, x)
            if node is None:
                return None
            obligations.append(Obligation(words, Goal.ZERO, node))
    return reduction(generic, "A4", "substitute T = 1 and simplify", *obligations)


def _at_one(generic: Generic, x: Node | None) -> Node | None:
    """``f(x; 1) − x`` on the closed simplex, aggregates over entries that may be zero."""
    g = generic.graph
    found = _here(generic, generic.entry, {"T": g.one})
    if found is None:
        return None
    here = found
    if x is not None:
        return substitute([here], {"x": x})[0]
    inside = at_positive(generic, here)
    return g.sub(inside, g.var("inside"))


def _here(generic: Generic, node: Node, made: dict[str, Node]) -> Node | None:
    """An expression at T = 1, with the aggregates that it still refers to."""
    g = generic.graph
    (first,) = substitute([node], {"T": g.one})
    for name in sorted(generic.aggregates.keys() - made.keys()):
        if not depends(first, {name}):
            continue
        kind, summand = generic.aggregates[name]
        inner = _here(generic, summand, made)
        inner = None if inner is None else extended(generic, inner)
        inner = None if inner is None else tidy(inner)
        if inner is None or kind == "min" or (kind == "max" and inner is not generic.x):
            return None
        made[name] = generic.summed(inner) if kind == "sum" else g.var(name)
    return substitute([first], made)[0]


# A5 ----------------------------------------------------------------------------------------


def limit_entry(claim: Claim) -> Reduction | None:
    """The entry tends to 1/n, or all ratios of entries tend to one."""
    generic = read(claim)
    if generic is None:
        return None
    g = generic.graph
    goal = g.div(g.one, generic.n)
    if timeless(generic, generic.entry):
        end = limit(generic.entry, "T")
        if end is not None and end.op not in ("inf", "nan"):
            gap = Obligation("lim f − 1/n as T → ∞", Goal.ZERO, g.sub(end, goal))
            return reduction(generic, "A5/limit", "the limit of each entry is 1/n", gap)
    if (parts := mixture(generic)) is not None:
        fading, rest = limit(parts[0], "T"), limit(parts[2], "T")
        if fading is g.zero and rest is not None:
            gap = Obligation("the rest tends to 1/n", Goal.ZERO, g.sub(rest, goal))
            return reduction(
                generic, "R7/A5",
                "the weight of the inner operator, whose entries lie in [0, 1], fades",
                Obligation("the kernel of X is nonnegative", Goal.NONNEGATIVE, parts[1]),
                Obligation("its sum is positive", Goal.POSITIVE, generic.summed(parts[1])), gap,
            )  # fmt: skip
    kernel = core(generic)
    if not timeless(generic, kernel):
        return None
    ends = _ratio_limit(generic, kernel, closed=claim.domain.closed)
    if ends is None:
        return None
    return reduction(
        generic, "R1/A5", "the ratio of any two entries tends to one and they sum to one",
        *ends, sum_to_one(generic),
    )  # fmt: skip


def _ratio_limit(
    generic: Generic, kernel: Node, *, closed: bool, own: str = "x"
) -> list[Obligation] | None:
    """Obligations that say that the kernel's ratios tend to one."""
    g = generic.graph
    alone = limit(kernel, "T")
    if alone is not None and g.sign(alone) == 1 and alone.op != "inf" and not depends(alone, OWN):
        return [
            Obligation(
                "lim kernel as T → ∞ is positive and the same for all classes", Goal.POSITIVE, alone
            )
        ]
    if closed:
        return None
    g.bounds.setdefault("y", g.bounds[own])
    (other,) = substitute([kernel], {own: g.var("y")})
    end = limit(g.div(kernel, other), "T")
    if end is None or end.op in ("inf", "nan"):
        return None
    return [Obligation("lim kernel(x)/kernel(y) − 1 as T → ∞", Goal.ZERO, g.sub(end, g.one))]


def limit_support(claim: Claim) -> Reduction | None:
    """Zero entries stay zero, and the ratios of the others tend to one."""
    generic = read(claim, closed=True)
    if generic is None:
        return None
    g = generic.graph
    (at_zero,) = substitute([generic.entry], {"x": g.zero})
    if at_zero is not g.zero:
        return None
    kernel = core(generic, at_positive(generic, generic.entry))
    if not timeless(generic, kernel):
        return None
    ends = _ratio_limit(generic, kernel, closed=False, own="inside")
    if ends is None:
        return None
    return reduction(
        generic, "R1/A5 on faces",
        "zero entries stay zero, the ratio of any two others tends to one, and the entries sum to "
        "one",
        *ends, sum_to_one(generic),
    )  # fmt: skip


def limit_argmax(claim: Claim) -> Reduction | None:
    """log kernel = h(T) k(x) with h → ∞ as T → 0 and k increasing."""
    generic = read(claim, closed=True)
    if generic is None or claim.subject.low > 0:
        return None
    zero = generic.graph.zero
    k = _colder(generic, core(generic), "x")  # where k is defined at zero as well
    if k is None and substitute([generic.entry], {"x": zero})[0] is zero:
        k = _colder(generic, core(generic, at_positive(generic, generic.entry)), "inside")
    if k is None:
        return None
    return reduction(
        generic, "R1/A5 at zero",
        "ratios are exp(h(T)(k(x) − k(y))) with h → ∞ as T → 0⁺ and k increasing; zero entries "
        "stay zero where k is not defined there",
        Obligation("k increases", Goal.POSITIVE, k), sum_to_one(generic),
    )  # fmt: skip


def _colder(generic: Generic, kernel: Node, own: str) -> Node | None:
    """The slope of ``k`` where the kernel is ``exp(h(T) k(x))`` with h → ∞ as T → 0."""
    g = generic.graph
    logs = log_core(generic, kernel)
    if not timeless(generic, kernel) or logs.op not in ("mul", "div"):
        return None
    parts = list(logs.args)
    if logs.op == "div":
        parts[1] = g.div(g.one, parts[1])
    rates = [p for p in parts if not depends(p, OWN)]
    shapes = [p for p in parts if depends(p, OWN)]
    if len(rates) != 1 or len(shapes) != 1 or depends(shapes[0], {"T"}):
        return None
    g.bounds["cold"] = (Fraction(1), INF, False, True)
    (cold,) = substitute([rates[0]], {"T": g.div(g.one, g.var("cold"))})
    if limit(tidy(cold), "cold") is not g.inf:
        return None
    try:
        slope = diff(shapes[0], own)
    except NotDifferentiable:
        return None
    return slope if continuous(shapes[0]) and continuous(slope) else None
