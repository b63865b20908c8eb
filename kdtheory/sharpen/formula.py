"""Formulas in few operations, so that they can be differentiated, enclosed and re-checked.

Besides arithmetic and constant powers there is one operation, the *remainder* of order k,

    R_k(z) = int_0^1 (1 - u) (1 + u z)^(-k) du,    z > -1,

with which ``t - 1 - log t = (t - 1)² R_2(t - 1)`` and ``t log t - t + 1 = (t - 1)² R_1(t - 1)``:
a divergence without its zero at ``t = 1``.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

#: Powers of z after which the series of a remainder stops, and where it is used.
TERMS, NEAR = 16, 1 / 16


@dataclass(frozen=True, eq=False)
class Term:
    """A node of a formula: ``const var neg add mul div pow remainder``."""

    op: str
    value: Any = None
    args: tuple[Term, ...] = ()

    @property
    def rational(self) -> Fraction | None:
        """The value of a constant, else None."""
        return self.value if self.op == "const" else None

    def __add__(self, other: Any) -> Term:
        return _fold("add", self, term(other))

    def __sub__(self, other: Any) -> Term:
        return self + -term(other)

    def __mul__(self, other: Any) -> Term:
        return _fold("mul", self, term(other))

    def __truediv__(self, other: Any) -> Term:
        return _fold("div", self, term(other))

    def __neg__(self) -> Term:
        return term(-self.value) if self.op == "const" else Term("neg", None, (self,))

    def __pow__(self, exponent: Fraction | int) -> Term:
        return self if exponent == 1 else Term("pow", None, (self, term(exponent)))

    def __radd__(self, other: Any) -> Term:
        return term(other) + self

    def __rsub__(self, other: Any) -> Term:
        return term(other) - self

    def __rmul__(self, other: Any) -> Term:
        return term(other) * self

    def __rtruediv__(self, other: Any) -> Term:
        return term(other) / self


def term(x: Term | Fraction | int) -> Term:
    """A constant, or what is a term already."""
    return x if isinstance(x, Term) else Term("const", Fraction(x))


_EXACT = {"add": operator.add, "mul": operator.mul, "div": operator.truediv}


def _fold(op: str, a: Term, b: Term) -> Term:
    """Constants are computed exactly at once."""
    if a.op == b.op == "const":
        return term(_EXACT[op](a.value, b.value))
    return Term(op, None, (a, b))


def variable(name: str) -> Term:
    return Term("var", name)


def remainder(k: int, z: Term) -> Term:
    """``R_k(z)`` for k = 1 or 2."""
    return Term("remainder", k, (z,))


@dataclass(frozen=True)
class Formula:
    """Terms as rows ``(op, value, positions)``, arguments first, equal rows once."""

    rows: tuple[tuple[str, Any, tuple[int, ...]], ...]
    outputs: tuple[int, ...]

    @classmethod
    def of(cls, outputs: Sequence[Term]) -> Formula:
        place: dict[Any, int] = {}
        seen: dict[int, int] = {}
        stack = list(reversed(outputs))
        while stack:
            node = stack[-1]
            missing = [a for a in node.args if id(a) not in seen]
            if id(node) in seen or missing:
                stack.extend(missing) if id(node) not in seen else stack.pop()
                continue
            row = (node.op, node.value, tuple(seen[id(a)] for a in node.args))
            seen[id(stack.pop())] = place.setdefault(row, len(place))
        return cls(tuple(place), tuple(seen[id(o)] for o in outputs))

    def to_json(self) -> list[list[Any]]:
        """Rows as certificates have them, rationals as texts."""
        return [
            [op, str(value) if op == "const" else value, *args] for op, value, args in self.rows
        ]

    def floats(self, env: Mapping[str, Any]) -> list[Any]:
        """Values in floating point, for search and pictures only."""
        values: list[Any] = []
        for op, value, args in self.rows:
            values.append(_float(op, value, [values[a] for a in args], env))
        return [values[k] for k in self.outputs]


def _float(op: str, value: Any, a: list[Any], env: Mapping[str, Any]) -> Any:
    match op:
        case "const":
            return float(value)
        case "var":
            return env[value]
        case "neg":
            return -a[0]
        case "add":
            return a[0] + a[1]
        case "mul":
            return a[0] * a[1]
        case "div":
            return a[0] / a[1]
        case "pow":
            return a[0] ** a[1]
        case "remainder":
            return float_remainder(value, a[0])
    raise ValueError(f"no operation {op}")


def coefficient(k: int, j: int) -> Fraction:
    """The coefficient of ``z^j`` in ``R_k``; none is larger than 1/2.

    >>> [str(coefficient(2, j)) for j in range(3)]
    ['1/2', '-1/3', '1/4']
    """
    size = Fraction(1, j + 2) if k == 2 else Fraction(1, (j + 1) * (j + 2))
    return size if j % 2 == 0 else -size


def float_remainder(k: int, z: Any) -> Any:
    """``R_k(z)`` in floating point.

    >>> round(float(float_remainder(2, 1.0)), 6)
    0.306853
    """
    z = np.asarray(z, dtype=float)
    far = np.where(abs(z) < NEAR, 1.0, z)
    log = np.log1p(far)
    direct = (far - log if k == 2 else (1 + far) * log - far) / far**2
    near = np.where(abs(z) < NEAR, z, 0.0)
    series = np.zeros_like(near)
    for j in reversed(range(TERMS)):
        series = series * near + float(coefficient(k, j))
    return np.where(abs(z) < NEAR, series, direct)
