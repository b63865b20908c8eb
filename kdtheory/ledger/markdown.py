"""The ledger as one Markdown file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kdtheory.ledger import data
from kdtheory.ledger.claims import PAPERS
from kdtheory.ledger.rows import Decision, Row
from kdtheory.report.markdown import escape
from kdtheory.report.values import inputs_text, margin_text
from kdtheory.report.vocabulary import LOOKS, SCOPE_NOTE


def render(rows: Sequence[Row]) -> str:
    """Write the table of every paper, then each claim with its evidence in short."""
    lines = ["# The theory of distillation, claim by claim", "", SCOPE_NOTE, ""]
    for code, (_, name) in PAPERS.items():
        own = [row for row in rows if row.claim.paper == code]
        if own:
            lines += [f"## {code.upper()} {name}", "", *_table(own), ""]
    for row in rows:
        lines += [*_claim(row), ""]
    return "\n".join(lines).rstrip() + "\n"


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield "| claim | | provenance | stated | computed | verdict |"
    yield "|---" * 6 + "|"
    for row in rows:
        cells = (row.id, row.title, row.provenance, row.claim.stated, data.computed(row))
        yield "| " + " | ".join(map(escape, cells)) + f" | {_verdict(row)} |"


def _verdict(row: Row) -> str:
    if row.verdict is None or row.as_stated is None:
        return row.agreement
    own = f"{LOOKS[row.verdict].symbol} {row.verdict.value}"
    if row.as_stated is row.verdict:
        return own
    return f"{LOOKS[row.as_stated].symbol} {row.as_stated.value} as stated, {own} repaired"


def _claim(row: Row) -> Iterator[str]:
    yield f"### {escape(row.id)} {escape(row.title)}"
    yield ""
    for latex in row.statements:
        yield f"$${latex}$$"
        yield ""
    facts = [
        ("verdict", _verdict(row)),
        ("in words", escape(row.plain)),
        ("provenance", escape(f"{row.provenance}; {row.source}")),
        ("stated", escape(row.claim.stated)),
        ("note", escape(row.claim.note)),
        *((f"hypothesis {escape(k)}", escape(v)) for k, v in row.hypotheses.items()),
        *((f"number: {escape(v['name'])}", _number(v)) for v in row.values),
        *((f"sharp constant, {escape(data.pairs(s))}", escape(s["digits"])) for s in row.sharps),
        *((f"claim {escape(d.body['variant'])}", _decision(d)) for d in row.decisions),
    ]
    for r in row.readings:
        facts.append((f"false reading {escape(r.name)}", escape(r.words)))
        facts += [("refuted by", _decision(d)) for d in r.false]
        facts.append(("repair", escape(r.repair)))
    if row.derivation is not None:
        steps = f"{len(row.derivation['steps'])} steps"
        word = f"replayed, {steps}" if row.derivation["accepted"] else "does not replay"
        facts.append(("derivation", f"{word} ({escape(row.derivation['file'])})"))
    if row.coq:
        facts.append(("Coq", ", ".join(f"`{name}`" for _, name in row.coq)))
    facts += [("measured", _finding(f)) for f in row.findings]
    facts += [("**differs**", escape(text)) for text in row.trouble]
    yield from (f"- **{name}**: {text}" for name, text in facts if text)
    if row.cells:
        yield ""
        yield from _operators(row)


def _number(v: dict[str, object]) -> str:
    word = "agrees" if v["agrees"] else "differs"
    return escape(f"stated {v['relation']} {v['stated']}, computed {v['computed']}: {word}")


def _finding(f: dict[str, object]) -> str:
    return escape(f"{f['statement']}: {'agrees' if f['agrees'] else 'disagrees'}")


def _decision(d: Decision) -> str:
    from kdtheory.ledger.documents import restore

    verdict = restore(d.body)
    text = f"{LOOKS[d.outcome].symbol} {d.outcome.value}"
    if verdict.witness is not None:
        text += f" at {escape(inputs_text(verdict.witness))}; "
        text += escape(margin_text(verdict.witness))
    elif d.body["reason"]:
        text += f": {escape(d.body['reason'])}"
    return text


def _operators(row: Row) -> Iterator[str]:
    keys = list(dict.fromkeys(key for found in row.cells.values() for key in found))
    yield "| operator | " + " | ".join(map(escape, keys)) + " |"
    yield "|---" * (len(keys) + 1) + "|"
    for name, found in row.cells.items():
        cells = [
            f"{LOOKS[found[k].outcome].symbol} {found[k].outcome.value}" if k in found else "·"
            for k in keys
        ]
        yield f"| {escape(name)} | " + " | ".join(cells) + " |"
