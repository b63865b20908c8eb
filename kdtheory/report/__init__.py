"""Reports for people and for machines, one small module a format.

Nothing is imported before it is needed: ``import kdtheory.report`` loads neither rich nor jinja2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kdtheory.claims.verdict import Report

FORMATS: Final = ("table", "json", "html", "markdown", "junit")

__all__ = ["FORMATS", "load_schema", "render", "render_fragment"]


def render(
    report: Report, format: str = "table", *, color: bool | None = False, width: int | None = None
) -> str:
    """Write a report in one of :data:`FORMATS`.

    Parameters
    ----------
    report : Report
        What :func:`kdtheory.verify` returned.
    format : str
        ``table`` (terminal), ``json``, ``html`` (one offline file), ``markdown``, ``junit``.
    color : bool or None
        Only for ``table``: ``False`` plain text, ``True`` ANSI colours unless ``NO_COLOR`` is
        set, ``None`` colours only when standard output is a terminal and ``NO_COLOR`` is unset.
    width : int, optional
        Only for ``table``: columns; by default those of the terminal (or ``COLUMNS``).

    Returns
    -------
    str
        The document, ending in one newline. Equal reports give equal text.

    Raises
    ------
    ValueError
        If there is no such format.
    """
    if format == "table":
        from kdtheory.report.table import render_table

        return render_table(report, color=color, width=width)
    if format == "json":
        from kdtheory.report.json import render_json

        return render_json(report)
    if format == "html":
        from kdtheory.report.html import render_page

        return render_page(report)
    if format == "markdown":
        from kdtheory.report.markdown import render_markdown

        return render_markdown(report)
    if format == "junit":
        from kdtheory.report.junit import render_junit

        return render_junit(report)
    raise ValueError(f"no report format {format!r}; there are: {', '.join(FORMATS)}")


def render_fragment(report: Report) -> str:
    """Write a report as an HTML fragment for a notebook cell, with its own scoped style."""
    from kdtheory.report.html import render_notebook

    return render_notebook(report)


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the format ``kdtheory.report/1``."""
    from kdtheory.report.json import load_schema as load

    return load()
