"""Sufficient conditions for given numbers of classes, on the ordered chamber of the simplex.

For operators that sort or compare classes. Symmetry carries the ordered chamber to the whole
simplex, so every reduction here also obliges the formula to be symmetric.
"""

from __future__ import annotations

from typing import Any

from kdtheory.arithmetic.calculus import NotDifferentiable, diff, substitute
from kdtheory.arithmetic.chamber import Chamber
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.limits import limit
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim
from kdtheory.claims.obligation import Goal, Obligation, Reduction


def read(claim: Claim) -> Chamber | None:
    """The chamber formulas, provided that the operator's formula is symmetric for each n."""
    try:
        if not all(_symmetric(claim, n) for n in claim.domain.classes):
            return None
        found: Chamber = claim.subject.chamber(claim.domain.classes, closed=claim.domain.closed)
    except TraceError:
        return None
    return found


def _symmetric(claim: Claim, n: int) -> bool:
    """Whether swapping two neighbours in the input swaps them in the formula, node for node."""
    formula = claim.subject.formula(n, closed=claim.domain.closed)
    if formula.graph.iterated:
        return False
    for k in range(n - 1):
        order = [*range(k), k + 1, k, *range(k + 2, n)]
        moved = claim.subject.again(formula, order)
        if any(moved[j] is not formula.entries[order[j]] for j in range(n)):
            return False
    return True


def _reduction(
    claim: Claim, chamber: Chamber, name: str, because: str, obligations: Any
) -> Reduction:
    formula = {"chamber": chamber}
    return Reduction(f"chamber/{name}", because, tuple(obligations), claim.domain.classes, formula)


def symmetric(claim: Claim) -> Reduction | None:
    """Swapping neighbours generates every relabelling."""
    chamber = read(claim)
    if chamber is None:
        return None
    because = "the formula is unchanged, node for node, when two neighbouring classes are swapped"
    return _reduction(claim, chamber, "symmetry", because, ())


def sum_to_one(chamber: Chamber, n: int) -> Obligation:
    g = chamber.graph
    gap = g.neg(g.one)
    for entry in chamber.entries[n]:
        gap = g.add(gap, entry)
    return Obligation(f"n = {n}: the entries sum to one", Goal.ZERO, gap)


def simplex_valued(claim: Claim) -> Reduction | None:
    """Entries nonnegative, sum one."""
    chamber = read(claim)
    if chamber is None:
        return None
    obligations = []
    for n, entries in chamber.entries.items():
        for k, entry in enumerate(entries):
            obligations.append(Obligation(f"n = {n}: entry {k + 1} ≥ 0", Goal.NONNEGATIVE, entry))
        obligations.append(sum_to_one(chamber, n))
    return _reduction(claim, chamber, "simplex", "nonnegative entries that sum to one", obligations)


def _order(chamber: Chamber, *, strict: bool) -> list[Obligation]:
    g, out = chamber.graph, []
    for n, entries in chamber.entries.items():
        for k in range(n - 1):
            gap, w = g.sub(entries[k], entries[k + 1]), chamber.weights[n][k]
            text = f"n = {n}: F_{k + 1} − F_{k + 2}"
            goal = Goal.POSITIVE if strict else Goal.NONNEGATIVE
            positive = (str(w.value),) if strict else ()
            out.append(
                Obligation(
                    text + (f" where p_{k + 1} > p_{k + 2}" if strict else ""), goal, gap, positive
                )
            )
    return out


def ordered_strictly(claim: Claim) -> Reduction | None:
    """Neighbours in the order keep their order strictly."""
    chamber = read(claim)
    if chamber is None:
        return None
    because = "larger stays larger between neighbours in the order, hence between any two"
    return _reduction(claim, chamber, "A1", because, _order(chamber, strict=True))


def ordered(claim: Claim) -> Reduction | None:
    """Neighbours keep their order; ties stay ties by symmetry."""
    chamber = read(claim)
    if chamber is None:
        return None
    because = "neighbours in the order keep it, and symmetry keeps ties"
    return _reduction(claim, chamber, "A1", because, _order(chamber, strict=False))


def continuous(claim: Claim) -> Reduction | None:
    """Continuous on each closed chamber; the chambers cover the simplex."""
    chamber = read(claim)
    if chamber is None:
        return None
    nodes = [e for entries in chamber.entries.values() for e in entries]
    obligations = [
        Obligation("composed of continuous functions", Goal.CONTINUOUS, e) for e in nodes
    ]
    because = "continuous on each of finitely many closed chambers that cover the simplex"
    return _reduction(claim, chamber, "composition", because, obligations)


def _partial_sums(chamber: Chamber, n: int) -> list[Node]:
    g, total, out = chamber.graph, chamber.graph.zero, []
    for entry in chamber.entries[n][:-1]:
        total = g.add(total, entry)
        out.append(total)
    return out


def _majorised(claim: Claim, *, strict: bool) -> Reduction | None:
    chamber = read(claim)
    if chamber is None:
        return None
    g = chamber.graph
    obligations = _order(chamber, strict=False)
    obligations += [sum_to_one(chamber, n) for n in chamber.entries]
    try:
        for n in chamber.entries:
            for k, total in enumerate(_partial_sums(chamber, n)):
                fall = g.neg(diff(total, "T"))
                positive = (f"w{n}_{k}",) if strict else ()
                goal = Goal.POSITIVE if strict else Goal.NONNEGATIVE
                text = f"n = {n}: the sum of the {k + 1} largest falls with T"
                obligations.append(Obligation(text, goal, fall, positive))
    except NotDifferentiable:
        return None
    because = "later outputs are majorised by earlier ones, so every Schur-concave entropy grows"
    return _reduction(claim, chamber, "A3", because, obligations)


def majorised(claim: Claim) -> Reduction | None:
    """Sums of the largest entries do not rise with T."""
    return _majorised(claim, strict=False)


def strictly_majorised(claim: Claim) -> Reduction | None:
    """Sums of the largest entries fall with T unless p is uniform."""
    return _majorised(claim, strict=True)


def identity(claim: Claim) -> Reduction | None:
    """The formula at T = 1 is p."""
    chamber = read(claim)
    if chamber is None or claim.subject.low > 1:
        return None
    g, obligations = chamber.graph, []
    for n, entries in chamber.entries.items():
        for k, here in enumerate(substitute(entries, {"T": g.one})):
            gap = g.sub(here, chamber.p[n][k])
            obligations.append(Obligation(f"n = {n}: F_1(p)_{k + 1} − p_{k + 1}", Goal.ZERO, gap))
    return _reduction(claim, chamber, "A4", "substitute T = 1 and simplify", obligations)


def uniform_limit(claim: Claim) -> Reduction | None:
    """Each entry tends to 1/n."""
    chamber = read(claim)
    if chamber is None:
        return None
    g, obligations = chamber.graph, []
    for n, entries in chamber.entries.items():
        for k, entry in enumerate(entries):
            end = limit(entry, "T") if defined(entry) else None
            if end is None or end.op in ("inf", "nan"):
                return None
            gap = g.sub(end, g.div(g.one, g.const(n)))
            obligations.append(Obligation(f"n = {n}: lim F_{k + 1} − 1/{n}", Goal.ZERO, gap))
    return _reduction(claim, chamber, "A5/limit", "the limit of each entry is 1/n", obligations)
