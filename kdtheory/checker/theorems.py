"""Proofs of theorems: the statements that their arguments rest on, prescribed here.

For every argument the checker has its own list of statements and shows them itself; those of the
certificate have to be the same and are shown again. That the claim follows from the statements is
the argument's sentence, ``because``, which is read by people.
"""

from __future__ import annotations

from random import Random
from typing import Any

from flint import fmpq

from kdtheory.checker.derivations import read_obligation, read_ranges, within
from kdtheory.checker.extents import INF, Reach, fraction
from kdtheory.checker.grammar import (
    Rejected,
    Row,
    below,
    fields,
    formula,
    items,
    need,
    variables,
    words,
)
from kdtheory.checker.obligations import Algebra, Obligation
from kdtheory.checker.prescriptions import draw
from kdtheory.checker.product_statements import TheoremHead
from kdtheory.checker.sampling import ENOUGH, ROUNDS, close, sample
from kdtheory.checker.slopes import Builder
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import HEAD
from kdtheory.checker.terms import Variables
from kdtheory.checker.theorem_arguments import Argument
from kdtheory.checker.theorem_arguments_aw import WEIGHTING
from kdtheory.checker.theorem_arguments_mt import AGGREGATION
from kdtheory.checker.theorem_arguments_rm import RECURSION
from kdtheory.checker.theorem_arguments_sk_access import ACCESS
from kdtheory.checker.theorem_arguments_sk_students import STUDENTS

ARGUMENTS: dict[str, Argument] = {
    **AGGREGATION,
    **RECURSION,
    **WEIGHTING,
    **STUDENTS,
    **ACCESS,
}


def derivation(document: dict[str, Any], about: TheoremHead, _: float | None) -> Found:
    """Everything that makes a theorem's claim follow by a known argument."""
    fields(document, "the certificate", HEAD + "reduction because nodes ranges obligations")
    name = words(document["reduction"], "reduction")
    words(document["because"], "because")
    argument = ARGUMENTS.get(name)
    if argument is None:
        raise Rejected(f"the checker knows no argument {name[:40]}")
    need(about.key in argument.claims, f"{name} does not show {about.key}")
    _need_scope(about, argument)
    built, mine = prescribed(argument)
    rows, ranges, stated = _read(document, argument)
    _covers_inputs(about, argument.ranges | ranges)
    need([o.goal for o in stated] == [o.goal for o in mine], f"{name} has other obligations")
    _shown(Algebra(built.rows, argument.ranges | ranges, []), mine)
    _shown(Algebra(rows, ranges, []), stated)
    pairs = list(zip((o.node for o in stated), (o.node for o in mine)))
    _same(rows, built, pairs, argument.ranges, Random(document["digest"]))
    return Found(
        f"{about.operator}: {about.key} proved {_sizes(about)}by {name}: {len(mine)} statements "
        "shown by algebra; that the claim follows from them is the argument's own sentence"
    )


def prescribed(argument: Argument) -> tuple[Builder, list[Obligation]]:
    """The checker's own statements, as a formula and obligations on its nodes."""
    built = Builder()
    made = argument.statements(Variables(built))
    return built, [
        Obligation(f"statement {k}", g, t.node, (), None) for k, (g, t) in enumerate(made)
    ]


def _need_scope(about: TheoremHead, argument: Argument) -> None:
    """Reject unless the scope is what the argument covers of the claim."""
    space, scope = about.space, about.scope
    classes = argument.classes if space.counts("n") else None
    teachers = argument.teachers if space.counts("K") else None
    need(scope["classes"] == classes, "the argument covers other numbers of classes")
    need(scope.get("teachers") == teachers, "the argument covers other numbers of teachers")
    note = "; ".join(x for x in (about.statement.note, argument.note) if x)
    need(scope.get("note", "") == note, "scope.note is not that of the argument")


def _covers_inputs(about: TheoremHead, ranges: dict[str, Reach]) -> None:
    """A number of the claim that the argument speaks of ranges over all of its interval."""
    for i in about.space.inputs:
        if i.law == "interval" and i.name in ranges:
            left, low, high, right = i.ends
            reach: Reach = (
                -INF if low is None else fraction(low), INF if high is None else fraction(high),
                left == "(", right == ")",
            )  # fmt: skip
            need(within(reach, ranges[i.name]), f"{i.name} has values left out")


def _read(
    document: dict[str, Any], argument: Argument
) -> tuple[list[Row], dict[str, Reach], list[Obligation]]:
    rows = formula(document["nodes"])
    listed = items(document["obligations"], "obligations", 1, 64)
    stated = [read_obligation(o, rows, f"obligations[{k}]") for k, o in enumerate(listed)]
    need(not any(o.positive for o in stated), "nothing is assumed positive")
    ranges = read_ranges(document["ranges"])
    used = [o.node for o in stated]
    need(len(below(rows, used)) == len(rows), "the formula has nodes that nothing uses")
    need(variables(rows, used) == set(ranges), "the ranges are not those of the variables")
    for v, reach in ranges.items():
        need(v in argument.ranges, f"the argument has no variable {v}")
        need(within(argument.ranges[v], reach), f"{v} ranges over more than stated")
    return rows, ranges, stated


def _shown(algebra: Algebra, obligations: list[Obligation]) -> None:
    for o in obligations:
        need(algebra.shows(o), f"cannot be shown: {o.text[:80]} ({o.goal})")
        if o.polynomials is not None:
            algebra.confirms(o)


def _same(
    rows: list[Row], built: Builder, pairs: list[tuple[int, int]], ranges: dict[str, Reach],
    seed: Random,
) -> None:  # fmt: skip
    """Reject unless the formulas of each pair have the same values."""
    agreed = [0] * len(pairs)
    for _ in range(ROUNDS):
        env: dict[str, fmpq] = {v: draw(v, r, seed) for v, r in ranges.items()}
        theirs, mine = sample(rows, env, seed), sample(built.rows, env, seed)
        for j, (a, b) in enumerate(pairs):
            if theirs.finite(a) and mine.finite(b):
                need(close(theirs, a, mine, b), "a statement is not that of the argument")
                agreed[j] += 1
    need(all(n >= ENOUGH for n in agreed), "too few finite values to compare the statements")


def _sizes(about: TheoremHead) -> str:
    words = [
        f"all {letter}" if sizes == "all" else f"{letter} = {', '.join(map(str, sizes))}"
        for letter, sizes in (("n", about.scope["classes"]), ("K", about.scope.get("teachers")))
        if sizes is not None
    ]
    return f"for {', '.join(words)} " if words else ""
