"""Whole decisions about operators of strangers: nothing false is proved, nothing true refuted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import array_api_compat.numpy as xp
import others_hard
import pools_hard
import pytest
from pools_hard import OPERATORS, TRUTHS

from kdtheory.arithmetic.subject import Subject
from kdtheory.axioms.registry import table
from kdtheory.checker.document import check_document
from kdtheory.claims.claim import Domain
from kdtheory.claims.product import ProductClaim
from kdtheory.claims.verdict import Outcome, Verdict
from kdtheory.engines.product.decide import _by_reduction, pursue, settle
from kdtheory.engines.settings import Settings
from kdtheory.operators.registry import resolve
from kdtheory.workers import _parameters

DIGEST = "sha256:" + "0" * 64
SETTINGS = {
    "lipschitz": (1_000_000, 1),
    "bounds": ((1, 10), (7, 10)),
    "softening": "power",
    "soften": resolve("power").function,
}


def subject(name: str, kind: str = "aggregation") -> Subject:
    functions = {
        "aggregation": OPERATORS,
        "recursion": others_hard.RECURSIONS,
        "weighting": others_hard.WEIGHTINGS,
    }[kind]
    return Subject(functions[name], kind, xp, SETTINGS)


def claim(about: Subject, key: str) -> ProductClaim:
    found = table()[key].about(about, Domain())
    assert isinstance(found, ProductClaim)
    return replace(found, note=_parameters(table()[key], about))


def settings(seconds: float) -> Settings:
    return Settings(seconds, 0, None, "operator", DIGEST)


def decided(about: Subject, key: str, seconds: float = 2.0) -> Verdict:
    one = claim(about, key)
    found = settle(one, settings(seconds))
    return pursue(one, settings(seconds)) if found is None else found


def proofs(name: str) -> dict[str, Verdict]:
    about = subject(name)
    found = {key: _by_reduction(claim(about, key), settings(1.0)) for key in TRUTHS[name]}
    return {key: verdict for key, verdict in found.items() if verdict is not None}


@pytest.mark.parametrize("name", sorted(OPERATORS))
def test_nothing_false_is_proved(name: str) -> None:
    """What leaks only for many teachers or classes may be proved for two and three of them."""
    false = {key: v for key, v in proofs(name).items() if TRUTHS[name][key] in "fx"}
    if name.startswith("leak"):
        false = {key: v for key, v in false.items() if v.scope.classes != (2, 3)}
    assert not false


@pytest.mark.parametrize("name", ["squared_weights", "log_masked", "hellinger", "no_weights"])
def test_certificates_of_proofs_are_accepted(name: str) -> None:
    found = proofs(name)
    assert len(found) > 8
    for verdict in found.values():
        assert check_document(verdict.document).accepted


def test_readings_agree() -> None:
    assert not any(subject(name).misread for name in OPERATORS)
    for kind, operators in (
        ("recursion", others_hard.RECURSIONS), ("weighting", others_hard.WEIGHTINGS),
    ):  # fmt: skip
        assert not any(subject(name, kind).misread for name in operators)


def filled_with_whole_numbers(ps: Any, w: Any, xp: Any) -> Any:
    """The buffer is one of integers: NumPy cuts off all that is written into it."""
    q = pools_hard.mean(ps, w, xp)
    out = xp.full(q.shape, 0)
    out[...] = q
    return out + 0 * q


@pytest.mark.parametrize("pool", [filled_with_whole_numbers, OPERATORS["integer_buffer"]])
def test_operators_that_cannot_be_read_are_not_decided(pool: Any) -> None:
    about = Subject(pool, "aggregation", xp, SETTINGS)
    assert decided(about, "MT-A1/valid", 0.5).outcome is Outcome.UNSUPPORTED


def test_changes_in_place_are_seen_under_the_other_name() -> None:
    found = proofs("shifted_alias")
    assert "MT-A1/hull" in found
    assert not found.keys() & {"MT-A3/tv", "MT-S1/average"}


REFUTED = [
    ("linear_einsum", "MT-A5/commute"),
    ("linear_average", "MT-A5/commute"),
    ("softmax_of_weights", "MT-A3/tv"),
    ("tie_of_weights", "MT-A4/open"),
    ("smoothed", "MT-A6/unanimity"),
    ("whole_tenths", "MT-A4/open"),
    ("floor_at_vertices", "MT-A4/closed"),
    ("unlikely_classes_cut", "MT-A2/all"),
    ("borda", "MT-A5/limits"),
    ("linear_with_some_log", "MT-S1/maximum"),
]


@pytest.mark.parametrize(("name", "key"), REFUTED)
def test_what_is_false_is_refuted(name: str, key: str) -> None:
    assert TRUTHS[name][key] == "f"
    assert decided(subject(name), key).outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("faint_and_flat", "MT-A4/closed"),
        ("powers_of_weights_at_faces", "MT-A4/closed"),
        ("prior_fading_slowly", "MT-A5/limits"),
    ],
)
def test_flat_powers_are_no_gaps(name: str, key: str) -> None:
    assert TRUTHS[name][key] == "t"
    assert pursue(claim(subject(name), key), settings(1.5)).outcome is Outcome.SUPPORTED


@pytest.mark.parametrize(
    ("kind", "name", "key"),
    [
        ("recursion", "share_lowered", "RM-A3/anchor"),
        ("recursion", "slightly_too_much", "RM-A1/valid"),
        ("recursion", "pruned_after", "RM-A2/all"),
        ("weighting", "by_square", "AW-A4/lipschitz"),
        ("weighting", "rounded_scores", "AW-A4/lipschitz"),
        ("weighting", "first_favoured", "AW-A5/ordinal"),
    ],
)
def test_other_kinds(kind: str, name: str, key: str) -> None:
    assert decided(subject(name, kind), key).outcome is Outcome.REFUTED


# everything, slowly ---------------------------------------------------------------------------


def _wrong(about: Subject, truths: dict[str, str]) -> list[Any]:
    wrong = []
    for key, truth in truths.items():
        outcome = decided(about, key).outcome
        if truth in "fx" and outcome in (Outcome.PROVED, Outcome.CERTIFIED):
            wrong.append((key, outcome))
        if truth == "t" and outcome is Outcome.REFUTED:
            wrong.append((key, outcome))
        if truth == "f" and outcome is not Outcome.REFUTED:
            wrong.append((key, outcome))
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OPERATORS.keys() - {"integer_buffer"}))
def test_all_variants_of_all_pools(name: str) -> None:
    assert not _wrong(subject(name), TRUTHS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(others_hard.RECURSIONS))
def test_all_variants_of_all_recursions(name: str) -> None:
    assert not _wrong(subject(name, "recursion"), others_hard.RECURSION_TRUTHS[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(others_hard.WEIGHTINGS))
def test_all_variants_of_all_weightings(name: str) -> None:
    assert not _wrong(subject(name, "weighting"), others_hard.WEIGHTING_TRUTHS[name])


def test_truths_are_of_all_variants() -> None:
    assert all(key in table() for key in pools_hard.ORDER)
    assert all(set(row.values()) <= set("tfx-") for row in TRUTHS.values())
