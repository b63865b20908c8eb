"""What a derivation leaves to be shown of its formula, shown again by algebra alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kdtheory.checker.extents import Extents, Reach, nonnegative, positive
from kdtheory.checker.grammar import Row, below, fields, flag, items, need, number_at
from kdtheory.checker.polynomials import (
    MOST_SYMBOLS,
    Quotient,
    Ring,
    TooLarge,
    checks_out,
    form,
    is_zero,
    quotient,
    symbols,
)

#: Operations that make a formula jump.
BREAKING = frozenset("where floor nan inf lt le eq and not bool".split())


@dataclass(frozen=True)
class Obligation:
    """One statement about one node: ``> 0``, ``>= 0``, ``= 0`` or ``continuous``."""

    text: str
    goal: str
    node: int
    positive: tuple[str, ...]
    polynomials: Any


@dataclass(frozen=True)
class Simplex:
    """Variables that sum to at most one (to less, if `is_open`)."""

    names: tuple[str, ...]
    is_open: bool


class Algebra:
    """Signs and definedness of the nodes of a formula over the ranges of its variables."""

    def __init__(self, rows: list[Row], ranges: Mapping[str, Reach], simplices: list[Simplex]):
        self.rows, self.simplices = rows, simplices
        self._signs: dict[Any, tuple[int, bool] | None] = {}
        self.extents = Extents(rows, ranges, self._strictly)

    def _strictly(self, k: int, wanted: int | None) -> bool:
        found = self.sign(k, ())
        return found is not None and found[1] and found[0] != 0 and wanted in (None, found[0])

    def sign(self, k: int, assumed: tuple[str, ...]) -> tuple[int, bool] | None:
        """Sign and strictness of a node by its coefficients, or None."""
        key = (k, assumed)
        if key not in self._signs:
            self._signs[key] = None  # a node does not help to decide itself
            self._signs[key] = self._by_coefficients(k, assumed)
        return self._signs[key]

    def _by_coefficients(self, k: int, assumed: tuple[str, ...]) -> tuple[int, bool] | None:
        atoms = symbols(self.rows, k)
        groups = self._groups(atoms)
        if len(atoms) + len(groups) > MOST_SYMBOLS:
            return None
        ring = Ring(len(atoms) + len(groups))
        known = {a: form(self.extents[a], j, ring) for j, a in enumerate(atoms)}
        ring.strict |= {
            j
            for j, a in enumerate(atoms)
            if self.rows[a].op == "var" and self.rows[a].value in assumed
        }
        for number, (members, is_open) in enumerate(groups):
            rest = len(atoms) + number
            ring.strict |= {rest} if is_open else set()
            ring.wholes.append({*members, rest})
            total = ring.gens[rest]
            for j in members:
                total = total + ring.gens[j]
            for j in members:
                ring.free.discard(j)
                known[atoms[j]] = Quotient(ring.gens[j], total)
        self._square(atoms, known)
        try:
            return _sign(ring, quotient(self.rows, k, ring, known))
        except TooLarge:
            return None

    def _groups(self, atoms: list[int]) -> list[tuple[list[int], bool]]:
        found = []
        for simplex in self.simplices:
            members = [
                j for j, a in enumerate(atoms)
                if self.rows[a].op == "var" and self.rows[a].value in simplex.names
            ]  # fmt: skip
            if members:
                found.append((members, simplex.is_open and len(members) == len(simplex.names)))
        return found

    def _square(self, atoms: list[int], known: dict[int, Quotient]) -> None:
        """A symbol beside its root is the root's square."""
        for a in atoms:
            inner = self.rows[a].args[0] if self.rows[a].op == "sqrt" else None
            if inner in known:
                known[inner] = Quotient(known[a].top ** 2, known[a].bottom ** 2)

    # goals ---------------------------------------------------------------------------------

    def shows(self, obligation: Obligation) -> bool:
        """Whether the obligation holds, by reach or by coefficients."""
        k, goal = obligation.node, obligation.goal
        if not self.extents.defined(k):
            return False
        if goal == "= 0":
            return is_zero(self.rows, k)
        if goal == "continuous":
            return not any(self.rows[j].op in BREAKING for j in below(self.rows, [k]))
        reach = self.extents[k]
        if positive(reach) or (goal == ">= 0" and nonnegative(reach)):
            return True
        found = self.sign(k, obligation.positive)
        if found is None or found[0] < 0:
            return False
        return goal == ">= 0" or (found[0] > 0 and found[1])

    def confirms(self, obligation: Obligation) -> None:
        """Reject unless the stated polynomials are the node's, and show the goal.

        Raises
        ------
        Rejected
        """
        data = fields(obligation.polynomials, "polynomials", "symbols strict top bottom")
        need(obligation.goal in ("> 0", ">= 0"), "polynomials show signs only")
        atoms = symbols(self.rows, obligation.node)
        listed = items(data["symbols"], "polynomials.symbols", 0, MOST_SYMBOLS)
        strict = [flag(s, "polynomials.strict") for s in items(data["strict"], "strict", 0, 64)]
        need(len(listed) <= len(strict) <= MOST_SYMBOLS, "polynomials.strict has another length")
        ring = Ring(len(strict))
        ring.strict = {j for j, s in enumerate(strict) if s}
        stated: dict[int, Quotient] = {}
        for row in listed:
            node, top, bottom = items(row, "polynomials.symbols", 3, 3)
            node = number_at(node, self.rows, "polynomials.symbols")
            need(node not in stated, "a symbol is stated twice")
            stated[node] = Quotient(ring.read(top, "a form"), ring.read(bottom, "a form"))
            need(not stated[node].bottom.is_zero(), "a form divides by zero")
        need(set(stated) == set(atoms), "the symbols are not those of the node")
        self._check_forms(list(stated), stated, ring, obligation.positive)
        top, bottom = ring.read(data["top"], "top"), ring.read(data["bottom"], "bottom")
        need(not bottom.is_zero(), "the bottom is zero")
        try:
            mine = quotient(self.rows, obligation.node, ring, stated)
        except TooLarge:
            need(False, "the polynomials are too large")
            raise
        need(mine.top * bottom == top * mine.bottom, "the quotient is not that of the node")
        found = _sign(ring, Quotient(top, bottom))
        good = (
            found is not None
            and found[0] >= 0
            and (obligation.goal == ">= 0" or found == (1, True))
        )
        need(good, "the coefficients do not show the sign")

    def _check_forms(
        self,
        atoms: list[int],
        stated: dict[int, Quotient],
        ring: Ring,
        assumed: tuple[str, ...],
    ) -> None:
        """Every form says no more of its symbol than what is known of it."""
        roots = {self.rows[a].args[0]: a for a in atoms if self.rows[a].op == "sqrt"}
        groups = {j: (number, g) for number, g in enumerate(self._groups(atoms)) for j in g[0]}
        ring.free = {
            j for j, a in enumerate(atoms)
            if not nonnegative(self.extents[a]) and stated[a] == Quotient(ring.gens[j], ring.one)
        }  # fmt: skip
        for number, (members, is_open) in enumerate(self._groups(atoms)):
            ring.wholes.append({*members, len(atoms) + number})
            need(is_open or len(atoms) + number not in ring.strict, "a rest may be zero")
        need(len(atoms) + len(self._groups(atoms)) == ring.count, "too many generators")
        for j, a in enumerate(atoms):
            reach = self.extents[a]
            if a in roots:
                root = stated[roots[a]]
                good = stated[a] == Quotient(root.top**2, root.bottom**2)
            elif j in groups:
                number, (members, _) = groups[j]
                total = ring.gens[len(atoms) + number]
                for m in members:
                    total = total + ring.gens[m]
                positive_here = self.rows[a].value in assumed or positive(reach)
                good = stated[a] == Quotient(ring.gens[j], total)
                good = good and (positive_here or j not in ring.strict)
            else:
                if self.rows[a].op == "var" and self.rows[a].value in assumed:
                    reach = _assumed(reach)
                good = checks_out(ring, stated[a], j, reach)
            need(good, "a symbol is not as its form says")


def _assumed(reach: Reach) -> Reach:
    """The reach of a nonnegative variable taken to be positive."""
    return (reach[0], reach[1], True, reach[3]) if reach[0] == 0 else reach


def _sign(ring: Ring, q: Quotient) -> tuple[int, bool] | None:
    top, bottom = ring.sign(q.top), ring.sign(q.bottom)
    if top is None or bottom is None or bottom[0] == 0 or not bottom[1]:
        return None
    return top[0] * bottom[0], top[1]
