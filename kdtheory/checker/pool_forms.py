"""Pools in normal form, made anew: what is summed over teachers and over classes.

Factors that do not vary along an axis come out of its sums, ``Σ_k w_k = 1`` and ``Σ_i x = 1``; sums
over an axis are variables, known by what they sum, with a reach that follows from it.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from flint import fmpq

from kdtheory.checker.extents import INF, Reach, fraction, nonnegative, positive
from kdtheory.checker.grammar import Rejected, Row, below, is_boolean, need
from kdtheory.checker.products import MOST_TERMS, ONE, Calculus, Fold, Form, Product

#: The variables that sum to one along an axis, and what its length is called.
WHOLES = {"teacher": ("w",), "class": ("x", "y")}
LENGTHS = {"teacher": "K", "class": "n"}
MOST_CHOICES = 3  # of one expression, each of two


class Forms(Calculus):
    """A calculus that reads formulas and sums over axes."""

    # reading -------------------------------------------------------------------------------

    def read(self, rows: list[Row], output: int, given: Mapping[str, Form]) -> Form:
        """The form of an expression, its variables replaced."""
        forms: dict[int, Form] = {}
        truths: dict[int, int] = {}  # rows of conditions
        for k in below(rows, [output]):
            row = rows[k]
            if is_boolean(row):
                args = [truths[a] if a in truths else self.row(forms[a]) for a in row.args]
                truths[k] = self._condition(row.op, row.value, args)
            else:
                forms[k] = self._form(row, forms, truths, given)
                need(len(forms[k]) <= MOST_TERMS, "the formula has too many terms")
        return forms[output]

    def _form(
        self, row: Row, forms: dict[int, Form], truths: dict[int, int], given: Mapping[str, Form]
    ) -> Form:
        op, value, args = row
        if op == "var":
            if value not in given:
                raise Rejected(f"the variable {value} is not one of a pool's")
            return given[value]
        if op == "const":
            return self.number(value)
        if op == "where" and (truth := self._known(truths[args[0]])) is not None:
            return forms[args[1 if truth else 2]]
        found = self._arithmetic(op, value, [forms[a] for a in args if a in forms])
        if found is None:
            inner = [truths[a] if a in truths else self.row(forms[a]) for a in args]
            found = {frozenset({(self.built.make(op, value, *inner), fmpq(1))}): fmpq(1)}
        return found

    def _known(self, k: int) -> bool | None:
        op, value, _ = self.built.rows[k]
        return bool(value) if op == "bool" else None

    def _condition(self, op: str, value: Any, args: list[int]) -> int:
        """A condition, settled where the reaches of its sides settle it."""
        known = [self._known(a) for a in args] if op in ("and", "not") else []
        truth: bool | None = None
        if op == "bool":
            truth = value
        elif op == "not":
            truth = None if known[0] is None else not known[0]
        elif op == "and":
            truth = False if False in known else True if known == [True, True] else None
        elif args[0] == args[1]:
            truth = op != "lt"
        else:
            truth = _settled(op, *(self.reach(a) for a in args))
        return self.built.make(op, value, *args) if truth is None else self._settle(truth)

    def _settle(self, truth: bool) -> int:
        return self.built.make("bool", truth)

    def _arithmetic(self, op: str, value: Any, a: list[Form]) -> Form | None:
        if op == "add":
            return self.add(a[0], a[1])
        if op == "neg":
            return self.mul(a[0], self.number(-1))
        if op == "mul":
            return self.mul(a[0], a[1])
        if op == "div":
            return self.div(a[0], a[1])
        if op == "ipow":
            return self.power(a[0], fmpq(value))
        if op == "sqrt":
            return self.power(a[0], fmpq(1, 2))
        if op == "exp":
            return self.exp(a[0])
        if op == "log":
            return self.log(a[0])
        if op == "pow":
            return self._real_power(a[0], a[1])
        return None

    def _real_power(self, base: Form, exponent: Form) -> Form | None:
        if not exponent or set(exponent) == {ONE}:
            return self.power(base, exponent.get(ONE, fmpq(0)))
        log = self.log(base)
        return None if log is None else self.exp(self.mul(log, exponent))

    # folds ---------------------------------------------------------------------------------

    def fold(self, kind: str, axis: str, form: Form) -> Form:
        """A sum or extremum over an axis."""
        if kind == "sum":
            return self.total(form, axis)
        moves = any(axis in self.along(k) for product in form for k, _ in product)
        return self._folded(kind, axis, form) if moves else form

    def total(self, form: Form, axis: str) -> Form:
        """The sum over an axis, by linearity."""
        out: Form = {}
        for product, c in form.items():
            bound, free = self.divided(product, axis)
            out = self.add(out, self.mul({free: c}, self._total_of(bound, axis)))
        return out

    def _total_of(self, bound: Product, axis: str) -> Form:
        if not bound:
            return self.variable(LENGTHS[axis])
        if len(bound) == 1:
            ((k, e),) = bound
            op, name, _ = self.built.rows[k]
            if op == "var" and e == 1 and name in WHOLES[axis]:
                return self.number(1)
            inner = self.folds.get(name) if op == "var" and e == 1 else None
            if inner and axis == "class" and (inner.kind, inner.axis) == ("sum", "teacher"):
                return self.total(self.total(inner.form, "class"), "teacher")
        return self._folded("sum", axis, {bound: fmpq(1)})

    def _folded(self, kind: str, axis: str, form: Form) -> Form:
        for name, known in self.folds.items():
            if (known.kind, known.axis) == (kind, axis) and known.form == form:
                return self.variable(name)
        along = {a for product in form for k, _ in product for a in self.along(k)} - {axis}
        name = f"f{len(self.folds)}"
        made = Fold(kind, axis, form, frozenset(along))
        self.reaches[name] = self.reach_of(form) if kind != "sum" else self._reach(made)
        self.folds[name] = made
        return self.variable(name)

    # how far sums reach --------------------------------------------------------------------

    def positive_twin(self, name: str) -> str:
        """A variable that reaches as far as another, zero left out."""
        twin = "inside" if name == "x" else f"{name}_positive"
        low, high, low_open, high_open = self.reaches[name]
        self.reaches.setdefault(twin, (low, high, low_open or low == 0, high_open))
        return twin

    def choices(self, k: int) -> list[str]:
        """``x``, and the folds that an expression compares with zero, where they may be zero."""
        rows, found = self.built.rows, set()
        for j in below(rows, [k]):
            if rows[j].op in ("lt", "le", "eq"):
                a, b = rows[j].args
                for one, other in ((a, b), (b, a)):
                    if rows[one].op == "var" and self.built.known(other) == 0:
                        found.add(rows[one].value)
        free = [n for n in found - {"x"} if self.reaches[n][0] == 0 and not self.reaches[n][2]]
        return ["x", *sorted(free)[: MOST_CHOICES - 1]]

    def cases(self, form: Form) -> list[Form]:
        """A form with its choices settled: each value zero, each value positive."""
        if not self.closed:
            return [form]
        k = self.row(form)
        names = self.choices(k)
        given = {name: self.variable(name) for name in self.reaches}
        settled = itertools.product(
            *((self.number(0), self.variable(self.positive_twin(name))) for name in names)
        )
        return [self.read(self.built.rows, k, given | dict(zip(names, one))) for one in settled]

    def kept(self, form: Form) -> dict[str, Form]:
        """Sums over the teachers that are positive in a class that some teacher keeps."""
        found, rows = {}, self.built.rows
        for j in below(rows, [k for p in form for k, _ in p]):
            fold = self.folds.get(rows[j].value) if rows[j].op == "var" else None
            if fold is None or (fold.kind, fold.axis) != ("sum", "teacher"):
                continue
            if "class" not in fold.along or not nonnegative(self.reach_of(fold.form)):
                continue
            if self._positive_with(fold.form, {"x": self.variable("inside")}):
                found[rows[j].value] = self.variable(self.positive_twin(rows[j].value))
        return found

    def replaced(self, form: Form, given: Mapping[str, Form]) -> Form:
        """A form with other values for some of its variables."""
        everything = {name: self.variable(name) for name in self.reaches}
        return self.read(self.built.rows, self.row(form), everything | dict(given))

    def _positive_with(self, form: Form, given: Mapping[str, Form]) -> bool:
        if not given or not self._uses(form, set(given)):
            return False
        k = self.row(self.replaced(form, given))
        return self.algebra.extents.defined(k) and positive(self.reach(k))

    def _uses(self, form: Form, names: set[str]) -> bool:
        rows = self.built.rows
        used = below(rows, [k for p in form for k, _ in p])
        return any(rows[j].op == "var" and rows[j].value in names for j in used)

    def reach_of(self, form: Form) -> Reach:
        reaches = [self.reach(self.row(part)) for part in self.cases(form)]
        low = min((r[0], r[2]) for r in reaches)
        high = max((r[1], not r[3]) for r in reaches)
        return low[0], high[0], low[1], not high[1]

    def defined(self, form: Form) -> bool:
        return all(self.algebra.extents.defined(self.row(part)) for part in self.cases(form))

    def _reach(self, made: Fold) -> Reach:
        """Reach of a sum over at least two places; of an average, that of what is averaged."""
        (parts,) = made.form
        for name in WHOLES[made.axis]:
            whole = (self.built.make("var", name), fmpq(1))
            if whole in parts:
                return self.reach_of({parts - {whole}: fmpq(1)})
        low, high, low_open, high_open = self.reach_of(made.form)
        least = self._somewhere(made) if low == 0 else None
        if low == 0 and least is not None:
            low, low_open = least, least == 0
        elif low >= 0:
            low = low * 2
        else:
            low = -INF
        high = high * 2 if high <= 0 else INF
        return low, high, low_open or low == -INF, high_open or high == INF

    def _somewhere(self, made: Fold) -> Any:
        """What a nonnegative summand is at least somewhere: 0 for "positive", None if unknown."""
        (parts,) = made.form
        if made.axis == "class" and (
            self._positive_with(made.form, {"x": self.variable("inside")})
            or self._positive_with(made.form, self.kept(made.form))
        ):
            return fraction(fmpq(0))
        best = [(e, self._best(k, made.axis)) for k, e in parts]
        chosen = [(e, least) for e, least in best if least is not None]
        others = [k for (k, _), (_, least) in zip(parts, best) if least is None]
        if len(chosen) != 1 or not all(positive(self.reach(k)) for k in others):
            return None
        exponent, least = chosen[0]
        if exponent == 1 and not others:
            return least
        return fraction(fmpq(0)) if exponent > 0 else None

    def _best(self, k: int, axis: str) -> Any:
        """The value a of ``where(u = max u, a, b)``, a > 0, b >= 0: some place attains it."""
        rows = self.built.rows
        if rows[k].op != "where" or not nonnegative(self.reach(rows[k].args[2])):
            return None
        condition, value = rows[rows[k].args[0]], self.reach(rows[k].args[1])
        if condition.op == "not" and rows[condition.args[0]].op == "lt":
            pairs = [rows[condition.args[0]].args]
        elif condition.op == "le":
            pairs = [condition.args[::-1]]
        elif condition.op == "eq":
            pairs = [condition.args, condition.args[::-1]]
        else:
            return None
        for own, top in pairs:
            fold = self.folds.get(rows[top].value) if rows[top].op == "var" else None
            attained = fold and (fold.kind, fold.axis) == ("max", axis)
            if attained and fold and self.row(fold.form) == own and positive(value):
                return value[0]
        return None

    def multiplied_out(self, a: Form) -> Form:
        """What is left of a form without common factors, sums in it multiplied out."""
        _, _, rest = self.common(a)
        given = {name: self.variable(name) for name in self.reaches}
        out: Form = {}
        for product, c in rest.items():
            term = self.number(c)
            for k, e in product:
                factor: Form = {frozenset({(k, e)}): fmpq(1)}
                if self.built.rows[k].op == "add" and e.q == 1 and e > 0:
                    factor = self.power(self.read(self.built.rows, k, given), e) or factor
                term = self.mul(term, factor)
            out = self.add(out, term)
        return out


def _settled(op: str, a: Reach, b: Reach) -> bool | None:
    """Whether a comparison holds for all values within reach, or for none."""
    below_all = a[1] < b[0] or (a[1] == b[0] and (a[3] or b[2]))
    above_all = a[0] > b[1] or (a[0] == b[1] and (a[2] or b[3]))
    if op == "eq":
        same = a[0] == a[1] == b[0] == b[1]
        return True if same else False if below_all or above_all else None
    if op == "lt":
        return True if below_all else False if a[0] >= b[1] else None
    return True if a[1] <= b[0] else False if above_all else None
