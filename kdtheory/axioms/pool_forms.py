"""The forms that pools take, read off their formulas.

``C`` convex combination ``q_i = Σ_k v_k x_k``; ``G`` weighted geometric mean ``q_i ∝ Π_k
x_k^{c_k}``; ``P`` power mean ``q_i ∝ (Σ_k c_k x_k^s)^{1/s}``; weights homogeneous in ``w``: ``v_k
∝ w_k^a d_k``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from kdtheory.arithmetic.calculus import substitute
from kdtheory.arithmetic.defined import BREAKING
from kdtheory.arithmetic.expr import Node, reachable
from kdtheory.arithmetic.monomials import ONE, Monomial, Sum
from kdtheory.arithmetic.pooled import CLASS, TEACHER, Pooled, PooledGraph
from kdtheory.arithmetic.ranges import INF


@dataclass(frozen=True)
class PowerMean:
    """``q_i ∝ (Σ_k c_k x_k^s)^{1/s}`` with class-free ``c_k``."""

    exponent: Fraction
    weights: Node


def convex(pool: Pooled) -> Node | None:
    """The class-free ``v_k`` with ``q_i = Σ_k v_k x_k``, or None."""
    g = pool.graph
    m, found = g.monomials, Sum()
    for monomial, c in m(pool.entry).items():
        bound, free = g.apart(monomial, CLASS)
        part = _cofactor(g, bound, g.var("x"))
        if part is None or part[1] != 1:
            return None
        found = m.plus(found, m.times({free: c}, {part[0]: ONE}))
    return m.node(found)


def _cofactor(g: PooledGraph, bound: Monomial, of: Node) -> tuple[Monomial, Fraction] | None:
    """``(v, s)`` where `bound` is ``Σ_k v_k of_k^s`` with class-free ``v_k``."""
    if len(bound) != 1 or bound[0][1] != 1:
        return None
    atom = g.nodes[bound[0][0]]
    known = g.aggregates.get(atom.value) if atom.op == "var" else None
    if known is None or (known.kind, known.axis) != ("sum", TEACHER):
        return None
    terms = g.monomials(known.summand)
    if list(terms.values()) != [1]:
        return None
    powers = dict(next(iter(terms)))
    exponent = powers.pop(of.index, None)
    rest = tuple(sorted(powers.items()))
    if exponent is None or any(CLASS in g.varies(g.nodes[k]) for k in powers):
        return None
    return rest, exponent


def kernel(pool: Pooled) -> Monomial | None:
    """The factors of the entry that vary over the classes, if it is one product."""
    terms = pool.graph.monomials(pool.entry)
    if len(terms) != 1 or min(terms.values()) < 0:
        return None
    bound, _ = pool.graph.apart(next(iter(terms)), CLASS)
    return bound or None


def geometric(pool: Pooled) -> Node | None:
    """The class-free ``c_k`` with ``q_i ∝ Π_k x_k^{c_k}``, or None."""
    g = pool.graph
    m, bound, found = g.monomials, kernel(pool), Sum()
    logs = None if bound is None else m.log({bound: ONE})
    if logs is None:
        return None
    log = g.log(g.var("x"))
    for monomial, c in logs.items():
        varying, free = g.apart(monomial, CLASS)
        part = _cofactor(g, varying, log)
        if part is None or part[1] != 1:
            return None
        found = m.plus(found, m.times({free: c}, {part[0]: ONE}))
    return m.node(found)


def power_mean(pool: Pooled) -> PowerMean | None:
    """The exponent and weights of a normalised power mean, or None."""
    g, bound = pool.graph, kernel(pool)
    if bound is None or len(bound) != 1:
        return None
    ((atom, outer),) = bound
    part = _cofactor(g, ((atom, ONE),), g.var("x"))
    if part is None or part[1] * outer != 1:
        return None
    return PowerMean(part[1], g.monomials.node({part[0]: ONE}))


def homogeneous(g: PooledGraph, v: Node) -> Fraction | None:
    """The degree ``a >= 0`` with ``v_k ∝ w_k^a d_k`` and ``d_k`` free of all weights, or None."""
    m = g.monomials
    terms = m(v)
    if not terms:
        return None
    _, shared, rest = m.split(terms)
    degree = Fraction(0)
    bound, _ = g.apart(shared, TEACHER)
    for k, e in bound:
        if g.nodes[k] is g.var("w"):
            degree = e
        elif "w" in g.names(g.nodes[k]):
            return None
    whole = m.node(rest)
    if TEACHER in g.varies(whole) and "w" in g.names(whole):
        return None
    return degree if degree >= 0 else None


def teacher_free(g: PooledGraph, node: Node) -> bool:
    """Whether all factors of a value are the same for all teachers."""
    return TEACHER not in g.varies(node)


# values at special places --------------------------------------------------------------------


def agreed(pool: Pooled, x: Node) -> Node:
    """The entry where all teachers give a class the probability `x`."""
    return pool.at(pool.entry, {"x": x})


def inside(pool: Pooled, node: Node) -> Node:
    """An expression in a class to which all teachers give positive probability.

    Sums over the classes stay as they are: in other classes there may be zeros.
    """
    g = pool.graph
    made = {"x": g.positive_twin("x")}
    for name, known in list(g.aggregates.items()):
        if CLASS in known.varies:
            summand = substitute([known.summand], made)[0]
            if known.kind == "sum":
                made[name] = g.total(summand, known.axis)
            else:
                made[name] = g.extreme(known.kind, summand, known.axis)
    return g.monomials.tidy(substitute([node], made)[0])


# continuity at zero --------------------------------------------------------------------------


def extended(pool: Pooled, node: Node) -> Node | None:
    """The formula for positive values where it tends to the right values at zero, or None.

    Of an expression without choices, the expression itself. ``x^a log^b x`` with ``a > 0``, which
    tends to zero, becomes a variable.
    """
    g = pool.graph
    if not pool.closed or all(part.op not in BREAKING for part in reachable([node])):
        return node
    names = g.choices(node)
    twins = {name: g.positive_twin(name) for name in names}
    inside = g.monomials.tidy(substitute([node], dict(twins))[0])
    for flags in product((False, True), repeat=len(names)):
        zeros = {name: g.zero for name, zero in zip(names, flags) if zero}
        here = g.monomials.tidy(substitute([node], {**twins, **zeros})[0])
        if zeros and here is not _tends(g, inside, [twins[name] for name in zeros]):
            return None
    back = _without_logarithms(g, inside, list(twins.values()))
    return substitute([back], {t.value: g.var(name) for name, t in twins.items()})[0]


def _logarithm(g: PooledGraph, x: Node) -> int:
    return g.log(x).index


def _fades(g: PooledGraph, powers: dict[int, Fraction], x: Node) -> bool:
    """Whether a product has a factor ``x^a log^b x`` with ``a > 0`` and whole ``b > 0``."""
    b = powers.get(_logarithm(g, x), Fraction(0))
    return b > 0 and b.denominator == 1 and powers.get(x.index, Fraction(0)) > 0


def _tends(g: PooledGraph, node: Node, to_zero: list[Node]) -> Node | None:
    """What an expression tends to as some of its variables do to zero."""
    m, out = g.monomials, g.zero
    for monomial, c in m(node).items():
        if any(_fades(g, dict(monomial), x) for x in to_zero):
            continue
        there = substitute([m.node({monomial: c})], {x.value: g.zero for x in to_zero})[0]
        if any(part.op in ("nan", "inf") for part in reachable([there])):
            return None
        out = g.add(out, there)
    return m.tidy(out)


def _without_logarithms(g: PooledGraph, node: Node, variables: list[Node]) -> Node:
    m, out = g.monomials, Sum()
    for monomial, c in m(node).items():
        powers = dict(monomial)
        for x in variables:
            if _fades(g, powers, x):
                a, b = powers.pop(x.index), powers.pop(_logarithm(g, x))
                name = f"{x.value}_{a.numerator}_{a.denominator}_log_{b}"
                g.bounds.setdefault(name, (-INF, INF, True, True))
                powers[g.var(name).index] = ONE
        out = m.plus(out, {tuple(sorted(powers.items())): c})
    return m.node(out)
