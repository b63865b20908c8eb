"""What the pages show: rows and operators as plain values for the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup

from kdtheory.claims.verdict import OperatorReport, Outcome
from kdtheory.ledger import data, documents
from kdtheory.ledger.drawn import Figure, about
from kdtheory.ledger.mathml import mathml
from kdtheory.ledger.rows import Decision, Row, slug
from kdtheory.report import html
from kdtheory.report.scopes import scope_text
from kdtheory.report.vocabulary import LOOKS, PROVENANCE, clean

_KIND_WORDS: Final = {
    "equality": "both sides are equal",
    "tight": "the stated constant is the sharp one",
    "upper": "the bound holds and is not sharp",
    "lower": "the stated constant is too small: as stated the bound is false",
    "undecided": "the enclosure holds it",
}
_SAYS: Final = {
    "rounds to": "{}", "exactly": "{} exactly", "at most": "at most {}", "at least": "at least {}",
}  # fmt: skip


def anchor(key: str) -> str:
    """The id of a card, such as ``SK-A5-zero``."""
    return slug(key.replace("/", "-"))


def look(outcome: Outcome | None) -> dict[str, str] | None:
    """An outcome with its symbol."""
    if outcome is None:
        return None
    return {"verdict": outcome.value, "symbol": LOOKS[outcome].symbol}


def tally(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int]]:
    """Outcomes counted, strongest first."""
    seen = list(outcomes)
    return [(o.value, LOOKS[o].symbol, seen.count(o)) for o in Outcome if o in seen]


def card(d: Decision, where: str, *, linked: bool = False) -> dict[str, Any]:
    """A verdict for the card of the reports, with a link to its certificate."""
    shown = html._verdict(where, documents.restore(d.body, d.certificate))
    link = '<a href="../claims/{0}.html">{0}</a>'
    shown["claim"] = Markup(link).format(d.body["claim"]) if linked else shown["claim"]
    if d.certificate:
        check = d.body["check"]
        word = "accepted by the checker" if check["accepted"] else "REJECTED by the checker"
        link = '<a href="../certificates/{0}">{0}</a></code> {1}, {2}<code>'
        shown["certificate"] = Markup(link).format(d.certificate, word, check["summary"])
    shown["seconds"] = f"{d.body['seconds']:.2g}"
    return shown


# the index -------------------------------------------------------------------------------------


def brief(row: Row, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """A claim in one line."""
    outcomes = [d.outcome for found in row.cells.values() for d in found.values()]
    return {
        "id": row.id,
        "paper": row.claim.paper,
        "kind": row.kind,
        "title": row.title,
        "provenance": row.provenance,
        "stated": row.claim.stated,
        "computed": data.computed(row),
        "lines": lines(row),
        "verdict": look(row.verdict),
        "as_stated": look(row.as_stated),
        "tally": tally(outcomes) if row.variants else [],
        "asked": len(outcomes),
        "trouble": row.trouble,
        "evidence": evidence(row, figures),
    }


def lines(row: Row) -> list[tuple[str, str]]:
    """What was computed: numbers with what they are, then the verdicts counted."""
    found = [(v["computed"], v["name"]) for v in row.values[:2]]
    found += [(s["digits"], f"sharp constant for {data.pairs(s)}") for s in row.sharps[:1]]
    if row.decisions:
        found.append(("", data.counted(d.outcome for d in row.decisions)))
    if row.readings:
        found.append(("", data.refuted(row)))
    if row.cells:
        many = len(row.cells)
        outcomes = data.counted(d.outcome for own in row.cells.values() for d in own.values())
        found.append(("", f"{many} operator{'s' if many > 1 else ''}: {outcomes}"))
    return found


def evidence(row: Row, figures: Mapping[str, Figure]) -> list[tuple[str, str]]:
    """Kinds of evidence that a claim has: the place on its page, and a word."""
    proved = sum(d.body["document"] is not None for d in row.decisions)
    witnesses = sum(d.outcome is Outcome.REFUTED for r in row.readings for d in r.false)
    found = [
        ("numbers", len(row.values), "number"),
        ("constant", len(row.sharps), "constant"),
        ("claims", proved, "certificate"),
        ("readings", witnesses, "witness"),
        ("operators", len(row.cells), "operator"),
        ("measured", len(row.findings), "measurement"),
        ("derivation", int(row.derivation is not None), "derivation"),
        ("coq", len(row.coq), "Coq proof"),
        ("figure", len(about(row.id, figures)), "figure"),
    ]
    return [(place, _counted(n, word)) for place, n, word in found if n]


def _counted(n: int, word: str) -> str:
    if n == 1:
        return word
    return f"{n} witnesses" if word == "witness" else f"{n} {word}s"


# a claim ---------------------------------------------------------------------------------------


def page(row: Row, figures: Mapping[str, Figure]) -> dict[str, Any]:
    """A claim with everything."""
    word = row.provenance.split()[0] if row.provenance else ""
    return {
        **brief(row, figures),
        "provenance_tip": PROVENANCE.get(word, ""),
        "formulas": [mathml(x) for x in row.statements],
        "plain": row.plain,
        "note": row.claim.note,
        "agreement": row.agreement,
        "constant": row.constant,
        "hypotheses": list(row.hypotheses.items()),
        "source": row.source,
        "file": f"paper_repro/{row.claim.file}",
        "commands": commands(row),
        "figures": about(row.id, figures),
        "numbers": [{**v, "says": _SAYS[v["relation"]].format(v["stated"])} for v in row.values],
        "sharps": [_sharp(s) for s in row.sharps],
        "verdict_cards": [card(d, anchor(d.key)) for d in row.decisions],
        "readings": [_reading(row, r) for r in row.readings],
        "variants": [_variant(row, a) for a in row.variants],
        "matrix": _own_matrix(row) if row.cells else None,
        "findings": [_finding(f) for f in row.findings],
        "measurements": list(dict.fromkeys(f["measurement"] for f in row.findings)),
        "remarks": row.remarks,
        "derivation": row.derivation,
        "coq": row.coq,
    }


def commands(row: Row) -> list[str]:
    """How a reader does the same on the command line."""
    found = []
    if row.decisions:
        found.append(f"kdtheory verify --theorem {row.id}")
    if row.readings:
        found.append(f"kdtheory theorems {row.id} --audit")
    if row.variants:
        found.append(f"kdtheory axioms {row.id}")
    for s in row.sharps[:1]:
        options = " ".join(f"--{k} {v}" for k, v in s["parameters"].items())
        found.append(f"kdtheory sharpen {s['claim']} {options}")
    if row.derivation is not None:
        found.append(f"kdtheory prove {row.id}")
    return found or [f"kdtheory repro {row.claim.paper}"]


def _sharp(s: dict[str, Any]) -> dict[str, Any]:
    witness = s["witness"]
    sides = ("lhs", "rhs", "ratio")
    name = data.sharp_certificate(s)
    check = s["check"] or {"accepted": False, "summary": ""}
    return {
        **s,
        "parameters": data.pairs(s),
        "kind_words": _KIND_WORDS[s["kind"]],
        "point": [(k, _point(v)) for k, v in witness.items() if k not in sides],
        "certificate": f"certificates/{name}" if name else "",
        "check": f"{'accepted' if check['accepted'] else 'REJECTED'}: {check['summary']}",
    }


def _point(value: Any) -> str:
    """Exact coordinates, or decimals where the fractions are long."""
    from kdtheory.report.values import decimal_text, exact_text

    text = exact_text(value)
    return text if len(text) <= 60 else decimal_text(value) or text


def _reading(row: Row, r: Any) -> dict[str, Any]:
    sourced = row.provenance.startswith("sourced")
    wording = "as the papers are summarised" if sourced else "the natural reading of the papers"
    return {
        "name": r.name,
        "words": r.words,
        "repair": r.repair,
        "wording": wording if r.name == row.claim.as_stated else "",
        "cards": [card(d, f"{r.name}-{anchor(d.key)}") for d in r.false],
        "repaired": [
            {"id": anchor(d.key), "name": d.key, **(look(d.outcome) or {})} for d in r.repaired
        ],
    }


def _variant(row: Row, a: Any) -> dict[str, Any]:
    return {
        "variant": a.variant,
        "statement": a.statement,
        "provenance": a.provenance,
        "headline": a.headline,
        "satisfied_by": a.satisfied_by,
        "violated_by": a.violated_by,
        "good": cell(row.cells.get(a.satisfied_by, {}).get(a.key)),
        "bad": cell(row.cells.get(a.violated_by, {}).get(a.key)),
    }


def _finding(f: Mapping[str, Any]) -> dict[str, Any]:
    word = "agrees" if f["agrees"] else "disagrees"
    word += "" if f["agrees"] == f["expected"] else ", not as expected"
    word += ", as expected" if not f["agrees"] and not f["expected"] else ""
    return {**f, "predicted": _number(f["predicted"]), "measured": _number(f["measured"]),
            "word": word}  # fmt: skip


def _number(x: Any) -> str:
    if isinstance(x, Mapping):
        low, high = (f"{e:.4g}" for e in x["interval"])
        return f"{x['value']:.4g} [{low}, {high}]"
    return f"{x:.4g}" if isinstance(x, float) else str(x)


# operators and axioms ----------------------------------------------------------------------------


def cell(d: Decision | None) -> dict[str, str] | None:
    """A verdict on an operator, with the link to its evidence."""
    if d is None:
        return None
    verdict = documents.restore(d.body)
    where = f"operators/{slug(d.job.subject)}.html#{anchor(d.key)}"
    tip = f"{d.key}: {d.outcome.value}; {scope_text(verdict.scope)}"
    return {"href": where, "tip": clean(tip), **(look(d.outcome) or {})}


Cells = Mapping[str, Mapping[str, Decision]]


def _own_matrix(row: Row) -> dict[str, Any]:
    keys = [a.key for a in row.variants]
    keys += sorted({key for found in row.cells.values() for key in found} - set(keys))
    return matrix(row.cells, keys)


def matrix(cells: Cells, keys: Sequence[str]) -> dict[str, Any]:
    """Operators (rows) by axiom variants (columns)."""
    from kdtheory.axioms.registry import table
    from kdtheory.ledger.plan import of_papers
    from kdtheory.operators.registry import catalogue

    known, axioms = catalogue(), table()
    claims = [key.partition("/")[0] for key in keys]
    heads = [
        {
            "claim": claim,
            "variant": key.partition("/")[2],
            "statement": axioms[key].statement,
            "span": claims.count(claim) if claim not in claims[:k] else 0,
        }
        for k, (claim, key) in enumerate(zip(claims, keys, strict=True))
    ]
    order = sorted(cells, key=lambda name: not (name in known and of_papers(name)))
    rows: list[dict[str, Any]] = []
    for name in order:
        own = name in known and of_papers(name)
        rows.append(
            {
                "name": name,
                "href": f"operators/{slug(name)}.html",
                "summary": known[name].summary if name in known else "",
                "cells": [cell(cells[name].get(key)) for key in keys],
                "first": bool(rows) and not own and rows[-1]["own"],
                "own": own,
            }
        )
    return {"heads": heads, "rows": rows}


def operator(name: str, found: Mapping[str, Decision], facts: Mapping[str, Any]) -> dict[str, Any]:
    """An operator with a card for each verdict."""
    from kdtheory.axioms.registry import table
    from kdtheory.ledger.jobs import target
    from kdtheory.operators.registry import catalogue, resolve
    from kdtheory.report.vocabulary import kind_title

    op = resolve(target(name))
    place = list(table())
    ordered = sorted(found.values(), key=lambda d: place.index(d.key))
    verdicts = tuple(documents.restore(d.body) for d in ordered)
    report = OperatorReport(
        op.name, op.kind, op.digest, verdicts, op.summary, (), facts.get("pictures") or {}
    )
    shown = html._operator(1, report)
    shown["verdicts"] = [card(d, anchor(d.key), linked=True) for d in ordered]
    listed = name in catalogue()
    return {
        **shown,
        "kind_title": kind_title(op.kind),
        "formula": op.formula,
        "origin": f"Source: {op.source}" if op.source else "Written for this ledger",
        "target": name if listed else f"paper_repro/{name}",
    }


def every_cell(rows: Iterable[Row]) -> dict[str, dict[str, Decision]]:
    """The verdicts of all claims by operator and variant."""
    found: dict[str, dict[str, Decision]] = {}
    for row in rows:
        for name, own in row.cells.items():
            found.setdefault(name, {}).update(own)
    return found
