"""What a branch-and-bound certificate encloses: inequalities on boxes with their split trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import fmpq

from kdtheory.bridge.expression import NotExported, number, variable, written
from kdtheory.checker import covers, sharp_boxes
from kdtheory.checker.grammar import Row, decimal

Side = tuple[Any, Any]
MOST_LEAVES = 400


@dataclass(frozen=True)
class Leaf:
    """One box of the partition: how it was settled, and its sides."""

    kind: str
    box: tuple[Side, ...]


@dataclass(frozen=True)
class Split:
    """A box cut in half across one variable."""

    axis: int
    lower: Split | Leaf
    upper: Split | Leaf


@dataclass(frozen=True)
class Problem:
    """Inequalities on one box.

    Attributes
    ----------
    name, text : str
        Name of the theorem in Coq, and what it says.
    functions : dict
        Expressions in the variables, by name.
    goals : list of str
        What holds on the box, with ``{f}`` for the value of the function `f`.
    guards : list of str
        Functions that are at least 0 where the goals are claimed.
    slopes : list of str
        Functions that are the slopes in the anchored variables.
    variables : list of str
    box : list of pair
    anchored : list of int
        Variables in which the function rises from 0 on leaves of the kind S.
    tree : Split or Leaf
    """

    name: str
    text: str
    functions: dict[str, str]
    goals: list[str]
    guards: list[str]
    slopes: list[str]
    variables: list[str]
    box: list[Side]
    anchored: list[int]
    tree: Split | Leaf

    @property
    def leaves(self) -> list[Leaf]:
        """In the order of the tree, the lower half before the upper."""
        found: list[Leaf] = []
        stack = [self.tree]
        while stack:
            here = stack.pop()
            if isinstance(here, Leaf):
                found.append(here)
            else:
                stack += [here.upper, here.lower]
        return found


def suitable(document: Any) -> None:
    """Refuse what is no branch-and-bound certificate, or too large; needs no accepted one.

    Raises
    ------
    NotExported
    """
    kind = document.get("kind") if isinstance(document, dict) else None
    if kind not in ("cover", "sharp"):
        raise NotExported(
            f"it is a {kind}, no branch-and-bound certificate (a cover, or a sharp constant)"
        )
    holders = [document] if kind == "sharp" else document.get("parts", [])
    count = sum(c.isupper() for holder in holders for c in str(holder["tree"]))
    if count > MOST_LEAVES:
        raise NotExported(
            f"it has {count} leaves, and Coq takes long for more than {MOST_LEAVES}; a smaller "
            "scope or a wider enclosure needs fewer"
        )


def problems(document: dict[str, Any]) -> list[Problem]:
    """The inequalities that an accepted certificate encloses.

    Raises
    ------
    NotExported
        If it is no branch-and-bound certificate, or too large, or uses what Coq-Interval lacks.
    """
    suitable(document)
    if document["kind"] == "sharp":
        return [_constant(document)]
    return [_part(x, k) for k, x in enumerate(document["parts"])]


def _part(x: Any, k: int) -> Problem:
    part = covers.read(x, f"parts[{k}]")
    names, box, literals = _literals(part.rows, part.names, part.box)
    slopes = part.slopes if "S" in part.tree else []
    node, *others = written(part.rows, [part.node, *part.guards, *slopes], literals)
    value = f"part{k}"
    guards = [f"guard{k}_{j}" for j in range(len(part.guards))]
    steep = [f"slope{k}_{j}" for j in range(len(slopes))]
    functions = {value: node} | dict(zip([*guards, *steep], others, strict=True))
    return Problem(
        name=f"part{k}_holds",
        text=part.text,
        functions=functions,
        goals=[f"0 {'<' if part.strict else '<='} {{{value}}}"],
        guards=guards,
        slopes=steep,
        variables=names,
        box=box,
        anchored=part.anchored,
        tree=_tree(part.tree, box),
    )


def _constant(document: dict[str, Any]) -> Problem:
    names = list(document["variables"])
    rows = sharp_boxes.read(document["nodes"], names)
    if any(row.op == "remainder" for row in rows):
        raise NotExported(
            "its formula uses the remainder integral R_k(z), which `interval` does not know"
        )
    top, bottom = written(rows, [document["numerator"], document["denominator"]], {})
    bound = document["constant"][1]
    mantissa, exponent = decimal(bound, "constant")
    upper = fmpq(mantissa) * fmpq(10) ** exponent
    given = ", ".join(f"{k} {v}" for k, v in document["parameters"].items())
    box = [(fmpq(0), fmpq(1)) for _ in names]
    return Problem(
        name="bound_holds",
        text=f"for {given} the constant is at most {bound}: the quotient on the unit cube",
        functions={"numerator": top, "denominator": bottom},
        goals=[f"{{numerator}} <= {upper} * {{denominator}}", "0 < {denominator}"],
        guards=[],
        slopes=[],
        variables=[variable(v) for v in names],
        box=box,
        anchored=[],
        tree=_tree(document["tree"], box),
    )


def _literals(rows: list[Row], names: list[str], box: list[Side]) -> Any:
    """Variables with their sides, and names of the constants known only within bounds.

    Constants of one label with different bounds are different: each has its own side.
    """
    sides = {variable(v): side for v, side in zip(names, box)}
    labels: dict[Any, str] = {}
    literals: dict[int, str] = {}
    for k, row in enumerate(rows):
        if row.op == "real" and row.value[0] != "pi":
            _, low, high = row.value
            if low == high:
                literals[k] = number(low)
                continue
            literals[k] = labels.setdefault(tuple(map(str, row.value)), f"literal{len(labels)}")
            sides[literals[k]] = (low, high)
    return list(sides), list(sides.values()), literals


def _tree(text: str, box: list[Side]) -> Split | Leaf:
    """The tree that the preorder text describes, lower halves first."""
    letters = iter(text)

    def grow(here: tuple[Side, ...]) -> Split | Leaf:
        letter = next(letters)
        if letter.isupper():
            return Leaf(letter, here)
        axis = ord(letter) - ord("a")
        low, high = here[axis]
        middle = (low + high) / 2
        before, after = here[:axis], here[axis + 1 :]
        lower = grow((*before, (low, middle), *after))
        return Split(axis, lower, grow((*before, (middle, high), *after)))

    return grow(tuple(box))
