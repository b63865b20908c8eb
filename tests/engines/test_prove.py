"""Proofs: nothing false is proved, what is provable stays proved, changed obligations fall."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import array_api_compat.numpy as xp
import near_misses as near
import pytest

from kdtheory.arithmetic.readings import Readings
from kdtheory.axioms.registry import table
from kdtheory.claims.claim import Claim, Domain
from kdtheory.claims.obligation import Goal
from kdtheory.engines import prove
from kdtheory.operators.registry import catalogue

KEYS = tuple(key for key, axiom in table().items() if axiom.kind == "softening")
_COMMON = (
    "A0/simplex A0/symmetry A1/strict A1/weak A2/open A2/closed A3/weak A3/strict A4/open "
    "A4/closed A5/inf-open "
)
KEEPS = _COMMON + "A5/inf-support"
FILLS = _COMMON + "A5/inf-closed"
#: What has to be proved; strength must not get lost unnoticed.
PROVED = {
    "power": KEEPS + " A5/zero",
    "mixture": FILLS,
    "mixture_exponential": FILLS,
    "mixture_rational": FILLS,
    "additive_smoothing": FILLS,
    "hellinger_mean": FILLS,
    "quadratic_mean": FILLS,
    "q_exponential_half": FILLS,
    "sparsemax_matched": FILLS,
    "harmonic_mean": KEEPS,
    "tsallis": KEEPS,
    "mixture_of_power": _COMMON,
    "entropy_modulated": _COMMON.replace("A2/closed ", ""),
    "logodds_shrinkage": "A0/simplex A0/symmetry A1/strict A1/weak A2/open A4/open A5/inf-open",
    "softmax_of_probabilities": FILLS.replace("A4/open A4/closed ", "") + " A5/zero",
    "mixture_late": FILLS.replace("A4/open A4/closed ", ""),
    "power_saturating": KEEPS.replace("A5/inf-open A5/inf-support", "A5/zero"),
    "clipped_power": "A0/simplex A0/symmetry A1/weak A2/open A2/closed A3/weak A5/inf-open",
}
SOME_CLASSES = {"sparsemax_matched"}


def claim_about(function: Any, key: str) -> Claim:
    low = Fraction(0) if key == "SK-A5/zero" else Fraction(1)
    return table()[key].about(_readings(function, low), Domain(lowest=low))


@lru_cache(maxsize=4)
def _readings(function: Any, low: Fraction) -> Readings:
    return Readings(function, xp, low)


@pytest.mark.parametrize("name", catalogue("softening"))
def test_the_catalogue(name: str) -> None:
    operator = catalogue()[name]
    wanted = {f"SK-{k}" for k in PROVED.get(name, "").split()}
    for key in KEYS:
        proof = prove.prove(claim_about(operator.function, key))
        if proof is not None:
            assert operator.holds[key] is True, f"{key} is proved by {proof.reduction} and false"
            chamber = proof.reduction.startswith("chamber/")
            assert proof.classes == ((2, 3, 4) if chamber else "all")
        assert proof is not None or key not in wanted, f"{key} is no longer proved"
        if proof is not None and key in wanted and name not in SOME_CLASSES:
            assert proof.classes == "all"


@pytest.mark.parametrize("name", near.NEAR_MISSES)
def test_near_misses(name: str) -> None:
    function, false = near.NEAR_MISSES[name]
    for key in false:
        proof = prove.prove(claim_about(function, key))
        if proof is not None and name in near.MANY_CLASSES:
            assert proof.classes == (2, 3, 4)
        else:
            assert proof is None, f"{key} is proved by {proof.reduction}"


@pytest.mark.parametrize("name", ["power", "mixture", "harmonic_mean", "sparsemax_matched"])
def test_changed_obligations_fall(name: str) -> None:
    for key in KEYS:
        proof = prove.prove(claim_about(catalogue()[name].function, key))
        for step in proof.discharged if proof else ():
            o, g = step.obligation, step.obligation.node.graph
            assert prove.discharge(o) is not None
            if o.goal is Goal.CONTINUOUS:
                jump = g.where(g._make("lt", (g.var("T"), g.const(2))), o.node, g.zero)
                changed = [replace(o, node=jump)] if jump is not g.zero else []
            elif o.goal is Goal.ZERO:
                changed = [replace(o, node=g.add(o.node, g.const(Fraction(1, 10**12))))]
            else:
                zero = [replace(o, goal=Goal.POSITIVE, node=g.sub(o.node, o.node))]
                below = replace(o, goal=Goal.POSITIVE, node=g.neg(o.node))
                less = replace(o, node=g.sub(o.node, g.add(g.one, g.ipow(o.node, 2))))
                changed = [below, less, *zero]
            for other in changed:
                assert prove.discharge(other) is None, other.text


def test_a_temperature_range_without_one_proves_no_identity() -> None:
    def late(p: Any, T: Any, xp: Any) -> Any:
        q = p ** xp.where(T < 2, 3 / T, 1 / T)
        return q / xp.sum(q, axis=-1, keepdims=True)

    domain = Domain(lowest=Fraction(2), temperatures=(Fraction(2), Fraction(10)))
    claim = table()["SK-A4/open"].about(Readings(late, xp, Fraction(2)), domain)
    assert prove.prove(claim) is None
