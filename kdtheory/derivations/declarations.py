"""What a derivation speaks about: index sets, symbols, families, hypotheses, definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sympy
from sympy import Expr, Indexed, IndexedBase, Integer, Symbol, oo

from kdtheory.derivations import forms
from kdtheory.derivations.normal import Normal
from kdtheory.derivations.sampling import Sampler
from kdtheory.derivations.signs import CLOSED_SHARE, REAL, Range, Signs
from kdtheory.derivations.statements import Assumption, Fact, Statement, Step, StepError, mutated


class Declarations:
    """Names and ranges, and the record of the steps; the rules are in the kernel."""

    def __init__(self, mutation: str | None = None, seed: int = 0):
        self.ranges: dict[Any, Range] = {}
        self.distributions: dict[Any, Expr] = {}
        self.sizes: dict[Symbol, Expr] = {}
        self.signs = Signs(self.ranges)
        self.normal = Normal(self.distributions, self.signs.positive, self.signs.nonnegative)
        self.sampler = Sampler(self.ranges, self.distributions, self.sizes, seed)
        self.steps: list[Step] = []
        self.claims: list[tuple[str, Statement]] = []
        self.shown: dict[int, Fact] = {}
        self.assumptions: list[Assumption] = []
        self.refuted: list[str] = []
        self.limits: list[str] = []
        self.mutation = mutation
        #: Facts that are strict, expressions that are well formed, and what they need.
        self.strict: list[Fact] = []
        self.checked: set[Expr] = set()
        self.needed: dict[Expr, list[forms.Need]] = {}
        self.any_whole = sympy.Dummy("k", integer=True, nonnegative=True)
        self.ranges[self.any_whole] = Range(Integer(0), oo, False, True)
        self.sampler.wholes[self.any_whole] = 0
        self._hypotheses: list[Assumption] = []
        self._names: set[str] = set()
        self._named: dict[Expr, Symbol] = {}
        self._facts: dict[int, Fact] = {}

    def size(self, name: str, low: int = 1) -> Symbol:
        """The size of an index set: any whole number from ``low``, at least 1, on."""
        n = Symbol(self._name(name), integer=True, positive=True)
        self.ranges[n] = Range(Integer(max(low, 1)), oo, False, True)
        self.sampler.sizes[n] = max(low, 1)
        return n

    def index(self, names: str, size: Expr) -> Any:
        """Indices that run from 1 to ``size``: one symbol, or a tuple for several names."""
        if not forms.is_size(self, size):
            raise StepError(f"not shown to be a size of at least one: {self._text(size)}")
        made = tuple(
            Symbol(self._name(name), integer=True, positive=True) for name in names.split()
        )
        for i in made:
            self.sizes[i] = size
            self.ranges[i] = Range(Integer(1), oo, False, True)
        return made if len(made) > 1 else made[0]

    def scalar(self, name: str, range: Range = REAL) -> Symbol:
        """A real symbol with a range, such as ``SHARE`` for the open unit interval."""
        positive = range.low.is_Rational and (range.low > 0 or (range.low == 0 and range.low_open))
        x = Symbol(self._name(name), real=True, **({"positive": True} if positive else {}))
        self.ranges[x] = range
        return x

    def whole(self, name: str, low: int = 0) -> Symbol:
        """A whole number from ``low`` on."""
        x = Symbol(self._name(name), integer=True, **({"positive": True} if low > 0 else {}))
        self.ranges[x] = Range(Integer(low), oo, False, True)
        self.sampler.wholes[x] = low
        return x

    def family(self, name: str, range: Range = REAL) -> IndexedBase:
        """Real numbers with one or more indices, each within the range."""
        positive = range.low.is_Rational and (range.low > 0 or (range.low == 0 and range.low_open))
        base = IndexedBase(self._name(name), real=True, **({"positive": True} if positive else {}))
        self.ranges[base] = range
        return base

    def distribution(self, name: str, size: Expr, *, closed: bool = False) -> IndexedBase:
        """Probabilities that sum to one over their last index; ``closed`` allows zeros."""
        if not forms.is_size(self, size):
            raise StepError(f"not shown to be a size of at least one: {self._text(size)}")
        base = self.family(name, CLOSED_SHARE if closed else Range(Integer(0), Integer(1), True))
        self.distributions[base] = size
        return base

    def kronecker(self, name: str, size: Expr) -> IndexedBase:
        """``δ[k, l]``, one if k and l are the same and zero otherwise; see the lemma ``sift``."""
        base = self.family(name, CLOSED_SHARE)
        self.sampler.fixed[base] = (size, lambda k, l: int(k == l))
        self._record("definition", name, f"{name}_{{k,l}} = 1 if k = l, otherwise 0")
        return base

    def define(self, name: str, meaning: Expr) -> Expr:
        """Name an expression for the reader; it is used as it stands."""
        meaning = sympy.sympify(meaning)
        self._record("definition", name, f"{name} = {self._text(meaning)}")
        if meaning.args:
            self._named[meaning] = Symbol(name)
        return meaning

    def assume(self, name: str, lhs: Any, op: str, rhs: Any, for_all: Iterable[Symbol] = (),
               sample: Callable[..., None] | None = None) -> Fact:  # fmt: skip
        """A hypothesis of the theorem.

        Parameters
        ----------
        for_all : iterable of Symbol
            What it is assumed for all of; it may then be summed over or put in for these.
        sample : callable, optional
            ``sample(point, rng)`` changes a random point so that the hypothesis holds there;
            without it, points at which it fails are thrown away.
        """
        statement = Statement(sympy.sympify(lhs), op, sympy.sympify(rhs))
        margin = forms.check(self, statement.margin)
        assumption = Assumption(name, margin, statement.relation, frozenset(for_all))
        if self.mutation != f"without: {name}":
            self.assumptions.append(assumption)
            self._hypotheses.append(assumption)
        if sample is not None:
            self.sampler.repairs.append(sample)
        self._record("hypothesis", name, self._text(statement))
        return self._fact(assumption.margin, assumption.relation, {assumption})

    def sequence(self, name: str, g: Symbol, indices: Sequence[Symbol], start: Any,
                 step: Callable[[Expr], Any]) -> tuple[IndexedBase, Fact, Fact]:  # fmt: skip
        """Numbers defined by recursion over a whole number.

        Parameters
        ----------
        g : Symbol
            Declared with :meth:`whole`, from 0.
        indices : sequence of Symbol
            Further indices of the family.
        start : Expr
            The first value, in terms of the indices.
        step : callable
            From the value at g to the one at ``g + 1``; may contain g and the indices.

        Returns
        -------
        (IndexedBase, Fact, Fact)
            The family, its value at 0 and its step for every g.
        """
        if self.sampler.wholes.get(g) != 0 or not set(indices) <= set(self.sizes):
            raise StepError(f"{name} runs over a whole number from 0, and over indices")
        base, start = self.family(name), forms.check(self, start)
        following = sympy.sympify(step(base[(g, *indices)]))
        if base in start.atoms(IndexedBase) or any(
            e.base == base and e.indices[0] != g for e in following.atoms(Indexed)
        ):
            raise StepError(f"{name} is not defined by its previous values")
        forms.check(self, following)
        loose = (start.free_symbols | following.free_symbols) & set(self.sizes)
        if loose - set(indices) or g in start.free_symbols or len(set(indices)) < len(indices):
            raise StepError(f"{name} depends on more than its indices")
        self.sampler.sequences[base] = (g, tuple(indices), start, following)
        at, after = base[(0, *indices)], base[(g + 1, *indices)]
        self._record("definition", name, f"{self._text(at)} = {self._text(start)}, "
                     f"{self._text(after)} = {self._text(following)}")  # fmt: skip
        return (base, self._new("definition", "", at - start, "=", set(), at),
                self._new("definition", "", after - following, "=", set(), after))  # fmt: skip

    def claim(self, words: str, lhs: Any, op: str, rhs: Any) -> Statement:
        """What is to be shown; mutations change it."""
        statement = Statement(forms.check(self, lhs), op, forms.check(self, rhs))
        number = len(self.claims) + 1
        if self.mutation and self.mutation.startswith(f"{number}: "):
            statement = mutated(statement, self.mutation.removeprefix(f"{number}: "))
        self.claims.append((words, statement))
        self._record("claim", words, self._text(statement))
        return statement

    def _new(self, rule: str, why: str, margin: Expr, relation: str,
             given: Iterable[Assumption], *premises: Expr | forms.Need) -> Fact:  # fmt: skip
        """A fact that follows from ``premises``, wherever these are defined."""
        forms.check(self, margin)
        forms.demand(self, premises, margin, given)
        self.sampler.confirm(margin, relation, given)
        if rule != "conclusion":
            sign = {">=": "≥", ">": ">", "=": "="}[relation]
            self._record(rule, why, f"{self._text(margin)} {sign} 0", margin)
        return self._fact(margin, relation, given)

    def _fact(self, margin: Expr, relation: str, given: Iterable[Assumption]) -> Fact:
        fact = Fact(margin, relation, frozenset(given))
        self._facts[id(fact)] = fact
        if relation == ">":
            self.strict.append(fact)
        return fact

    def _positive(self, e: Expr) -> bool:
        return self.signs.positive(e) or self.signs.positive(self.normal.canonical(e))

    def _nonnegative(self, e: Expr) -> bool:
        return self.signs.nonnegative(e) or self.signs.nonnegative(self.normal.canonical(e))

    def _check_owner(self, *facts: Fact) -> None:
        for fact in facts:
            if self._facts.get(id(fact)) is not fact:
                raise StepError("not a fact of this derivation")

    def _check_free(self, x: Symbol, fact: Fact, what: str) -> None:
        for assumption in fact.given:
            if x in assumption.fixed:
                raise StepError(f"{x} cannot be {what}: {assumption.name!r} is assumed of it")
        self._check_sequences(x, fact.margin, what)

    def _check_sequences(self, x: Any, margin: Expr, what: str) -> None:
        """No sequence depends on a symbol or a family, so that it may change alone."""
        label = x if isinstance(x, Symbol) else x.label
        seen: set[Any] = set()
        todo = margin.atoms(IndexedBase) & set(self.sampler.sequences)
        while todo:
            base = todo.pop()
            seen.add(base)
            g, indices, start, following = self.sampler.sequences[base]
            if label in (start.free_symbols | following.free_symbols) - {g, *indices}:
                raise StepError(f"{x} cannot be {what}: the sequence {base} depends on it")
            inside = start.atoms(IndexedBase) | following.atoms(IndexedBase)
            todo |= (inside & set(self.sampler.sequences)) - seen

    def _check_range(self, x: Symbol, value: Expr) -> None:
        if x in self.sizes:
            if self.sizes.get(value) != self.sizes[x]:
                raise StepError(f"{self._text(value)} is no index of the kind of {x}")
            return
        if x not in self.ranges:
            raise StepError(f"{x} was not declared")
        if any(x in sympy.sympify(size).free_symbols for size in self._all_sizes()):
            raise StepError(f"{x} is the size of an index set: nothing can be put in for it")
        whole = x in self.sampler.sizes or x in self.sampler.wholes
        if whole and not (value.is_integer and not value.has(Indexed)):
            raise StepError(f"{x} is a whole number, {self._text(value)} is not shown to be one")
        self._check_value(self.ranges[x], value, str(x))

    def _all_sizes(self) -> list[Any]:
        fixed = [size for size, _ in self.sampler.fixed.values()]
        return [*self.sizes.values(), *self.distributions.values(), *fixed]

    def _check_value(
        self, found: Range, value: Expr, name: str, places: Iterable[Symbol] = ()
    ) -> None:
        forms.check(self, value, places)
        for gap, open_end in (
            (value - found.low, found.low_open),
            (found.high - value, found.high_open),
        ):
            if gap.has(oo) or gap.has(-oo):
                continue
            if not (self._positive(gap) if open_end else self._nonnegative(gap)):
                raise StepError(f"{self._text(value)} is not shown to be in the range of {name}")

    def _name(self, name: str) -> str:
        if name.startswith("_") or name in self._names:
            raise StepError(f"the name {name!r} is taken")
        self._names.add(name)
        return name

    def _record(self, rule: str, why: str, shown: str, margin: Expr | None = None) -> None:
        self.steps.append(Step(rule, why, shown, margin))

    def _text(self, x: Any) -> str:
        from kdtheory.derivations.text import text

        return text(x, self._named)
