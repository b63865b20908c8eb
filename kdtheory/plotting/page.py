"""The index page of the figures: every picture with its caption, in one Markdown file."""

from __future__ import annotations

from pathlib import Path

from kdtheory.plotting.scripts import Script, load, paths

NAME = "README.md"
_HEAD = """\
# Figures

Every figure is one script with two functions: `data(settings)` computes the numbers with the
package's own operators, bounds and measurements, `draw(records, fig)` draws them. The numbers are
the CSV file beside the script.

```console
$ python figures/softening_trajectories.py               # compute, draw, write CSV, PNG and SVG
$ python figures/softening_trajectories.py --reuse-data  # draw the committed numbers again
$ python figures/softening_trajectories.py --check       # recompute and compare, write nothing
$ python -m kdtheory.plotting --check --quick            # all of them, but no long measurements
```

A new figure is a new script here: a docstring (title, caption, theory ids with their provenance),
`FIGURE = Figure(claims=(...))`, `data`, `draw`. Style, files, options and this page, which
`python -m kdtheory.plotting --index` writes, follow from its being there. Pictures are the same
byte for byte for one version of matplotlib (`pip install '.[figures]'`); the CSV's header says
which. Colours differ in lightness, and line styles, markers or hatching say the same as they do.
"""


def text(folder: Path) -> str:
    """The whole page."""
    loaded = [load(path) for path in paths(folder)]
    contents = [f"- [{s.title}](#{s.name})" for s in loaded]
    parts = [_HEAD, "\n".join(contents), *[_section(s) for s in loaded]]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _section(script: Script) -> str:
    name, figure = script.name, script.figure
    long = f" Computing the numbers takes about {figure.minutes:g} minutes." * bool(figure.minutes)
    return (
        f'<a id="{name}"></a>\n\n'
        f"## {script.title}\n\n"
        f"![{script.title}]({name}.png)\n\n"
        f"{script.caption}\n\n"
        f"[Script]({name}.py), [numbers]({name}.csv), [SVG]({name}.svg). Recomputed numbers agree "
        f"within {figure.tolerance:g}, relative.{long}"
    )


def is_current(folder: Path) -> bool:
    """Whether the page is what it would be if it were written now."""
    place = folder / NAME
    return place.exists() and place.read_text(encoding="utf-8") == text(folder)
