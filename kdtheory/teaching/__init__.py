"""What lessons are made of: moving pictures, exercises that the engines check, statements.

A lesson is one file ``lessons/NN_name.py``, a marimo notebook whose docstring is its title and its
goal. It is listed, run, checked and printed because it is there. Inside it a picture is one
function with ``@picture`` and an exercise one function with ``@exercise``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

_LAZY = {
    **dict.fromkeys(
        ("Unreadable", "number", "numbers", "operator", "parts", "point", "rows", "source",
         "whole"),
        "answers",
    ),
    **dict.fromkeys(("Bench", "bench"), "benches"),
    **dict.fromkeys(("Exercise", "Feedback", "exercise", "right", "wrong"), "exercises"),
    **dict.fromkeys(("Picture", "Slider", "choice", "picture", "slider"), "sliders"),
    "statement": "statements",
}  # fmt: skip
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

if TYPE_CHECKING:
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


def __getattr__(name: str) -> Any:
    """Import on first use, so that the command line starts at once."""
    if name in _LAZY:
        return getattr(importlib.import_module(f"kdtheory.teaching.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'kdtheory.teaching' has no attribute {name!r}")
