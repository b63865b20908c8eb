"""Expression graphs evaluated on NumPy arrays: fast, rounded, for search only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kdtheory.arithmetic.expr import Node, interpret

_OPS: dict[str, Any] = {
    "neg": np.negative,
    "add": np.add,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "exp": np.exp,
    "log": np.log,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "atan": np.arctan,
    "abs": np.abs,
    "floor": np.floor,
    "min": np.minimum,
    "max": np.maximum,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "and": np.logical_and,
    "not": np.logical_not,
    "where": np.where,
}


def apply(op: str, value: Any, args: list[Any]) -> Any:
    """One operation on float arrays."""
    if op == "const":
        return np.float64(int(value.p) / int(value.q))
    if op == "real":
        return np.float64(np.pi if value[0] == "pi" else value[0])
    if op in ("nan", "inf"):
        return np.float64("nan" if op == "nan" else value * np.inf)
    if op == "bool":
        return np.bool_(value)
    if op == "ipow":
        return args[0] ** value
    if op == "kth":
        return np.sort(np.stack(np.broadcast_arrays(*args)), axis=0)[value]
    return _OPS[op](*args)


def evaluate(outputs: list[Node], env: Mapping[str, Any]) -> list[Any]:
    """Arrays of `outputs` with variables taken from `env`."""
    with np.errstate(all="ignore"):
        return interpret(outputs, env.__getitem__, apply)
