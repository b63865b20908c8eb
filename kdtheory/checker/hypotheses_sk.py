"""What the claims of SK-B to SK-E presuppose of their inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import fmpq

from kdtheory.checker.spaces import Place

Vector = Sequence[Any]


def _number(x: Place, name: str) -> Any:
    return x[name][0][0]


def _dot(a: Vector, b: Vector) -> Any:
    return sum((s * t for s, t in zip(a, b)), fmpq(0))


def _gap(a: Vector, b: Vector) -> list[Any]:
    return [s - t for s, t in zip(a, b)]


def _mean(rows: Sequence[Vector], chances: Vector) -> list[Any]:
    return [_dot(column, chances) for column in zip(*rows)]


def _risk(rows: Sequence[Vector], chances: Vector, f: Vector) -> Any:
    """``E‖X − f‖²``."""
    return _dot([_dot(_gap(row, f), _gap(row, f)) for row in rows], chances)


def _spread(rows: Sequence[Vector], chances: Vector) -> Any:
    return _risk(rows, chances, _mean(rows, chances))


def _bias(rows: Sequence[Vector], chances: Vector, f: Vector) -> Any:
    return _risk([_mean(rows, chances)], [fmpq(1)], f)


def _advantage(x: Place, goal: Vector) -> Any:
    """``(Var T − Var S) − (Bias² S − Bias² T)``."""
    student, teacher = (x["ss"], x["w"][0]), (x["ts"], x["v"][0])
    variance = _spread(*teacher) - _spread(*student)
    return variance - _bias(*student, goal) + _bias(*teacher, x["f"][0])


def _softened_mean(x: Place) -> list[Any]:
    mean, T = _mean(x["ts"], x["v"][0]), _number(x, "T")
    return [p / T + (1 - 1 / T) / len(mean) for p in mean]


def _varied(x: Place, f: Vector) -> list[bool]:
    even = [fmpq(1, len(f))] * len(f)
    return [_spread(x["ps"], x["w"][0]) + _risk([f], [fmpq(1)], even) > 0]


def _differ(x: Place, one: str, other: str) -> list[bool]:
    return [any(s != t for s, t in zip(x[one][0], x[other][0]))]


def _along(x: Place, one: str, other: str) -> Any:
    """``cᵀ(one − other)``."""
    return _dot(x["c"][0], _gap(x[one][0], x[other][0]))


def _inside(x: Place) -> list[bool]:
    """Whether both targets project onto the segment from a to b, not beyond."""
    a, d = x["a"][0], _gap(x["b"][0], x["a"][0])
    whole = _dot(d, d) or fmpq(1)
    return [all(0 <= _dot(_gap(x[name][0], a), d) / whole <= 1 for name in "qr")]


def _on_top(x: Place) -> list[bool]:
    p, U = x["p"][0], x["U"][0]
    least = min(s for s, kept in zip(p, U) if kept)
    return [least >= max(s for s, kept in zip(p, U) if not kept)]


def _three(x: Place) -> list[bool]:
    """Whether the first three entries differ."""
    a, b, c = x["p"][0][:3]
    return [a != b and b != c and a != c]


def _staged(x: Place) -> list[bool]:
    return [_number(x, "N") > _number(x, "s") > 0]


def _enough(x: Place) -> list[bool]:
    """Whether ``N r > L s``."""
    N, r, L, s = (_number(x, name) for name in "NrLs")
    return [N * r > L * s]


SPARSE: dict[str, Callable[[Place], list[bool]]] = {
    "SK-B2/wins": lambda x: [_advantage(x, x["f"][0]) > 0],
    "SK-B2/loses": lambda x: [_advantage(x, x["f"][0]) <= 0],
    "SK-B2/wins-without-common": lambda x: [_advantage(x, x["q"][0]) > 0],
    "SK-B2/loses-without-common": lambda x: [_advantage(x, x["q"][0]) <= 0],
    "SK-B5/better": lambda x: [_advantage(x, x["f"][0]) > 0],
    "SK-B5/better-without-common": lambda x: [_advantage(x, _softened_mean(x)) > 0],
    "SK-B7/attained": lambda x: _varied(x, _mean(x["ps"], x["w"][0])),
    "SK-B7/attained-without-unbiased": lambda x: _varied(x, x["f"][0]),
    "SK-H4/stays": _staged,
    "SK-H4/stays-without-stages": lambda x: [_number(x, "s") > 0],
    "SK-H4/rule": _enough,
    "SK-E1/power-mixture": _three,
    "SK-E1/power-mixture-without-softened": _three,
    "SK-E1/power-rational": _three,
    "SK-E1/power-rational-without-softened": _three,
    "SK-E1/mixtures": _three,
    "SK-E1/mixtures-without-softened": _three,
    "SK-E2/apart": _three,
    "SK-E2/apart-without-softened": _three,
    "SK-Q1/optimal": lambda x: _differ(x, "q", "s"),
    "SK-Q1/apart": lambda x: _differ(x, "q", "r"),
    "SK-Q1/apart-without-unrestricted": lambda x: _differ(x, "q", "r"),
    "SK-Q2/coincide": lambda x: [_along(x, "q", "r") == 0],
    "SK-Q2/optimal": lambda x: [_along(x, "s", "q") == 0],
    "SK-Q2/unmatched": lambda x: [_along(x, "q", "r") != 0],
    "SK-Q3/orthogonal": _inside,
    "SK-P2/grows": _on_top,
    "SK-P2/grows-without-power": _on_top,
    "SK-P2/cap": _on_top,
    "SK-P4/hoeffding": lambda x: [x["p"][0][0] > x["p"][0][1]],
}
