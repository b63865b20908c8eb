"""Counterexamples: a place where the margin is on the wrong side, with its hypothesis."""

from __future__ import annotations

from random import Random
from typing import Any

from kdtheory.checker import hypotheses
from kdtheory.checker.exact import Exact
from kdtheory.checker.grammar import (
    Row,
    fields,
    flag,
    formula,
    is_boolean,
    items,
    need,
    number_at,
    whole,
)
from kdtheory.checker.product_statements import ProductHead
from kdtheory.checker.spaces import Place
from kdtheory.checker.stated import Found, encloses, how, shown, used, where
from kdtheory.checker.statements import HEAD, LIMITING, Head


def witness(document: dict[str, Any], about: Head | ProductHead, _: float | None) -> Found:
    """A place at which the margin is certainly on the wrong side of zero."""
    fields(
        document, "the certificate",
        HEAD + "inputs specialised nodes hypotheses margin enclosure",
    )  # fmt: skip
    need(about.statement.relation not in LIMITING, "a single point says nothing of a limit")
    about.need_whole()
    place = about.space.read(document["inputs"], "inputs")
    hypotheses.presupposed(about.key, place)
    rows = formula(document["nodes"])
    specialised = flag(document["specialised"], "specialised")
    conditions = _conditions(document["hypotheses"], rows, about)
    margin = number_at(document["margin"], rows, "margin")
    env = about.space.environment(place)
    used(rows, [margin, *conditions], set(env), specialised)
    exact = Exact(rows, env)
    for c in conditions:
        need(exact.truth(c) is True, "a hypothesis does not hold at the inputs")
    if not specialised:
        seed = Random(document["digest"])
        hypotheses.agree(about.key, about.space, place, rows, conditions, seed)
    need(exact.violates(margin, about.strict), "the margin is not on the wrong side of zero")
    ball = exact.ball(margin)
    encloses(document["enclosure"], ball, exact.rational(margin) == 0, "enclosure")
    return Found(_refuted(about, shown(ball), place, specialised))


def _conditions(x: Any, rows: list[Row], about: Head | ProductHead) -> list[int]:
    found = [whole(c, 0, len(rows) - 1, "a hypothesis") for c in items(x, "hypotheses", 0, 64)]
    need(len(set(found)) == len(found), "a hypothesis is stated twice")
    need(all(is_boolean(rows[c]) for c in found), "a hypothesis is not a condition")
    need(about.statement.conditional or not found, "the claim has no hypothesis")
    return found


def _refuted(about: Head | ProductHead, margin: str, place: Place, specialised: bool) -> str:
    return (
        f"{about.operator} refuted: margin {margin} at {where(place)}; {how(specialised)}"
    )  # fmt: skip


__all__ = ["Found", "witness"]
