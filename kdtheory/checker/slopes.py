"""Derivatives of formulas, made anew: what a certificate calls a slope has to agree with these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import fmpq

from kdtheory.checker.grammar import Rejected, Row, below, is_boolean

MOST_ROWS = 400_000


class Builder:
    """A formula under construction; equal nodes are made once, zeros and ones fold."""

    def __init__(self, rows: list[Row] | None = None):
        self.rows: list[Row] = list(rows or [])
        self._known: dict[Any, int] = {}

    def make(self, op: str, value: Any, *args: int) -> int:
        key = (op, str(value) if value is not None else None, *args)
        found = self._known.get(key)
        if found is None:
            if len(self.rows) >= MOST_ROWS:
                raise Rejected("the formula grows too large")
            found = self._known[key] = len(self.rows)
            self.rows.append(Row(op, value, args))
        return found

    def const(self, q: Any) -> int:
        return self.make("const", fmpq(q))

    def known(self, k: int) -> Any:
        """The rational value of a constant, or None."""
        return self.rows[k].value if self.rows[k].op == "const" else None

    def add(self, a: int, b: int) -> int:
        x, y = self.known(a), self.known(b)
        if x == 0 or y == 0:
            return b if x == 0 else a
        if x is not None and y is not None:
            return self.const(x + y)
        return self.make("add", None, a, b)

    def neg(self, a: int) -> int:
        return (
            self.const(-self.known(a)) if self.known(a) is not None else self.make("neg", None, a)
        )

    def sub(self, a: int, b: int) -> int:
        return self.add(a, self.neg(b))

    def mul(self, a: int, b: int) -> int:
        x, y = self.known(a), self.known(b)
        if x == 0 or y == 0:
            return self.const(0)
        if x == 1 or y == 1:
            return b if x == 1 else a
        if x is not None and y is not None:
            return self.const(x * y)
        return self.make("mul", None, a, b)

    def div(self, a: int, b: int) -> int:
        return a if self.known(a) == 0 or self.known(b) == 1 else self.make("div", None, a, b)

    def copy(self, rows: list[Row], outputs: list[int], given: Mapping[str, int]) -> dict[int, int]:
        """Copy a formula, its variables replaced by nodes of this one; where each node went."""
        place: dict[int, int] = {}
        for k in below(rows, outputs):
            op, value, args = rows[k]
            if op == "var" and value in given:
                place[k] = given[value]
            else:
                place[k] = self.make(op, value, *(place[a] for a in args))
        return place

    # derivatives ---------------------------------------------------------------------------

    def slope(self, node: int, name: str) -> int:
        """Derivative with respect to a variable, almost everywhere where there are kinks.

        Raises
        ------
        Rejected
            If a choice or a floor depends on the variable.
        """
        moving: set[int] = set()
        slopes: dict[int, int] = {}
        zero = self.const(0)
        for k in below(self.rows, [node]):
            row = self.rows[k]
            if (row.op == "var" and row.value == name) or any(a in moving for a in row.args):
                moving.add(k)
            if not is_boolean(row):
                slopes[k] = self._slope(k, row, name, slopes, moving) if k in moving else zero
        return slopes[node]

    def _slope(self, k: int, row: Row, name: str, d: dict[int, int], moving: set[int]) -> int:
        op, value, args = row
        if op == "var":
            return self.const(1)
        if op == "where":
            if args[0] in moving:
                raise Rejected(f"a choice depends on {name}")
            return self.make("where", None, args[0], d[args[1]], d[args[2]])
        a = args[0]
        if op == "neg":
            return self.neg(d[a])
        if op == "ipow":
            lower = self.make("ipow", value - 1, a) if value > 1 else self.const(1)
            return self.mul(self.mul(self.const(value), lower), d[a])
        if len(args) == 2:
            return self._of_two(k, op, a, args[1], d)
        outer = self._outer(k, op, a)
        if outer is None:
            raise Rejected(f"{op} has no slope in {name}")
        return self.mul(outer, d[a])

    def _of_two(self, k: int, op: str, a: int, b: int, d: dict[int, int]) -> int:
        if op == "add":
            return self.add(d[a], d[b])
        if op == "mul":
            return self.add(self.mul(d[a], b), self.mul(a, d[b]))
        if op == "div":
            return self.div(self.sub(d[a], self.mul(k, d[b])), b)
        if op in ("min", "max"):
            first = self.make("le", None, *((a, b) if op == "min" else (b, a)))
            return self.make("where", None, first, d[a], d[b])
        if op == "pow":
            base = self.mul(self.mul(b, self.div(k, a)), d[a])
            power = self.mul(self.mul(k, self.make("log", None, a)), d[b])
            return self.add(base, power if self.known(d[b]) != 0 else self.const(0))
        raise Rejected(f"{op} has no slope")

    def _outer(self, k: int, op: str, a: int) -> int | None:
        one = self.const(1)
        if op in ("exp", "expm1"):
            return k if op == "exp" else self.make("exp", None, a)
        if op == "log":
            return self.div(one, a)
        if op == "log1p":
            return self.div(one, self.add(one, a))
        if op == "sqrt":
            return self.div(one, self.mul(self.const(2), k))
        if op == "sin":
            return self.make("cos", None, a)
        if op == "cos":
            return self.neg(self.make("sin", None, a))
        if op == "tanh":
            return self.sub(one, self.make("ipow", 2, k))
        if op == "atan":
            return self.div(one, self.add(one, self.make("ipow", 2, a)))
        if op == "abs":
            up = self.make("le", None, self.const(0), a)
            return self.make("where", None, up, one, self.const(-1))
        return None
