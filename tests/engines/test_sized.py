"""Proofs about pools of two and three teachers and classes: what sorts or goes by place."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from kdtheory.arithmetic.subject import Subject
from kdtheory.axioms import sized
from kdtheory.axioms.registry import table
from kdtheory.checker import check_document
from kdtheory.claims.claim import Domain
from kdtheory.engines.certificate import seal
from kdtheory.engines.prove import _attempt
from kdtheory.engines.sized import document
from kdtheory.operators.registry import catalogue

POOLS = catalogue("aggregation")
KEYS = list(sized.REDUCTIONS)


def proved(function: Any, key: str) -> dict[str, Any] | None:
    """The certificate of a proof for given sizes, or None."""
    claim = table()[key].about(Subject(function, "aggregation", np, {}), Domain())
    for reduce in sized.REDUCTIONS[key]:
        reduction = reduce(claim)
        proof = reduction and _attempt(reduction)
        if proof:
            return document(claim, proof, "pool", "sha256:" + "0" * 64)
    return None


@pytest.mark.parametrize("name", ["median_pool", "trimmed_mean"])
@pytest.mark.parametrize("key", KEYS)
def test_what_sorts_is_proved_and_accepted(name: str, key: str) -> None:
    found = proved(POOLS[name].function, key)
    assert POOLS[name].holds[key] is True
    assert found is not None
    assert check_document(found).accepted


@pytest.mark.parametrize("name", sorted(POOLS))
def test_nothing_false_is_proved(name: str) -> None:
    for key in KEYS:
        if POOLS[name].holds[key] is False:
            assert proved(POOLS[name].function, key) is None, key


def by_place(share: float) -> Any:
    def pool(ps: Any, w: Any, xp: Any) -> Any:
        return (1 - share) * ps[0, ...] + share * ps[1, ...]

    return pool


def too_large(ps: Any, w: Any, xp: Any) -> Any:
    return ps[0, ...] * (1 + 2.0**-30)


def other_for_three(ps: Any, w: Any, xp: Any) -> Any:
    return ps[0, ...] * (1 + 2.0**-30) if ps.shape[0] == 3 else ps[0, ...]


def weighted_by_place(ps: Any, w: Any, xp: Any) -> Any:
    w = w if len(w.shape) > 1 else xp.reshape(w, (w.shape[0],) + (1,) * (len(ps.shape) - 1))
    return w[0, ...] * ps[0, ...] + (1 - w[0, ...]) * ps[1, ...]


def test_teachers_by_place() -> None:
    half = proved(by_place(0.5), "MT-A1/valid")
    assert half is not None
    assert check_document(half).accepted
    assert proved(by_place(0.5), "MT-A6/unanimity") is not None
    assert proved(by_place(-0.5), "MT-A1/valid") is None  # negative where teacher 2 is surer


@pytest.mark.parametrize("pool", [too_large, other_for_three])
@pytest.mark.parametrize("key", ["MT-A1/valid", "MT-A6/unanimity"])
def test_near_misses(pool: Any, key: str) -> None:
    assert proved(pool, key) is None


def test_weights_are_seen() -> None:
    assert proved(weighted_by_place, "MT-A3/tv") is None
    assert proved(by_place(0.5), "MT-A3/tv") is not None


CHANGES = [
    lambda d: d["parts"].pop(),
    lambda d: d["parts"].reverse(),
    lambda d: d["parts"][0].update(entries=d["parts"][0]["entries"][::-1][:1] * 2),
    lambda d: d["parts"][1].update(eliminated=not d["parts"][1]["eliminated"]),
    lambda d: d["parts"][2]["nodes"].__setitem__(0, ["var", "other"]),
    lambda d: d["parts"][3]["nodes"].__setitem__(0, ["const", "2"]),
    lambda d: d["scope"].update(classes="all"),
    lambda d: d["scope"].update(teachers=[2, 3, 4]),
    lambda d: d.update(variant="hull"),
]


@pytest.mark.parametrize("change", range(len(CHANGES)))
def test_altered_certificates_are_rejected(change: int) -> None:
    found = proved(POOLS["median_pool"].function, "MT-A6/unanimity")
    assert found is not None
    altered = copy.deepcopy(found)
    CHANGES[change](altered)
    assert altered != found
    assert not check_document(seal(altered)).accepted
