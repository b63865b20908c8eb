"""Rewrite the checker's table of theorem claims from the theorems, for a person to review.

Run by hand, ``python tests/checker/write_theorem_rows.py``, after a theorem has changed; the tests
only compare.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

import kdtheory.checker
from kdtheory.claims.claim import Relation
from kdtheory.claims.product import ProductClaim, set_of
from kdtheory.engines.product import places
from kdtheory.theorems.registry import Theorem, table

FAMILIES = {
    "MT": ("AGGREGATION", "teachers and their pools"),
    "RM": ("RECURSION", "anchored recursion"),
    "AW": ("WEIGHTING", "adaptive weighting"),
}
LETTERS = {"sourced": "S", "reconstructed": "R", "ours": "X"}
WIDTH, INDENT = 94, " " * 8


def full_sets(claim: ProductClaim) -> dict[str, str]:
    """The sets of the inputs, with the number of rows where :func:`set_of` leaves it out."""
    found = {}
    for i in claim.inputs:
        text = set_of(i)
        stacked = i.rows == "classes" or (i.rows == "teachers" and i.law != "simplex")
        letter = "n" if i.rows == "classes" else "K"
        found[i.name] = f"({text})^{letter}" if stacked and not text.startswith("(") else text
    return found


def conditional(claim: ProductClaim) -> bool:
    """Whether the margins of a place come with a hypothesis."""
    if claim.relation in (Relation.LIMIT, Relation.CONTINUOUS):
        return False
    nice = places.Nice(claim, next(claim.sizes(4)), 4, np.random.default_rng(0))
    found = claim.evaluate(places.arranged(claim, nice.batch), np)
    return found.when is not None


def claims(theorem: Theorem) -> dict[str, ProductClaim]:
    """Every claim, with all hypotheses and with any of them dropped; the fewest dropped first."""
    found: dict[str, ProductClaim] = {}
    for count in range(len(theorem.hypotheses) + 1):
        for dropped in combinations(theorem.hypotheses, count):
            for claim in theorem.claims(dropped):
                found.setdefault(claim.key, claim)
    return found


def row(claim: ProductClaim) -> str:
    """One entry of the table."""
    sets = "; ".join(f"{name} ∈ {where}" for name, where in full_sets(claim).items())
    more = [f"limit={_quoted(claim.limit)}"] if claim.limit else []
    more += ["conditional=True"] if conditional(claim) else []
    letter, relation = LETTERS[claim.provenance], _quoted(claim.relation.value)
    lines = [f"    {_quoted(claim.key)}: row(", f"{_wrapped(claim.statement)},"]
    whole = f"{INDENT}{', '.join([letter, relation, _quoted(sets), *more])},"
    if len(whole) <= WIDTH + 6:
        lines.append(whole)
    else:
        lines += [f"{INDENT}{letter}, {relation},", f"{_wrapped(sets)},"]
        lines += [f"{INDENT}{', '.join(more)},"] if more else []
    if claim.note:
        lines.append(f"{INDENT}note={_wrapped(claim.note).strip()},")
    return "\n".join([*lines, "    ),"])


def _quoted(text: Any) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wrapped(text: str) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if len(INDENT + _quoted(line + word)) > WIDTH:
            lines.append(line)
            line = ""
        line += word + " "
    lines.append(line[:-1])
    return "\n".join(INDENT + _quoted(x) for x in lines)


def written(family: str) -> str:
    """The module of one family."""
    name, words = FAMILIES[family]
    found = [
        row(claim)
        for id, theorem in table().items()
        if id.startswith(family)
        for claim in claims(theorem).values()
    ]
    body = "\n".join(found)
    letters = [x for x in LETTERS.values() if f"\n{INDENT}{x}, " in body]
    return (
        f'"""Claims of the theorems on {words}, word for word."""\n\n'
        "from __future__ import annotations\n\n"
        "from kdtheory.checker.product_statements import ProductStatement\n"
        f"from kdtheory.checker.theorem_rows import {', '.join([*sorted(letters), 'row'])}\n\n"
        f"{name}: dict[str, ProductStatement] = {{\n{body}\n}}  # fmt: skip\n"
    )


if __name__ == "__main__":
    folder = Path(kdtheory.checker.__file__).parent
    for family in FAMILIES:
        path = folder / f"theorem_rows_{family.lower()}.py"
        path.write_text(written(family), encoding="utf-8")
