"""Limits and jumps of claims over named inputs: places that are none, gaps that do not settle."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from covers_by_hand import seal
from forging import forge, put

from kdtheory.checker import check_document

Documents = dict[str, dict[str, Any]]
THIRDS = ["1/3", "2/3"]


def test_a_limit_whose_places_move(refuted: Documents) -> None:
    document = refuted["linear_unnormalised.MT-A5.limits.json"]
    last = len(document["places"]) - 1

    def other_weights(d: dict[str, Any]) -> None:
        d["places"][last][0]["w"] = d["places"][last][0]["w"][::-1]

    def tame(d: dict[str, Any]) -> None:
        for k, stage in enumerate(d["places"]):
            stage[0]["T"] = str(2 + k)

    def slow(d: dict[str, Any]) -> None:
        for k, stage in enumerate(d["places"]):
            stage[0]["T"] = str(2 ** (300 + k))

    def backwards(d: dict[str, Any]) -> None:
        d["places"] = d["places"][::-1]
        d["gaps"] = d["gaps"][::-1]

    def short(d: dict[str, Any]) -> None:
        d["places"], d["gaps"] = d["places"][-2:], d["gaps"][-2:]

    def pairs(d: dict[str, Any]) -> None:
        d["places"] = [stage * 2 for stage in d["places"]]

    assert "another input changes" in forge(document, other_weights)
    assert "extreme" in forge(document, tame)
    assert "run to the limit" in forge(document, slow)
    assert forge(document, backwards)
    assert "3 to 8" in forge(document, short)
    assert "stage" in forge(document, pairs)
    assert "lacks T" in forge(document, lambda d: d["places"][0][0].pop("T"))


def test_a_limit_not_extreme_beside_a_small_entry(refuted: Documents) -> None:
    def change(d: dict[str, Any]) -> None:
        for stage in d["places"]:
            stage[0]["ps"][0] = [str(Fraction(1, 1 << 1100)), str(1 - Fraction(1, 1 << 1100))]

    document = refuted["linear_unnormalised.MT-A5.limits.json"]
    assert "beside the point" in forge(document, change)


def test_a_jump_whose_places_are_apart(refuted: Documents) -> None:
    document = refuted["median_pool.MT-A4.closed.json"]

    def apart(d: dict[str, Any]) -> None:
        d["places"][0][1] = copy.deepcopy(d["places"][0][0])
        d["places"][0][1]["ps"] = d["places"][0][1]["ps"][::-1]

    def same(d: dict[str, Any]) -> None:
        d["places"][0][1] = d["places"][0][0]

    def repeated(d: dict[str, Any]) -> None:
        d["places"] = [d["places"][0]] * len(d["places"])

    def fewer(d: dict[str, Any]) -> None:
        here = d["places"][0][0]
        d["places"][0][0] = {**here, "ps": here["ps"][:2], "w": THIRDS}

    assert "too far apart" in forge(document, apart)
    assert "same" in forge(document, same)
    assert "too far apart" in forge(document, repeated)
    assert "differ in size" in forge(document, fewer)
    assert "boundary" in forge(
        refuted["most_confident.MT-A4.open.json"], put("places", 0, 0, "ps", 0, ["1", "0"])
    )


@pytest.mark.parametrize("bits", [45, 60, 200])
def test_a_flat_power_is_no_jump(refuted: Documents, bits: int) -> None:
    """``x^w`` with a tiny weight is continuous at 0, though ``2^-800`` gives nearly one."""
    document = copy.deepcopy(refuted["median_pool.MT-A4.closed.json"])
    w = Fraction(1, 1 << bits)
    weights = [str(w), str(1 - w)]
    near = [Fraction(1, 1 << depth) for depth in (200, 400, 800)]
    rows = [[["0", "1"], ["1/2", "1/2"]], *([[str(h), str(1 - h)], THIRDS[:]] for h in near)]
    for row in rows[1:]:
        row[1] = ["1/2", "1/2"]
    document["places"] = [
        [{"ps": rows[0], "w": weights}, {"ps": row, "w": weights}] for row in rows[1:]
    ]
    document["nodes"] = [
        ["var", "ps0_0"], ["const", "0"], ["lt", None, 1, 0], ["const", "1"],
        ["where", None, 2, 0, 3], ["var", "w0"], ["pow", None, 4, 5], ["where", None, 2, 6, 1],
    ]  # fmt: skip
    document |= {"specialised": False, "value": 7, "gaps": [_power(h, w) for h in near]}
    reason = check_document(seal(document)).reason
    assert "does not settle" in reason or "closes" in reason


def _power(x: Fraction, w: Fraction) -> list[str]:
    """Twelve-digit ends of ``x^w``."""
    value = 1 - float(w) * 0.6931471805599453 * (x.denominator.bit_length() - 1)
    exact = 2.0 ** (-float(w) * (x.denominator.bit_length() - 1))
    assert abs(value - exact) < 1e-8
    return [f"{exact - 1e-8:.12f}", f"{exact + 1e-8:.12f}"]
