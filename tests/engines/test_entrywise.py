"""Proofs about steps and weightings; of near misses nothing false is proved."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from kdtheory.axioms.entrywise import KINDS, REDUCTIONS
from kdtheory.engines.prove import prove
from kdtheory.operators import registry

Operator = Callable[..., Any]
STEPS = {key for key in REDUCTIONS if key.startswith("RM")}
WEIGHTS = {key for key in REDUCTIONS if key.startswith("AW")}
UNIT = {"bounds": ((0, 1), (1, 1)), "lipschitz": (10**6, 1)}


def claim(operator: Operator, key: str, **settings: Any) -> Any:
    """A claim as far as proofs look at it."""
    subject = SimpleNamespace(function=operator)
    reductions = REDUCTIONS.get(key, ())
    settings = {**UNIT, **settings}
    return SimpleNamespace(key=key, subject=subject, settings=settings, reductions=reductions)


def proved(operator: Operator, keys: set[str]) -> set[str]:
    return {key[3:] for key in keys if prove(claim(operator, key)) is not None}


def total(q: Any, xp: Any) -> Any:
    return xp.sum(q, axis=-1, keepdims=True)


def kernel(g: Any, xp: Any) -> Any:
    return g / total(g, xp)


# what is proved ------------------------------------------------------------------------------


def linear(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha * base + (1 - alpha) * student


def geometric(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Without care for zeros."""
    q = base**alpha * student ** (1 - alpha)
    return q / total(q, xp)


