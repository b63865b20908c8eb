"""What a result depends on: the digest of every source file that its computation can reach.

Imports are followed as they are written, those inside functions too, so a result is computed anew
exactly when something it may have used has changed. What only shows results is left out.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_NAME = "kdtheory"
#: They show results, start work or keep it; no result depends on them.
_SHOWING = ("report", "cli", "progress", "listing", "options", "pytest_plugin", "ledger", "ladder")
LIBRARIES = ("numpy", "scipy", "sympy", "python-flint")


def digest(*roots: str, files: Iterable[Path] = (), libraries: Iterable[str] = LIBRARIES) -> str:
    """``sha256:`` of all sources that modules or files reach, and of the libraries' versions.

    Parameters
    ----------
    *roots : str
        Modules of the package; a name that ends in ``.*`` means every module below it.
    files : iterable of path
        Python files outside the package.
    libraries : iterable of str
        Distributions whose versions count.
    """
    own = sorted(map(Path, files))
    named = {m for root in roots for m in _expanded(root)}
    start = named | {m for path in own for m in _imports(path, "") if _counts(m)}
    parts = [f"{name}\0{_hash(_path(name))}" for name in sorted(_closure(frozenset(start)))]
    parts += [f"{path.name}\0{_hash(path)}" for path in own]
    parts += [f"{name}\0{_version(name)}" for name in sorted(libraries)]
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _expanded(root: str) -> list[str]:
    if not root.endswith(".*"):
        return [root]
    folder = _ROOT.joinpath(*root[:-2].split(".")[1:])
    below = [p.relative_to(_ROOT).with_suffix("").parts for p in folder.rglob("*.py")]
    return [".".join((_NAME, *(x for x in parts if x != "__init__"))) for parts in below]


@cache
def _closure(start: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += [m for m in _imports(_path(name), name) if m not in found and _counts(m)]
    return frozenset(found)


def _counts(name: str) -> bool:
    parts = name.split(".")
    return parts[0] == _NAME and (len(parts) == 1 or parts[1] not in _SHOWING)


@cache
def _imports(path: Path, name: str) -> frozenset[str]:
    """Modules of the package that a file imports anywhere."""
    found = {name.rpartition(".")[0]} if "." in name else set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{a.name}" for a in node.names}
    return frozenset(m for m in found if m.split(".")[0] == _NAME and _is_module(m))


@cache
def _is_module(name: str) -> bool:
    base = _ROOT.joinpath(*name.split(".")[1:])
    return base.with_suffix(".py").is_file() or (base / "__init__.py").is_file()


def _path(name: str) -> Path:
    base = _ROOT.joinpath(*name.split(".")[1:])
    return base / "__init__.py" if (base / "__init__.py").is_file() else base.with_suffix(".py")


@cache
def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def text_digest(*modules: str) -> str:
    """Digest of the sources of some modules alone, without what they import."""
    return hashlib.sha256("".join(_hash(_path(m)) for m in modules).encode()).hexdigest()


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def module_of(function: object) -> str:
    """The module that a function stands in."""
    return str(getattr(function, "__module__", ""))


def available(name: str) -> bool:
    """Whether a module is there, without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
