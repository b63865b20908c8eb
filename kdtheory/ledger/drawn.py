"""Figures that are drawn already: their pictures, their numbers, and what their scripts say."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kdtheory.ledger import places

#: A figure about more claims than this belongs to none of their pages.
MOST_CLAIMS: Final = 8


@dataclass(frozen=True)
class Figure:
    """A figure of ``figures/``: the script's docstring is its title, its caption, its claims."""

    name: str
    title: str
    caption: str
    picture: Path
    numbers: Path
    claims: tuple[str, ...]

    @property
    def general(self) -> bool:
        """Whether it is about the theory as a whole."""
        return len(self.claims) > MOST_CLAIMS


@cache
def figures() -> dict[str, Figure]:
    """All figures that have a picture and the numbers it was drawn from."""
    root = places.folder("figures")
    if root is None:
        return {}
    found = {}
    for numbers in sorted(root.glob("*.csv")):
        picture, script = numbers.with_suffix(".svg"), numbers.with_suffix(".py")
        if picture.is_file():
            title, caption, claims = _words(script)
            title = title or numbers.stem.replace("_", " ")
            found[numbers.stem] = Figure(numbers.stem, title, caption, picture, numbers, claims)
    return found


def about(id: str, known: Mapping[str, Figure]) -> list[Figure]:
    """The figures that belong on the page of a claim."""
    return [f for f in known.values() if id in f.claims and not f.general]


def _words(script: Path) -> tuple[str, str, tuple[str, ...]]:
    if not script.is_file():
        return "", "", ()
    text = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    title, _, rest = text.partition("\n")
    caption, _, theory = " ".join(rest.split()).partition("Theory:")
    claims = re.findall(r"\b(?:[A-Z]{2}-[A-Z]|R)\d+", theory)
    return title.strip().rstrip("."), caption.strip(), tuple(claims)
