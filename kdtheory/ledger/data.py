"""The ledger as plain data: the whole document, and the short one that is committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kdtheory.claims.verdict import Outcome
from kdtheory.ledger.claims import PAPERS, Effort
from kdtheory.ledger.drawn import about, figures
from kdtheory.ledger.rows import Decision, Reading, Row

FORMAT: Final = "kdtheory.ledger/1"
RESULTS: Final = "kdtheory.results/1"
_OPEN: Final = ("supported", "undecided")


def document(rows: Iterable[Row], effort: Effort) -> dict[str, Any]:
    """Everything that the book shows, without pictures and without the certificates themselves."""
    from importlib.metadata import version

    import kdtheory

    rows = list(rows)
    return {
        "format": FORMAT,
        "kdtheory": kdtheory.__version__,
        "python-flint": version("python-flint"),
        "quick": effort.quick,
        "seed": effort.seed,
        "papers": {name: title for name, (_, title) in PAPERS.items()},
        "trouble": sum(len(row.trouble) for row in rows),
        "claims": [claim(row) for row in rows],
    }


def claim(row: Row) -> dict[str, Any]:
    """One claim as data."""
    constant = row.constant
    return {
        "id": row.id,
        "paper": row.claim.paper,
        "kind": row.kind,
        "title": row.title,
        "statement": row.statements,
        "plain": row.plain,
        "provenance": row.provenance,
        "source": row.source,
        "hypotheses": row.hypotheses,
        "note": row.claim.note,
        "stated": row.claim.stated,
        "computed": computed(row),
        "agreement": row.agreement,
        "verdict": _value(row.verdict),
        "as_stated": _value(row.as_stated),
        "constant": constant
        and {"stated": constant.stated, "known": constant.computed, "kind": constant.kind},
        "claims": [decision(d) for d in row.decisions],
        "false_readings": [reading(row, r) for r in row.readings],
        "operators": {
            op: {key: decision(d) for key, d in found.items()} for op, found in row.cells.items()
        },
        "sharp": [sharp(s) for s in row.sharps],
        "values": row.values,
        "measured": row.findings,
        "derivation": row.derivation,
        "coq": [{"file": file, "theorem": name} for file, name in row.coq],
        "figures": [f.name for f in about(row.id, figures())],
        "trouble": row.trouble,
        "file": f"paper_repro/{row.claim.file}",
    }


def _value(outcome: Outcome | None) -> str | None:
    return None if outcome is None else outcome.value


def decision(d: Decision) -> dict[str, Any]:
    """A verdict, with the name of its certificate in place of the certificate, and no times."""
    body = {k: v for k, v in d.body.items() if k not in ("document", "check", "seconds")}
    name = d.certificate
    return {
        **body,
        "certificate": f"certificates/{name}" if name else None,
        "check": d.body["check"],
    }


def reading(row: Row, r: Reading) -> dict[str, Any]:
    return {
        "id": f"{row.id}/{r.name}",
        "reading": r.words,
        "repair": r.repair,
        "claims": [decision(d) for d in r.false],
        "repaired": {d.key: d.outcome.value for d in r.repaired},
    }


def sharp(body: Mapping[str, Any]) -> dict[str, Any]:
    """A sharp constant without its certificate."""
    left_out = ("document", "job")
    name = sharp_certificate(body)
    own = {k: v for k, v in body.items() if k not in left_out}
    return {**own, "certificate": f"certificates/{name}" if name else None}


def sharp_certificate(body: Mapping[str, Any]) -> str:
    """Name of the certificate of a sharp constant; empty if there is none."""
    if body["document"] is None:
        return ""
    pairs = "_".join(f"{k}-{v}" for k, v in body["parameters"].items()).replace("/", "-")
    return f"sharp.{body['claim']}.{pairs}.json"


# in short --------------------------------------------------------------------------------------


def computed(row: Row) -> str:
    """What was computed for a claim, in one line of plain text."""
    parts = [f"{v['computed']}" for v in row.values[:2]]
    parts += [f"C = {s['digits']} ({pairs(s)})" for s in row.sharps[:1]]
    if row.decisions:
        parts.append(counted(d.outcome for d in row.decisions))
    if row.readings:
        parts.append(refuted(row))
    if row.cells:
        outcomes = [d.outcome for found in row.cells.values() for d in found.values()]
        parts.append(f"{len(row.cells)} operators: {counted(outcomes)}")
    return "; ".join(parts)


def pairs(body: Mapping[str, Any]) -> str:
    """The parameters of a sharp constant in words, as in ``alpha 1/2, floor 1/10``."""
    return ", ".join(f"{k} {v}" for k, v in body["parameters"].items())


def refuted(row: Row) -> str:
    """How many of the false readings have a counterexample."""
    found = sum(any(d.outcome is Outcome.REFUTED for d in r.false) for r in row.readings)
    many = len(row.readings)
    return f"{found} of {many} false reading{'s' if many > 1 else ''} refuted"


def counted(outcomes: Iterable[Outcome]) -> str:
    """Outcomes counted in words, strongest first."""
    seen = list(outcomes)
    return ", ".join(f"{seen.count(o)} {o.value}" for o in Outcome if o in seen)


def results(rows: Iterable[Row]) -> dict[str, Any]:
    """What is committed: verdicts and numbers by id; nothing that differs from run to run."""
    return {"format": RESULTS, "claims": {row.id: _result(row) for row in rows}}


def _result(row: Row) -> dict[str, Any]:
    body: dict[str, Any] = {
        "verdict": _value(row.verdict),
        "as_stated": _value(row.as_stated),
        "claims": {d.body["variant"]: d.outcome.value for d in row.decisions},
        "false": {r.name: [d.outcome.value for d in r.false] for r in row.readings},
        "values": {v["name"]: v["computed"] for v in row.values},
        "sharp": {f"{s['claim']} {pairs(s)}": s["digits"] for s in row.sharps},
        "operators": {
            op: {key: d.outcome.value for key, d in found.items()}
            for op, found in row.cells.items()
        },
        "measured": {f["statement"]: f["agrees"] for f in row.findings},
    }
    if row.derivation is not None:
        body["derivation"] = row.derivation["accepted"]
    return {k: v for k, v in body.items() if v not in ({}, None)}


def differences(
    committed: Mapping[str, Any], found: Mapping[str, Any], *, quick: bool
) -> list[tuple[str, str, str]]:
    """Where two short documents differ: place, committed, found.

    A quick run looks at fewer operators with smaller budgets: there only what both have counts,
    and an answer that is left open contradicts nothing.
    """
    return list(_differ("", committed, found, quick))


def _differ(place: str, a: Any, b: Any, quick: bool) -> Iterable[tuple[str, str, str]]:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        for key in [*a, *(k for k in b if k not in a)]:
            if key in a and key in b:
                yield from _differ(f"{place} {key}".strip(), a[key], b[key], quick)
            elif not quick:
                yield f"{place} {key}".strip(), _short(a.get(key)), _short(b.get(key))
    elif a != b and not (quick and _is_open(a, b)):
        yield place, _short(a), _short(b)


def _is_open(a: Any, b: Any) -> bool:
    return a in _OPEN or b in _OPEN


def _short(x: Any) -> str:
    text = "nothing" if x is None else str(x)
    return text if len(text) < 80 else text[:77] + "..."