def squared_student(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    r = student**2
    return alpha * base + (1 - alpha) * r / total(r, xp)


def smoothed(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return alpha * base + (1 - alpha) * (0.5 * student + 0.5 / student.shape[-1])


def likeliest(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    best = student == xp.max(student, axis=-1, keepdims=True)
    r = xp.where(best, xp.ones_like(student), xp.zeros_like(student))
    return alpha * base + (1 - alpha) * r / total(r, xp)


ALL_STEPS = {"A1/valid", "A2/all", "A2/base", "A3/anchor"}


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        (linear, ALL_STEPS),
        (geometric, {"A1/valid", "A2/all"}),  # where no class is common, A2/all says nothing
        (squared_student, ALL_STEPS),
        (smoothed, ALL_STEPS),
        (likeliest, ALL_STEPS),
    ],
)
def test_steps_that_are_proved(step: Operator, keys: set[str]) -> None:
    assert proved(step, STEPS) == keys


def softmax(scores: Any, xp: Any) -> Any:
    return kernel(xp.exp(scores - xp.max(scores, axis=-1, keepdims=True)), xp)


def steep(scores: Any, xp: Any) -> Any:
    return softmax(7 * scores, xp)


def mixed(scores: Any, xp: Any) -> Any:
    return 0.5 * softmax(scores, xp) + 0.5 / scores.shape[-1]


def two_scales(scores: Any, xp: Any) -> Any:
    return 0.25 * softmax(2 * scores, xp) + 0.75 * softmax(scores / 2, xp)


def sigmoid(scores: Any, xp: Any) -> Any:
    return kernel(1 / (1 + xp.exp(-scores)), xp)


def floored(scores: Any, xp: Any) -> Any:
    return kernel(xp.maximum(xp.exp(scores), xp.exp(-scores * 0)), xp)


def centred(scores: Any, xp: Any) -> Any:
    return softmax(scores - total(scores, xp) / scores.shape[-1], xp)


def relative(scores: Any, xp: Any) -> Any:
    """Clipped from below relative to the best: continuous, in order."""
    e = xp.exp(scores - xp.max(scores, axis=-1, keepdims=True))
    return kernel(xp.where(e < 0.125, 0.125 + xp.zeros_like(e), e), xp)


ALL_WEIGHTS = {key[3:] for key in WEIGHTS}


@pytest.mark.parametrize(
    ("weighting", "keys"),
    [
        (softmax, ALL_WEIGHTS),
        (steep, ALL_WEIGHTS),
        (mixed, ALL_WEIGHTS),
        (two_scales, ALL_WEIGHTS),
        (sigmoid, ALL_WEIGHTS),
        (floored, ALL_WEIGHTS),
        (centred, ALL_WEIGHTS),
        (relative, ALL_WEIGHTS - {"A5/monotone"}),
    ],
)
def test_weightings_that_are_proved(weighting: Operator, keys: set[str]) -> None:
    assert proved(weighting, WEIGHTS) == keys


@pytest.mark.parametrize(
    ("weighting", "most"), [(softmax, 1), (steep, 7), (mixed, Fraction(1, 2)), (sigmoid, 1)]
)
def test_lipschitz_constants(weighting: Operator, most: Any) -> None:
    """The constants are sharp for these: the least that is proved."""
    for constant, known in ((Fraction(most), True), (Fraction(most) * Fraction(7, 8), False)):
        about = claim(weighting, "AW-A4/lipschitz", lipschitz=constant.as_integer_ratio())
        assert (prove(about) is not None) == known


def test_bounds_are_those_declared() -> None:
    for bounds, known in (
        (((0, 1), (1, 1)), True), (((0, 1), (7, 10)), False), (((1, 10), (1, 1)), False),
        (None, False),
    ):  # fmt: skip
        assert (prove(claim(softmax, "AW-A3/bounded", bounds=bounds)) is not None) == known
    above = claim(relative, "AW-A3/bounded", bounds=((0, 1), (5, 4)))
    assert prove(above) is not None


# registered operators ------------------------------------------------------------------------

OWN = [op for op in registry.catalogue().values() if op.kind in KINDS.values()]


@pytest.mark.parametrize("operator", OWN, ids=lambda op: op.name)
def test_nothing_false_is_proved_of_registered_operators(operator: Any) -> None:
    settings = {"bounds": ((1, 10), (7, 10))}
    for key in REDUCTIONS:
        if KINDS[key[:2]] == operator.kind and prove(claim(operator.function, key, **settings)):
            assert operator.holds[key] is True


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("linear_anchor", 4), ("memory_anchor", 4), ("contrarian_anchor", 4), ("anchor_leak", 3),
        ("unanchored", 2), ("geometric_anchor", 2), ("anchor_locked", 2), ("anchor_threshold", 1),
        ("anchor_unnormalised", 2), ("softmax_weights", 5), ("softmax_unnormalised", 4),
        ("clipped_renormalised", 4), ("entropy_based", 3), ("disagreement_based", 2),
        ("softmax_dip", 3), ("softmax_jump", 3), ("softmax_threshold", 2), ("hard_max", 2),
        ("softmax_tempered", 3), ("softmax_biased", 0), ("box_overshoot", 0),
    ],
)  # fmt: skip
def test_what_is_proved_of_registered_operators(name: str, count: int) -> None:
    operator = registry.resolve(name)
    keys = STEPS if operator.kind == "recursion" else WEIGHTS - {"AW-A3/bounded"}
    assert len(proved(operator.function, keys)) == count


# near misses ---------------------------------------------------------------------------------


