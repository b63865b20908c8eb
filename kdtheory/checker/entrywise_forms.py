"""One entry of a recursion step or of a weighting in normal form, made anew.

The calculus of the pools over a single axis: ``x`` and ``y`` are what teacher and student give a
class, ``alpha`` the anchoring, ``s`` a score. Squares of sums are kept together, so that they are
seen to be nonnegative; signs that reaches leave open are looked for in coefficients.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from flint import fmpq

from kdtheory.checker.extents import ALL, INF, Reach, fraction, positive
from kdtheory.checker.grammar import below, need
from kdtheory.checker.obligations import Obligation
from kdtheory.checker.pool_forms import Forms, _settled
from kdtheory.checker.products import UNIT, Fold, Form

#: For each kind the axis, what varies along it, and what does not.
KINDS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "RM": ("class", ("x", "y"), ("alpha", "n")),
    "AW": ("teacher", ("s",), ("K",)),
}
TWINS = {"x": "inside", "y": "y_inside"}  # probabilities, zero left out
MOST_BRANCHES = 3  # choices that are made both ways


class OneAxis(Forms):
    """Forms of one entry.

    Parameters
    ----------
    kind : {"RM", "AW"}
    closed : bool
        Whether probabilities may be zero.
    """

    def __init__(self, kind: str, closed: bool):
        super().__init__(closed)
        self.axis, self.own, _ = KINDS[kind]
        unit = self.reaches["x"]
        self.reaches |= {
            "y": unit, "y_inside": (*UNIT, True, False), "alpha": (*UNIT, True, True), "s": ALL,
        }  # fmt: skip

    def along(self, k: int) -> set[str]:
        for j in below(self.built.rows, [k]):
            op, value, _ = self.built.rows[j]
            if op == "var" and (value in self.own or value in TWINS.values()):
                return {self.axis}
        return set()

    # squares -------------------------------------------------------------------------------

    def mul(self, a: Form, b: Form) -> Form:
        kept = self.power(a, fmpq(2)) if len(a) > 1 and a == b else None
        return super().mul(a, b) if kept is None else kept

    def power(self, a: Form, e: Any) -> Form | None:
        if len(a) < 2 or e.q != 1 or e < 2:
            return super().power(a, e)
        below_one = super().power(a, -e)
        if below_one is None or len(below_one) != 1:
            return super().power(a, e)
        ((product, c),) = below_one.items()
        return {frozenset((k, -x) for k, x in product): 1 / c}

    def _power_row(self, k: int, e: Any) -> int:
        """Square roots as such: beside them a value is known to be their square."""
        if e.q != 2:
            return super()._power_row(k, e)
        root = self.built.make("sqrt", None, k)
        return root if e.p == 1 else self.built.make("ipow", int(e.p), root)

    # zeros ---------------------------------------------------------------------------------

    def positive_twin(self, name: str) -> str:
        twin = TWINS.get(name, f"{name}_positive")
        low, high, low_open, high_open = self.reaches[name]
        self.reaches.setdefault(twin, (low, high, low_open or low == 0, high_open))
        return twin

    def faces(self, names: tuple[str, ...] = ()) -> list[dict[str, Form]]:
        """Values of the inputs: positive for those named, else zero or positive."""
        if not self.closed:
            return [{}]
        given = {v: self.variable(self.positive_twin(v)) for v in names}
        others = [v for v in self.own if v not in names]
        both = [(self.number(0), self.variable(self.positive_twin(v))) for v in others]
        return [given | dict(zip(others, one)) for one in itertools.product(*both)]

    def cases(self, form: Form) -> list[Form]:
        return [self.replaced(form, face) if face else form for face in self.faces()]

    # parts replaced ------------------------------------------------------------------------

    def rebuilt(self, k: int, change: Mapping[int, int], *, decide: bool = False) -> int:
        """A row with some parts replaced, its comparisons made where they are settled."""
        b, place = self.built, dict[int, int]()
        for j in below(b.rows, [k]):
            op, value, args = b.rows[j]
            a = [place[i] for i in args]
            if j in change:
                place[j] = change[j]
            elif op == "where" and (truth := self._known(a[0])) is not None:
                place[j] = a[1 if truth else 2]
            elif op in ("lt", "le", "eq", "and", "not"):
                place[j] = self._compared(op, a, decide)
            elif op in ("add", "mul", "div", "neg"):
                place[j] = getattr(b, op)(*a)
            else:
                place[j] = b.make(op, value, *a)
        return place[k]

    def _compared(self, op: str, a: list[int], decide: bool) -> int:
        truth = self._truth(op, a)
        if truth is None and decide and op in ("lt", "le"):
            truth = self._by_coefficients(op, a)
        return self.built.make(op, None, *a) if truth is None else self._settle(truth)

    def _truth(self, op: str, a: list[int]) -> bool | None:
        known = [self._known(k) for k in a] if op in ("and", "not") else []
        if op == "not":
            return None if known[0] is None else not known[0]
        if op == "and":
            return False if False in known else True if known == [True, True] else None
        if a[0] == a[1]:
            return op != "lt"
        sure = all(self.algebra.extents.defined(k) for k in a)
        return _settled(op, self.reach(a[0]), self.reach(a[1])) if sure else None

    def _by_coefficients(self, op: str, a: list[int]) -> bool | None:
        gap = self.built.sub(a[1], a[0])
        found = self.algebra.sign(gap, ()) if self.algebra.extents.defined(gap) else None
        if found is None:
            return None
        if found[0] > 0 and (found[1] or op == "le"):
            return True
        return False if found[0] < 0 and (found[1] or op == "lt") else None

    def truth_row(self, truth: bool) -> int:
        return self._settle(truth)

    def opened(self, form: Form) -> Form:
        """A form whose sums, kept as one part, are written out again."""
        out: Form = self.number(1)
        ((product, c),) = form.items()
        for k, e in product:
            part: Form = {frozenset({(k, e)}): fmpq(1)}
            if self.built.rows[k].op == "add" and e == 1:
                part = self._read_back(k)
            out = self.mul(out, part)
        return self.mul(out, self.number(c))

    def branches(self, k: int) -> list[int]:
        """A row with its first choices made both ways, whatever they depend on."""
        found = [k]
        for _ in range(MOST_BRANCHES):
            chosen: list[int] = []
            for one in found:
                where = [
                    j for j in below(self.built.rows, [one]) if self.built.rows[j].op == "where"
                ]
                if where:
                    condition = self.built.rows[where[0]].args[0]
                    both = (self._settle(truth) for truth in (True, False))
                    chosen += [self.rebuilt(one, {condition: t}) for t in both]
                else:
                    chosen.append(one)
            found = chosen
        return found

    # signs ---------------------------------------------------------------------------------

    def shows(self, k: int, goal: str) -> bool:
        """Whether a row has a sign in each of its branches."""
        wanted = [Obligation("", goal, one, (), None) for one in self.branches(k)]
        return all(self.algebra.shows(o) for o in wanted)

    def need_sign(self, form: Form, goal: str, what: str) -> None:
        for part in self.cases(form):
            need(self.shows(self.row(part), goal), f"{what}: not shown to be {goal}")

    def extent(self, k: int) -> Reach:
        """Reach of a row; where that leaves its sign open, by coefficients."""
        row, found = self.built.rows[k], self.reach(k)
        if row.op == "where":
            a, b = (self.extent(j) for j in row.args[1:])
            return _joined([a, b])
        if found[0] >= 0 or not self.algebra.extents.defined(k):
            return found
        shown = self.algebra.sign(k, ())
        if shown is None or shown[0] < 0:
            return found
        return fraction(fmpq(0)), found[1], shown[0] > 0 and shown[1], found[3]

    def reach_of(self, form: Form) -> Reach:
        return _joined([self.extent(self.row(part)) for part in self.cases(form)])

    def positive_where(self, form: Form, names: tuple[str, ...]) -> bool:
        """Whether a form is positive wherever the inputs of `names` are."""
        rows = [self.row(self.replaced(form, face)) for face in self.faces(names)]
        return all(self._positive(k) for k in rows)

    def _positive(self, k: int) -> bool:
        return self.algebra.extents.defined(k) and positive(self.extent(k))

    # sums ----------------------------------------------------------------------------------

    def _reach(self, made: Fold) -> Reach:
        (parts,) = made.form
        for name in ("x", "y") if made.axis == "class" else ():
            whole = (self.built.make("var", name), fmpq(1))
            if whole in parts:  # an average lies between the least and the largest
                return self.reach_of({parts - {whole}: fmpq(1)})
        low, high, low_open, high_open = self.reach_of(made.form)
        if low == 0:
            low_open = low_open or self._positive_somewhere(made)
        low = low * 2 if low >= 0 else -INF
        high = high * 2 if high <= 0 else INF
        return low, high, low_open or low == -INF, high_open or high == INF

    def _positive_somewhere(self, made: Fold) -> bool:
        """Teacher and student keep some class; an extremum is attained somewhere."""
        if self.closed and any(self.positive_where(made.form, (v,)) for v in self.own):
            return True
        return self._attained(made.form)

    def _attained(self, form: Form) -> bool:
        """Whether a summand is positive where some value that it is compared with is attained."""
        k = self.row(form)
        for name, fold in list(self.folds.items()):
            if fold.kind != "sum" and self._uses(form, {name}):
                top = self.row(self.variable(name))
                there = self.rebuilt(k, {self.row(fold.form): top}, decide=True)
                parts = self.cases(self._read_back(there))
                if all(self._positive(self.row(part)) for part in parts):
                    return True
        return False

    def _read_back(self, k: int) -> Form:
        given = {name: self.variable(name) for name in self.reaches}
        return self.read(self.built.rows, k, given)


def _joined(found: list[Reach]) -> Reach:
    """The least reach around several."""
    low = min((r[0], r[2]) for r in found)
    high = max((r[1], not r[3]) for r in found)
    return low[0], high[0], low[1], not high[1]
