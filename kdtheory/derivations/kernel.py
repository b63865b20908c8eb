"""The kernel: facts, and the rules that make them.

A :class:`Fact` is ``margin ≥ 0``, ``> 0`` or ``= 0``. It holds for every value of its symbols
within their declared ranges at which its terms are defined, given the assumptions it depends on.
Rules check their side conditions by algebra (:mod:`~kdtheory.derivations.normal`,
:mod:`~kdtheory.derivations.signs`), and what they conclude is tried at random rational points in
exact arithmetic, which knows no algebra. Anything else raises :class:`StepError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from typing import Any

import sympy
from sympy import Expr, Indexed, IndexedBase, Integer, Sum, Symbol

from kdtheory.derivations import forms
from kdtheory.derivations.borrowed import Values, substituted
from kdtheory.derivations.declarations import Declarations
from kdtheory.derivations.statements import Assumption, Fact, Statement, StepError, mutated


class Derivation(Declarations):
    """A derivation that is being replayed.

    Parameters
    ----------
    mutation : str, optional
        A mutated statement instead of the true one: see
        :func:`~kdtheory.derivations.replay.controls`.
    seed : int
        Of the random points.
    """

    def conclude(self, claim: Statement, *parts: Any) -> Fact:
        """Show a claim from facts, with coefficients as in :meth:`combine`."""
        if all(claim is not c for _, c in self.claims):
            raise StepError("this is no claim of the derivation")
        fact = self._combine(claim.margin, claim.relation, parts, "conclusion")
        if not fact.given <= set(self._hypotheses):
            raise StepError("a hypothesis is left that the theorem does not have")
        number = next(k for k, (_, c) in enumerate(self.claims, 1) if c is claim)
        if number in self.shown:
            raise StepError("this claim is shown already")
        self.shown[number] = fact
        names = ", ".join(sorted(a.name for a in fact.given))
        self._record("conclusion", f"given {names}" if names else "", self._text(claim))
        return fact

    def identity(self, lhs: Any, rhs: Any, why: str = "algebra") -> Fact:
        """``lhs = rhs`` by algebra, and at random points."""
        margin = sympy.sympify(lhs) - sympy.sympify(rhs)
        if not self.normal.is_zero(margin):
            raise StepError(f"not shown by algebra: {self._text(lhs)} = {self._text(rhs)}; "
                            f"left over: {self._text(self.normal.canonical(margin))}")  # fmt: skip
        return self._new("identity", why, margin, "=", set())

    def sign(self, e: Any, why: str = "sign") -> Fact:
        """``e > 0`` or ``e ≥ 0`` from the ranges of what it contains."""
        e = sympy.sympify(e)
        if self._positive(e):
            return self._new("sign", why, e, ">", set())
        if not self._nonnegative(e):
            raise StepError(f"not shown to be nonnegative: {self._text(e)}")
        return self._new("sign", why, e, ">=", set())

    def combine(self, lhs: Any, op: str, rhs: Any, *parts: Any, why: str = "") -> Fact:
        """``lhs op rhs`` as a combination of facts.

        Parameters
        ----------
        *parts : Fact or (coefficient, Fact)
            The margin of the statement must be the sum of coefficients times margins. Coefficients
            of inequalities must be shown to be nonnegative.
        """
        statement = Statement(sympy.sympify(lhs), op, sympy.sympify(rhs))
        return self._combine(statement.margin, statement.relation, parts, "combination", why)

    def sum(self, index: Symbol, fact: Fact, weight: Any = 1, why: str = "") -> Fact:
        """Sum a fact that holds for every index, with nonnegative weights."""
        self._check_owner(fact)
        weight = forms.check(self, weight)
        if fact.relation != "=" and not self._nonnegative(weight):
            raise StepError(f"a weight is not shown to be nonnegative: {self._text(weight)}")
        self._check_free(index, fact, "summed over")
        if index not in self.sizes:
            raise StepError(f"{index} is no index")
        relation = ">=" if fact.relation == ">" and not self._positive(weight) else fact.relation
        margin = Sum(weight * fact.margin, (index, 1, self.sizes[index]))
        return self._new("sum", why or f"over {index}", margin, relation, fact.given,
                         *self._everywhere(index, weight, fact.margin))  # fmt: skip

    def put(self, fact: Fact, values: dict[Any, Any], why: str = "") -> Fact:
        """Put values in for symbols or families of which nothing is known but their range.

        Parameters
        ----------
        values : dict
            A symbol to its value; a family to a function from its indices to a value.
        """
        self._check_owner(fact)
        shown, families, entries = [], {}, list(forms.needs(self, fact.margin))
        needed: list[Expr] = []
        symbols = {x: sympy.sympify(v) for x, v in values.items() if isinstance(x, Symbol)}
        for x, value in symbols.items():
            self._check_free(x, fact, "replaced")
            self._check_range(x, value)
            shown.append(f"{x} := {self._text(value)}")
            needed += [value] if x in fact.margin.free_symbols else []
        for base, entry in values.items():
            if base not in symbols:
                families[base] = self._family_values(base, entry, fact)
                shown.append(f"{base} := {families[base].words}")
        margin = substituted(fact.margin, symbols, families)
        needs = [forms.Need(n.kind, substituted(n.expr, symbols, families), n.bound)
                 for n in entries]  # fmt: skip
        return self._new("put", why or ", ".join(shown), margin, fact.relation, fact.given,
                         *needs, *needed)  # fmt: skip

    def divide(self, fact: Fact, factor: Any, why: str = "") -> Fact:
        """From ``c·m ≥ 0`` with ``c > 0`` to ``m ≥ 0``."""
        self._check_owner(fact)
        factor = forms.check(self, factor)
        if not self._positive(factor):
            raise StepError(f"not shown to be positive: {self._text(factor)}")
        return self._new("divide", why, fact.margin / factor, fact.relation, fact.given,
                         fact.margin, factor)  # fmt: skip

    def times(self, fact: Fact, other: Fact, why: str = "") -> Fact:
        """The product of two facts."""
        self._check_owner(fact, other)
        relation = "=" if "=" in (fact.relation, other.relation) else (
            ">" if fact.relation == other.relation == ">" else ">=")  # fmt: skip
        return self._new("product", why, fact.margin * other.margin, relation,
                         fact.given | other.given, fact.margin, other.margin)  # fmt: skip

    @contextmanager
    def supposing(self, name: str, lhs: Any, op: str, rhs: Any,
                  for_all: Iterable[Symbol] = ()) -> Any:  # fmt: skip
        """A hypothesis for one part of the argument; :meth:`either` gets rid of it."""
        statement = Statement(sympy.sympify(lhs), op, sympy.sympify(rhs))
        margin = forms.check(self, statement.margin)
        assumption = Assumption(name, margin, statement.relation, frozenset(for_all))
        self.assumptions.append(assumption)
        self._record("suppose", name, self._text(statement))
        try:
            yield self._fact(assumption.margin, assumption.relation, {assumption})
        finally:
            self.assumptions.remove(assumption)

    def either(self, first: Fact, second: Fact, why: str = "in both cases") -> Fact:
        """The same fact under ``a ≥ 0`` and under ``−a ≥ 0`` holds."""
        self._check_owner(first, second)
        if (
            not self.normal.is_zero(first.margin - second.margin)
            or first.relation != second.relation
        ):
            raise StepError("the two cases do not show the same")
        for a in first.given:
            for b in second.given:
                opposite = ">=" in (a.relation, b.relation) and "=" not in (a.relation, b.relation)
                opposite = opposite and not a.for_all and not b.for_all
                if opposite and self.normal.is_zero(a.margin + b.margin):
                    given = (first.given - {a}) | (second.given - {b})
                    return self._new("cases", why, first.margin, first.relation, given,
                                     second.margin, a.margin, b.margin)  # fmt: skip
        raise StepError("the two cases are not opposite")

    def since(self, name: str, *args: Any, **kwargs: Any) -> Fact:
        """A named lemma; see :mod:`kdtheory.derivations.lemmas` for those that there are."""
        from kdtheory.derivations.lemmas import LEMMAS

        if name not in LEMMAS:
            raise StepError(f"no lemma {name!r}; there are {', '.join(LEMMAS)}")
        return LEMMAS[name](self, *args, **kwargs)

    def counterexample(self, words: str, lhs: Any, op: str, rhs: Any,
                       where: Sequence[tuple[Any, str, Any]] = (), **at: Any) -> None:  # fmt: skip
        """An exact point at which ``lhs op rhs`` is false: values by name, lists for families.

        The point is within the declared ranges. The hypotheses of the derivation are no premises.

        Parameters
        ----------
        where : sequence of (lhs, op, rhs), optional
            Premises that are true at the point: the statement is ``premises ⇒ lhs op rhs``.
        """
        from kdtheory.derivations.exact_points import point_at, value_of

        point = point_at(self, at)
        premises = [Statement(forms.check(self, a), o, forms.check(self, b)) for a, o, b in where]
        for premise in premises:
            value = value_of(point, premise.margin)
            if not {">=": value >= 0, ">": value > 0, "=": value == 0}[premise.relation]:
                raise StepError(f"not a premise there: {self._text(premise)}; margin {value}")
        statement = Statement(forms.check(self, lhs), op, forms.check(self, rhs))
        if self.mutation == f"refute: {words}":
            statement = mutated(statement, "turned")
        value = value_of(point, statement.margin)
        false = {">=": value < 0, ">": value <= 0, "=": value != 0}[statement.relation]
        if not false:
            raise StepError(f"no counterexample to {self._text(statement)}: the margin is {value}")
        self.refuted.append(words)
        if_ = ", ".join(map(self._text, premises)) + " ⇒ " if premises else ""
        self._record("counterexample", words,
                     f"{if_}{self._text(statement)} is false, margin {value}")  # fmt: skip

    def limit(self, words: str, e: Any, x: Symbol, to: Any, value: Any) -> None:
        """``e → value`` as ``x → to``: found by algebra, and approached by exact values."""
        from kdtheory.derivations.exact_points import check_limit

        e, to, value = forms.check(self, e), sympy.sympify(to), forms.check(self, value)
        sides = check_limit(self, e, x, to)
        if self.mutation == f"limit: {words}":
            value = value * sympy.Rational(101, 100) if value != 0 else sympy.Rational(1, 100)
        for side in sides:
            try:
                found = forms.check(self, sympy.limit(e, x, to, side))
            except (StepError, NotImplementedError) as error:
                raise StepError(f"no limit is found: {error}") from error
            if not self.normal.is_zero(found - value):
                raise StepError(f"the limit is {self._text(found)}, not {self._text(value)}")
            self.sampler.approach(e, x, to, value, side)
        self.limits.append(words)
        self._record("limit", words, f"{self._text(e)} → {self._text(value)} as {x} → {to}")

    def earlier(self, ident: str, number: int, values: dict[str, Any] | None = None) -> Fact:
        """A claim that another derivation shows, without hypotheses, for things of this one.

        Parameters
        ----------
        values : dict
            Every symbol and family of that claim by name: to a symbol, an expression or, for a
            family, a function of its indices. Sizes and indices are taken over by name.
        """
        from kdtheory.derivations.borrowed import earlier

        return earlier(self, ident, number, values or {})

    def _combine(self, margin: Expr, relation: str, parts: Sequence[Any], rule: str,
                 why: str = "") -> Fact:  # fmt: skip
        total, given, strict = Integer(0), set(), False  # type: Expr, set[Assumption], bool
        premises: list[Expr] = []
        for part in parts:
            coefficient, fact = part if isinstance(part, tuple) else (Integer(1), part)
            coefficient = forms.check(self, coefficient)
            self._check_owner(fact)
            premises += [coefficient, fact.margin]
            if fact.relation != "=" and not self._nonnegative(coefficient):
                raise StepError(
                    f"not shown to be nonnegative: the factor {self._text(coefficient)}"
                )
            if relation == "=" and fact.relation != "=":
                raise StepError("an equality does not follow from inequalities by adding")
            strict |= fact.relation == ">" and self._positive(coefficient)
            total, given = total + coefficient * fact.margin, given | fact.given
        if relation == ">" and not strict:
            raise StepError("a strict inequality needs a strict one with a positive factor")
        if not self.normal.is_zero(margin - total):
            left = self._text(self.normal.canonical(margin - total))
            raise StepError(f"not the sum of its parts: {self._text(margin)}; left over: {left}")
        return self._new(rule, why, margin, relation, given, *premises)

    def _everywhere(self, index: Symbol, *premises: Expr) -> list[forms.Need]:
        """What the premises need for every value of an index."""
        # A symbol that is no index has no size: what is needed for all of it has to be shown.
        i, size = sympy.Dummy(index.name, integer=True), self.sizes.get(index, index)
        return [
            forms.Need(n.kind, n.expr.xreplace({index: i}), (*n.bound, (i, size)))
            for premise in premises for n in forms.needs(self, premise)
        ]  # fmt: skip

    def _family_values(self, base: IndexedBase, entry: Any, fact: Fact) -> Values:
        """The entries that are put in for a family, if it is not defined otherwise."""
        if base not in self.ranges or isinstance(base, Symbol):
            raise StepError(f"{base} was not declared")
        if base in self.sampler.sequences or base in self.sampler.fixed:
            raise StepError(f"{base} cannot be replaced: it is defined")
        for assumption in fact.given:
            if base in assumption.margin.atoms(IndexedBase):
                raise StepError(f"{base} cannot be replaced: {assumption.name!r} is assumed of it")
        self._check_sequences(base, fact.margin, "replaced")
        places = {len(e.indices) for e in fact.margin.atoms(Indexed) if e.base == base}
        size = self.distributions.get(base)
        return Values(self, base.label, self.ranges[base], size, entry, places)
