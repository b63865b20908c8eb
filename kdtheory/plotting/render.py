"""From records to PNG and SVG, the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kdtheory.plotting.records import Records
from kdtheory.plotting.scripts import Script

STYLE = "kdtheory.mplstyle"
FORMATS = ("png", "svg")
PLACES = 6  # of positions, in shares of the figure
#: Nothing in the files says when, or with what, they were drawn.
_METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None, "Format": None, "Type": None},
}


def version() -> str:
    import matplotlib

    return str(matplotlib.__version__)


@contextmanager
def painted(script: Script, records: Records) -> Iterator[Any]:
    """The figure, while the style is in force."""
    import matplotlib
    from matplotlib import style
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        style.use(script.path.parent / STYLE)
        fig = Figure(figsize=script.figure.size, layout="constrained")
        script.draw(records, fig)
        _settle(fig)
        yield fig


def _settle(fig: Any) -> None:
    """Lay out once and round: the solver's last digits differ from run to run, and names in an
    SVG are made from all of them."""
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    for ax in fig.axes:
        ax.set_position([round(x, PLACES) for x in ax.get_position(original=True).bounds])


def drawn(script: Script, records: Records) -> dict[str, bytes]:
    """The figure's files by format.

    Parameters
    ----------
    script : Script
    records : Records
        As they are read from CSV.

    Returns
    -------
    dict
        ``{"png": bytes, "svg": bytes}``.
    """
    found = {}
    with painted(script, records) as fig:
        for name in FORMATS:
            out = io.BytesIO()
            fig.savefig(out, format=name, metadata=_METADATA[name])
            found[name] = out.getvalue()
    return found


def same_picture(name: str, committed: bytes, fresh: bytes) -> bool:
    """Equal bytes, or for a PNG equal pixels: packing them differs between compressors."""
    if committed == fresh or name != "png":
        return committed == fresh
    from matplotlib.image import imread

    a, b = (imread(io.BytesIO(x)) for x in (committed, fresh))
    return a.shape == b.shape and bool((a == b).all())


def save(files: dict[str, bytes], script: Script, folder: Path) -> list[Path]:
    """Write the files; returns their paths."""
    written = []
    for name, content in files.items():
        path = script.beside(name, folder)
        path.write_bytes(content)
        written.append(path)
    return written
