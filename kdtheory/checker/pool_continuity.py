"""Whether a pool's formula is continuous, choices between zero and positive values included.

Such a choice is continuous if its value at zero is what the formula for positive values tends to,
where ``x^a log^b x`` with ``a > 0`` tends to zero.
"""

from __future__ import annotations

from flint import fmpq

from kdtheory.checker.extents import INF
from kdtheory.checker.grammar import Row, below, need
from kdtheory.checker.obligations import BREAKING
from kdtheory.checker.pool_forms import Forms
from kdtheory.checker.pool_formula import Pool
from kdtheory.checker.products import Form, Product


def continuous(pool: Pool) -> None:
    stated = pool.stated
    for node in (stated.entry, *(a.summand for a in stated.aggregates.values())):
        if _jumps(stated.rows, node):
            need(stated.closed, "the formula has jumps")
            _need_extended(pool, node)


def _jumps(rows: list[Row], node: int) -> bool:
    return any(rows[k].op in BREAKING for k in below(rows, [node]))


def _need_extended(pool: Pool, node: int) -> None:
    """The formula for positive values tends to the right ones at zero, and is continuous there."""
    f, rows = pool.forms, pool.stated.rows
    names = pool.choices(node)
    twins = pool.positive_twins(names)
    inside = f.read(rows, node, pool.given | twins)
    for choice in pool.settled(node):
        zeros = [name for name in names if choice[name] == {}]
        if zeros:
            here = f.read(rows, node, pool.given | choice)
            there = _tends(f, inside, [twins[name] for name in zeros])
            pool.need_equal(here, there, "the formula jumps at zero")
    back = {_variable(f, twin): pool.given[name] for name, twin in twins.items()}
    smooth = f.row(f.replaced(_without_logarithms(f, inside, list(twins.values())), back))
    need(not _jumps(f.built.rows, smooth), "the formula has jumps")
    need(f.algebra.extents.defined(smooth), "the formula may be undefined at zero")


def _variable(f: Forms, form: Form) -> str:
    (((part, _),),) = form
    return str(f.built.rows[part].value)


def _fading(f: Forms, parts: Product, x: Form) -> tuple[int, int] | None:
    """The places of ``x^a`` and ``log^b x`` in a product, a > 0 and b a positive integer."""
    (((own, _),),) = x
    powers, log = dict(parts), f.built.make("log", None, own)
    a, b = powers.get(own, fmpq(0)), powers.get(log, fmpq(0))
    return (own, log) if a > 0 and b > 0 and b.q == 1 else None


def _tends(f: Forms, form: Form, to_zero: list[Form]) -> Form:
    """What a form tends to as some of its variables do to zero."""
    gone = {_variable(f, x): Form() for x in to_zero}
    out: Form = {}
    for parts, c in form.items():
        if all(_fading(f, parts, x) is None for x in to_zero):
            part = {parts: c}
            row = f.row(part)
            at = {name: f.row(value) for name, value in gone.items()}
            copied = f.built.copy(f.built.rows, [row], at)[row]
            need(f.algebra.extents.defined(copied), "the formula has no limit at zero")
            out = f.add(out, f.replaced(part, gone))
    return out


def _without_logarithms(f: Forms, form: Form, variables: list[Form]) -> Form:
    """``x^a log^b x``, which tends to zero with x, as a variable."""
    out: Form = {}
    for parts, c in form.items():
        powers = dict(parts)
        for x in variables:
            places = _fading(f, frozenset(powers.items()), x)
            if places is not None:
                a, b = (powers.pop(k) for k in places)
                name = f"{_variable(f, x)}_{a.p}_{a.q}_log_{b.p}"
                f.reaches.setdefault(name, (-INF, INF, True, True))
                powers[f.built.make("var", name)] = fmpq(1)
        out = f.add(out, {frozenset(powers.items()): c})
    return out
