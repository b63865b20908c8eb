"""Where the claims, the figures and the proofs lie: a checkout first, what is installed second."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType

from kdtheory.ledger.claims import PAPERS, Claim, order

_PACKAGE = Path(__file__).resolve().parents[1]


class BrokenClaim(ValueError):
    """A file of ``paper_repro`` cannot be read or does not declare one claim; it is named."""


def folder(name: str) -> Path | None:
    """``paper_repro``, ``figures`` or ``proofs_checks``: of the checkout, else of the package."""
    checkout, packaged = _PACKAGE.parent / name, _PACKAGE / name
    if checkout.is_dir() and (_PACKAGE.parent / "pyproject.toml").is_file():
        return checkout
    return packaged if packaged.is_dir() else None


def load(path: Path) -> ModuleType:
    """A file of ``paper_repro`` as a module of its own."""
    name = f"_paper_repro_{path.parent.name}_{path.stem}"
    known = sys.modules.get(name)
    if known is not None and known.__file__ == str(path):
        return known
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _claim_of(path: Path) -> Claim:
    try:
        module = load(path)
    except Exception as error:  # whatever is wrong in a claim's file, it is named
        raise BrokenClaim(f"{path} cannot be read: {type(error).__name__}: {error}") from error
    found = [x for x in vars(module).values() if isinstance(x, Claim)]
    if len(found) != 1:
        raise BrokenClaim(f"{path} declares {len(found)} claims; it has to be one")
    (claim,) = found
    want = claim.id.lower().replace("-", "_")
    if path.stem != want or path.parent.name != claim.paper:
        raise BrokenClaim(f"{path} declares {claim.id}; that belongs into {claim.paper}/{want}.py")
    return replace(claim, file=f"{path.parent.name}/{path.name}")


@cache
def claims(root: Path | None = None) -> dict[str, Claim]:
    """All claims by id, in the order of the theory.

    Raises
    ------
    BrokenClaim
        If a file does not declare one claim with its own id, or there is no folder of claims.
    """
    root = root or folder("paper_repro")
    if root is None:
        raise BrokenClaim("there is no folder paper_repro, neither here nor in the package")
    found = [_claim_of(path) for paper in PAPERS for path in sorted((root / paper).glob("*.py"))]
    return {c.id: c for c in sorted(found, key=lambda c: order(c.id))}
