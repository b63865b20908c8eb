"""``kdtheory check --coq``: a branch-and-bound certificate, re-checked by Coq-Interval as well."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from kdtheory.bridge.expression import NotExported
from kdtheory.bridge.problems import problems, suitable
from kdtheory.bridge.source import coq_file
from kdtheory.checker import Rejected, check_document
from kdtheory.checker.document import MOST_BYTES, parse


def export(path: Path) -> tuple[str, int]:
    """The Coq file of a certificate that the independent checker accepts.

    Parameters
    ----------
    path : Path
        A certificate: the cover of a claim that is certified, or a sharp constant.

    Returns
    -------
    text : str
    leaves : int
        How many boxes Coq is asked to enclose.

    Raises
    ------
    Rejected
        If the checker does not accept the certificate.
    NotExported
        If it is no branch-and-bound certificate, or too large, or uses what Coq-Interval lacks.
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        document: dict[str, Any] = parse(file.read(MOST_BYTES + 1))
    with suppress(LookupError, TypeError, AttributeError):  # malformed: the checker says so
        suitable(document)
    result = check_document(document)
    if not result.accepted:
        raise Rejected(result.reason)
    found = problems(document)
    return coq_file(document, found), sum(len(p.leaves) for p in found)


def beside(path: Path) -> Path:
    """Where the Coq file goes: beside the certificate, under a name that Coq takes for a module."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", path.name.removesuffix(".json")).strip("_")
    return path.with_name((name if name[:1].isalpha() else f"certificate_{name}") + ".v")


def check_with_coq(path: Path, *, quiet: bool = False) -> tuple[str, int]:
    """Export an accepted certificate, and let Coq check it where Coq is installed.

    Returns
    -------
    words : str
        One line for the reader.
    code : int
        0 accepted by Coq, 1 rejected by Coq, 2 not written, 3 nothing that Coq could check.
    """
    from kdtheory.bridge import coqc

    try:
        text, leaves = export(path)
    except (NotExported, Rejected) as why:
        return f"{path}: not exported to Coq: {why}", 3
    except OSError as error:
        return f"{path} cannot be read ({error.strerror or error})", 2
    file = beside(path)
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        return f"{file} cannot be written ({error.strerror or error})", 2
    lacking = coqc.missing()
    if lacking:
        return f"{file}: written, not checked: {lacking}; {coqc.HOW_TO_INSTALL}", 3
    if not quiet:
        print(f"Coq encloses {_count(leaves)} of {file.name}", file=sys.stderr, flush=True)
    answer = coqc.compile_file(file)
    if not answer.accepted:
        return f"{file}: rejected by Coq: {answer.reason}", 1
    return f"{file}: accepted by Coq: its {_count(leaves)} enclosed again by Coq-Interval", 0


def _count(leaves: int) -> str:
    return "one leaf" if leaves == 1 else f"{leaves} leaves"


__all__ = ["NotExported", "beside", "check_with_coq", "export"]
