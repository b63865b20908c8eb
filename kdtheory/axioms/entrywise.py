"""Sufficient conditions for the axioms of recursion and weighting, for every length (RM, AW).

Each function takes a claim about a step ``f(base, student, alpha, xp)`` or a weighting
``f(scores, xp)`` and returns a :class:`~kdtheory.claims.obligation.Reduction`, or None where it
does not apply. The formula is that of one entry: in ``x = p_0(i)``, ``y = s(i)``, ``α`` for a
step, in the own score ``s = s_k`` for a weighting, and in aggregates ``A`` over all entries. The
theorems, with their proofs, are ours.

**RM/distribution, AW/normalised.** Nonnegative entries that sum to one form a distribution. The
sum over the entries is taken term by term: what does not vary is pulled out, the rest is an
aggregate of the formula.

**RM/positive, AW/positive.** The entry is positive where the hypothesis holds. In a class with ``x
> 0`` (and ``y > 0``) a sum over the classes of nonnegative terms is positive if this class's own
term is. The formula has to be defined there; elsewhere the claim says nothing.

**RM/anchored.** ``s'(i) - α p_0(i) >= 0`` for all i is the claim itself: then ``r = (s' - α p_0) /
(1 - α)`` is in Δ for a distribution s'.

**AW/within.** ``w_k - w_min >= 0`` and ``w_max - w_k >= 0`` are the claim itself.

**AW/Lipschitz.** Let ``w_k = b + Σ_m c_m g_m(s_k; A) / Σ_j g_m(s_j; A)``, ``b, c_m`` functions of
the number of teachers, ``g_m > 0`` composed of continuous functions, piecewise smooth. On a
segment ``s + t d``, with ``|d_j| <= D`` for all j, the log of ``g_m`` has the derivative ``a_k =
∂_s log g_m d_k + Σ_A ∂_A log g_m A'`` almost everywhere. If ``|∂_s log g_m| <= L_0``, and
``|∂_A log g_m| |A'| <= L_A D`` for each A, then ``|a_k| <= L_m D`` with ``L_m = L_0 + Σ_A L_A``.
The quotient ``v_k`` then has ``v_k' = v_k (a_k - Σ_j v_j a_j)``, and ``Σ_k |v_k'|`` is the mean
absolute deviation of a under v, at most half the length of an interval that holds a: at most ``L_m
D``. So ``‖w(s + h d) - w(s)‖₁ <= Σ_m |c_m| L_m h max |d_j|``. An extremum of ``u(s_j)`` changes by
at most ``sup |u'| D``, a sum by at most ``K sup |u'| D``; for u of the own score alone.

**AW/ordinal.** Two weights of one output differ only in their own scores: if the entry does not
decrease with s, the aggregates fixed, then ``s_i >= s_j`` gives ``w_i >= w_j``. The entry's slope
almost everywhere is enough for a formula that is continuous in s.

**AW/ordinal-choice.** The same where the formula has one choice, by whether ``u(s) >= τ`` or ``u(s)
> τ`` with u not decreasing and τ the same for all, or by whether ``u(s) = max_j u(s_j)``: with the
score one passes at most from the lower to the upper formula. If both do not decrease and the upper
is nowhere below the lower, the weights are in the order of the scores. For ``u(s) = min_j u(s_j)``
with the roles exchanged.

**AW/monotone.** Let ``w_k = b + Σ_m c_m g_m(s_k) / Σ_j g_m(s_j)`` with ``c_m >= 0`` and ``g_m >
0`` functions of the own score alone that do not decrease. With all other scores fixed the quotient
is ``g / (g + rest)``, which does not decrease in g.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from kdtheory.arithmetic import ranges
from kdtheory.arithmetic.calculus import NotDifferentiable, depends, diff, substitute
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.entrywise import Entrywise
from kdtheory.arithmetic.entrywise_checks import entrywise
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.trace import TraceError
from kdtheory.axioms.entrywise_forms import log_slope, nonnegative, quotients, rate, threshold
from kdtheory.claims.obligation import Goal, Obligation, Reduction

Reduce = Callable[[Any], "Reduction | None"]
KINDS = {"RM": "recursion", "AW": "weighting"}
#: Claims in which probabilities may be zero, where the claim itself does not say.
CLOSED = frozenset({"RM-A2/all", "RM-A2/base", "RM-A3/anchor"})


def read(claim: Any, *, partly: bool = False) -> Entrywise | None:
    """The operator's formula, or None where it has none that is defined everywhere.

    With `partly` it is enough that what is summed is.
    """
    kind = KINDS.get(claim.key.split("-")[0])
    if kind is None:
        return None
    try:
        found = entrywise(claim.subject.function, kind, closed=is_closed(claim))
    except TraceError:
        return None
    return found if found.meaningful or (partly and found.summed) else None


def is_closed(claim: Any) -> bool:
    """Whether the distributions of a claim range over the closed simplex."""
    given = [i for i in getattr(claim, "inputs", ()) if i.law == "simplex"]
    return all(i.closed for i in given) if given else claim.key in CLOSED


def reduction(found: Entrywise, name: str, because: str, *obligations: Obligation) -> Reduction:
    return Reduction(name, because, obligations, "all", {"entrywise": found})


def _whole(found: Entrywise) -> Obligation:
    g = found.graph
    gap = g.sub(g.total(found.entry, g.axis), g.one)
    return Obligation("the entries sum to one", Goal.ZERO, gap)


def _everywhere(found: Entrywise, text: str, goal: Goal, node: Node) -> list[Obligation]:
    """An obligation in each branch, on every face where the simplex is closed."""
    g = found.graph
    parts = [branch for case in g.cases(node) for branch in g.branches(case)]
    return [Obligation(text, goal, part) for part in dict.fromkeys(parts)]


# recursion -----------------------------------------------------------------------------------


def distribution(claim: Any) -> Reduction | None:
    """RM/distribution."""
    found = read(claim)
    if found is None or found.closed:
        return None
    return reduction(
        found, "RM/distribution", "entries that are nonnegative and sum to one form a distribution",
        *_everywhere(found, "every entry is nonnegative", Goal.NONNEGATIVE, found.entry),
        _whole(found),
    )  # fmt: skip


def positive_where_both_are(claim: Any) -> Reduction | None:
    """RM/positive where teacher and student are."""
    return _kept(claim, ("x", "y"), "RM/positive", "teacher and student are")


def positive_where_base_is(claim: Any) -> Reduction | None:
    """RM/positive where the teacher is."""
    return _kept(claim, ("x",), "RM/positive-base", "the teacher is")


def _kept(claim: Any, names: tuple[str, ...], theorem: str, who: str) -> Reduction | None:
    found = read(claim, partly=True)
    if found is None or not found.closed:
        return None
    g = found.graph
    obligations = []
    entries, raw = g.inside(found.entry, names), g.inside(found.raw, names)
    for label, made in list(g.aggregates.items()):
        used = any(depends(entry, {label}) for entry in (*entries, *raw))
        if not used or made.kind != "sum" or g.reach(made.summand)[0] < 0:
            continue
        if ranges.positive(g.bounds[label]) or not g.shown_inside(made.summand, names):
            continue
        text = f"a class's own term of {label} is positive where {who}"
        terms = [b for term in g.inside(made.summand, names) for b in g.branches(term)]
        obligations += [Obligation(text, Goal.POSITIVE, t) for t in dict.fromkeys(terms)]
        twin = g.positive_twin(label)
        entries = [substitute([entry], {label: twin})[0] for entry in entries]
        raw = [substitute([entry], {label: twin})[0] for entry in raw]
    if not all(defined(entry) for entry in raw):
        return None
    text = f"the entry is positive where {who}"
    branches = dict.fromkeys(branch for entry in entries for branch in g.branches(entry))
    obligations += [Obligation(text, Goal.POSITIVE, branch) for branch in branches]
    return reduction(found, theorem, f"where {who} positive, so is the entry", *obligations)


def anchored(claim: Any) -> Reduction | None:
    """RM/anchored."""
    found = read(claim)
    if found is None or not found.closed:
        return None
    g = found.graph
    rest = g.monomials.tidy(g.sub(found.entry, g.mul(g.var("alpha"), g.var("x"))))
    return reduction(
        found, "RM/anchored", "what remains of every entry without its share of the teacher",
        *_everywhere(found, "s'(i) − α p_0(i) is nonnegative", Goal.NONNEGATIVE, rest),
    )  # fmt: skip


# weighting -----------------------------------------------------------------------------------


def normalised(claim: Any) -> Reduction | None:
    """AW/normalised."""
    found = read(claim)
    if found is None:
        return None
    return reduction(
        found, "AW/normalised", "the sum over the teachers, taken term by term", _whole(found)
    )


def positive(claim: Any) -> Reduction | None:
    """AW/positive."""
    found = read(claim)
    if found is None:
        return None
    return reduction(
        found, "AW/positive", "every weight is positive",
        *_everywhere(found, "the weight is positive", Goal.POSITIVE, found.entry),
    )  # fmt: skip


def within(claim: Any) -> Reduction | None:
    """AW/within; nonnegative weights that sum to one are at most one."""
    found, bounds = read(claim), claim.settings.get("bounds")
    if found is None or bounds is None:
        return None
    g = found.graph
    low, high = (Fraction(*pair) for pair in bounds)
    above = g.monomials.tidy(g.sub(found.entry, g.const(low)))
    below = g.monomials.tidy(g.sub(g.const(high), found.entry))
    if high >= 1:
        upper = [
            Obligation("the weight is nonnegative", Goal.NONNEGATIVE, found.entry), _whole(found)
        ]  # fmt: skip
    else:
        upper = [Obligation("the weight is at most w_max", Goal.NONNEGATIVE, below)]
    return reduction(
        found, "AW/within", "every weight lies between the declared bounds",
        Obligation("the weight is at least w_min", Goal.NONNEGATIVE, above), *upper,
    )  # fmt: skip


def ordinal(claim: Any) -> Reduction | None:
    """AW/ordinal."""
    found = read(claim)
    if found is None:
        return None
    try:
        rise = diff(found.entry, "s")
    except NotDifferentiable:
        return None
    return reduction(
        found, "AW/ordinal",
        "two weights of one output differ only in their own scores, in which the formula does not "
        "decrease",
        Obligation("the weight does not fall with its own score", Goal.NONNEGATIVE, rise),
    )  # fmt: skip


def ordinal_by_choice(claim: Any) -> Reduction | None:
    """AW/ordinal-choice."""
    found = read(claim)
    choice = None if found is None else threshold(found)
    if found is None or choice is None:
        return None
    g = found.graph
    low, high = choice.low, choice.high
    try:
        slopes = [diff(node, "s") for node in (choice.risen, low, high)]
    except NotDifferentiable:
        return None
    texts = ("what is compared", "the weight below the threshold", "the weight above it")
    return reduction(
        found, "AW/ordinal-choice",
        "a higher score is on the upper side of the threshold, where the weight is larger",
        *(
            Obligation(f"{text} does not fall with the score", Goal.NONNEGATIVE, slope)
            for text, slope in zip(texts, slopes)
        ),
        Obligation("the upper weight is not smaller", Goal.NONNEGATIVE, g.sub(high, low)),
    )  # fmt: skip


def monotone(claim: Any) -> Reduction | None:
    """AW/monotone."""
    found = read(claim)
    parts = None if found is None else quotients(found)
    if found is None or parts is None:
        return None
    obligations: list[Obligation] = []
    try:
        for share, kernel in parts:
            if found.graph.names(kernel) - {"s", "K"}:
                return None
            rise = rate(kernel, "s", relative=False)
            obligations += [
                Obligation("the share of the quotient", Goal.NONNEGATIVE, share),
                Obligation("the kernel is positive", Goal.POSITIVE, kernel),
                Obligation("the log of the kernel does not fall", Goal.NONNEGATIVE, rise),
            ]
    except NotDifferentiable:
        return None
    return reduction(
        found, "AW/monotone",
        "raising a score raises its kernel and leaves the others: g / (g + rest) does not fall",
        *obligations,
    )  # fmt: skip


def lipschitz(claim: Any) -> Reduction | None:
    """AW/Lipschitz."""
    found, constant = read(claim), claim.settings.get("lipschitz")
    parts = None if found is None else quotients(found)
    if found is None or parts is None or constant is None:
        return None
    g, most = found.graph, Fraction(*constant)
    obligations: list[Obligation] = []
    room = g.const(most)
    for share, kernel in parts:
        slope = log_slope(found, kernel, most)
        if slope is None:
            return None
        bound, shown = slope
        size = share if nonnegative(share) else g.neg(share)
        obligations += [
            Obligation("the size of the quotient's share", Goal.NONNEGATIVE, size),
            Obligation("the kernel is positive", Goal.POSITIVE, kernel),
            *shown,
        ]
        room = g.sub(room, g.mul(g.const(bound), size))
    obligations.append(Obligation("what is left of the constant", Goal.NONNEGATIVE, room))
    return reduction(
        found, "AW/Lipschitz",
        "the logarithms of the kernels have bounded slopes, and the mean absolute deviation of "
        "slopes is at most half their range",
        *obligations,
    )  # fmt: skip


#: For each claim the reductions to be tried, in order.
REDUCTIONS: dict[str, tuple[Reduce, ...]] = {
    "RM-A1/valid": (distribution,),
    "RM-A2/all": (positive_where_both_are,),
    "RM-A2/base": (positive_where_base_is,),
    "RM-A3/anchor": (anchored,),
    "AW-A1/normalised": (normalised,),
    "AW-A2/positive": (positive,),
    "AW-A3/bounded": (within,),
    "AW-A4/lipschitz": (lipschitz,),
    "AW-A5/ordinal": (ordinal, ordinal_by_choice),
    "AW-A5/monotone": (monotone,),
}
