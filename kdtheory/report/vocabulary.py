"""The words, symbols and claim texts that every renderer shares, and cleaning of foreign text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from kdtheory.claims.verdict import Outcome, Report, Verdict


@dataclass(frozen=True)
class Look:
    """How an outcome is shown: a one-column symbol, its meaning, a terminal style."""

    symbol: str
    meaning: str
    style: str


LOOKS: Final[dict[Outcome, Look]] = {
    Outcome.PROVED: Look(
        "✓", "true for every parameter in the stated scope, by derivation", "bold green"
    ),
    Outcome.CERTIFIED: Look(
        "◆", "true on the whole stated compact domain, by enclosure", "bold cyan"
    ),
    Outcome.SUPPORTED: Look(
        "○", "no counterexample found in the stated search; not a proof", "yellow"
    ),
    Outcome.REFUTED: Look("✗", "false; an exact counterexample is given", "bold red"),
    Outcome.UNDECIDED: Look("?", "the budget ended, or the enclosure stayed too wide", "magenta"),
    Outcome.UNSUPPORTED: Look(
        "–", "the claim does not apply, or nothing can read the operator", "dim"
    ),
    Outcome.ERROR: Look("!", "the operator raised or broke its contract", "bold magenta"),
}

PROVENANCE: Final = {
    "sourced": "stated in this form in the source",
    "reconstructed": "the natural formal completion of the source, not confirmed as its wording",
    "ours": "goes beyond the source",
}

_NOTHING_FOUND: Final = "no counterexample found; not a proof"
SCOPE_NOTE: Final = "Every verdict holds on its stated scope only."
SUPPORTED_NOTE: Final = (
    "supported is not a proof: no counterexample was found, which does not mean that there is none."
)


@dataclass(frozen=True)
class ClaimText:
    """What is said of a claim; every field but ``key`` may be empty."""

    key: str
    title: str = ""
    statement: str = ""
    source: str = ""
    satisfied_by: str = ""
    violated_by: str = ""


def claim_text(key: str) -> ClaimText:
    """Return title, statement and source of ``"SK-A1/strict"``; bare if it is unknown here."""
    try:
        from kdtheory.axioms import AXIOMS
    except ImportError:
        return ClaimText(key)
    axiom: Any = AXIOMS.get(key)
    if axiom is None:
        return _theorem_text(key)
    fields = ("title", "statement", "source", "satisfied_by", "violated_by")
    return ClaimText(key, *(clean(_words(getattr(axiom, name, ""))) for name in fields))


@lru_cache(maxsize=256)
def _theorem_text(key: str) -> ClaimText:
    """The text of a claim of a theorem, with all hypotheses or without some of them."""
    from kdtheory.theorems.registry import UnknownTheorem, find

    ident, _, variant = key.partition("/")
    try:
        theorem = find(ident)
        claims = theorem.claims(variant.split("-without-")[1:])
    except UnknownTheorem:
        return ClaimText(key)
    statement = next((c.statement for c in claims if c.variant == variant), theorem.plain)
    return ClaimText(key, *map(clean, (theorem.title, statement, theorem.source)))


def kind_title(kind: str) -> str:
    """What a table of one kind is headed by.

    >>> kind_title("weighting"), kind_title("theorem")
    ('Weighting operators', 'Theorems')
    """
    return "Theorems" if kind == "theorem" else f"{clean(kind).capitalize()} operators"


def subjects(report: Report) -> str:
    """What a report decides about, as in ``2 operators and 1 theorem``."""
    theorems = sum(op.kind == "theorem" for op in report)
    counts = {"operator": len(report.operators) - theorems, "theorem": theorems}
    parts = [f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts.items() if n]
    return " and ".join(parts) or "no operators"


def _words(value: Any) -> str:
    """Text of a name, of several names, or of an object that has a name."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_words(v) for v in value)
    return str(getattr(value, "name", None) or getattr(value, "__name__", None) or value)


_ALLOWED_FORMAT = {"\u200c", "\u200d"}  # joiners that scripts need


def clean(text: object, *, lines: bool = False) -> str:
    r"""Return text that is safe to print, on one line unless ``lines``.

    Control characters (terminal escapes), lone surrogates and direction overrides are written as
    ``\x1b``, ``\u202e``; nothing is dropped.

    >>> clean("a\x1b[2Jb\n c")
    'a\\x1b[2Jb c'
    """
    raw = str(text)
    if raw.isascii() and raw.isprintable():
        return raw
    if lines:
        return "\n".join(_visible(line.rstrip()) for line in raw.split("\n"))
    return _visible(" ".join(raw.split()))


def _visible(text: str) -> str:
    return "".join(_shown(c) for c in text.replace("\t", " "))


def _shown(c: str) -> str:
    category = unicodedata.category(c)
    hidden = category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
    if hidden or (category == "Cf" and c not in _ALLOWED_FORMAT):
        code = ord(c)
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
    return c


def reason_text(v: Verdict, *, lines: bool = False) -> str:
    """The reason beside the statement and the meaning, without what these say already."""
    text, statement = clean(v.reason.strip(), lines=lines), claim_text(v.key).statement
    if v.outcome is Outcome.SUPPORTED and text == _NOTHING_FOUND:
        return ""
    return text[len(statement) :].strip() if statement and text.startswith(statement) else text


def search_text(v: Verdict) -> str:
    """Say how much was searched; empty where the evidence does not."""
    points, exact = v.evidence.get("points"), v.evidence.get("exact_checks")
    mass = v.evidence.get("violating_mass_below")
    if v.outcome is not Outcome.SUPPORTED or not isinstance(points, int):
        return ""
    text = f"{points:,} points"
    text += f", {exact:,} checked exactly" if isinstance(exact, int) and exact else ""
    if mass:
        bound = clean(v.evidence.get("confidence", ""))
        text += f"; violating mass below {clean(mass)}" + (
            f" ({bound} confidence)" if bound else ""
        )
    return text


def tally(verdicts: Iterable[Verdict]) -> list[tuple[Outcome, int]]:
    """Count the outcomes that occur, strongest first."""
    seen = [v.outcome for v in verdicts]
    return [(o, seen.count(o)) for o in Outcome if o in seen]


def tally_text(verdicts: Iterable[Verdict]) -> str:
    """Say the counts in words, as in ``5 proved, 1 refuted``."""
    return ", ".join(f"{count} {o.value}" for o, count in tally(verdicts)) or "no verdicts"


def columns(report: Report) -> list[tuple[str, list[str]]]:
    """Return the kinds of operator and, for each, the claims asked, ordered by id."""
    kinds: dict[str, list[str]] = {}
    for op in report:
        keys = kinds.setdefault(op.kind, [])
        keys.extend(v.key for v in op if v.key not in keys)
    return [(kind, sorted(keys, key=_claim_order)) for kind, keys in kinds.items()]


def _claim_order(key: str) -> list[tuple[int, str]]:
    """Order claims by id, ``SK-A2`` before ``SK-A10``; variants stay as they came."""
    parts = re.split(r"(\d+)", key.partition("/")[0])
    return [(int(x), "") if x.isascii() and x.isdigit() and len(x) < 9 else (0, x) for x in parts]
