"""Operators: how they are declared, and how a name becomes one.

An operator is one pure function written against an array namespace. The decorator only attaches
what the function cannot say itself; a plain function works too.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

KINDS = ("softening", "aggregation", "recursion", "weighting")


class OperatorNotFound(ValueError):
    """No operator stands behind this name; the message says what was looked at."""


@dataclass(frozen=True)
class Operator:
    """A named operator with its declarations.

    Attributes
    ----------
    name : str
        How it is reported.
    function : callable
        ``softening(p, T, xp)`` and so on, see the design of each kind.
    kind : str
        One of :data:`KINDS`.
    temperatures : tuple
        Declared range ``(low, high)`` as strings of rationals; ``None`` where unbounded.
    declared : bool
        Whether the author declared it; a plain function is read as it is written.
    holds : mapping
        For catalogue operators: claim key to declared truth, used by the controls.
    bounds, lipschitz : tuple of str, str, or None
        Of a weighting: smallest and largest weight, and the Lipschitz constant, as rationals.
    """

    name: str
    function: Callable[..., Any]
    kind: str = "softening"
    temperatures: tuple[str, str | None] = ("1", None)
    summary: str = ""
    formula: str = ""
    source: str = ""
    holds: Mapping[str, bool | None] = field(default_factory=dict)
    declared: bool = False
    bounds: tuple[str, str] | None = None
    lipschitz: str | None = None

    def __call__(self, *args: Any) -> Any:
        return self.function(*args)

    @property
    def digest(self) -> str:
        """``sha256:`` of the source text and of the module it stands in, where there is one."""
        parts = [self.kind, self.name]
        for thing in (self.function, inspect.getmodule(self.function)):
            try:
                parts.append(inspect.getsource(thing))  # type: ignore[arg-type]
            except (OSError, TypeError):
                parts.append(repr(getattr(self.function, "__qualname__", self.name)))
        return "sha256:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def operator(
    kind: str,
    *,
    temperatures: tuple[str, str | None] = ("1", None),
    formula: str = "",
    source: str = "",
    holds: Mapping[str, bool | None] | None = None,
    name: str | None = None,
    bounds: tuple[str, str] | None = None,
    lipschitz: str | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function to be an operator; it stays the plain function it was.

    Parameters
    ----------
    kind : {"softening", "aggregation", "recursion", "weighting"}
    temperatures : tuple of str
        Range on which the formula is meant, ``None`` for no end.
    formula, source : str
        Mathematics (plain text or LaTeX) and where it comes from.
    holds : mapping, optional
        Declared truth per claim key, for controls.
    name : str, optional
        Defaults to the function's name.
    bounds : tuple of str, optional
        Of a weighting: the smallest and the largest weight it promises (AW-A3).
    lipschitz : str, optional
        Of a weighting: its Lipschitz constant, scores in the maximum norm, weights in l1 (AW-A4).

    Raises
    ------
    ValueError
        If `kind` is not one of the four.

    Examples
    --------
    >>> @operator("softening", formula="p")
    ... def identity(p, T, xp):
    ...     return p + 0 * T
    >>> as_operator(identity).kind
    'softening'
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}; choose one of {', '.join(KINDS)}")

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        doc = inspect.getdoc(function) or ""
        function.__kdtheory__ = Operator(  # type: ignore[attr-defined]
            name=name or function.__name__,
            function=function,
            kind=kind,
            temperatures=temperatures,
            summary=doc.split("\n", 1)[0],
            formula=formula,
            source=source,
            holds=holds or {},
            declared=True,
            bounds=bounds,
            lipschitz=lipschitz,
        )
        return function

    return declare


def as_operator(thing: Any, kind: str | None = None, name: str | None = None) -> Operator:
    """Make an :class:`Operator` of a function, a declared function or an operator."""
    if isinstance(thing, Operator):
        return thing
    declared = getattr(thing, "__kdtheory__", None)
    if isinstance(declared, Operator):
        return declared
    if not callable(thing):
        raise OperatorNotFound(f"{name or thing!r} is not a function")
    doc = inspect.getdoc(thing) or ""
    return Operator(
        name=str(name or getattr(thing, "__name__", "operator")),
        function=thing,
        kind=kind or "softening",
        summary=doc.split("\n", 1)[0],
    )


def catalogue(kind: str | None = None) -> dict[str, Operator]:
    """Operators that ship with the package, by name."""
    found: dict[str, Operator] = {}
    for module_kind in KINDS:
        if importlib.util.find_spec(f"kdtheory.operators.{module_kind}") is None:
            continue
        if kind in (None, module_kind):
            module = importlib.import_module(f"kdtheory.operators.{module_kind}")
            found |= _declared(module)
    return found


def _declared(module: ModuleType) -> dict[str, Operator]:
    values = [getattr(v, "__kdtheory__", None) for v in vars(module).values()]
    return {op.name: op for op in values if isinstance(op, Operator)}


def plugins() -> tuple[dict[str, Operator], list[str]]:
    """Operators of the entry-point group ``kdtheory.operators``, and what failed to load."""
    from importlib.metadata import entry_points

    found: dict[str, Operator] = {}
    broken: list[str] = []
    for point in entry_points(group="kdtheory.operators"):
        try:
            loaded = point.load()
            if isinstance(loaded, ModuleType):
                found |= _declared(loaded)
            else:
                found[point.name] = as_operator(loaded, name=point.name)
        except (Exception, SystemExit) as error:  # a stranger's code may raise anything
            broken.append(f"{point.name} ({point.value}): {type(error).__name__}: {error}")
    return found, broken


def resolve(target: str, kind: str | None = None) -> Operator:
    """Find an operator by ``file.py:name``, ``pkg.mod:name``, catalogue or plug-in name.

    Raises
    ------
    OperatorNotFound
        With a message that says what was looked at and what is there.
    """
    where, colon, name = target.rpartition(":")
    if colon and where:
        module = _load_file(where) if where.endswith(".py") else _load_module(where)
        return _pick(module, name, where, kind)
    found = catalogue()
    if target in found:
        return found[target]
    extra, broken = plugins()
    if target in extra:
        return extra[target]
    if target.endswith(".py"):
        module = _load_file(target)
        raise OperatorNotFound(f"say which function of {target}: {_offer(module)}")
    hint = f" Plug-ins that failed to load: {'; '.join(broken)}." if broken else ""
    raise OperatorNotFound(
        f"no operator named {target!r}. Known: {', '.join(sorted({**found, **extra}))}. "
        f"For your own write file.py:name or package.module:name.{hint}"
    )


def _pick(module: ModuleType, name: str, where: str, kind: str | None) -> Operator:
    if not hasattr(module, name):
        raise OperatorNotFound(f"no function {name!r} in {where}; there are: {_offer(module)}")
    chosen = as_operator(getattr(module, name), kind, name)
    if kind and chosen.kind != kind:
        raise OperatorNotFound(f"{name} in {where} is declared {chosen.kind}, not {kind}")
    return chosen


def _offer(module: ModuleType) -> str:
    names = [
        k
        for k, v in vars(module).items()
        if inspect.isfunction(v) and v.__module__ == module.__name__ and not k.startswith("_")
    ]
    return ", ".join(names) or "none"


def _load_file(path: str) -> ModuleType:
    file = Path(path)
    if not file.is_file():
        raise OperatorNotFound(f"no file {path}")
    unique = "kdtheory_user_" + hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]
    spec = importlib.util.spec_from_file_location(unique, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[unique] = module
    sys.path.insert(0, str(file.resolve().parent))
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        sys.modules.pop(unique, None)
        if isinstance(error, KeyboardInterrupt):
            raise
        raise OperatorNotFound(f"{path} cannot be run: {type(error).__name__}: {error}") from error
    finally:
        sys.path.pop(0)
    return module


def _load_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise OperatorNotFound(f"cannot import {name}: {type(error).__name__}: {error}") from error
