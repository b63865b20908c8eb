"""Statements of the theory as cards: words, formula, where they come from."""

from __future__ import annotations

from html import escape
from typing import Any

from kdtheory.teaching.pages import Page, card, markdown


def statement(key: str) -> Page:
    """The card of an axiom variant (``"SK-A3/weak"``) or of a theorem (``"SK-B2"``).

    Everything on it comes from the registries that the engines decide from.

    Raises
    ------
    KeyError
        If there is no such axiom or theorem.
    """
    title, words, formal, provenance, source = _found(key)
    from kdtheory.report.vocabulary import PROVENANCE

    tag = f"<span class='kdt-tag' title='{escape(PROVENANCE[provenance])}'>{provenance}</span>"
    head = f"<p><span class='kdt-id'>{escape(key)}</span>{escape(title)}{tag}</p>"
    said = f"<p>{escape(words)}</p>" if words else ""
    note = "" if provenance == "ours" else f"<p class='kdt-source'>{escape(source)}</p>"
    return Page(card(f"{head}{said}<div class='kdt-formal'>{formal}</div>{note}", "statement"))


def provenance_of(key: str) -> str:
    """``sourced``, ``reconstructed`` or ``ours``; of an axiom by its name, of its first variant."""
    return str(_found(key)[3])


def _found(key: str) -> tuple[Any, ...]:
    from kdtheory.axioms.registry import table
    from kdtheory.theorems.registry import UnknownTheorem, find

    axioms = table()
    try:
        t = find(key)
        return t.title, t.plain, markdown(f"$${t.statement}$$"), t.provenance, t.source
    except UnknownTheorem:
        pass
    found = axioms.get(key) or next((a for a in axioms.values() if a.claim == key), None)
    if found is None:
        raise KeyError(f"there is neither an axiom nor a theorem {key!r}")
    return found.title, "", escape(found.statement), found.provenance, found.source
