"""Expressions as quotients of polynomials: exact identities, signs and limits.

Every subexpression that is not arithmetic (a logarithm, a power, a variable) becomes a symbol. An
identity holds if the quotient is zero as a polynomial. A sign holds if, with each symbol written
in terms of nonnegative ones (``T = 1 + t``, ``x = 1/(1 + z)``, ``n = 2 + m``), all coefficients
agree; that is a proof anyone can re-check by reading the coefficients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flint

from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.ranges import INF

ARITHMETIC = frozenset({"const", "add", "neg", "mul", "div", "ipow"})
MOST_TERMS = 4000


class TooLarge(ArithmeticError):
    """The polynomials grew beyond what is worth multiplying out."""


@dataclass(frozen=True)
class Quotient:
    """``top / bottom`` in lowest terms."""

    top: Any
    bottom: Any


def atoms(nodes: list[Node]) -> list[Node]:
    """Subexpressions that are not arithmetic, reached through arithmetic only."""
    found: dict[int, Node] = {}
    seen: set[int] = set()
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if node.index in seen:
            continue
        seen.add(node.index)
        if node.op in ARITHMETIC:
            stack.extend(node.args)
        else:
            found[node.index] = node
    return [found[k] for k in sorted(found)]


def quotients(
    nodes: list[Node], meaning: Callable[[Any], dict[int, Quotient]], names: list[str]
) -> list[Quotient]:
    """Polynomial quotients of `nodes`.

    Parameters
    ----------
    meaning : callable
        Given the list of generators, the quotient that stands for each atom (by node index).
    names : list of str
        Names of the generators.
    """
    context = flint.fmpq_mpoly_ctx.get(tuple(names) or ("unused",), "degrevlex")
    known = meaning(context)
    one = context.constant(1)
    for node in _arithmetic_order(nodes):
        if node.index in known:
            continue
        parts = [known[a.index] for a in node.args]
        known[node.index] = _combine(node, parts, context, one)
    return [known[node.index] for node in nodes]


def _arithmetic_order(nodes: list[Node]) -> list[Node]:
    found: dict[int, Node] = {}
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if node.index not in found:
            found[node.index] = node
            if node.op in ARITHMETIC:
                stack.extend(node.args)
    return [found[k] for k in sorted(found)]


def _combine(node: Node, parts: list[Quotient], context: Any, one: Any) -> Quotient:
    op = node.op
    if op == "const":
        return Quotient(context.constant(node.value), one)
    a = parts[0]
    if op == "neg":
        return Quotient(-a.top, a.bottom)
    if op == "ipow":
        return Quotient(_small(a.top**node.value), _small(a.bottom**node.value))
    b = parts[1]
    if op == "add":
        if a.bottom == b.bottom:
            return _reduced(a.top + b.top, a.bottom)
        return _reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)
    if op == "mul":
        return _reduced(a.top * b.top, a.bottom * b.bottom)
    if b.top.is_zero():
        raise TooLarge("division by an expression that is zero")
    return _reduced(a.top * b.bottom, a.bottom * b.top)


def _small(x: Any) -> Any:
    if len(x) > MOST_TERMS:
        raise TooLarge(f"a polynomial has more than {MOST_TERMS} terms")
    return x


def _reduced(top: Any, bottom: Any) -> Quotient:
    _small(top), _small(bottom)
    common = top.gcd(bottom)
    if not common.is_one():
        top, bottom = top / common, bottom / common
    return Quotient(top, bottom)


# plain form: identities and limits ---------------------------------------------------------


def plain(nodes: list[Node]) -> tuple[list[Quotient], list[Node], Any]:
    """Quotients in which every atom is a symbol of its own; also the atoms and the context."""
    symbols = atoms(nodes)
    roots = {a.args[0].index: a for a in symbols if a.op == "sqrt"}
    names = [f"a{k}" for k in range(len(symbols))]
    kept: list[Any] = []

    def meaning(context: Any) -> dict[int, Quotient]:
        kept.append(context)
        one = context.constant(1)
        gens = dict(zip([a.index for a in symbols], context.gens(), strict=False))
        out = {k: Quotient(g, one) for k, g in gens.items()}
        for index, root in roots.items():
            if index in out:  # x stands beside sqrt(x): write it as a square
                out[index] = Quotient(gens[root.index] ** 2, one)
        return out

    found = quotients(nodes, meaning, names)
    return found, symbols, kept[0]


def is_zero(node: Node) -> bool:
    """Whether the expression vanishes identically, as far as arithmetic shows."""
    try:
        (found,), _, _ = plain([node])
    except TooLarge:
        return False
    return bool(found.top.is_zero())


def to_node(polynomial: Any, symbols: list[Node]) -> Node:
    """A polynomial back as an expression."""
    g = symbols[0].graph
    total = g.zero
    for exponents, coefficient in polynomial.to_dict().items():
        term = g.const(coefficient)
        for symbol, power in zip(symbols, exponents, strict=False):
            if power:
                term = g.mul(term, g.ipow(symbol, int(power)))
        total = g.add(total, term)
    return total


def factored(polynomial: Any, symbols: list[Node]) -> Node:
    """A polynomial back as a product of its irreducible factors: tight in interval arithmetic."""
    g = symbols[0].graph
    if polynomial.is_zero():
        return g.zero
    content, factors = polynomial.factor()
    out = g.const(content)
    for factor, power in factors:
        out = g.mul(out, g.ipow(to_node(factor, symbols), int(power)))
    return out


# signs -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sign:
    """A proved sign.

    Attributes
    ----------
    sign : int
        1, -1, or 0 for identically zero.
    strict : bool
        Whether zero is excluded.
    substitution : list of (str, str)
        Atom and what it was written as.
    quotient : (str, str)
        Numerator and denominator in nonnegative symbols.
    """

    sign: int
    strict: bool
    substitution: list[tuple[str, str]]
    quotient: tuple[str, str]
    data: Any = None


def sign(node: Node, positive: tuple[str, ...] = ()) -> Sign | None:
    """A proof of the sign of `node` over the ranges of its graph's variables, or None.

    Variables of `positive` are assumed not to vanish. Variables of one of the graph's simplices
    are written as parts of a whole, ``w_j = s_j / (s_0 + … + s_rest)``.
    """
    symbols = atoms([node])
    simplices = _simplices(node.graph, symbols)
    roots = {a.args[0].index: a for a in symbols if a.op == "sqrt"}
    strict: dict[str, bool] = {}
    free: set[str] = set()
    wholes: list[set[str]] = []  # of each, one part at least is positive
    words: list[tuple[str, str]] = []
    forms: dict[int, list[list[Any]]] = {}

    def meaning(context: Any) -> dict[int, Quotient]:
        gens = context.gens()
        out: dict[int, Quotient] = {}
        for k, symbol in enumerate(symbols):
            out[symbol.index] = _orthant(symbol.range, gens[k], context, names[k], strict, free)
            if symbol.op == "var" and symbol.value in positive:
                strict[names[k]] = True
        for number, group in enumerate(simplices):
            rest = gens[len(symbols) + number]
            strict[names[len(symbols) + number]] = group.rest_positive
            wholes.append({names[k] for k in (*group.members, len(symbols) + number)})
            whole = rest
            for member in group.members:
                whole = whole + gens[member]
            for member in group.members:
                out[symbols[member].index] = Quotient(gens[member], whole)
        for index, root in roots.items():
            if index in out:
                r = out[root.index]
                out[index] = Quotient(r.top**2, r.bottom**2)
        for symbol in symbols:
            q = out[symbol.index]
            words.append(
                (repr(symbol), str(q.top) if q.bottom.is_one() else f"({q.top})/({q.bottom})")
            )
            forms[symbol.index] = [_terms(q.top), _terms(q.bottom)]
        return out

    names = [f"s{k}" for k in range(len(symbols) + len(simplices))]
    try:
        (found,) = quotients([node], meaning, names)
    except TooLarge:
        return None
    top, bottom = (
        _definite(found.top, names, strict, free, wholes),
        _definite(found.bottom, names, strict, free, wholes),
    )
    if top is None or bottom is None or bottom[0] == 0 or not bottom[1]:
        return None
    data = {
        "symbols": [[s.index, *forms[s.index]] for s in symbols],
        "strict": [strict.get(n, False) for n in names],
        "top": _terms(found.top),
        "bottom": _terms(found.bottom),
    }
    return Sign(top[0] * bottom[0], top[1], words, (str(found.top), str(found.bottom)), data)


@dataclass(frozen=True)
class _Simplex:
    """Which symbols are parts of one whole, and whether the rest is certainly positive."""

    members: list[int]
    rest_positive: bool


def _simplices(graph: Any, symbols: list[Node]) -> list[_Simplex]:
    found = []
    for group in graph.simplices:
        members = [k for k, s in enumerate(symbols) if s.op == "var" and s.value in group]
        if members:
            whole = len(members) == len(group)
            found.append(_Simplex(members, whole and graph.open_simplices))
    return found


def _terms(polynomial: Any) -> list[Any]:
    return [[str(c), [int(e) for e in exps]] for exps, c in polynomial.to_dict().items()]


def _orthant(
    r: Any, gen: Any, context: Any, name: str, strict: dict[str, bool], free: set[str]
) -> Quotient:
    """An atom with range `r` in terms of a nonnegative generator."""
    one = context.constant(1)
    if r is None:
        free.add(name)
        return Quotient(gen, one)
    low, high, low_open, high_open = r
    if low >= 0:
        if high != INF and low == 0 and high <= 1:
            bound = context.constant(_fmpq(high))
            if low_open:  # high / (1 + s)
                strict[name] = high_open
                return Quotient(bound, one + gen)
            if high_open:  # high s / (1 + s)
                strict[name] = False
                return Quotient(bound * gen, one + gen)
        strict[name] = low_open
        return Quotient(context.constant(_fmpq(low)) + gen, one)
    if high <= 0:
        q = _orthant((-high, -low, high_open, low_open), gen, context, name, strict, free)
        return Quotient(-q.top, q.bottom)
    free.add(name)
    return Quotient(gen, one)


def _fmpq(x: Any) -> Any:
    return flint.fmpq(x.numerator, x.denominator) if x != INF else flint.fmpq(0)


def _definite(
    polynomial: Any,
    names: list[str],
    strict: dict[str, bool],
    free: set[str],
    wholes: Sequence[set[str]] = (),
) -> tuple[int, bool] | None:
    """Sign and strictness of a polynomial in nonnegative generators, factor by factor."""
    if polynomial.is_zero():
        return (0, False)
    whole = _by_coefficients(polynomial, names, strict, free, wholes)
    if whole is not None:
        return whole
    content, factors = polynomial.factor()
    total, certain = (1 if content > 0 else -1), True
    for factor, power in factors:
        one = _by_coefficients(factor, names, strict, free, wholes)
        if one is None:
            if power % 2:
                return None
            certain = False
            continue
        total *= one[0] ** int(power)
        certain = certain and one[1]
    return (total, certain)


def _by_coefficients(
    polynomial: Any,
    names: list[str],
    strict: dict[str, bool],
    free: set[str],
    wholes: Sequence[set[str]] = (),
) -> tuple[int, bool] | None:
    signs = {1 if c > 0 else -1 for c in polynomial.coeffs()}
    if len(signs) != 1:
        return None
    sure = {n for n in names if strict.get(n, False) and n not in free}
    terms: list[set[str]] = []
    for exponents in polynomial.to_dict():
        used = {n for n, e in zip(names, exponents, strict=False) if e}
        if any(n in free and e % 2 for n, e in zip(names, exponents, strict=False)):
            return None
        terms.append(used)
    certain = any(used <= sure for used in terms) or any(
        all(any(used <= sure | {name} for used in terms) for name in whole) for whole in wholes
    )
    return (signs.pop(), certain)


def uses(node: Node, name: str) -> bool:
    """Whether the variable occurs."""
    return any(a.op == "var" and a.value == name for a in reachable([node]))
