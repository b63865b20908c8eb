"""The report as one offline HTML page, and as a fragment for notebooks.

Operator names, reasons and values come from outside: the templates escape everything but the
pictures, which are made (and escaped) here, and the page forbids itself every request.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Verdict, Witness
from kdtheory.report.figures import operator_picture, witness_picture
from kdtheory.report.findings import finding
from kdtheory.report.json import plain
from kdtheory.report.naming import rows_of
from kdtheory.report.scopes import scope_text
from kdtheory.report.values import exact_text, flat_text, has_margin, is_vector, reading
from kdtheory.report.vocabulary import (
    LOOKS,
    PROVENANCE,
    SCOPE_NOTE,
    SUPPORTED_NOTE,
    claim_text,
    clean,
    columns,
    kind_title,
    reason_text,
    search_text,
    subjects,
    tally,
)

_EXPLAINED = (Outcome.SUPPORTED, Outcome.CERTIFIED)  # what these say is easily over-read
_WIDE, _FEW = 8, 6  # more claims than this go down the page if the operators are few
_LONG_LIST = 200  # entries of evidence that are shown
_LONG_TEXT = 20_000  # characters of a reason that are shown


def render_page(report: Report) -> str:
    """Write the whole page."""
    return _render("report.html.j2", report)


def render_notebook(report: Report) -> str:
    """Write the fragment: no ids, no links, every rule of its style confined to it."""
    return _render("fragment.html.j2", report)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kdtheory.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = _breakable
    return environment


def _breakable(text: str) -> Markup:
    """Let long names break after their punctuation, and nowhere else if it can be helped."""
    return Markup(re.sub(r"([/:_.])", r"\1<wbr>", str(escape(text))))


def _render(template: str, report: Report) -> str:
    text = _environment().get_template(template).render(_page(report))
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def _page(report: Report) -> dict[str, Any]:
    operators = [_operator(k, op) for k, op in enumerate(report, 1)]
    return {
        "operators": operators,
        "subjects": subjects(report),
        "matrices": [_matrix(report, kind, keys) for kind, keys in columns(report)],
        "environment": [(clean(k), flat_text(v)) for k, v in plain(report.environment).items()],
        "tally": [(o.value, LOOKS[o].symbol, count) for o, count in tally(report.verdicts)],
        "legend": [(o.value, LOOKS[o].symbol, LOOKS[o].meaning) for o in Outcome],
        "scope_note": SCOPE_NOTE,
        "supported_note": SUPPORTED_NOTE[0].upper() + SUPPORTED_NOTE[1:],
    }


def _matrix(report: Report, kind: str, keys: list[str]) -> dict[str, Any]:
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(key.partition("/")[0], []).append(key)
    order = [key for group in groups.values() for key in group]
    rows = []
    own = [(k, op) for k, op in enumerate(report, 1) if op.kind == kind]
    for k, op in own:
        at = {v.key: (f"v{k}-{j}", v) for j, v in enumerate(op, 1)}
        cells = [_cell(*at[key]) if key in at else None for key in order]
        rows.append({"id": f"op{k}", "name": clean(op.operator), "cells": cells})
    if kind == "theorem":  # every claim belongs to one of them
        by_claim = zip(*(row["cells"] for row in rows), strict=True)
        cells = [next(cell for cell in column if cell is not None) for column in by_claim]
        rows = [{"id": "", "name": "verdict", "cells": cells}]
    claims = [
        {
            "claim": clean(claim),
            "variant": clean(key.partition("/")[2]),
            "title": claim_text(key).title,
            "span": len(group) if key == group[0] else 0,  # the first of a claim heads its group
        }
        for claim, group in groups.items()
        for key in group
    ]
    tall = kind == "theorem" or (len(claims) > _WIDE and len(rows) <= _FEW)
    return {"kind": kind_title(kind), "claims": claims, "rows": rows, "tall": tall}


def _cell(anchor: str, v: Verdict) -> dict[str, str]:
    return {
        "id": anchor,
        "verdict": v.outcome.value,
        "symbol": LOOKS[v.outcome].symbol,
        "tip": f"{v.key}: {v.outcome.value}; {scope_text(v.scope)}",
    }


def _operator(k: int, op: OperatorReport) -> dict[str, Any]:
    return {
        "id": f"op{k}",
        "name": clean(op.operator),
        "kind": clean(op.kind),
        "digest": clean(op.digest),
        "summary": clean(op.summary),
        "notes": [clean(note) for note in op.notes],
        "tally": [(o.value, LOOKS[o].symbol, count) for o, count in tally(op.verdicts)],
        "picture": Markup(operator_picture(op)),  # every text in it is escaped
        "verdicts": [_verdict(f"v{k}-{j}", v) for j, v in enumerate(op, 1)],
    }


def _verdict(anchor: str, v: Verdict) -> dict[str, Any]:
    text = claim_text(v.key)
    return {
        "id": anchor,
        "claim": clean(v.claim),
        "variant": clean(v.variant),
        "title": text.title,
        "statement": text.statement,
        "source": text.source,
        "provenance": clean(v.provenance),
        "provenance_tip": PROVENANCE.get(v.provenance, ""),
        "verdict": v.outcome.value,
        "symbol": LOOKS[v.outcome].symbol,
        "meaning": LOOKS[v.outcome].meaning if v.outcome in _EXPLAINED or not v.reason else "",
        "scope": scope_text(v.scope),
        "reason": _shortened(reason_text(v, lines=True)),
        "searched": search_text(v),
        "witness": _witness(v, v.witness) if v.witness else None,
        "evidence": list(_evidence(plain(v.evidence))),
        "certificate": clean(v.certificate) if v.certificate else "",
        "seconds": f"{v.seconds:.3g}",
        "seed": v.seed,
    }


def _shortened(text: str) -> str:
    left = len(text) - _LONG_TEXT
    return text if left <= 0 else f"{text[:_LONG_TEXT]} … ({left} more characters)"


def _witness(v: Verdict, w: Witness) -> dict[str, Any]:
    rows = [(row.symbol, row.words, exact_text(row.value), reading(row)) for row in rows_of(w)]
    return {
        "text": [t for t in (clean(w.text), finding(v)) if t and t != clean(v.reason)],
        "rows": rows,
        "margin": [clean(end) for end in w.margin] if has_margin(w) else [],
        "picture": Markup(witness_picture(v.key, w)),  # every text in it is escaped
    }


def _evidence(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield name, form and content: ``text``, ``steps`` (a numbered list) or ``code``."""
    for name, value in evidence.items():
        title = clean(name).replace("_", " ")
        if not is_vector(value) and not isinstance(value, Mapping):
            yield title, "text", flat_text(value)
        elif is_vector(value) and value and all(isinstance(v, str | Mapping) for v in value):
            steps = [flat_text(v) for v in value[:_LONG_LIST]]
            if len(value) > _LONG_LIST:
                steps.append(f"… and {len(value) - _LONG_LIST} more")
            yield title, "steps" if max(map(len, steps)) > 14 else "text", _joined(steps)
        else:
            yield title, "code", _shortened(flat_text(value))


def _joined(steps: list[str]) -> Any:
    return steps if max(map(len, steps)) > 14 else ", ".join(steps)
