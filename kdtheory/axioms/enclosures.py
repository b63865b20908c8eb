"""Inequalities on boxes that imply the softening axioms there (for branch and bound).

The dimension-free ones speak about the kernel ``k(x; T)`` of a separable operator and about pairs
of entries ``y ≤ x`` of one distribution, so ``x + y ≤ 1``: they hold for every ``n`` at once. The
others speak about the ordered chamber for given ``n``.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from kdtheory.arithmetic.calculus import NotDifferentiable, depends, diff, substitute
from kdtheory.arithmetic.chamber import Chamber
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.expr import Graph, Node
from kdtheory.arithmetic.generic import Generic
from kdtheory.arithmetic.limits import tidy
from kdtheory.arithmetic.trace import TraceError
from kdtheory.axioms.fixed import read, sum_to_one
from kdtheory.axioms.reductions import core, log_core, meaningful
from kdtheory.claims.claim import Claim
from kdtheory.claims.obligation import BoxProblem, Enclosure, Goal, Obligation

Discharge = Any


def dyadic_below(x: Fraction) -> Fraction:
    """The largest double that is not above x."""
    value = float(x)
    return Fraction(value if Fraction(value) <= x else math.nextafter(value, -math.inf))


def dyadic_above(x: Fraction) -> Fraction:
    """The smallest double that is not below x."""
    return -dyadic_below(-x)


def _range(claim: Claim) -> tuple[Fraction, Fraction]:
    low, high = claim.domain.temperatures
    return dyadic_below(low), dyadic_above(high)


def _kernel(claim: Claim) -> tuple[Generic, Node, tuple[Obligation, ...]] | None:
    """The kernel of a separable operator, a function of x and T, and what must hold besides."""
    try:
        generic = claim.subject.generic(closed=False)
    except TraceError:
        return None
    kernel = core(generic)
    if not meaningful(generic):
        return None
    if kernel is generic.entry or any(depends(kernel, {name}) for name in generic.aggregates):
        return None
    g = generic.graph
    total = g.sub(generic.summed(generic.entry), g.one)
    needed = (
        Obligation("the kernel is positive", Goal.POSITIVE, kernel),
        Obligation("the entries sum to one", Goal.ZERO, total),
    )
    return generic, kernel, needed


def _for_each(claim: Claim, kernel: Node, problem: Any) -> list[BoxProblem]:
    """One problem for all n if the kernel does not mention n, else one for each class count."""
    g = kernel.graph
    if not depends(kernel, {"n"}):
        return [problem(kernel, "")]
    problems = []
    for n in claim.domain.classes:
        (here,) = substitute([kernel], {"n": g.const(n)})
        problems.append(problem(here, f"n = {n}: "))
    return problems


def _covered(claim: Claim, kernel: Node) -> tuple[int, ...] | str:
    """Every class count if the kernel does not mention it."""
    return claim.domain.classes if depends(kernel, {"n"}) else "all"


def _single(claim: Claim, name: str, because: str, goal: str, slope: Any) -> Enclosure | None:
    """Problems in one entry ``x`` and ``T``."""
    found = _kernel(claim)
    if found is None:
        return None
    generic, kernel, needed = found
    low, high = _range(claim)
    floor = dyadic_below(claim.domain.floor)

    def problem(k: Node, label: str) -> BoxProblem:
        text, node = slope(generic, k)
        return BoxProblem(
            label + text, goal, node, ("x", "T"), [(floor, dyadic_above(1 - floor)), (low, high)]
        )

    try:
        problems = _for_each(claim, kernel, problem)
    except NotDifferentiable:
        return None
    return Enclosure(name, because, tuple(problems), _covered(claim, kernel), needed)


def increasing_kernel(claim: Claim) -> Enclosure | None:
    """A1: the log of the kernel increases with x."""

    def slope(generic: Generic, kernel: Node) -> tuple[str, Node]:
        return "∂/∂x log kernel > 0", tidy(diff(log_core(generic, kernel), "x"))

    because = (
        "two entries of one output differ only in their own probability, in which the kernel "
        "increases"
    )
    return _single(claim, "R1/A1", because, "> 0", slope)


def shrinking_pairs(claim: Claim) -> Enclosure | None:
    """A3: the ratio of two entries ``x = y + d`` and ``y`` of one distribution shrinks with T."""
    found = _kernel(claim)
    if found is None:
        return None
    generic, kernel, needed = found
    g = generic.graph
    low, high = _range(claim)
    floor = dyadic_below(claim.domain.floor)
    g.bounds |= {
        "y": (Fraction(0), Fraction(1), True, True),
        "d": (Fraction(0), Fraction(1), False, True),
    }
    y, d = g.var("y"), g.var("d")
    upper = g.add(y, d)
    rest = g.sub(g.sub(g.one, y), upper)

    def problem(k: Node, label: str) -> BoxProblem:
        speed = tidy(diff(log_core(generic, k), "T"))
        small, large = substitute([speed], {"x": y})[0], substitute([speed], {"x": upper})[0]
        return BoxProblem(
            label + "ratios shrink: ∂/∂T log kernel(y) − ∂/∂T log kernel(y + d) ≥ 0",
            ">= 0",
            g.sub(small, large),
            ("y", "d", "T"),
            [(floor, Fraction(1, 2)), (Fraction(0), dyadic_above(1 - floor)), (low, high)],
            (rest,),
            ("d",),
        )

    def order(k: Node, label: str) -> BoxProblem:
        slope = tidy(diff(log_core(generic, k), "x"))
        box = [(floor, dyadic_above(1 - floor)), (low, high)]
        return BoxProblem(
            label + "the order is kept: ∂/∂x log kernel", ">= 0", slope, ("x", "T"), box
        )

    try:
        problems = _for_each(claim, kernel, problem) + _for_each(claim, kernel, order)
    except NotDifferentiable:
        return None
    because = (
        "the order of the entries is kept and their ratios shrink as T grows, so later outputs are "
        "majorised by earlier ones"
    )
    return Enclosure("R3", because, tuple(problems), _covered(claim, kernel), needed)


# on the ordered chamber ----------------------------------------------------------------------


def _defined_chamber(claim: Claim) -> Chamber | None:
    """The chamber formulas, if algebra shows that they are defined everywhere.

    An enclosure of a difference or a slope would not notice: what is undefined may cancel there.
    """
    chamber = read(claim)
    if chamber is None or not all(defined(e) for row in chamber.entries.values() for e in row):
        return None
    return chamber


def falling_sums(claim: Claim) -> Enclosure | None:
    """A3 for given n: sums of the largest entries do not rise with T, on the ordered chamber."""
    chamber = _defined_chamber(claim)
    if chamber is None:
        return None
    g = chamber.graph
    sums = tuple(sum_to_one(chamber, n) for n in chamber.entries)
    problems = []
    try:
        for n, entries in chamber.entries.items():
            total = g.zero
            for k, entry in enumerate(entries[:-1]):
                total = g.add(total, entry)
                gap = g.sub(entry, entries[k + 1])
                problems.append(
                    _chamber(claim, g, n, f"F_{k + 1} − F_{k + 2}", gap, (f"w{n}_{k}",))
                )
                text = f"the sum of the {k + 1} largest falls with T"
                anchored = tuple(f"w{n}_{j}" for j in range(n - 1))
                problems.append(
                    _chamber(claim, g, n, text, tidy(g.neg(diff(total, "T"))), anchored)
                )
    except NotDifferentiable:
        return None
    because = (
        "sums of the largest entries fall as T grows, so later outputs are majorised by earlier "
        "ones"
    )
    return Enclosure("chamber/A3", because, tuple(problems), tuple(chamber.entries), sums)


def ordered_entries(claim: Claim) -> Enclosure | None:
    """A1 weak for given n, on the ordered chamber."""
    chamber = _defined_chamber(claim)
    if chamber is None:
        return None
    g = chamber.graph
    problems = [
        _chamber(
            claim, g, n, f"F_{k + 1} − F_{k + 2}", g.sub(entries[k], entries[k + 1]), (f"w{n}_{k}",)
        )
        for n, entries in chamber.entries.items()
        for k in range(n - 1)
    ]
    because = "neighbours in the order keep it, and symmetry keeps ties"
    return Enclosure("chamber/A1", because, tuple(problems), tuple(chamber.entries))


def nonnegative_entries(claim: Claim) -> Enclosure | None:
    """A0 for given n, on the ordered chamber; the sum is settled by algebra."""
    chamber = _defined_chamber(claim)
    if chamber is None:
        return None
    g = chamber.graph
    problems = []
    for n, entries in chamber.entries.items():
        for k, entry in enumerate(entries):
            problems.append(_chamber(claim, g, n, f"entry {k + 1} ≥ 0", entry, ()))
    because = "nonnegative entries that sum to one"
    sums = tuple(sum_to_one(chamber, n) for n in chamber.entries)
    return Enclosure("chamber/simplex", because, tuple(problems), tuple(chamber.entries), sums)


def _chamber(
    claim: Claim, g: Graph, n: int, text: str, node: Node, anchored: tuple[str, ...]
) -> BoxProblem:
    names = tuple(f"w{n}_{k}" for k in range(n - 1))
    rest = g.sub(g.one, g.const(n * dyadic_below(claim.domain.floor)))
    for name in names:
        rest = g.sub(rest, g.var(name))
    top = dyadic_above(1 - n * dyadic_below(claim.domain.floor))
    box = [(Fraction(0), top)] * (n - 1) + [_range(claim)]
    guards = (rest,) if n > 2 else ()
    return BoxProblem(f"n = {n}: {text}", ">= 0", node, (*names, "T"), box, guards, anchored)
