"""Answers are read exactly, or refused with a sentence."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kdtheory.teaching.answers import (
    Unreadable,
    number,
    numbers,
    operator,
    parts,
    point,
    rows,
    whole,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", Fraction(3)),
        ("-3/4", Fraction(-3, 4)),
        ("−1", Fraction(-1)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("1e-3", Fraction(1, 1000)),
        ("1e3/7", Fraction(1000, 7)),
        ("0.5/2", Fraction(1, 4)),
        (0.1, Fraction(1, 10)),
        (7, Fraction(7)),
    ],
)
def test_numbers_are_exact(text, value):
    assert number().read(text) == value


@pytest.mark.parametrize("text", ["", "x", "1/0", "1//2", "nan", "inf", "1e999", "1" * 99, "0x10"])
def test_no_number(text):
    with pytest.raises(Unreadable):
        number().read(text)


def test_whole_numbers():
    assert whole().read("1,000") == 1000
    with pytest.raises(Unreadable, match="not a whole"):
        whole().read("3/2")


@pytest.mark.parametrize("text", ["1/2, 1/3, 1/6", "(1/2 1/3 1/6)", "[1/2,1/3,1/6]"])
def test_points(text):
    assert point(3).read(text) == (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1/2, 1/2", "3 are asked for"),
        ("1/2, 1/2, 1/2", "sums to 3/2"),
        ("3/2, -1/2, 0", "negative"),
        ("0.3333, 0.3333, 0.3333", "sums to"),
        (",".join(["1/99"] * 99), "more than"),
        ("", "nothing"),
    ],
)
def test_no_point(text, why):
    with pytest.raises(Unreadable, match=why):
        point(3).read(text)


def test_rows_and_parts():
    two = rows(2, 2).read("1/2, 1/2\n\n1, 0\n")
    assert two == ((Fraction(1, 2), Fraction(1, 2)), (Fraction(1), Fraction(0)))
    both = parts(p=point(), T=number())
    assert both.read("p = 1/2, 1/2; T = 2") == both.read("1/2 1/2\n2")
    assert both.read({"T": 2, "p": "1/2, 1/2"})["T"] == 2
    with pytest.raises(Unreadable, match="1 of 2"):
        both.read("1/2, 1/2")


def test_numbers_in_a_row():
    assert numbers().read("0, 1/4 1") == (0, Fraction(1, 4), 1)


def test_code_is_the_last_function():
    text = "from math import sqrt\ndef a(x): return 1\ndef b(x): return a(x) + 1\nc = 3"
    assert operator().read(text)(0) == 2
    for bad in ("def F(:", "1 / 0", "F = 3", "from math import sqrt", ""):
        with pytest.raises(Unreadable):
            operator().read(bad)