def leaking(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    a = alpha * (1 - 2.0**-40)
    return a * base + (1 - a) * student


def short(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return (1 - 2.0**-40) * linear(base, student, alpha, xp)


def overdone(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Beyond the teacher: negative where the student is large."""
    return (1 + alpha) * base - alpha * student


def cut(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    q = linear(base, student, alpha, xp)
    return q - xp.minimum(q, xp.zeros_like(q) + 2.0**-60)


def swayed(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """The linear anchor unless alpha is small."""
    return linear(base, student, alpha, xp) if alpha > 0.001 else student


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        (leaking, {"A1/valid", "A2/all", "A2/base"}),
        (short, {"A2/all", "A2/base"}),
        (overdone, set()),
        (cut, set()),
        (swayed, {"A2/all"}),
    ],
)
def test_steps_that_nearly_hold(step: Operator, keys: set[str]) -> None:
    assert proved(step, STEPS) == keys


def doubled(scores: Any, xp: Any) -> Any:
    return (1 + 2.0**-40) * softmax(scores, xp)


def dipping(scores: Any, xp: Any) -> Any:
    x = xp.minimum(xp.maximum(scores - 1, 0 * scores), 2.0**-30 + 0 * scores)
    return softmax(scores - 2 * x, xp)


def reversed_bonus(scores: Any, xp: Any) -> Any:
    """A malus for the largest score."""
    best = scores == xp.max(scores, axis=-1, keepdims=True)
    return kernel(xp.where(best, xp.ones_like(scores), 1 + 2.0**-30 + 0 * scores), xp)


def stepped(scores: Any, xp: Any) -> Any:
    return kernel(xp.where(scores > 3, 2 + 0 * scores, xp.ones_like(scores)), xp)


def stepped_down(scores: Any, xp: Any) -> Any:
    return kernel(xp.where(scores > 3, xp.ones_like(scores), 2 + 0 * scores), xp)


def switched(scores: Any, xp: Any) -> Any:
    """Another temperature where the best score is large: jumps there."""
    top = xp.max(scores, axis=-1, keepdims=True)
    return softmax(xp.where(top > 3, 2 * scores, scores), xp)


def cubic(scores: Any, xp: Any) -> Any:
    return softmax(scores * scores * scores, xp)


def edged(scores: Any, xp: Any) -> Any:
    """A slope of a square root."""
    return softmax(xp.sqrt(xp.maximum(scores, 0 * scores)), xp)


def saturating(scores: Any, xp: Any) -> Any:
    """The own weight falls where the sum of squares grows."""
    return softmax(scores / (1 + total(scores * scores, xp)), xp)


@pytest.mark.parametrize(
    ("weighting", "keys"),
    [
        (doubled, {"A2/positive", "A4/lipschitz", "A5/ordinal", "A5/monotone"}),
        (dipping, {"A1/normalised", "A2/positive", "A3/bounded", "A4/lipschitz"}),
        (reversed_bonus, {"A1/normalised", "A2/positive", "A3/bounded"}),
        (stepped, {"A1/normalised", "A2/positive", "A3/bounded", "A5/ordinal"}),
        (stepped_down, {"A1/normalised", "A2/positive", "A3/bounded"}),
        (cubic, {"A1/normalised", "A2/positive", "A3/bounded", "A5/ordinal", "A5/monotone"}),
        (edged, {"A1/normalised", "A2/positive", "A3/bounded"}),
        (saturating, {"A1/normalised", "A2/positive", "A3/bounded", "A5/ordinal"}),
    ],
)
def test_weightings_that_nearly_hold(weighting: Operator, keys: set[str]) -> None:
    assert proved(weighting, WEIGHTS) == keys


def test_a_switch_between_temperatures_is_no_lipschitz_weighting() -> None:
    assert proved(switched, WEIGHTS) <= {"A1/normalised", "A2/positive", "A3/bounded", "A5/ordinal"}


def averaged(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """Teacher and student stacked, the weights as well."""
    both, shares = xp.stack([base, student]), xp.stack([alpha, 1 - alpha])
    return xp.sum(both * shares, axis=0)


def halves(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    return xp.mean(xp.stack([base, student]), axis=0)


def upper(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    """The larger of the two, normalised: the anchor is lost by the sum."""
    q = xp.max(xp.stack([base, student]), axis=0)
    return q / total(q, xp)


def exchanged(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
    both = xp.stack([base, student])
    return alpha * both[1, ...] + (1 - alpha) * both[0, ...]


@pytest.mark.parametrize(
    ("step", "keys"),
    [
        (averaged, ALL_STEPS),
        (halves, {"A1/valid", "A2/all", "A2/base"}),
        (upper, {"A1/valid", "A2/all", "A2/base"}),
        (exchanged, {"A1/valid", "A2/all", "A2/base"}),
    ],
)
def test_stacks_of_teacher_and_student(step: Operator, keys: set[str]) -> None:
    assert proved(step, STEPS) == keys


def test_inputs_are_not_changed_by_reading() -> None:
    def writes(base: Any, student: Any, alpha: Any, xp: Any) -> Any:
        base[...] = 0 * base
        return linear(base, student, alpha, xp) if alpha > 0.5 else student

    assert proved(writes, STEPS) == {"A2/all"}
