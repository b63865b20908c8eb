"""A bench: code that can be edited beside what the engines say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from textwrap import dedent
from typing import Any

from kdtheory.teaching.answers import Unreadable, operator
from kdtheory.teaching.pages import Page, baking, styled


@dataclass(frozen=True)
class Bench:
    """An operator to be edited, and the axioms that are decided of it.

    Attributes
    ----------
    code : str
        What it begins with.
    axioms : sequence of str
    kind : str
    """

    code: str
    axioms: Sequence[str]
    kind: str = "softening"

    def form(self) -> Any:
        """The editor, with a button."""
        if baking():
            return Page(f"<div class='kdt-card'><pre>{escape(self.code)}</pre></div>")
        import marimo as mo

        editor = mo.ui.code_editor(value=self.code, language="python", min_height=140)
        return editor.form(submit_button_label="Decide", bordered=False)

    def show(self, form: Any) -> Page:
        """The verdicts and the pictures, once they are asked for; in a hand-out, of the start."""
        code = self.code if baking() else form.value
        if code is None:
            return Page("<p>Press <i>Decide</i>; it takes a few seconds.</p>")
        return Page(styled(f"<div class='kdt-bench'>{self.verdicts(code)}</div>"))

    def verdicts(self, code: str) -> str:
        """HTML of the report on an operator, or of what is wrong with the code."""
        return _verdicts(code, tuple(self.axioms), self.kind)


@lru_cache(maxsize=8)
def _verdicts(code: str, axioms: tuple[str, ...], kind: str) -> str:
    from kdtheory.claims.verdict import Report
    from kdtheory.report import render_fragment
    from kdtheory.teaching.deciding import decide

    try:
        function = operator(kind).read(code)
    except Unreadable as error:
        return f"<p>{escape(str(error))}</p>"
    report = Report((decide(function, axioms, kind),))
    return render_fragment(report).replace("<details", "<details open", 1)


def bench(code: str, axioms: Sequence[str], kind: str = "softening") -> Bench:
    """A bench that begins with this code.

    Examples
    --------
    >>> still = bench("def F(p, T, xp): return p + 0 * T", ["SK-A4/open"])
    >>> "proved" in still.verdicts(still.code)
    True
    """
    return Bench(dedent(code).strip(), axioms, kind)
