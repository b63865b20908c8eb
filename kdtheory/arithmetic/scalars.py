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
from types import CodeType, FunctionType, ModuleType
from typing import Any

#: Functions of ``math`` to the namespace's.
NAMES = {
    "exp": "exp", "expm1": "expm1", "log": "log", "log1p": "log1p", "log2": "log2",
    "log10": "log10", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tanh": "tanh", "atan": "atan",
    "fabs": "abs", "floor": "floor", "ceil": "ceil",
}  # fmt: skip
_DEPTH = 4  # of functions that call functions


@contextmanager
def symbolic(function: Any, symbol: Callable[[Any], Any], xp: Any) -> Iterator[None]:
    """Replace ``math`` and ``float`` in the modules of an operator's functions.

    Parameters
    ----------
    function : callable
        The operator; functions that it calls are found by their names, and those in its closure.
    symbol : callable
        ``symbol(x)`` is the scalar array that stands for x, or None for a plain number.
    xp : namespace
        Computes with symbols.
    """
    shims = _shims(symbol, xp)
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


def _shims(symbol: Callable[[Any], Any], xp: Any) -> dict[int, Any]:
    own = {name: _function(getattr(math, name), name, symbol, xp) for name in (*NAMES, "pow")}
    proxy = ModuleType("math")
    proxy.__dict__.update({**vars(math), **own})
    shims: dict[int, Any] = {id(getattr(math, name)): shim for name, shim in own.items()}
    return {**shims, id(math): proxy, id(float): _float(symbol)}


def _function(
    plain: Callable[..., Any], name: str, symbol: Callable[[Any], Any], xp: Any
) -> Callable[..., Any]:
    @functools.wraps(plain)
    def instead(*args: Any) -> Any:
        found = [symbol(x) for x in args]
        if all(x is None for x in found):
            return plain(*args)
        first, *rest = [x if s is None else s for s, x in zip(found, args, strict=True)]
        if name == "pow":
            return first ** rest[0]
        if name == "log" and rest:
            return instead(first) / instead(rest[0])
        return getattr(xp, NAMES[name])(first)

    return instead


def _float(symbol: Callable[[Any], Any]) -> type:
    class Meta(type):
        def __call__(cls, x: Any = 0.0) -> Any:
            return float(x) if symbol(x) is None else x

        def __instancecheck__(cls, x: Any) -> bool:
            return isinstance(x, float)

    return Meta("float", (float,), {})


def _modules(function: Any) -> list[dict[str, Any]]:
    """The globals of an operator and of what it calls, but not this package's own machinery."""
    found: dict[int, dict[str, Any]] = {}
    seen: set[int] = set()

    def visit(x: Any, depth: int) -> None:
        while isinstance(x, functools.partial):
            x = x.func
        x = getattr(x, "__func__", x)
        if not isinstance(x, FunctionType):
            x = vars(type(x)).get("__call__")
        if not isinstance(x, FunctionType) or id(x) in seen or depth > _DEPTH:
            return
        seen.add(id(x))
        name = x.__globals__.get("__name__", "")
        if not name.startswith("kdtheory.") or name.startswith("kdtheory.operators"):
            found[id(x.__globals__)] = x.__globals__
        inner = [cell.cell_contents for cell in x.__closure__ or () if _filled(cell)]
        called = [x.__globals__[n] for n in _names(x.__code__) if n in x.__globals__]
        wrapped = [x.__wrapped__] if hasattr(x, "__wrapped__") else []
        for other in (*inner, *called, *wrapped):
            if isinstance(other, (FunctionType, functools.partial)) or hasattr(other, "__func__"):
                visit(other, depth + 1)

    visit(function, 0)
    return list(found.values())


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _names(code: CodeType) -> set[str]:
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    return set(code.co_names).union(*map(_names, inner))
