"""Pictures that move: a function from the sliders' values to SVG.

In the app the sliders are live; in a hand-out the picture is drawn at a grid of values beforehand
and the sliders flip through these frames.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from html import escape
from itertools import product
from typing import Any

from kdtheory.teaching.pages import Page, baking, markdown, styled


@dataclass(frozen=True)
class Slider:
    """What can be moved.

    Attributes
    ----------
    label : str
        Markdown.
    values : tuple
        What it can be set to, numbers or words.
    start : number or str
        One of `values`.
    baked : tuple
        Those of them that a hand-out offers.
    """

    label: str
    values: tuple[Any, ...]
    start: Any
    baked: tuple[Any, ...]

    def element(self) -> Any:
        import marimo as mo

        if isinstance(self.start, str):
            return mo.ui.dropdown(list(self.values), value=self.start, label=self.label)
        return mo.ui.slider(
            steps=list(self.values), value=self.start, label=self.label, show_value=True
        )


def slider(
    label: str, values: Sequence[float], start: float, *, baked: Sequence[float] | int = 5
) -> Slider:
    """A slider over increasing numbers; `baked` says which, or how many, a hand-out offers.

    Raises
    ------
    ValueError
        If it starts outside its values, or a hand-out would offer others.
    """
    steps = tuple(values)
    if start not in steps:
        raise ValueError(f"the slider {label!r} cannot start at {start}")
    chosen = _spread(steps, start, baked) if isinstance(baked, int) else tuple(baked)
    if not set(chosen) <= set(steps):
        raise ValueError(f"the slider {label!r} has no {sorted(set(chosen) - set(steps))}")
    return Slider(label, steps, start, chosen)


def choice(label: str, values: Sequence[str], start: str | None = None) -> Slider:
    """A choice among words."""
    return Slider(label, tuple(values), start or values[0], tuple(values))


def _spread(steps: tuple[Any, ...], start: Any, count: int) -> tuple[Any, ...]:
    """`count` values from first to last, the start among them."""
    if len(steps) <= count:
        return steps
    places = {round(k * (len(steps) - 1) / (count - 1)) for k in range(count)}
    at = steps.index(start)
    if at not in places:
        inner = [k for k in places if 0 < k < len(steps) - 1] or list(places)
        places.remove(min(inner, key=lambda k: abs(k - at)))
        places.add(at)
    return tuple(steps[k] for k in sorted(places))


@dataclass(frozen=True)
class Picture:
    """A picture with sliders; `draw` returns SVG, `caption` is Markdown."""

    name: str
    caption: str
    controls: Mapping[str, Slider]
    draw: Callable[..., str]

    def __call__(self, **values: Any) -> str:
        """The SVG at these values, the others at their start."""
        return self.draw(**{name: values.get(name, s.start) for name, s in self.controls.items()})

    def sliders(self) -> Any:
        """The live sliders, all in one element whose value is a dictionary."""
        if baking():
            return Page("")
        import marimo as mo

        made = {name: s.element() for name, s in self.controls.items()}
        places = "".join(f"<span>{{{name}}}</span>" for name in made)
        row = "<div style='display:flex;flex-wrap:wrap;gap:.4rem 2rem'>" + places + "</div>"
        return mo.Html(row).batch(**made)

    def show(self, sliders: Any) -> Any:
        """The picture at the sliders' values; in a hand-out, all frames with plain sliders."""
        if baking():
            return Page(self._frames())
        return Page(styled(self._figure(self(**dict(sliders.value)))))

    def _figure(self, svg: str) -> str:
        caption = f"<div class='kdt-caption'>{markdown(self.caption)}</div>"
        return f"<div class='kdt-figure'><div class='kdt-drawn'>{svg}</div>{caption}</div>"

    def _frames(self) -> str:
        """The picture at every combination of the values that a hand-out offers."""
        names = list(self.controls)
        grid = list(product(*(self.controls[n].baked for n in names)))
        frames = [self(**dict(zip(names, values, strict=True))) for values in grid]
        first = grid.index(tuple(self.controls[n].start for n in names))
        inputs = "".join(_plain_slider(self.controls[n]) for n in names)
        text = json.dumps(frames, ensure_ascii=False).replace("</", "<\\/")
        return (
            f"<div class='kdt-moving'><div class='kdt-controls'>{inputs}</div>"
            f"{self._figure(frames[first])}"
            f"<script type='application/json'>{text}</script></div>"
        )


def _plain_slider(s: Slider) -> str:
    at = s.baked.index(s.start)
    label = markdown(s.label)
    if isinstance(s.start, str):
        options = "".join(
            f"<option value='{k}'{' selected' if k == at else ''}>{escape(v)}</option>"
            for k, v in enumerate(s.baked)
        )
        return f"<label>{label} <select data-count='{len(s.baked)}'>{options}</select></label>"
    values = escape(json.dumps([_said(v) for v in s.baked]), quote=True)
    return (
        f"<label>{label} <input type='range' min='0' max='{len(s.baked) - 1}' value='{at}' "
        f"data-count='{len(s.baked)}' data-values='{values}'> <output>{_said(s.start)}</output>"
        "</label>"
    )


def _said(x: Any) -> str:
    return f"{x:g}"


def picture(**controls: Slider) -> Callable[[Callable[..., str]], Any]:
    """Make a picture of a function from the sliders' values to SVG; its docstring is the caption.

    The function stays one, for marimo; it gains the methods ``sliders`` and ``show``, and its
    arguments begin where the sliders do.

    Examples
    --------
    >>> @picture(r=slider("radius", (1, 2, 3), 2))
    ... def disc(r):
    ...     "A disc."
    ...     return f"<svg><circle r='{r}'/></svg>"
    >>> disc(), disc(r=3)
    ("<svg><circle r='2'/></svg>", "<svg><circle r='3'/></svg>")
    """

    def make(draw: Callable[..., str]) -> Any:
        made = Picture(draw.__name__, inspect.getdoc(draw) or "", controls, draw)

        @wraps(draw)
        def drawn(**values: Any) -> str:
            return made(**values)

        part: Any = drawn
        part.made, part.sliders, part.show = made, made.sliders, made.show
        return part

    return make
