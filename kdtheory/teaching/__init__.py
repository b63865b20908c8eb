"""What lessons are made of: moving pictures, exercises that the engines check, statements.

A lesson is one file ``lessons/NN_name.py``, a marimo notebook whose docstring is its title and its
goal. It is listed, run, checked and printed because it is there. Inside it a picture is one
function with ``@picture`` and an exercise one function with ``@exercise``.
"""

from __future__ import annotations

from kdtheory.teaching.answers import (
    Unreadable,
    number,
    numbers,
    operator,
    parts,
    point,
    rows,
    source,
    whole,
)
from kdtheory.teaching.benches import Bench, bench
from kdtheory.teaching.exercises import Exercise, Feedback, exercise, right, wrong
from kdtheory.teaching.sliders import Picture, Slider, choice, picture, slider
from kdtheory.teaching.statements import statement

__all__ = [
    "Bench",
    "Exercise",
    "Feedback",
    "Picture",
    "Slider",
    "Unreadable",
    "bench",
    "choice",
    "exercise",
    "number",
    "numbers",
    "operator",
    "parts",
    "picture",
    "point",
    "right",
    "rows",
    "slider",
    "source",
    "statement",
    "whole",
    "wrong",
]
