"""``math`` and ``float`` for scalars that are symbols.

Python's own functions turn their argument into a float, and a float has forgotten that it was a
temperature, or the number of classes: what is computed from it would hold for one value and be
taken to hold for all. While an operator is being read, ``math`` and ``float`` are therefore
replaced, in the modules of its functions, by functions that pass symbols on to the namespace;
wherever they are not found, a symbol refuses to become a float.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from kdtheory.arithmetic.telling import reached

#: Functions of ``math`` to the namespace's.
NAMES = {
    "exp": "exp", "expm1": "expm1", "log": "log", "log1p": "log1p", "log2": "log2",
    "log10": "log10", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tanh": "tanh", "atan": "atan",
    "fabs": "abs", "floor": "floor", "ceil": "ceil",
}  # fmt: skip


@contextmanager
def symbolic(function: Any, symbol: Callable[[Any], Any]) -> Iterator[None]:
    """Replace ``math`` and ``float`` in the modules of an operator's functions.

    Parameters
    ----------
    function : callable
        The operator; for the functions that it consists of see :func:`.telling.reached`.
    symbol : callable
        ``symbol(x)`` is the scalar array that stands for x, or None for a plain number.
    """
    shims = _shims(symbol)
    changed: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for module in _modules(function):
            for name, value in [*module.items(), ("float", module.get("float", float))]:
                if (shim := _instead(shims, value)) is not None:
                    changed.append((module, name, module.get(name, changed)))
                    module[name] = shim
        yield
    finally:
        for module, name, value in reversed(changed):
            if value is changed:  # it was not there
                del module[name]
            else:
                module[name] = value


def _instead(shims: dict[int, Any], value: Any) -> Any:
    known = isinstance(value, ModuleType) or value is float or callable(value)
    return shims.get(id(value)) if known else None


def _shims(symbol: Callable[[Any], Any]) -> dict[int, Any]:
    own = {name: _function(getattr(math, name), name, symbol) for name in (*NAMES, "pow")}
    proxy = ModuleType("math")
    proxy.__dict__.update({**vars(math), **own})
    shims: dict[int, Any] = {id(getattr(math, name)): shim for name, shim in own.items()}
    return {**shims, id(math): proxy, id(float): _float(symbol)}


def _function(
    plain: Callable[..., Any], name: str, symbol: Callable[[Any], Any]
) -> Callable[..., Any]:
    @functools.wraps(plain)
    def instead(*args: Any) -> Any:
        found = [symbol(x) for x in args]
        if all(x is None for x in found):
            return plain(*args)
        first, *rest = [x if s is None else s for s, x in zip(found, args, strict=True)]
        if name == "pow":
            return first ** rest[0]
        if name == "log" and rest:  # of a symbol, or to a base that is one
            return instead(first) / instead(rest[0])
        return getattr(first.__array_namespace__(), NAMES[name])(first)

    return instead


def _float(symbol: Callable[[Any], Any]) -> type:
    class Meta(type):
        def __call__(cls, x: Any = 0.0) -> Any:
            return float(x) if symbol(x) is None else x

        def __instancecheck__(cls, x: Any) -> bool:
            return isinstance(x, float)

        def __subclasscheck__(cls, x: type) -> bool:
            return issubclass(x, float)

        def __eq__(cls, other: Any) -> bool:
            return other is float or other is cls

        def __hash__(cls) -> int:
            return hash(float)

    return Meta("float", (float,), {})


def _modules(function: Any) -> list[dict[str, Any]]:
    """The globals of an operator's functions."""
    return list({id(f.__globals__): f.__globals__ for f in reached(function)}.values())
