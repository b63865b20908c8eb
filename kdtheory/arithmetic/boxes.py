"""The interval reading: expression graphs over whole boxes at once, rounded outward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic import interval as iv
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.interval import Interval

CHUNK = 16384  # boxes a call: larger arrays cost page faults


def rational(x: Any) -> Interval:
    """The tightest interval of doubles around an exact rational."""
    return Interval.rational(int(x.numerator), int(x.denominator))


def _constant(op: str, value: Any) -> Interval:
    if op == "const":
        return rational(Fraction(int(value.p), int(value.q)))
    if op == "real":
        name, low, high = value
        if name == "pi":
            return Interval(np.asarray(3.141592653589793), np.asarray(3.1415926535897936))
        return Interval(rational(low).lo, rational(high).hi)
    return Interval.entire(())


_BINARY: dict[str, Callable[[Interval, Interval], Interval]] = {
    "add": iv.add,
    "mul": iv.mul,
    "div": iv.div,
    "pow": iv.power,
    "min": iv.minimum,
    "max": iv.maximum,
}
_UNARY: dict[str, Callable[[Interval], Interval]] = {
    "neg": iv.neg,
    "exp": iv.exp,
    "log": iv.log,
    "log1p": iv.log1p,
    "expm1": iv.expm1,
    "sqrt": iv.sqrt,
    "sin": iv.sin,
    "cos": iv.cos,
    "tanh": iv.tanh,
    "abs": iv.absolute,
    "floor": iv.floor,
}
_COMPARE: dict[str, Any] = {"lt": iv.less, "le": iv.less_equal, "eq": iv.equal}


def _apply(op: str, value: Any, args: list[Any]) -> Any:
    if op in _BINARY:
        return _BINARY[op](*args)
    if op in _UNARY:
        return _UNARY[op](*args)
    if op == "ipow":
        return iv.square(args[0]) if value == 2 else iv.power_int(args[0], value)
    if op in _COMPARE:
        return _COMPARE[op](*args)
    if op == "bool":
        return np.int8(bool(value))
    if op == "not":
        return np.where(args[0] < 0, -1, 1 - args[0]).astype(np.int8)
    if op == "and":
        false = (args[0] == 0) | (args[1] == 0)
        true = (args[0] == 1) & (args[1] == 1)
        return np.where(false, 0, np.where(true, 1, -1)).astype(np.int8)
    if op == "where":
        return _where(*args)
    if op == "kth":
        return iv.kth_largest(args, len(args) - value)  # the value-th smallest, counted from 0
    return _constant(op, value)


def _where(c: Any, a: Interval, b: Interval) -> Interval:
    both = iv.union(a, b)
    lo = np.where(c == 1, a.lo, np.where(c == 0, b.lo, both.lo))
    hi = np.where(c == 1, a.hi, np.where(c == 0, b.hi, both.hi))
    return Interval(lo, hi)


class Program:
    """A list of expressions compiled for evaluation on many boxes.

    Parameters
    ----------
    outputs : list of Node

    Notes
    -----
    ``program({"x": Interval, …})`` gives one :class:`Interval` per output. Constants are rounded
    outward once; a value is dropped after its last use, so memory stays with what is alive.
    """

    def __init__(self, outputs: list[Node]):
        order = reachable(outputs)
        place = {node.index: k for k, node in enumerate(order)}
        self.steps = [(node.op, node.value, [place[a.index] for a in node.args]) for node in order]
        self.constants = {
            k: _apply(op, value, [])
            for k, (op, value, args) in enumerate(self.steps)
            if not args and op != "var"
        }
        self.outputs = [place[node.index] for node in outputs]
        last = {a: k for k, (_, _, args) in enumerate(self.steps) for a in args}
        self.dead: dict[int, list[int]] = {}
        for a, k in last.items():
            if a not in self.outputs and a not in self.constants:
                self.dead.setdefault(k, []).append(a)

    def __call__(self, env: Mapping[str, Interval]) -> list[Interval]:
        values: list[Any] = [None] * len(self.steps)
        for k, constant in self.constants.items():
            values[k] = constant
        for k, (op, value, args) in enumerate(self.steps):
            if values[k] is None:
                values[k] = (
                    env[value] if op == "var" else _apply(op, value, [values[a] for a in args])
                )
            for a in self.dead.get(k, ()):
                values[a] = None
        return [values[k] for k in self.outputs]
