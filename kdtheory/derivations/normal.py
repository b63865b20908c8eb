"""A normal form for expressions with sums over index sets of any size.

An expression becomes a sum of terms ``c · Σ_{i,j..} Π base^exponent``: sums are pulled out,
products of sums get indices of their own, logarithms of positive products are split. Entries of a
distribution sum to one, a sum over nothing counts its indices. Two expressions are equal if the
normal form of their difference has no term left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import sympy
from sympy import Add, Expr, Indexed, Integer, Mul, Pow, Rational, Sum, Symbol, log

# The size of an index set is a symbol or a number.
#: An index that is summed over, and how many values it has.
Bound = tuple[Symbol, Expr]
MOST_INDICES, MOST_POWER = 6, 12


@dataclass(frozen=True)
class Term:
    """``coefficient · Σ over bound of Π base^exponent``."""

    coefficient: Expr
    powers: tuple[tuple[Expr, Expr], ...]
    bound: tuple[Bound, ...]


class Normal:
    """The normal form for given distributions and a given judge of signs.

    Parameters
    ----------
    distributions : dict
        Families (``IndexedBase``) whose entries sum to one over their last index, to its size.
    positive : callable
        ``positive(expr) -> bool``: shown to be positive, so that a logarithm or a power may be
        split.
    nonnegative : callable, optional
        The same for ``≥ 0``, so that a factor may leave an absolute value.
    """

    def __init__(
        self, distributions: dict[Any, Expr], positive: Callable[[Expr], bool],
        nonnegative: Callable[[Expr], bool] | None = None,
    ):  # fmt: skip
        self._distributions, self._positive = distributions, positive
        self._nonnegative = nonnegative or positive
        self._terms: dict[Expr, list[Term]] = {}
        self._canonical: dict[Expr, Expr] = {}

    def is_zero(self, expr: Expr) -> bool:
        """Whether the expression is zero by algebra; False may only mean: not shown."""
        terms = self.terms(expr)
        return not terms or self._cancels(terms)

    def canonical(self, expr: Expr) -> Expr:
        """The expression written in normal form."""
        if expr not in self._canonical:
            self._canonical[expr] = Add(*map(_written, self.terms(expr)))
        return self._canonical[expr]

    def terms(self, expr: Expr) -> list[Term]:
        """The terms of the normal form."""
        if expr not in self._terms:
            self._terms[expr] = self._merged(self._split(expr))
        return self._terms[expr]

    def _split(self, e: Expr) -> list[Term]:
        if e.is_Rational:
            return [Term(e, (), ())] if e != 0 else []
        if e.is_Add:
            return [t for part in e.args for t in self.terms(part)]
        if e.is_Mul:
            return self._product([self.terms(part) for part in e.args])
        if isinstance(e, Sum):
            return self._sum(e)
        if isinstance(e, log):
            return self._logarithm(e.args[0])
        if isinstance(e, sympy.exp):
            return self._exponential(self.canonical(e.exp))
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, sympy.Abs):
            return self._absolute(e.args[0])
        if isinstance(e, Indexed):
            # s[(b + 1) m] is s[b m + m].
            return [_power(e.base[tuple(map(sympy.expand, e.indices))], Integer(1))]
        if isinstance(e, Symbol) or not e.args:
            return [_power(e, Integer(1))]
        return [_power(e.func(*map(self.canonical, e.args)), Integer(1))]

    def _sum(self, e: Sum) -> list[Term]:
        # Standard names are those that sums inside a base get: an index must not have one of them.
        clash = {
            x: Symbol("·" + x.name, integer=True) for x, _, _ in e.limits if x.name.startswith("_")
        }
        terms = self.terms(e.function.xreplace(clash))
        for index, low, high in e.limits:
            if low != 1:
                raise ValueError(f"sums start at 1, not at {low}: {e}")
            index = clash.get(index, index)
            fresh = sympy.Dummy(index.name, integer=True)
            terms = [_renamed(t, {index: fresh}, ((fresh, high),)) for t in terms]
        return terms

    def _product(self, lists: list[list[Term]]) -> list[Term]:
        product = [Term(Integer(1), (), ())]
        for terms in lists:
            product = [_times(a, _fresh(b)) for a in product for b in terms]
        return product

    def _power(self, e: Expr) -> list[Term]:
        base, exponent = e.as_base_exp()
        exponent = self.canonical(exponent)
        whole, rest = _whole_part(exponent)
        if rest != 0 and whole > 0:
            return self._product([self._raised(base, rest), self._raised(base, whole)])
        return self._raised(base, exponent)

    def _raised(self, base: Expr, exponent: Expr) -> list[Term]:
        if exponent.is_Integer and 0 < exponent <= MOST_POWER:
            return self._product([self.terms(base)] * int(exponent))
        whole = exponent.is_Integer
        factored = self._factored(base)
        if factored.is_Add:
            content, rest = factored.as_content_primitive()
            if content != 1:
                return self._product([self._atom(content, exponent), self._atom(rest, exponent)])
        if factored.is_Mul:
            inside = [f for f in factored.args if whole or self._positive(f)]
            outside = Mul(*(f for f in factored.args if f not in inside))
            if inside:
                parts = [self._atom(f, exponent) for f in inside]
                rest = [] if outside == 1 else [self._atom(outside, exponent)]
                return self._product(parts + rest)
        return self._atom(factored, exponent)

    def _atom(self, base: Expr, exponent: Expr) -> list[Term]:
        """A power that is not multiplied out."""
        if base.is_Pow or isinstance(base, sympy.exp):
            inner, first = base.as_base_exp()
            if exponent.is_Integer or self._positive(inner):
                return [_power(inner, self.canonical(first * exponent))]
        if base == sympy.E and not exponent.is_Rational:
            return self._exponential(exponent)
        if base.is_Rational and exponent.is_Integer:
            return [Term(base**exponent, (), ())]
        if base.is_Rational and base > 0:
            return [_by_primes(base, exponent)]
        return [_power(base, exponent)]

    def _exponential(self, exponent: Expr) -> list[Term]:
        """``exp(c log x + y) = x^c exp(y)`` for positive x."""
        rest, powers = Integer(0), []
        for part in Add.make_args(exponent):
            logs = [f for f in Mul.make_args(part) if isinstance(f, log)]
            if len(logs) == 1 and self._positive(logs[0].args[0]):
                powers.append(self._atom(logs[0].args[0], self.canonical(part / logs[0])))
            else:
                rest += part
        return self._product([*powers, *([[_power(sympy.E, rest)]] if rest != 0 else [])])

    def _logarithm(self, argument: Expr) -> list[Term]:
        factors = Mul.make_args(argument)
        if len(factors) > 1 and all(map(self._positive, factors)):
            # Before they are multiplied out: a factor may go into a sum that is another one.
            return [t for f in factors for t in self._logarithm(f)]
        if argument.is_Pow and self._positive(argument.base):
            return self._product([self.terms(argument.exp), self._logarithm(argument.base)])
        factored, terms = self._factored(argument), []
        parts = Mul.make_args(factored)
        loose = Mul(*(f for f in parts if not self._positive(f)))
        for factor in [f for f in parts if self._positive(f)]:
            base, exponent = factor.as_base_exp()
            if not self._positive(base):
                base, exponent = factor, Integer(1)
            if base == sympy.E:
                terms += self.terms(exponent)
                continue
            logs = [_power(log(base, evaluate=False), Integer(1))] if base != 1 else []
            if base.is_Rational and base != 1:
                logs = _log_of_rational(base)
            terms += self._product([self.terms(exponent), logs])
        if loose != 1:
            terms.append(_power(log(loose, evaluate=False), Integer(1)))
        return terms

    def _absolute(self, argument: Expr) -> list[Term]:
        parts = Mul.make_args(self._factored(argument))
        parts = [-f if self._nonnegative(-f) else f for f in parts]
        known = [f for f in parts if self._nonnegative(f)]
        rest = Mul(*(f for f in parts if f not in known))
        if rest.could_extract_minus_sign():
            rest = -rest
        rest = rest if rest == 1 else sympy.Abs(rest, evaluate=False)
        return self._product([self.terms(f) for f in known] + [self.terms_of_atom(rest)])

    def terms_of_atom(self, e: Expr) -> list[Term]:
        """One term: the expression as an atom."""
        return [Term(Integer(1), (), ())] if e == 1 else [_power(e, Integer(1))]

    def _factored(self, e: Expr) -> Expr:
        """Normal form over one denominator, factored over the rationals; sums are atoms."""
        if e.is_Rational:
            return e
        canonical = self.canonical(e)
        hidden, names = _hide(canonical)
        factored = sympy.factor(sympy.together(hidden)).xreplace(names)
        return self._upright(factored) if factored.is_Mul else factored

    def _upright(self, product: Expr) -> Expr:
        """Factors that are negative are turned round, in pairs with each other or with a sign."""
        parts, sign = [], Integer(1)
        for factor in product.args:
            base, exponent = factor.as_base_exp()
            odd = exponent.is_Integer and exponent % 2 == 1
            if odd and not base.is_Rational and self._positive(-base):
                factor, sign = (-base) ** exponent, -sign
            parts.append(factor)
        return Mul(sign, *parts)

    def _merged(self, terms: Iterable[Term]) -> list[Term]:
        found: dict[Any, Expr] = {}
        for term in terms:
            named = _named(self._summed(term))
            key = (named.powers, named.bound)
            found[key] = found.get(key, Integer(0)) + named.coefficient
        return [Term(c, *key) for key, c in sorted(found.items(), key=str) if c != 0]

    def _summed(self, term: Term) -> Term:
        """Carry out the sums over a distribution alone and over nothing."""
        coefficient, powers, bound = term.coefficient, dict(term.powers), list(term.bound)
        for number in [b for b in powers if b.is_Integer and b > 0]:
            # 2^(u + 3/2) = 2 · 2^(u + 1/2)
            whole = sympy.floor(sympy.expand(powers[number]).as_coeff_Add()[0])
            coefficient *= number**whole
            _multiply(powers, number, -whole)
        waiting = True
        while waiting:
            waiting = False
            for index, size in list(bound):
                where = [b for b, e in powers.items() if index in (b.free_symbols | e.free_symbols)]
                if not where and size.is_Rational:
                    coefficient *= size
                elif not where:
                    _multiply(powers, size, Integer(1))
                elif len(where) == 1 and self._adds_to_one(where[0], powers[where[0]], index, size):
                    del powers[where[0]]
                else:
                    continue
                bound.remove((index, size))
                waiting = True
        return Term(coefficient, _ordered(powers), tuple(bound))

    def _adds_to_one(self, base: Expr, exponent: Expr, index: Symbol, size: Expr) -> bool:
        return (
            isinstance(base, Indexed) and exponent == 1
            and self._distributions.get(base.base) == size
            and base.indices[-1] == index
            and not any(index in i.free_symbols for i in base.indices[:-1])
        )  # fmt: skip

    def _cancels(self, terms: list[Term]) -> bool:
        """Over common denominators: all terms without sums, and all under one sum, apart."""
        if _rational_zero(Add(*map(_written, terms))):
            return True
        groups: dict[Any, list[Expr]] = {}
        shared: dict[Expr, Symbol] = {}
        for term in terms:
            free, sums = _components(term)
            index = sums[0].bound[0] if len(sums) == 1 and len(sums[0].bound) == 1 else None
            if index is None:
                body = term.coefficient * free * Mul(*map(_written, sums))
                groups.setdefault(None, []).append(body)
                continue
            one = shared.setdefault(index[1], sympy.Dummy("i", integer=True))
            body = term.coefficient * free * _body(sums[0]).xreplace({index[0]: one})
            groups.setdefault(index[1], []).append(body)
        return all(_rational_zero(Add(*bodies)) for bodies in groups.values())


def _rational_zero(e: Expr) -> bool:
    roots: dict[Expr, tuple[int, Expr]] = {}
    hidden, _ = _hide(e, roots)
    numerator = _numerator(hidden)
    for root, (q, base) in roots.items():
        if numerator == 0:
            break
        reduced = sum(
            (c * root ** (k % q) * base ** (k // q)
             for (k,), c in sympy.Poly(numerator, root).terms()), start=Integer(0),
        )  # fmt: skip
        numerator = _numerator(reduced)
    return bool(numerator == 0)


def _numerator(e: Expr) -> Expr:
    return sympy.expand(sympy.fraction(sympy.together(e))[0])


def _hide(
    e: Expr, roots: dict[Expr, tuple[int, Expr]] | None = None
) -> tuple[Expr, dict[Expr, Expr]]:
    """Sums, functions and entries replaced by symbols, so that only a rational function is left.

    ``roots`` is told which symbols stand for roots, of which order, and of what.
    """
    names: dict[Expr, Expr] = {}
    seen: dict[Expr, Expr] = {}

    def hide(x: Expr) -> Expr:
        if x.is_Rational or isinstance(x, Symbol):
            return x
        if x.is_Add or x.is_Mul:
            return x.func(*map(hide, x.args))
        if x.is_Pow and x.base == sympy.E:
            x = sympy.exp(x.exp)
        if x.is_Pow and x.exp.is_Integer:
            return Pow(hide(x.base), x.exp)
        if x.is_Pow and x.exp.is_Add and _whole_part(x.exp)[0] != 0:
            whole, rest = _whole_part(x.exp)
            return hide(Pow(x.base, rest)) * Pow(hide(x.base), whole)
        if x.is_Pow and not x.exp.is_number and x.exp.as_coeff_Mul()[0].is_Integer:
            many, rest = x.exp.as_coeff_Mul()
            if many != 1:
                return hide(Pow(x.base, rest)) ** many
        if x.is_Pow and not x.base.is_Rational and _halves(x.exp):
            root = seen.setdefault(Pow(x.base, Rational(1, x.exp.q)), _symbol(x, names, x.exp.q))
            if roots is not None:
                roots[root] = (x.exp.q, hide(x.base))
            return root**x.exp.p
        if x not in seen:
            seen[x] = sympy.Dummy("a", positive=x.is_positive)
            names[seen[x]] = x
        return seen[x]

    return hide(e), names


def _whole_part(exponent: Expr) -> tuple[Expr, Expr]:
    """``g + 2`` as 2 and g."""
    constant, rest = exponent.as_coeff_Add()
    return (constant, rest) if constant.is_Integer else (Integer(0), exponent)


def _halves(exponent: Expr) -> bool:
    return bool(exponent.is_Rational and exponent.q > 1)


def _symbol(x: Expr, names: dict[Expr, Expr], q: int) -> Expr:
    name = sympy.Dummy("r", positive=True)
    names[name] = Pow(x.base, Rational(1, q))
    return name


def _log_of_rational(value: Rational) -> list[Term]:
    """``log(12/5) = 2 log 2 + log 3 − log 5``: logarithms of primes are independent."""
    primes = dict(sympy.factorint(value.p))
    for prime, power in sympy.factorint(value.q).items():
        primes[prime] = primes.get(prime, 0) - power
    return [
        Term(Integer(k), ((log(Integer(p), evaluate=False), Integer(1)),), ())
        for p, k in primes.items() if p != 1
    ]  # fmt: skip


def _by_primes(value: Rational, exponent: Expr) -> Term:
    """``(4/3)^u = 2^(2u) 3^(−u)``."""
    powers: dict[Expr, Expr] = {}
    for whole, sign in ((value.p, 1), (value.q, -1)):
        for prime, power in sympy.factorint(whole).items():
            _multiply(powers, Integer(prime), sign * power * exponent)
    return Term(Integer(1), _ordered(powers), ())


def _power(base: Expr, exponent: Expr) -> Term:
    return Term(Integer(1), ((base, exponent),), ())


def _multiply(powers: dict[Expr, Expr], base: Expr, exponent: Expr) -> None:
    # Not expand: it would multiply out denominators, of which exponents in normal form are sums.
    total = sympy.expand_mul(powers.get(base, Integer(0)) + exponent, deep=False)
    if total == 0:
        powers.pop(base, None)
    else:
        powers[base] = total


def _times(a: Term, b: Term) -> Term:
    powers = dict(a.powers)
    for base, exponent in b.powers:
        _multiply(powers, base, exponent)
    if len(a.bound) + len(b.bound) > MOST_INDICES:
        raise ValueError(f"a product of sums with more than {MOST_INDICES} indices")
    return Term(a.coefficient * b.coefficient, _ordered(powers), a.bound + b.bound)


def _ordered(powers: dict[Expr, Expr]) -> tuple[tuple[Expr, Expr], ...]:
    return tuple(sorted(powers.items(), key=lambda item: sympy.default_sort_key(item[0])))


def _renamed(term: Term, names: dict[Symbol, Symbol], more: tuple[Bound, ...] = ()) -> Term:
    powers: dict[Expr, Expr] = {}
    for base, exponent in term.powers:
        _multiply(powers, base.xreplace(names), exponent.xreplace(names))
    bound = tuple((names.get(i, i), size) for i, size in term.bound)
    return Term(term.coefficient, _ordered(powers), bound + more)


def _fresh(term: Term) -> Term:
    if not term.bound:
        return term
    return _renamed(term, {i: sympy.Dummy(i.name, integer=True) for i, _ in term.bound})


def _named(term: Term) -> Term:
    """Bound indices get standard names, the same ones however the term came about."""
    if not term.bound:
        return term
    # Sums inside a base already have standard names: those of this term begin above them, so that
    # no outer index is taken for an inner one.
    inner = [s for base, e in term.powers for x in (base, e) for s in _sum_indices(x)]
    first = 1 + max((int(s.name.split("_")[1]) for s in inner), default=-1)
    choices = []
    for order in permutations(term.bound):
        names = {i: _standard(first + place, size) for place, (i, size) in enumerate(order)}
        named = _renamed(Term(term.coefficient, term.powers, order), names)
        choices.append((str(named.powers) + str(named.bound), named))
    return min(choices, key=lambda choice: choice[0])[1]


def _sum_indices(e: Expr) -> list[Symbol]:
    return [limit[0] for one in e.atoms(Sum) for limit in one.limits]


def _standard(place: int, size: Expr) -> Symbol:
    return Symbol(f"_{place}_{size}", integer=True)


def _components(term: Term) -> tuple[Expr, list[Term]]:
    """The factor without summed indices, and the sums that share no index with each other."""
    free, groups = Integer(1), []  # type: tuple[Expr, list[tuple[set[Symbol], list[Any]]]]
    indices = {i for i, _ in term.bound}
    for base, exponent in _split_exponentials(term.powers, indices):
        mine = indices & (base.free_symbols | exponent.free_symbols)
        if not mine:
            free *= Pow(base, exponent, evaluate=False) if base == sympy.E else base**exponent
            continue
        touching = [g for g in groups if g[0] & mine]
        merged = (mine.union(*(g[0] for g in touching)),
                  [f for g in touching for f in g[1]] + [(base, exponent)])  # fmt: skip
        groups = [g for g in groups if g not in touching] + [merged]
    sums = []
    for names, factors in groups:
        powers: dict[Expr, Expr] = {}
        for base, exponent in factors:
            _multiply(powers, base, exponent)
        bound = tuple(b for b in term.bound if b[0] in names)
        sums.append(Term(Integer(1), _ordered(powers), bound))
    return free, sums


def _split_exponentials(
    powers: Iterable[tuple[Expr, Expr]], indices: set[Symbol]
) -> Iterable[tuple[Expr, Expr]]:
    """``e^(x_i + y_j)`` as ``e^(x_i) e^(y_j)``: its parts may belong to different sums."""
    for base, exponent in powers:
        if base != sympy.E:
            yield base, exponent
            continue
        parts: dict[frozenset[Symbol], Expr] = {}
        for part in Add.make_args(exponent):
            key = frozenset(indices & part.free_symbols)
            parts[key] = parts.get(key, Integer(0)) + part
        yield from ((base, part) for part in parts.values())


def _body(term: Term) -> Expr:
    return Mul(*(base**exponent for base, exponent in term.powers))


def _written(term: Term) -> Expr:
    free, sums = _components(term)
    written = term.coefficient * free
    for one in map(_named, sums):
        body = _body(one)
        written *= Sum(body, *((i, 1, size) for i, size in one.bound)) if one.bound else body
    return written
