"""Limits of expressions as one variable grows, by continuity and leading coefficients."""

from __future__ import annotations

from kdtheory.arithmetic import normal
from kdtheory.arithmetic.expr import Graph, Node, reachable
from kdtheory.arithmetic.normal import uses


def limit(node: Node, name: str, depth: int = 0) -> Node | None:
    """The limit of `node` as the variable `name` tends to infinity; None if it was not found.

    The result is an expression without the variable and without infinities, or an infinity of the
    graph. Pointwise in all other variables, over the whole of their ranges.
    """
    found = _limit(node, name, depth)
    if found is None or found.op == "inf":
        return found
    mixed = any(part.op in ("inf", "nan") for part in reachable([found]))
    return None if mixed else found


def _limit(node: Node, name: str, depth: int) -> Node | None:
    g = node.graph
    if not uses(node, name):
        return node
    if depth > 40:
        return None
    if node.op == "var":
        return g.inf
    if node.op in normal.ARITHMETIC:
        direct = _arithmetic(g, node, name, depth)
        return direct if direct is not None else _leading(g, node, name, depth)
    parts = [limit(a, name, depth + 1) for a in node.args if not a.is_boolean]
    if node.op == "where":
        truth = eventually(node.args[0], name)
        return None if truth is None else limit(node.args[1 if truth else 2], name, depth + 1)
    if any(p is None for p in parts):
        return None
    return _function(g, node.op, [p for p in parts if p is not None])


def eventually(condition: Node, name: str) -> bool | None:
    """What a condition becomes as the variable grows."""
    g = condition.graph
    if condition.op not in ("lt", "le", "eq") or not uses(condition, name):
        return None
    gap = limit(g.sub(condition.args[1], condition.args[0]), name)
    sign = None if gap is None else g.sign(gap)
    if sign is None or sign == 0:
        return None
    return sign > 0 and condition.op != "eq"


def _finite(node: Node) -> bool:
    return node.op not in ("inf", "nan")


def _known_sign(g: Graph, node: Node) -> int | None:
    if node.op in ("const", "inf"):
        return g.sign(node)
    found = normal.sign(node)
    return found.sign if found is not None and found.strict else None


def _arithmetic(g: Graph, node: Node, name: str, depth: int) -> Node | None:
    parts = [limit(a, name, depth + 1) for a in node.args]
    if any(p is None for p in parts):
        return None
    known = [p for p in parts if p is not None]
    op = node.op
    if op == "neg":
        return g.neg(known[0])
    if op == "ipow":
        return g.ipow(known[0], node.value)
    a, b = known
    if op == "add":
        if not _finite(a) and not _finite(b) and a is not b:
            return None
        return g.add(a, b)
    if op == "div":
        if not _finite(b):
            return g.zero if _finite(a) else None
        sign = _known_sign(g, b)
        if sign is None or sign == 0:
            return None
        if _finite(a):
            return g.div(a, b)
        return a if sign > 0 else g.neg(a)
    if _finite(a) and _finite(b):
        return g.mul(a, b)
    sign = 1
    for part in (a, b):
        one = _known_sign(g, part)
        if not one:
            return None
        sign *= one
    return g.inf if sign > 0 else g.minus_inf


def _function(g: Graph, op: str, parts: list[Node]) -> Node | None:
    a = parts[0]
    if op in ("exp", "expm1", "tanh", "atan", "abs") or (op in ("sin", "cos") and _finite(a)):
        out: Node = g.unary(op, a) if op in ("sin", "cos", "tanh", "atan") else getattr(g, op)(a)
        return out
    if op in ("log", "log1p", "sqrt"):
        if a is g.inf:
            return g.inf
        shifted = g.add(a, g.one) if op == "log1p" else a
        sign = _known_sign(g, shifted)
        return getattr(g, op)(a) if sign == 1 else None  # type: ignore[no-any-return]
    if op == "pow":
        base, power = parts
        sign = _known_sign(g, base)
        if sign == 1 and _finite(base) and _finite(power):
            return g.pow(base, power)
        return None
    if op in ("min", "max"):
        return g.extremum(op, *parts)
    return None


def _leading(g: Graph, node: Node, name: str, depth: int) -> Node | None:
    """Compare degrees in the variable after replacing its transcendental parts by their limits."""
    try:
        (found,), symbols, context = normal.plain([node])
    except normal.TooLarge:
        return None
    place = next((k for k, s in enumerate(symbols) if s.op == "var" and s.value == name), None)
    if place is None:
        return None
    replaced: dict[int, Node] = {}
    for k, symbol in enumerate(symbols):
        if k != place and uses(symbol, name):
            value = limit(symbol, name, depth + 1)
            if value is None or not _finite(value):
                return None
            if value is g.zero and not _decays(g, symbol, name, depth):
                return None
            replaced[k] = value
    top, bottom = _degree(found.top, place), _degree(found.bottom, place)
    if top > bottom:
        return None
    values = [replaced.get(k, s) for k, s in enumerate(symbols)]
    below = normal.to_node(_coefficient(found.bottom, place, bottom, context), values)
    if not _known_sign(g, below):
        return None
    if top < bottom:
        return g.zero
    above = normal.to_node(_coefficient(found.top, place, bottom, context), values)
    return tidy(g.div(above, below))


def _decays(g: Graph, symbol: Node, name: str, depth: int) -> bool:
    """Whether an exponential falls faster than any power of the variable."""
    if symbol.op != "exp":
        return False
    rate = limit(g.div(symbol.args[0], g.var(name)), name, depth + 1)
    return rate is not None and (rate is g.minus_inf or _known_sign(g, rate) == -1)


def _degree(polynomial: object, place: int) -> int:
    degrees = polynomial.degrees()  # type: ignore[attr-defined]
    return int(degrees[place])


def _coefficient(polynomial: object, place: int, power: int, context: object) -> object:
    out = {}
    for exponents, value in polynomial.to_dict().items():  # type: ignore[attr-defined]
        if exponents[place] == power:
            key = list(exponents)
            key[place] = 0
            out[tuple(key)] = value
    return context.from_dict(out)  # type: ignore[attr-defined]


def tidy(node: Node) -> Node:
    """The expression as one quotient of factored polynomials, what cancels cancelled."""
    try:
        (found,), symbols, _ = normal.plain([node])
    except normal.TooLarge:
        return node
    if not symbols:
        return node
    g = node.graph
    return g.div(normal.factored(found.top, symbols), normal.factored(found.bottom, symbols))
