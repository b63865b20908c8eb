"""The quotients that covers of sharp constants are about, built anew from claim and parameters.

A formula in a certificate has to be the one built here, node by node: a formula that agreed with
the definition at sample points only could hide what happens between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import fmpq

from kdtheory.checker.grammar import Row, need
from kdtheory.checker.slopes import Builder

Values = Mapping[str, Any]
Quotient = tuple[int, int]


class Terms(Builder):
    """Formulas under construction, with constants folded as in certificates."""

    def var(self, name: str) -> int:
        return self.make("var", name)

    def less(self, q: Any, a: int) -> int:
        """``q - a``."""
        return self.add(self.const(q), self.neg(a))

    def affine(self, start: Any, step: Any, a: int) -> int:
        """``start + step a``."""
        return self.add(self.const(start), self.mul(self.const(step), a))

    def power(self, a: int, exponent: Any) -> int:
        return a if exponent == 1 else self.make("pow", None, a, self.const(exponent))

    def placed(self, rows: list[Row]) -> list[int]:
        """Where the nodes of another formula are in this one."""
        place: list[int] = []
        for op, value, args in rows:
            a = [place[k] for k in args]
            if op == "const":
                place.append(self.const(value))
            elif op in ("neg", "add", "mul", "div"):
                place.append(getattr(self, op)(*a))
            else:
                place.append(self.make(op, value, *a))
        return place


def same(claim: str, given: Values, rows: list[Row], numerator: int, denominator: int) -> None:
    """Reject unless the two nodes are numerator and denominator of the claim's quotient."""
    terms = Terms()
    top, bottom = FORMULAS[claim](terms, given)
    place = terms.placed(rows)
    need(
        place[numerator] == top and place[denominator] == bottom,
        "the formula is not the quotient of both sides",
    )


def _anchored(k: int) -> Callable[[Terms, Values], Quotient]:
    """``b² Σ R_k(b z_i)/p_i`` over ``Σ R_k(z_i)/p_i``, ``z_i = s_i/p_i - 1``."""

    def quotient(t: Terms, given: Values) -> Quotient:
        mu, b = given["floor"], 1 - given["alpha"]
        x, y = (t.affine(mu, 1 - given["classes"] * mu, t.var(v)) for v in "uv")
        entries = [(x, y), (t.less(1, x), t.less(1, y))]
        gaps = [t.add(t.div(s, p), t.const(-1)) for p, s in entries]
        moved = [t.mul(t.const(b), z) for z in gaps]
        before, after = (
            t.add(*(t.div(t.make("remainder", k, z), p) for z, (p, _) in zip(zs, entries)))
            for zs in (gaps, moved)
        )
        return t.mul(t.const(b * b), after), before

    return quotient


def _tilt(t: Terms, given: Values) -> Quotient:
    """``β (A + B R)`` over ``Z²``, as in the derivation."""
    n, mu, hot = given["classes"], given["floor"], given["temperature"] >= 1
    beta, length = 1 / given["temperature"], 1 - given["classes"] * given["floor"]
    half = t.mul(t.const(fmpq(1, 2)), t.var("v"))
    if n == 2:
        pair = [t.affine(mu, length, half), t.affine(mu, length, t.less(1, half))]
        rest = t.const(0)
    else:
        u = t.var("u")
        most = t.less(1, t.mul(u, t.less(1, half)))
        pair = [t.affine(mu, length, t.mul(u, half)), t.affine(mu, length, most)]
        rest = t.power(t.affine(mu, length, t.mul(u, t.less(1, t.var("v")))), beta)
    if n > 3:
        rest = t.add(rest, t.mul(t.const(n - 3), t.power(t.const(mu), beta)))
    p, q = pair if hot else pair[::-1]
    b = t.power(p, beta - 1)
    a = t.add(t.mul(b, t.power(q, beta)), t.mul(t.power(q, beta - 1), t.power(p, beta)))
    z = t.add(t.add(t.power(p, beta), t.power(q, beta)), rest)
    return t.mul(t.const(beta), t.add(a, t.mul(b, rest))), t.power(z, 2)


def _pooled(t: Terms, given: Values) -> Quotient:
    """1 over the sum of the three means; the unsafe one is the threshold."""
    mu, delta, s = given["floor"], given["threshold"], given["power"]
    x, y = (t.affine(mu, 1 - delta - 2 * mu, t.var(v)) for v in "uv")

    def mean(a: int, b: int) -> int:
        if s == 0:
            return t.mul(t.power(a, fmpq(1, 2)), t.power(b, fmpq(1, 2)))
        both = t.add(t.power(a, s), t.power(b, s))
        return t.power(t.mul(both, t.const(fmpq(1, 2))), 1 / s)

    safe = mean(t.less(1 - delta, x), t.less(1 - delta, y))
    return t.const(1), t.add(t.add(t.const(delta), mean(x, y)), safe)


FORMULAS: dict[str, Callable[[Terms, Values], Quotient]] = {
    "RM-C2": _anchored(2),
    "RM-C3": _anchored(1),
    "SK-B6": _tilt,
    "MT-S1": _pooled,
}
