"""Certificates as files: read with limits, sealed by a digest, handed to the kind's own check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kdtheory.checker import (
    covers,
    derivations,
    entrywise,
    pools,
    refutations,
    series,
    sized,
    theorems,
)
from kdtheory.checker.grammar import Rejected, need, words
from kdtheory.checker.product_statements import ProductHead, TheoremHead
from kdtheory.checker.sharp import sharp
from kdtheory.checker.stated import Found
from kdtheory.checker.statements import FORMAT, HEAD, Head, head

MOST_BYTES = 32 << 20
SHARP = "sharp"  # a kind of its own: the best constant of a bound, no claim about an operator

Check = Callable[[dict[str, Any], Any, float | None], Found]

#: How each kind of evidence is checked, for claims of a softening and of named inputs.
_KINDS: dict[str, dict[type, Check]] = {
    "witness": dict.fromkeys((Head, ProductHead, TheoremHead), refutations.witness),
    "series": dict.fromkeys((Head, ProductHead, TheoremHead), series.series),
    "derivation": {Head: derivations.derivation, TheoremHead: theorems.derivation},
    "cover": {Head: covers.cover},
    "pool": {ProductHead: pools.pool},
    "entrywise": {ProductHead: entrywise.entrywise},
    "sized": {ProductHead: sized.sized},
}


@dataclass(frozen=True)
class Result:
    """The outcome of a re-check.

    Attributes
    ----------
    accepted : bool
        True only if everything the certificate says was confirmed.
    reason : str
        Why not, where it was not.
    claim : str
        Such as ``SK-A1/strict``.
    summary : str
        What is shown of which operator, where, and how it was checked.
    share : float
        Part of the evidence that was re-checked.
    """

    accepted: bool
    reason: str
    claim: str = ""
    summary: str = ""
    share: float = 1.0


def check_file(path: str | Path, budget: float | None = None) -> Result:
    """Re-check a certificate.

    Parameters
    ----------
    path : path
    budget : float, optional
        Seconds after which an enclosure's re-check stops; what is left unchecked then is told,
        and the certificate is not accepted.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    try:
        document = parse(data)
    except Rejected as why:
        return Result(False, str(why), share=0.0)
    return check_document(document, budget)


def check_document(document: Any, budget: float | None = None) -> Result:
    """Re-check a certificate that has been read from JSON."""
    claim = ""
    try:
        body = _sealed(document)
        claim = _claim(body)
        found = sharp(body, budget) if body["kind"] == SHARP else _evidence(body, budget)
    except Rejected as why:
        return Result(False, str(why), claim, share=0.0)
    except RecursionError:
        return Result(False, "the certificate is nested too deeply", claim, share=0.0)
    except (ArithmeticError, ValueError, TypeError, LookupError, MemoryError) as error:
        return Result(False, f"cannot be checked: {type(error).__name__}", claim, share=0.0)
    if found.share < 1:
        reason = f"partial: {found.share:.1%} of the evidence re-checked before the budget ended"
        return Result(False, reason, claim, found.summary, min(found.share, 0.999999))
    return Result(True, "", claim, found.summary)


def _evidence(body: dict[str, Any], budget: float | None) -> Found:
    """What the certificate of a claim shows."""
    about = head(body)
    check = _KINDS[body["kind"]].get(type(about))
    if check is None:
        raise Rejected(f"nothing of the kind {body['kind']} shows {about.key}")
    return check(body, about, budget)


def parse(data: bytes) -> Any:
    """JSON without floats, duplicate keys, or anything that is not UTF-8."""
    need(len(data) <= MOST_BYTES, f"larger than {MOST_BYTES >> 20} MiB")
    try:
        return json.loads(
            data.decode("utf-8"),
            parse_float=_no_number,
            parse_constant=_no_number,
            object_pairs_hook=_unique,
        )
    except UnicodeDecodeError:
        raise Rejected("not UTF-8 text") from None
    except RecursionError:
        raise Rejected("nested too deeply") from None
    except (ValueError, MemoryError) as error:
        raise Rejected(f"not JSON: {str(error)[:120]}") from None


def _no_number(text: str) -> Any:
    raise Rejected(f"the number {text[:40]} is neither an integer nor a text")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Rejected("a key occurs twice in one object")
    return found


def canonical(document: dict[str, Any]) -> str:
    """The text that the digest is of."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _sealed(document: Any) -> dict[str, Any]:
    """The document, of a known format and with the digest that its content has."""
    if type(document) is not dict:
        raise Rejected("not an object")
    need(document.get("format") == FORMAT, f"the format is not {FORMAT}")
    kinds = [*_KINDS, SHARP]
    need(
        type(document.get("kind")) is str and document["kind"] in kinds,
        f"the kind is none of {', '.join(kinds)}",
    )
    digest = words(document.get("digest"), "digest")
    body = {k: v for k, v in document.items() if k != "digest"}
    found = "sha256:" + hashlib.sha256(canonical(body).encode()).hexdigest()
    need(digest == found, "the digest does not match: the certificate was altered")
    return document


def _claim(document: dict[str, Any]) -> str:
    """Which claim it is about, such as ``SK-A1/strict``; a sharp constant has no variant."""
    if document["kind"] == SHARP:
        return words(document.get("claim"), "claim")[:80]
    for name in HEAD.split():
        need(name in document, f"the certificate lacks {name}")
    claim, variant = (words(document[k], k) for k in ("claim", "variant"))
    return f"{claim}/{variant}"[:80]
