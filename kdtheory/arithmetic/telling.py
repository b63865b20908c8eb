"""What an operator's code could tell a reading by: constructs that are not read for all lengths.

While an operator is read for every number of classes or teachers at once, lengths are symbols.
Looking at one is refused where it happens (:mod:`.opaque`), but Python offers ways that no object
can notice: ``type(n)``, ``n is k``, ``(11).__eq__(n)``, or an exception of Python's own that the
operator catches. Functions that contain such a construct have no such reading, whatever it is for.

The functions are those found by name from the operator: globals, closures, default arguments,
methods of the classes named, entries of lists and dictionaries. What an operator reaches by names
made up at run time stays unseen: an operator built to behave otherwise while it is read cannot be
excluded by reading it, and no proof holds for one.
"""

from __future__ import annotations

import dis
import functools
import itertools
import re
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any

_MOST = 400  # functions followed
#: Libraries whose functions are not followed.
_FOREIGN = frozenset(
    {"numpy", "array_api_compat", "cupy", "flint", "_pytest", *sys.stdlib_module_names}
)
_GENERATED = ("__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__")  # by dataclasses
_NAMES = frozenset(
    """
    type id vars dir eval exec compile sys gc inspect ctypes threading traceback
    ndarray is_ is_not suppress __import__ importlib pickle json nodes graph as_array
    """.split()
)
_BENIGN = frozenset(
    "__init__ __call__ __name__ __qualname__ __doc__ __class__ __array_namespace__ __len__ "
    "__post_init__ __annotations__ __module__".split()
)
_DUNDER = re.compile(r"__\w+__")


def reached(function: Any) -> list[FunctionType]:
    """The functions that an operator consists of, but not this package's own machinery."""
    found: dict[int, FunctionType] = {}
    seen: dict[int, Any] = {}
    stack = [function]
    while stack and len(seen) < _MOST:
        x = stack.pop()
        if id(x) in seen:
            continue
        seen[id(x)] = x
        if isinstance(x, FunctionType):
            if _own(x):
                found[id(x)] = x
            stack += _followed(x)
        else:
            stack += _inside(x)
    return list(found.values())


def _own(x: FunctionType) -> bool:
    return not _library(str(x.__globals__.get("__name__", "")))


def _followed(x: FunctionType) -> Iterator[Any]:
    """What a function names, closes over, has as defaults and wraps."""
    cells = [cell.cell_contents for cell in x.__closure__ or () if _filled(cell)]
    defaults = [*(x.__defaults__ or ()), *(x.__kwdefaults__ or {}).values()]
    yield from filter(_of_interest, (*cells, *defaults))
    if hasattr(x, "__wrapped__"):
        yield x.__wrapped__
    if not _own(x):
        return
    names = _names(x.__code__)
    for value in (x.__globals__[n] for n in sorted(names) if n in x.__globals__):
        if isinstance(value, ModuleType):
            if not _library(value.__name__):
                yield from (f for n in names if isinstance(f := vars(value).get(n), FunctionType))
        elif _of_interest(value):
            yield value


def _inside(x: Any) -> Iterator[Any]:
    """Functions that some other object holds or calls."""
    if isinstance(x, functools.partial):
        yield from (x.func, *x.args, *x.keywords.values())
    elif isinstance(x, MethodType):
        yield from (x.__func__, x.__self__)
    elif hasattr(x, "__wrapped__"):
        yield x.__wrapped__
    elif isinstance(x, (list, tuple, set, frozenset)):
        yield from filter(_of_interest, x)
    elif isinstance(x, dict):
        yield from filter(_of_interest, x.values())
    elif isinstance(x, (staticmethod, classmethod)):
        yield x.__func__
    elif isinstance(x, property):
        yield from (f for f in (x.fget, x.fset) if f is not None)
    elif isinstance(x, type):
        if not _library(x.__module__):
            made = _GENERATED if hasattr(x, "__dataclass_fields__") else ()
            yield from (v for k, v in vars(x).items() if k not in made and _of_interest(v))
            yield from x.__bases__
    elif not _library(type(x).__module__):
        yield type(x)
        yield from filter(_of_interest, getattr(x, "__dict__", {}).values())


def _of_interest(x: Any) -> bool:
    return callable(x) or isinstance(
        x, (list, tuple, set, frozenset, dict, staticmethod, classmethod, property)
    )


def _library(module: str) -> bool:
    own = module.startswith("kdtheory.") and not module.startswith("kdtheory.operators")
    return own or (module != "__main__" and module.split(".")[0] in _FOREIGN)


def _filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _names(code: CodeType) -> set[str]:
    return {name for part in _codes(code) for name in part.co_names}


def telling(function: Any) -> str:
    """What in an operator's code forbids a reading with symbolic lengths; empty if nothing does.

    Examples
    --------
    >>> mine = {"__name__": "a_module_of_mine"}
    >>> telling(eval("lambda p, T, xp: p / xp.sum(p, axis=-1, keepdims=True)", mine))
    ''
    >>> telling(eval("lambda p, T, xp: p if type(p.shape[-1]) is int else 1 / p", mine))
    'it uses type'
    """
    whys = (_of(code) for f in reached(function) for code in _codes(f.__code__))
    return next((why for why in whys if why), "")


def _of(code: CodeType) -> str:
    words = {*code.co_names, *(c for c in code.co_consts if isinstance(c, str))}
    dunder = {w for w in code.co_names if _DUNDER.fullmatch(w)} - _BENIGN
    if found := sorted(words & _NAMES | dunder):
        return f"it uses {found[0]}"
    instructions = list(dis.get_instructions(code))
    names = [i.opname for i in instructions]
    handlers = names.count("PUSH_EXC_INFO")
    if handlers > sum(i.argval == "errstate" for i in instructions):
        return "it handles exceptions"
    if any(
        i.opname == "IS_OP" and not _singleton(before)
        for before, i in itertools.pairwise(instructions)
    ):
        return "it compares identities"
    return ""


def _singleton(loaded: dis.Instruction) -> bool:
    """Whether None, True, False or an attribute is loaded: no number that may be a length."""
    if loaded.opname == "LOAD_CONST":
        return loaded.argval is None or isinstance(loaded.argval, bool)
    return loaded.opname == "LOAD_ATTR"
