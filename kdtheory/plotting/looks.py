"""How curves are told apart: the style sheet's cycle by number, in colour and in print."""

from __future__ import annotations

from typing import Any

MARKERS = "os^Dvp"


def line(k: int) -> dict[str, Any]:
    """Colour and line style of the `k`-th curve, whatever was drawn before.

    Examples
    --------
    >>> sorted(line(0))
    ['color', 'linestyle']
    """
    import matplotlib

    cycle = list(matplotlib.rcParams["axes.prop_cycle"])
    entry = cycle[k % len(cycle)]
    return {"color": entry["color"], "linestyle": entry.get("linestyle", "-")}


def marks(k: int) -> dict[str, Any]:
    """Colour and marker of points that belong to the `k`-th curve, no line.

    Examples
    --------
    >>> marks(1)["marker"], marks(1)["linestyle"]
    ('s', 'none')
    """
    return {"color": f"C{k}", "marker": MARKERS[k % len(MARKERS)], "linestyle": "none"}
