"""Formulas at rational points: exact rationals where possible, Arb balls of rising precision else.

Values are interned. Rational ones by value, others by how they are made, so that two irrational
numbers made in the same way *are* the same and their difference is exactly zero. A branch not
taken is not evaluated; a comparison that no precision settles stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kdtheory.checker.grammar import Rejected, Row, formula
from kdtheory.checker.numbers import PRECISIONS, Numbers
from kdtheory.checker.values import UNKNOWN, Value, precision, to_fmpq

__all__ = ["PRECISIONS", "Exact", "precision"]


class Exact(Numbers):
    """A formula evaluated at rational inputs.

    Parameters
    ----------
    rows : list
        The formula, ``[op, value, *argument positions]`` a node, or rows already read.
    env : mapping
        Rational value of each variable.

    Raises
    ------
    Rejected
        If the formula is malformed, uses a variable without a value, or is too costly.
    """

    def __init__(self, rows: list[Any], env: Mapping[str, Any]):
        ready = bool(rows) and isinstance(rows[0], Row)
        self.rows: list[Row] = rows if ready else formula(rows)
        self.env = {k: to_fmpq(x) for k, x in env.items()}
        self._found: dict[int, Any] = {}
        super().__init__()

    # what callers ask ----------------------------------------------------------------------

    def value(self, i: int) -> Value | bool | None:
        """The value of a node; for a truth value True, False, or None where it stays open."""
        if i not in self._found:
            self._evaluate(i)
        return self._found[i]  # type: ignore[no-any-return]

    def truth(self, i: int) -> bool | None:
        found = self.value(i)
        return found if isinstance(found, bool) else None

    def rational(self, i: int) -> Any:
        """The exact rational value, or None."""
        found = self.value(i)
        return found.number if isinstance(found, Value) else None

    def finite(self, i: int) -> bool:
        """Whether the node is certainly a finite number."""
        found = self.value(i)
        return isinstance(found, Value) and self._finite(found)

    def ball(self, i: int, bits: int | None = None) -> Any:
        """An enclosure; without `bits`, precise enough for the sign and 40 digits if possible."""
        found = self.value(i)
        if not isinstance(found, Value):
            return UNKNOWN
        if bits is not None:
            return self._ball(found, bits)
        for prec in PRECISIONS:
            ball = self._ball(found, prec)
            if found.number is not None or (ball.is_finite() and ball.rel_accuracy_bits() > 64):
                break
        return ball

    def sign(self, i: int) -> int | None:
        """-1, 0 or 1 where it is certain."""
        found = self.value(i)
        return self._sign(found) if isinstance(found, Value) else None

    def violates(self, i: int, strict: bool) -> bool:
        """Whether the node is certainly a finite number < 0 (or <= 0 if `strict`)."""
        found = self.value(i)
        if not isinstance(found, Value) or not self._finite(found):
            return False
        if found.number is not None:
            return bool(found.number < 0 or (strict and found.number == 0))
        return any(
            bool(ball < 0 or (strict and ball <= 0))
            for ball in (self._ball(found, prec) for prec in PRECISIONS)
        )

    # evaluation ----------------------------------------------------------------------------

    def _evaluate(self, root: int) -> None:
        """Evaluate what `root` needs, on demand and without recursion."""
        stack = [root]
        while stack:
            k = stack[-1]
            if k in self._found:
                stack.pop()
                continue
            waiting = [a for a in self._wanted(self.rows[k]) if a not in self._found]
            if waiting:
                stack.extend(waiting)
            else:
                self._found[k] = self._apply(k, self.rows[k])
                stack.pop()

    def _wanted(self, row: Row) -> tuple[int, ...]:
        """Arguments needed next: the condition first, then the branch that it selects."""
        if row.op == "where":
            condition, yes, no = row.args
            if condition not in self._found:
                return (condition,)
            chosen = self._found[condition]
            return (yes, no) if chosen is None else ((yes,) if chosen else (no,))
        if row.op == "and":
            first, second = row.args
            if first not in self._found:
                return (first,)
            return () if self._found[first] is False else (second,)
        return row.args

    def _apply(self, k: int, row: Row) -> Any:
        op, value, args = row
        if op == "where":
            chosen = self._found[args[0]]
            if chosen is None:
                a, b = self._found[args[1]], self._found[args[2]]
                return a if a is b else self._intern("either", args[0], (a, b))
            return self._found[args[1] if chosen else args[2]]
        if op == "and":
            a, b = self._found[args[0]], self._found.get(args[1])
            return False if a is False or b is False else (None if a is None or b is None else True)
        if op == "var":
            if value not in self.env:
                raise Rejected(f"the formula uses {value}, which has no value")
            return self._const(self.env[value])
        if op == "const":
            return self._const(value)
        if op == "bool":
            return value
        if op in ("nan", "inf"):
            return self.nan if op == "nan" else self.infinite[value]
        if op == "real":
            return self._intern("real", value, ())
        found = [self._found[a] for a in args]
        if op == "not":
            return None if found[0] is None else not found[0]
        self._spend(50)
        if op == "ipow":
            return self._ipow(found[0], value)
        if op == "kth":
            return self._kth(found, value)
        rule: Callable[..., Any] | None = getattr(self, "_" + op, None)
        return rule(*found) if rule else self._smooth(op, found[0])
