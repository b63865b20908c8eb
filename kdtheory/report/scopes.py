"""Scopes in words: what ranges over what, short enough for a line of a table.

The sets themselves stay in ``Scope.inputs`` and in the JSON report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kdtheory.claims.verdict import Scope
from kdtheory.report.vocabulary import clean

#: Symbols of inputs whose name in code is not their name in the statements.
SYMBOLS = {
    "base": "p_0", "student": "s", "T_low": "T", "T_high": "T'", "alpha": "α", "delta": "δ",
    "theta": "θ", "rho": "ρ", "sigma2": "σ²",
}  # fmt: skip
_BOX = re.compile(r"([\[(])([^,]+), ([^,]+)([\])])")
_WHERE = {
    "Δ°": "inside the simplex",
    "Δ": "anywhere on the simplex",
    "Δ°^K": "inside the simplex",
    "Δ^K": "anywhere on the simplex",
    "Δ°_K": "positive",
    "Δ_K": "nonnegative",
}
_PHRASES = {
    ("ps", "Δ°^K"): "teachers inside the simplex",
    ("ps", "Δ^K"): "teachers anywhere on the simplex",
    ("w", "Δ°_K"): "positive weights",
    ("w", "Δ_K"): "nonnegative weights",
    ("scores", "ℝ^K"): "all real scores",
    ("c", "[-1, 1]^n"): "every direction c",
    ("d", "[-1, 1]^K"): "every direction d",
    ("U", "{0, 1}^n"): "every event U",
}
_QUANTIFIED = ("c", "U")  # every statement that has them says "for every"


def scope_text(scope: Scope) -> str:
    """Say where a verdict holds.

    Parameters
    ----------
    scope : Scope

    Returns
    -------
    str
        One line; as ``str(scope)`` where no inputs are named.

    Examples
    --------
    >>> whole = Scope("all", None, "0", "", "all", {"ps": "Δ°^K", "w": "Δ°_K"})
    >>> scope_text(whole)
    'all K, all n; teachers inside the simplex, positive weights'
    >>> scope_text(Scope((2, 3, 5), None, "0", "", None, {"alpha": "(0, 1)", "T": "[1, ∞)"}))
    'n = 2, 3, 5; 0 < α < 1, T ≥ 1'
    """
    if not scope.inputs:
        return clean(scope)
    low, high = scope.temperatures or ("", "")
    sizes = [_count("K", scope.teachers), _count("n", scope.classes)]
    if low:
        sizes.append(f"T ≥ {low}" if high == "inf" else f"{low} ≤ T ≤ {high}")
    sizes.append("" if scope.floor == "0" else f"p ≥ {scope.floor}")
    parts = [", ".join(filter(None, sizes)), ", ".join(_phrases(scope.inputs)), scope.note]
    return clean("; ".join(filter(None, parts)))


def _count(letter: str, sizes: tuple[int, ...] | str | None) -> str:
    if sizes is None:
        return ""
    if isinstance(sizes, str):
        return f"all {letter}"
    run = list(sizes) == list(range(sizes[0], sizes[-1] + 1)) if len(sizes) > 2 else False
    text = f"{sizes[0]} to {sizes[-1]}" if run else ", ".join(map(str, sizes))
    return f"{letter} = {text}"


def _phrases(inputs: Mapping[str, str]) -> Iterator[str]:
    """One phrase an input; neighbours that range over the same set share one."""
    names: list[str] = []
    before = ""
    for name, where in inputs.items():
        if name in _QUANTIFIED and (name, where) in _PHRASES:
            continue
        if (name, where) in _PHRASES:
            yield from _shared(names, before)
            yield _PHRASES[name, where]
            names, before = [], ""
        elif where == before:
            names.append(name)
        else:
            yield from _shared(names, before)
            names, before = [name], where
    yield from _shared(names, before)


def _shared(names: list[str], where: str) -> Iterator[str]:
    if not names:
        return
    symbols = [SYMBOLS.get(name, name) for name in names]
    box = _BOX.fullmatch(where)
    if box:
        yield _range(", ".join(symbols), *box.groups())
    elif where in _WHERE:
        *some, last = symbols
        yield f"{', '.join(some) + ' and ' if some else ''}{last} {_WHERE[where]}"
    else:
        yield f"{', '.join(symbols)} ∈ {where}"


def _range(name: str, left: str, low: str, high: str, right: str) -> str:
    above, below = ("<" if left == "(" else "≤"), ("<" if right == ")" else "≤")
    if high == "∞" and low == "-∞":
        return f"{name} ∈ ℝ"
    if high == "∞":
        return f"{name} {'>' if left == '(' else '≥'} {low}"
    if low == "-∞":
        return f"{name} {below} {high}"
    return f"{low} {above} {name} {below} {high}"


def explained(name: str, where: str) -> str:
    """An input and its set, with what that set means.

    >>> explained("ps", "Δ^K")
    'ps ∈ Δ^K: teachers anywhere on the simplex'
    >>> explained("alpha", "(0, 1)")
    'alpha ∈ (0, 1)'
    """
    phrase = _PHRASES.get((name, where), _WHERE.get(where, ""))
    return f"{name} ∈ {where}" + (f": {phrase}" if phrase else "")
