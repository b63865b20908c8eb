"""Counterexamples of aggregations and recursions: where their points lie, and what they break."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kdtheory.claims.verdict import Witness
from kdtheory.report.naming import members, rows_of
from kdtheory.report.segment_svg import segment_picture
from kdtheory.report.simplex_geometry import Triangle
from kdtheory.report.simplex_svg import cross
from kdtheory.report.svg import INK, MUTED, REFUTED, Labels, document, label, path
from kdtheory.report.trajectories import start_mark
from kdtheory.report.triangle_svg import HULL, Affine, View, diamond, hull
from kdtheory.report.values import as_point, number, numbers

_WIDTH, _HEIGHT = 320.0, 262.0


@dataclass(frozen=True)
class Scene:
    """What a picture of a counterexample shows.

    Attributes
    ----------
    given, made : list of (str, point)
        Inputs, and the output (none at a jump).
    corners : list of points
        Corners of the region that the claim speaks of: a hull, or ``α p_0 + (1−α) Δ``.
    unsafe : callable or None
        Positive where the claim fails.
    event : list of int
        Classes of the unsafe event, from 1.
    notes : list of str
        What the regions mean; lines of at most 45 characters.
    """

    given: list[tuple[str, list[float]]]
    made: list[tuple[str, list[float]]]
    corners: list[list[float]] = field(default_factory=list)
    unsafe: Affine | None = None
    event: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    base: str = ""  # the name of a point that is marked as the base teacher


def scene_of(key: str, witness: Witness) -> Scene | None:
    """Read a witness of an aggregation or a recursion with two or three classes."""
    rows = rows_of(witness)
    points = [(row, as_point(row.value)) for row in rows if row.name in _POINTS]
    named = [(row, p) for row, p in points if p is not None]
    if not named or len(named) != len(points) or len({len(p) for _, p in named}) != 1:
        return None
    if len(named[0][1]) not in (2, 3):
        return None
    given = [(row.symbol, p) for row, p in named if row.name != "output"]
    made = [(row.symbol, p) for row, p in named if row.name == "output"]
    if "base" in witness.inputs:
        return _recursion(key, witness, given, made)
    return _aggregation(key, witness, given, made)


_POINTS = ("ps", "p", "base", "student", "output")


def _aggregation(key: str, witness: Witness, given: Any, made: Any) -> Scene:
    teachers = [p for _, p in given]
    notes = ["grey: hull of the teachers"] if len(teachers) > 1 else []
    unsafe, event = None, []
    many = len(teachers[0])
    c = numbers(witness.inputs.get("c"))
    w = numbers(witness.inputs.get("w"))
    found = [members(row) for row in rows_of(witness) if row.name == "U"]
    if key == "MT-A1/hull" and c and len(c) == many:
        unsafe = _beyond(c, max(_dot(c, p) for p in teachers))
        notes.append("dashed: c·q = max_k c·p^k, red beyond it")
    elif found and found[0]:
        event = found[0]
        U = [float(i in event) for i in range(1, many + 1)]
        own = [_dot(U, p) for p in teachers]
        average = key.endswith("/average") and w is not None and len(w) == len(own)
        unsafe = _beyond(U, _dot(w or [], own) if average else max(own))
        name = "{" + ", ".join(map(str, event)) + "}"
        limit = "Σ_k w_k p^k(U)" if average else "max_k p^k(U)"
        notes.append(f"dashed: q(U) = {limit}, U = {name}")
    return Scene(given, made, teachers if len(teachers) > 1 else [], unsafe, event, notes)


def _recursion(key: str, witness: Witness, given: Any, made: Any) -> Scene:
    alpha = number(witness.inputs.get("alpha"))
    base = next((p for name, p in given if name == "p_0"), None)
    corners: list[list[float]] = []
    notes = []
    if key == "RM-A3/anchor" and alpha is not None and base is not None:
        corners = [
            [alpha * x + (1 - alpha) * (i == k) for i, x in enumerate(base)]
            for k in range(len(base))
        ]
        notes.append("grey: α p_0 + (1−α) r for every r in Δ")
    return Scene(given, made, corners, None, [], notes, "p_0")


def _beyond(c: Sequence[float], bound: float) -> Affine:
    return lambda p: _dot(c, p) - bound


def _dot(c: Sequence[float], p: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(c, p, strict=True))


def counterexample(key: str, witness: Witness) -> str:
    """Draw a counterexample with two or three classes; empty where it has another number."""
    scene = scene_of(key, witness)
    if scene is None:
        return ""
    if len(scene.given[0][1]) == 2:
        return segment_picture(
            scene.given, scene.made, scene.corners, scene.unsafe, scene.notes, scene.base
        )
    return _triangle(scene)


def _triangle(scene: Scene) -> str:
    points = [*scene.given, *scene.made]
    whole = Triangle(46, 230, 228)
    view = View.around([p for _, p in points], whole, (6.0, 6.0, _WIDTH - 6, _HEIGHT - 8))
    labels = Labels(_WIDTH, _HEIGHT)
    body = view.ground()
    if scene.unsafe is not None:
        body += view.shade(scene.unsafe)
    body += [*view.edges(), *_region(scene.corners, view)]
    if scene.unsafe is not None:
        body += view.limit(scene.unsafe)
    body += view.corners(labels, 11.5, scene.event)
    body += view.locator((_WIDTH - 84, 66), 48, labels)
    at = [view.frame.at(p) for _, p in points]
    if scene.base and len(at) > 1:
        style: dict[str, Any] = {"stroke": MUTED, "stroke_width": 1, "stroke_dasharray": "3 3"}
        body.append(path(at[:2], **style))
    for here in at:
        labels.block(here, 6)
    for (name, _), here in zip(scene.given, at, strict=False):
        body.append(diamond(here) if name == scene.base else start_mark(here))
    body += [cross(here) for here in at[len(scene.given) :]]
    if scene.unsafe is not None and not scene.event:
        body += view.direction(scene.unsafe, "c", labels)
    for k, ((name, _), here) in enumerate(zip(points, at, strict=True)):
        place = labels.place(here, name, 12)
        fill = INK if k < len(scene.given) else REFUTED
        body.append(label(place, name, size=12, halo=True, font_weight=600, fill=fill))
    for k, note in enumerate(scene.notes):
        body.append(label((14, _HEIGHT + 12 + 16 * k), note, size=11, fill=MUTED))
    height = _HEIGHT + 4 + 16 * len(scene.notes) + (4 if scene.notes else 0)
    return document(_WIDTH, height, "the counterexample on the 3-simplex", body, "kdr-simplex")


def _region(corners: Sequence[Sequence[float]], view: View) -> list[str]:
    """The hull of some points: a band for two, a polygon for more."""
    if len(corners) < 2:
        return []
    order = hull(corners, view.frame)
    chosen = [tuple(map(float, corners[k])) for k in order]
    if len(chosen) == 2:
        return view.line(*chosen, stroke=HULL, stroke_width=7, stroke_linecap="round")
    return view.polygon(chosen, fill=HULL, stroke="#98a3b0", stroke_width=1)  # type: ignore[arg-type]
