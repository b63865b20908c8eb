"""A sharp constant as a page for a terminal."""

from __future__ import annotations

import io
import shutil
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kdtheory.report.vocabulary import PROVENANCE, clean
from kdtheory.sharpen.result import Sharp, decimal_above, decimal_below, shared

_NARROWEST, _MOST = 50, 8
_KINDS = {
    "upper": "true, but not sharp",
    "tight": "sharp",
    "equality": "sharp, with equality everywhere",
    "lower": "too small: the bound as stated is false, see the extremal point",
    "undecided": "not told apart from the sharp one by this enclosure",
}


def render(found: Sharp, *, color: bool = False, width: int | None = None) -> str:
    """Write the result as text, no line longer than `width`."""
    columns = max(width or min(shutil.get_terminal_size((100, 24)).columns, 110), _NARROWEST)
    console = Console(
        file=io.StringIO(), width=columns, force_terminal=color, no_color=not color,
        color_system="standard" if color else None, legacy_windows=False,
        markup=False, emoji=False, highlight=False,
    )  # fmt: skip
    with console.capture() as captured:
        title = Text.assemble((found.bound.id, "bold"), f"  {found.bound.title}", overflow="fold")
        console.print(title)
        console.print(Padding(Text(found.bound.statement, overflow="fold"), (0, 0, 1, 1)))
        console.print(_grid(found))
        meaning = Text(f"{found.meaning}", "italic" if color else "", overflow="fold")
        console.print(Padding(meaning, (1, 0, 0, 1)))
        if found.note:
            note = Text(f"Not finished: {found.note}.", "yellow", overflow="fold")
            console.print(Padding(note, (1, 0, 0, 1)))
    return "\n".join(line.rstrip() for line in captured.get().splitlines()).strip("\n") + "\n"


def _grid(found: Sharp) -> Table:
    grid = Table.grid(padding=(0, 2), pad_edge=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold", ratio=1)
    for name, value in _rows(found):
        grid.add_row(name, value if isinstance(value, Text) else Text(clean(value)))
    return grid


def _rows(found: Sharp) -> list[tuple[str, Any]]:
    stated = found.quotient.stated
    exact = found.lower == found.upper
    rows: list[tuple[str, Any]] = [
        ("for", ", ".join(f"{k} {v}" for k, v in found.parameters.items())),
        ("stated constant", f"{_number(stated)}   {_KINDS[found.kind]}"),
        ("sharp constant", _constant(found)),
    ]
    if not exact:
        rows.append(("enclosure", _enclosure(found)))
    if found.quotient.closed:
        rows.append(("closed form", found.quotient.closed[0]))
    for k, line in enumerate(_points(found)):
        rows.append(("extremal point" if k == 0 else "", line))
    sides = (("left side", found.witness.lhs), ("right side", found.witness.rhs))
    rows += [(name, _rounded(*ends)) for name, ends in sides]
    origin = f"statement {found.bound.provenance}: {PROVENANCE[found.bound.provenance]}"
    rows.append(("provenance", f"{origin}; the constant is ours"))
    rows.append(("evidence", _evidence(found)))
    if found.certificate:
        rows.append(("certificate", found.certificate))
    return rows


def _constant(found: Sharp) -> Text:
    if found.upper is None:
        return Text(f"at least {found.lower}", "bold")
    how = "exact" if found.lower == found.upper else "certified to the digits shown"
    return Text.assemble((found.digits, "bold"), f"   {how}")


def _enclosure(found: Sharp) -> str:
    if found.relative_width is None:
        return f"[{found.lower}, ?]"
    return f"[{found.lower}, {found.upper}], relative width {found.relative_width:.1e}"


def _evidence(found: Sharp) -> str:
    steps = f"derived in {len(found.quotient.steps)} steps (--format json)"
    if found.tree is None:
        return f"{steps}; {found.boxes} boxes looked at in {found.seconds:.1f} s"
    if not found.quotient.variables:
        return f"{steps}, evaluated in {found.seconds:.1f} s"
    leaves = sum(c.isupper() for c in found.tree)
    return f"{steps}; {leaves} boxes enclosed in {found.seconds:.1f} s"


def _number(x: Fraction) -> str:
    return str(x) if x.denominator == 1 else f"{x} = {float(x):.6g}"


def _points(found: Sharp) -> list[str]:
    """One line a vector."""
    lines = []
    for name, value in found.witness.inputs.items():
        if value and isinstance(value[0], list):
            lines += [f"{name[:-1]} {k + 1} = {_vector(v)}" for k, v in enumerate(value[:_MOST])]
            if len(value) > _MOST:
                lines.append(f"… and {len(value) - _MOST} more")
        else:
            lines.append(f"{name} = {_vector(value)}")
    return lines


def _rounded(low: Fraction, high: Fraction) -> str:
    return shared(decimal_below(low, 13), decimal_above(high, 13))


def _vector(value: list[Any]) -> str:
    return f"({', '.join(_shown(value))})"


def _shown(vector: list[Any], most: int = _MOST) -> list[str]:
    texts = [str(x) for x in vector]
    return texts if len(texts) <= most else [*texts[: most - 1], f"… {len(texts)} entries"]
