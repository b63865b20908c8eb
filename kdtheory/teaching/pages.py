"""HTML that lessons show, in the app and on paper: Markdown with formulas, cards, hidden parts.

The style of the parts travels with each of them, so that a cell looks the same wherever it stands.
While :func:`printing` is in force, everything a lesson shows is plain HTML without an app behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape, unescape
from typing import Any

_BAKING: ContextVar[bool] = ContextVar("baking", default=False)
_TEX = re.compile(r"<marimo-tex[^>]*>(.*?)</marimo-tex>", re.DOTALL)

STYLE = """
.kdt-card{border:1px solid #d5dbe3;border-radius:8px;padding:.8rem 1.1rem;margin:.4rem 0;
background:#fbfcfd;color:#1d2733}
.kdt-card h3{margin:.1rem 0 .4rem;font-size:1.05rem;font-weight:650}
.kdt-card p{margin:.35rem 0}
.kdt-exercise{border-left:4px solid #2b6cb0}
.kdt-statement{border-left:4px solid #7a4b94}
.kdt-statement .kdt-id{font-weight:650;margin-right:.6rem}
.kdt-tag{display:inline-block;border-radius:9px;padding:0 .55rem;font-size:.78rem;
background:#ece5f2;color:#4f2d66;margin-left:.4rem;white-space:nowrap}
.kdt-formal{font-size:1.02rem;margin:.35rem 0}
.kdt-source{font-size:.8rem;color:#5b6775;margin:.2rem 0 0}
.kdt-asks{font-size:.85rem;color:#5b6775}
.kdt-solution{border:1px dashed #b3bcc7;border-radius:8px;padding:.35rem 1rem;margin:.4rem 0 1.6rem}
.kdt-solution summary{cursor:pointer;font-weight:600}
.kdt-solution pre{background:#f1f4f7;color:#1d2733;padding:.6rem .8rem;border-radius:6px;
overflow-x:auto;font-size:.85rem;white-space:pre-wrap}
.kdt-figure{margin:.5rem 0;text-align:center}
.kdt-figure svg{max-width:100%;height:auto;border:1px solid #e4e8ed;border-radius:8px}
.kdt-drawn svg{display:block;margin:0 auto}
.kdt-caption{font-size:.88rem;color:#43505e;text-align:left;margin:.4rem auto 0;max-width:42rem}
""".strip()


class Page:
    """A piece of plain HTML, shown by the app and by the hand-out alike."""

    def __init__(self, html: str):
        self.text = html

    def _mime_(self) -> tuple[str, str]:
        return "text/html", self.text

    _repr_html_ = property(lambda self: lambda: self.text)


def baking() -> bool:
    """Whether a hand-out is being made."""
    return _BAKING.get()


@contextmanager
def printing() -> Iterator[None]:
    """What lessons show becomes plain HTML."""
    token = _BAKING.set(True)
    try:
        yield
    finally:
        _BAKING.reset(token)


def styled(html: str) -> str:
    return html if baking() else f"<style>{STYLE}</style>{html}"


def card(html: str, kind: str) -> str:
    """A framed part: ``exercise`` or ``statement``."""
    return styled(f"<div class='kdt-card kdt-{kind}'>{html}</div>")


def details(title: str, html: str) -> str:
    """A part that is hidden until it is asked for."""
    head = f"<summary>{escape(title)}</summary>"
    return styled(f"<details class='kdt-solution'>{head}{html}</details>")


def markdown(text: str) -> str:
    """HTML of Markdown with formulas; in a hand-out the formulas are MathML."""
    import marimo as mo

    html: str = mo.md(text).text
    return with_mathml(html) if baking() else html


def text_of(text: str) -> str:
    """HTML of one line of Markdown, without a paragraph around it."""
    html = markdown(text)
    return re.sub(r"</?(span|p)\b[^>]*>", "", html) if "<math" not in html else html


def with_mathml(html: str) -> str:
    """Formulas as MathML, which browsers draw without any script."""
    return _TEX.sub(lambda m: formula(m.group(1)), html)


def formula(tex: str) -> str:
    """MathML of ``||(…||)`` (in a line) or ``||[…||]`` (a line of its own)."""
    from latex2mathml.converter import convert

    inner = unescape(tex).strip()
    block = inner.startswith("||[")
    inner = inner.removeprefix("||[").removeprefix("||(").removesuffix("||]").removesuffix("||)")
    made: str = convert(inner.strip(), display="block" if block else "inline")
    return made


def shown(value: Any) -> str:
    """The plain HTML of what a cell of a lesson returned; empty for nothing."""
    if value is None:
        return ""
    text = getattr(value, "text", None)
    return with_mathml(text) if isinstance(text, str) else f"<pre>{escape(str(value))}</pre>"
