"""Sufficient conditions for pools of two or three teachers and classes, shown size by size (MT).

What sorts, loops over its teachers or treats one of them differently has no formula for all sizes,
but one for each. Entries that are nonnegative and sum to one form a distribution; an entry that is
positive where all teachers' are inherits positivity; a formula without branches is continuous where
it is defined; and putting one distribution in for all teachers shows unanimity. All are statements
about the entries, settled by algebra over ranges that contain the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from kdtheory.arithmetic.nodes import reachable
from kdtheory.arithmetic.sized import Sized, trace
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.obligation import Goal, Obligation, Reduction

SIZES = ((2, 2), (2, 3), (3, 2), (3, 3))  # teachers, classes
CLASSES = (2, 3)

Show = Callable[[Sized], list[Obligation]]


def _where(part: Sized) -> str:
    return f"K = {part.teachers}, n = {part.classes}"


def _distribution(part: Sized) -> list[Obligation]:
    g, where = part.graph, _where(part)
    total = g.neg(g.one)
    for entry in part.entries:
        total = g.add(total, entry)
    shown = [Obligation(f"q_{i + 1} ≥ 0, {where}", Goal.NONNEGATIVE, q)
             for i, q in enumerate(part.entries)]  # fmt: skip
    return [*shown, Obligation(f"Σ q = 1, {where}", Goal.ZERO, total)]


def _positive(part: Sized) -> list[Obligation]:
    assert part.own is not None
    text = f"q_{part.own + 1} > 0 where all p^k_{part.own + 1} > 0, {_where(part)}"
    return [Obligation(text, Goal.POSITIVE, part.entries[part.own])]


def _continuous(part: Sized) -> list[Obligation]:
    return [Obligation(f"q_{i + 1} is continuous, {_where(part)}", Goal.CONTINUOUS, q)
            for i, q in enumerate(part.entries)]  # fmt: skip


def _unanimous(part: Sized) -> list[Obligation]:
    return [
        Obligation(f"q_{i + 1} = p_{i + 1}, {_where(part)}", Goal.ZERO, part.graph.sub(q, p))
        for i, (q, p) in enumerate(zip(part.entries, part.p, strict=True))
    ]


def _unweighted(part: Sized) -> list[Obligation]:
    """None where the formula has a weight in it."""
    names = {x.value for x in reachable(part.entries) if x.op == "var"}
    if any(name.startswith("w") for name in names):
        raise TraceError("the pool goes by its weights")
    return [Obligation(f"q_{i + 1} ≥ 0 and free of w, {_where(part)}", Goal.NONNEGATIVE, q)
            for i, q in enumerate(part.entries)]  # fmt: skip


#: For each claim its name here, why it suffices, what is shown of every size.
_SHOWN: dict[str, tuple[str, str, Show]] = {
    "MT-A1/valid": (
        "sized/distribution", "the entries are nonnegative and sum to one", _distribution
    ),
    "MT-A2/all": (
        "sized/positive", "every entry is positive where all teachers' are", _positive
    ),
    "MT-A4/open": ("sized/continuous", "a formula without branches", _continuous),
    "MT-A6/unanimity": (
        "sized/unanimous", "put one distribution in for all teachers and simplify", _unanimous
    ),
}  # fmt: skip
for _variant in ("kl", "tv", "componentwise"):
    _SHOWN[f"MT-A3/{_variant}"] = (
        "sized/unweighted",
        "no weight is in the formula, so raising one changes nothing",
        _unweighted,
    )


def _parts(claim: Any, eliminated: bool) -> Iterator[Sized]:
    for teachers, classes in SIZES:
        owns = range(classes) if claim.key == "MT-A2/all" else (None,)
        for own in owns:
            agreed = claim.key == "MT-A6/unanimity"
            yield trace(
                claim.subject, teachers, classes, eliminated=eliminated, own=own, agreed=agreed
            )


def reduce(claim: Any, *, eliminated: bool) -> Reduction | None:
    """The claim for two and three teachers and classes, in one of the two sets of variables."""
    if eliminated and claim.key == "MT-A2/all":
        return None  # the last entry may be zero there
    name, because, show = _SHOWN[claim.key]
    try:
        parts = list(_parts(claim, eliminated))
        obligations = tuple(o for part in parts for o in show(part))
    except TraceError:
        return None
    return Reduction(name, because, obligations, CLASSES, {"sized": parts})


_BOTH = (partial(reduce, eliminated=False), partial(reduce, eliminated=True))

#: For each claim the reductions to be tried, in order, after those for all sizes.
REDUCTIONS = dict.fromkeys(_SHOWN, _BOTH)
