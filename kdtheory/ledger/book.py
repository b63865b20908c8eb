"""The book: a folder of linked pages that works from a file, without a server or a network."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from kdtheory.claims.verdict import Outcome
from kdtheory.ledger import views
from kdtheory.ledger.claims import PAPERS, Effort
from kdtheory.ledger.data import sharp_certificate
from kdtheory.ledger.drawn import Figure, figures
from kdtheory.ledger.rows import Row, slug
from kdtheory.report.html import _breakable
from kdtheory.report.vocabulary import LOOKS, SCOPE_NOTE, SUPPORTED_NOTE

#: What the book writes into its folder besides the store, and may delete there.
FOLDERS: Final = ("claims", "operators", "certificates", "figures", "tables")
_SUPPORTED: Final = SUPPORTED_NOTE[0].upper() + SUPPORTED_NOTE[1:]


def write(
    folder: Path, rows: Sequence[Row], results: Mapping[Any, dict[str, Any]], effort: Effort
) -> Path:
    """Write all pages; what an earlier book left in its folders is removed.

    Returns
    -------
    Path
        The first page.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    drawn = figures()
    cells = views.every_cell(rows)
    pages = _Pages(folder, effort)
    pages.add("index.html", "index.html.j2", **_index(rows, drawn))
    for k, row in enumerate(rows):
        around = {
            "before": rows[k - 1].id if k else "",
            "after": rows[k + 1].id if k + 1 < len(rows) else "",
        }
        name = PAPERS[row.claim.paper][1]
        shown = views.page(row, drawn)
        pages.add(f"claims/{row.id}.html", "claim.html.j2", row=shown, paper_name=name, **around)
    for name, found in cells.items():
        facts = results.get(effort.job("operator", name), {})
        shown = views.operator(name, found, facts)
        pages.add(f"operators/{slug(name)}.html", "operator.html.j2", op=shown)
    general = [f for f in drawn.values() if f.general]
    pages.add("matrix.html", "matrix.html.j2", matrices=_matrices(cells), figures=general)
    _assets(folder, rows, cells)
    _copies(folder, drawn)
    _certificates(folder, rows, cells)
    _tables(folder, results)
    return folder / "index.html"


class _Pages:
    """Writes pages with what all of them show."""

    def __init__(self, folder: Path, effort: Effort):
        import kdtheory

        self.folder = folder
        budget = "a quick run" if effort.quick else "a full run"
        self.common = {
            "papers": [(code, name) for code, (_, name) in PAPERS.items()],
            "scope_note": SCOPE_NOTE,
            "supported_note": _SUPPORTED,
            "colophon": f"kdtheory {kdtheory.__version__}, {budget}, seed {effort.seed}. "
            "Every certificate in this folder can be checked by kdtheory check FILE.",
        }

    def add(self, path: str, template: str, **values: Any) -> None:
        root = "../" if "/" in path else ""
        text = _environment().get_template(template).render(root=root, **self.common, **values)
        lines = (line.rstrip() for line in text.splitlines())
        body = "\n".join(line for line in lines if line) + "\n"
        (self.folder / path).write_text(body, encoding="utf-8", newline="\n")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    own = PackageLoader("kdtheory.ledger", "templates")
    environment = Environment(
        loader=ChoiceLoader([own, PackageLoader("kdtheory.report", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = _breakable
    return environment


def _index(rows: Sequence[Row], drawn: Mapping[str, Figure]) -> dict[str, Any]:
    judged = [row for row in rows if row.verdict is not None]
    sections = []
    for code, (_, name) in PAPERS.items():
        own = [row for row in rows if row.claim.paper == code]
        if own:
            source = own[0].source
            shown = [views.brief(row, drawn) for row in own]
            sections.append({"code": code, "name": name, "source": source, "rows": shown})
    return {
        "sections": sections,
        "tally": views.tally(row.verdict for row in judged if row.verdict),
        "count": len(judged),
        "refuted": sum(row.as_stated is Outcome.REFUTED for row in judged),
        "readings": sum(len(row.readings) for row in rows),
        "trouble": [(row.id, text) for row in rows for text in row.trouble],
        "legend": [(o.value, LOOKS[o].symbol, LOOKS[o].meaning) for o in Outcome],
    }


def _matrices(cells: views.Cells) -> list[dict[str, Any]]:
    from kdtheory.axioms.registry import table
    from kdtheory.operators.registry import KINDS, catalogue
    from kdtheory.report.vocabulary import kind_title

    known, found = catalogue(), []
    for kind in KINDS:
        own = {n: c for n, c in cells.items() if n in known and known[n].kind == kind}
        keys = [
            k for k, a in table().items() if a.kind == kind and any(k in c for c in own.values())
        ]
        if keys:
            shown = views.matrix(own, keys)
            found.append({"kind": kind, "title": kind_title(kind), **shown})
    return found


# what lies beside the pages ----------------------------------------------------------------------


def _assets(folder: Path, rows: Sequence[Row], cells: views.Cells) -> None:
    loader = _environment().loader
    assert loader is not None
    style = [loader.get_source(_environment(), name)[0] for name in ("report.css", "book.css")]
    (folder / "book.css").write_text("\n".join(style), encoding="utf-8", newline="\n")
    script = loader.get_source(_environment(), "book.js")[0]
    (folder / "book.js").write_text(script + "\n", encoding="utf-8", newline="\n")
    index = json.dumps(list(_search(rows, cells)), ensure_ascii=True, separators=(",", ":"))
    (folder / "search-index.js").write_text(f"window.LEDGER = {index};\n", encoding="utf-8")


def _search(rows: Sequence[Row], cells: views.Cells) -> Iterable[list[str]]:
    """Name, words and address of everything that can be looked for."""
    from kdtheory.ledger.jobs import target
    from kdtheory.operators.registry import resolve

    for row in rows:
        words = f"{row.title}. {row.plain}".rstrip()
        yield [row.id, words, f"claims/{row.id}.html"]
        for r in row.readings:
            yield [row.id, f"False reading: {r.words}", f"claims/{row.id}.html#reading-{r.name}"]
    for name in cells:
        yield [name, resolve(target(name)).summary, f"operators/{slug(name)}.html"]


def _copies(folder: Path, drawn: Mapping[str, Figure]) -> None:
    for figure in drawn.values():
        for path in (figure.picture, figure.numbers):
            shutil.copyfile(path, folder / "figures" / path.name)


def _certificates(folder: Path, rows: Sequence[Row], cells: views.Cells) -> None:
    decisions = [
        d for row in rows for d in (*row.decisions, *(x for r in row.readings for x in r.false))
    ]
    decisions += [d for found in cells.values() for d in found.values()]
    for d in decisions:
        if d.certificate:
            _dump(folder / "certificates" / d.certificate, d.body["document"])
    for row in rows:
        for s in row.sharps:
            if sharp_certificate(s):
                _dump(folder / "certificates" / sharp_certificate(s), s["document"])


def _dump(path: Path, document: Any) -> None:
    path.write_text(json.dumps(document, ensure_ascii=True) + "\n", encoding="utf-8")


def _tables(folder: Path, results: Mapping[Any, dict[str, Any]]) -> None:
    """The numbers of the measurements, a CSV a table."""
    for job, body in results.items():
        for name, text in body.get("tables", {}).items():
            path = folder / "tables" / f"{job.subject}.{name}.csv"
            path.write_text(text, encoding="utf-8", newline="\n")
