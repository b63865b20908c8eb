"""A figure's script: what it declares, how it is found, the index from theory ids to figures."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Where the scripts are in a clone; an installed package has none.
FOLDER = Path(__file__).resolve().parents[2] / "figures"


class BrokenScript(ValueError):
    """A script does not have what a figure needs; the message says what is missing."""


@dataclass(frozen=True)
class Figure:
    """What a script declares as ``FIGURE``.

    Attributes
    ----------
    claims : tuple of str
        Theory ids that the figure belongs to, written out as literals.
    size : pair of float
        Width and height in inches.
    tolerance : float
        Relative difference up to which recomputed numbers agree with the committed ones.
    minutes : float
        About how long computing the numbers takes on two cores; 0 for seconds.
    agree : callable, optional
        ``agree(column, committed, recomputed)`` for texts; by default they have to be equal.
    """

    claims: tuple[str, ...]
    size: tuple[float, float] = (7.2, 3.6)
    tolerance: float = 1e-9
    minutes: float = 0.0
    agree: Callable[[str, str, str], bool] = field(default=lambda column, a, b: a == b)


@dataclass(frozen=True)
class Script:
    """A loaded script.

    Attributes
    ----------
    name : str
        The file's name without its suffix.
    path : Path
    figure : Figure
    title : str
        First line of the docstring.
    caption : str
        The rest of it.
    data : callable
        ``data(settings) -> Records``.
    draw : callable
        ``draw(records, fig)``.
    """

    name: str
    path: Path
    figure: Figure
    title: str
    caption: str
    data: Callable[..., Any]
    draw: Callable[..., Any]

    def beside(self, suffix: str, folder: Path | None = None) -> Path:
        """The file of this figure with another suffix, here or in another folder."""
        return (folder or self.path.parent) / f"{self.name}.{suffix}"


def load(path: Path | str) -> Script:
    """Import a script.

    Raises
    ------
    BrokenScript
        If it lacks a docstring, ``FIGURE``, ``data`` or ``draw``.
    """
    path = Path(path).resolve()
    spec = importlib.util.spec_from_file_location(f"kdtheory_figures.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("__doc__", "FIGURE", "data", "draw"):
        if getattr(module, name, None) is None:
            raise BrokenScript(f"{path.name} has no {name.strip('_')}")
    title, _, caption = (module.__doc__ or "").strip().partition("\n")
    return Script(
        path.stem, path, module.FIGURE, title.strip(), caption.strip(), module.data, module.draw
    )


def paths(folder: Path = FOLDER) -> list[Path]:
    """The scripts of a folder, by name; a name that begins with ``_`` is none."""
    return sorted(p for p in folder.glob("*.py") if not p.name.startswith("_"))


def figures_index(folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """Theory ids and the figures that belong to them, read without running any script.

    Returns
    -------
    dict
        Such as ``{"RM-C2": ("kl_contraction", "sharp_constant")}``; empty where there is no
        folder, as in an installed package.

    Raises
    ------
    BrokenScript
        If a script declares no ``FIGURE = Figure(claims=(...))`` with literal ids.

    Examples
    --------
    >>> figures_index(Path("nowhere"))
    {}
    """
    found: dict[str, list[str]] = {}
    for path in paths(folder):
        for claim in _claims(path):
            found.setdefault(claim, []).append(path.stem)
    return {claim: tuple(names) for claim, names in sorted(found.items())}


def _claims(path: Path) -> tuple[str, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            names = [t.id for t in node.targets if isinstance(t, ast.Name)]
            given = {k.arg: k.value for k in node.value.keywords}
            if "FIGURE" in names and "claims" in given:
                return tuple(ast.literal_eval(given["claims"]))
    raise BrokenScript(f"{path.name} declares no FIGURE = Figure(claims=(...))")
