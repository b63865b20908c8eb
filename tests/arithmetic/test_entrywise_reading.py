"""Steps and weightings as formulas of one entry: what has such a reading, and what has none."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from kdtheory.arithmetic.entrywise import trace
from kdtheory.arithmetic.entrywise_checks import direct, entrywise, numeric, places
from kdtheory.arithmetic.trace import TraceError

Operator = Callable[..., Any]


def total(q: Any, xp: Any) -> Any:
    return xp.sum(q, axis=-1, keepdims=True)


def linear(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha * base + (1 - alpha) * student


def squared_student(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    r = student**2
    return linear(base, r / total(r, xp), alpha, xp)


def likeliest(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    best = student == xp.max(student, axis=-1, keepdims=True)
    r = xp.where(best, xp.ones_like(student), xp.zeros_like(student))
    return linear(base, r / total(r, xp), alpha, xp)


def softmax(scores: Any, xp: Any) -> Any:
    e = xp.exp(scores - xp.max(scores, axis=-1, keepdims=True))
    return e / total(e, xp)


def centred(scores: Any, xp: Any) -> Any:
    return softmax(scores - total(scores, xp) / scores.shape[-1], xp)


def relative(scores: Any, xp: Any) -> Any:
    e = xp.exp(scores - xp.max(scores, axis=-1, keepdims=True))
    e = xp.where(e < 0.125, 0.125 + xp.zeros_like(e), e)
    return e / total(e, xp)


def switched(scores: Any, xp: Any) -> Any:
    top = xp.max(scores, axis=-1, keepdims=True)
    return softmax(xp.where(top > 3, 2 * scores, scores), xp)


# what has no reading -------------------------------------------------------------------------


def four(scores: Any, xp: Any) -> Any:
    return softmax(-scores if scores.shape[-1] == 4 else scores, xp)


def many(scores: Any, xp: Any) -> Any:
    return softmax(-scores if scores.shape[-1] > 100 else scores, xp)


def float_four(scores: Any, xp: Any) -> Any:
    return softmax(-scores if float(scores.shape[-1]) == 4.0 else scores, xp)


def float_twenty(scores: Any, xp: Any) -> Any:
    return softmax(-scores if float(scores.shape[-1]) == 20.0 else scores, xp)


def first(scores: Any, xp: Any) -> Any:
    return softmax(scores - scores[..., :1], xp)


def listed(scores: Any, xp: Any) -> Any:
    parts = [xp.exp(scores[..., k]) for k in range(scores.shape[-1])]
    return xp.stack(parts, axis=-1) / sum(parts)[..., None]


def placed(scores: Any, xp: Any) -> Any:
    return softmax(scores + xp.arange(scores.shape[-1]) * 2.0**-60, xp)


def sorted_first(scores: Any, xp: Any) -> Any:
    return softmax(xp.sort(scores, axis=-1), xp)


@pytest.mark.parametrize(
    "weighting", [four, many, float_four, float_twenty, first, listed, placed, sorted_first]
)
def test_places_and_counts_have_no_reading(weighting: Operator) -> None:
    with pytest.raises(TraceError):
        entrywise(weighting, "weighting")


def reversed_base(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha * xp.flip(base, axis=-1) + (1 - alpha) * student


def half_of_many(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    n = base.shape[-1]
    return linear(base, student, alpha / 2 if n == 6 else alpha, xp)


def one_class(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha * base + (1 - alpha) * student * xp.stack([base, student])[0, 0] ** 0


def outer(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """The largest of all products: entries compared with each other."""
    products = base[:, None] * student[None, :]
    return linear(base, student, alpha, xp) + 0 * xp.sum(products, axis=-1)


@pytest.mark.parametrize("step", [reversed_base, half_of_many, one_class, outer])
def test_steps_without_a_reading(step: Operator) -> None:
    with pytest.raises(TraceError):
        entrywise(step, "recursion")


# the reading itself --------------------------------------------------------------------------


def logs(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """A length as a number."""
    return linear(base, student, alpha, xp) * math.log(base.shape[-1])


@pytest.mark.parametrize(
    ("operator", "kind"),
    [(squared_student, "recursion"), (logs, "recursion"), (likeliest, "recursion"),
     (centred, "weighting"), (relative, "weighting"), (switched, "weighting")],
)  # fmt: skip
def test_formulas_are_those_of_the_operator(operator: Operator, kind: str) -> None:
    found = trace(operator, kind)
    seed = Random(5)
    for size in (2, 3, 6, 11):
        for place in places(kind, size, False, seed):
            for a, b in zip(direct(operator, kind, place), numeric(found, place), strict=True):
                assert a.ball.overlaps(b.ball) and float(abs(a.ball - b.ball).upper()) < 1e-12
