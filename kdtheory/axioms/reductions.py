"""Sufficient conditions for the softening axioms (R1 to R4 of the theory).

Each function takes a claim and returns a :class:`~kdtheory.claims.obligation.Reduction`, or None
where it does not apply. The dimension-free ones speak about the entry formula ``f(x; T, n, A)``
with ``x`` the entry's own probability and ``A`` the aggregates over all classes.
"""

from __future__ import annotations

from fractions import Fraction

from kdtheory.arithmetic.calculus import NotDifferentiable, depends, diff, substitute
from kdtheory.arithmetic.defined import defined
from kdtheory.arithmetic.expr import Node
from kdtheory.arithmetic.generic import Generic, terms
from kdtheory.arithmetic.limits import limit, tidy
from kdtheory.arithmetic.ranges import INF
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim
from kdtheory.claims.obligation import Goal, Obligation, Reduction


def _generic(claim: Claim, *, closed: bool | None = None) -> Generic | None:
    try:
        found: Generic = claim.subject.generic(
            closed=claim.domain.closed if closed is None else closed
        )
    except TraceError:
        return None
    return found


def _reduction(
    generic: Generic, name: str, because: str, *obligations: Obligation
) -> Reduction | None:
    """The reduction, provided that the formula means something everywhere."""
    if obligations and not _meaningful(generic):
        return None
    formula = {"entry": generic.entry, "aggregates": dict(generic.aggregates)}
    return Reduction(name, because, obligations, "all", formula)


def _meaningful(generic: Generic) -> bool:
    """Whether the entry, and all aggregates that it refers to, are defined everywhere."""
    if generic.meaningful is None:
        nodes = [generic.entry]
        for name in sorted(generic.names_of(generic.entry) & generic.aggregates.keys()):
            nodes.append(generic.aggregates[name][1])
        if generic.closed:
            zero = [substitute([node], {"x": generic.graph.zero})[0] for node in nodes]
            nodes = [*zero, *[_at_positive(generic, node) for node in nodes]]
        generic.meaningful = all(defined(node) for node in nodes)
    return generic.meaningful


OWN = {"x", "inside", "y"}  # names under which an entry's own probability appears


def core(generic: Generic, node: Node | None = None) -> Node:
    """The entry up to factors that are the same for all classes."""
    g = generic.graph
    node = generic.entry if node is None else node
    if not depends(node, OWN):
        return g.one
    a = node.args
    if node.op == "mul":
        return g.mul(core(generic, a[0]), core(generic, a[1]))
    if node.op == "div":
        return g.div(core(generic, a[0]), core(generic, a[1]))
    if node.op == "ipow":
        return g.ipow(core(generic, a[0]), node.value)
    if node.op == "sqrt":
        return g.sqrt(core(generic, a[0]))
    if node.op == "pow" and not depends(a[1], OWN):
        return g.pow(core(generic, a[0]), a[1])
    if node.op == "exp":
        parts = [t for t in _summands(generic, a[0]) if depends(t, OWN)]
        total = g.zero
        for part in parts:
            total = g.add(total, part)
        return g.exp(total)
    return node


def _summands(generic: Generic, node: Node) -> list[Node]:
    g = generic.graph
    if node.op == "add":
        return _summands(generic, node.args[0]) + _summands(generic, node.args[1])
    if node.op == "neg":
        return [g.neg(t) for t in _summands(generic, node.args[0])]
    return [node]


def log_core(generic: Generic, node: Node) -> Node:
    """``log`` of a core, products and powers taken apart."""
    g, a = generic.graph, node.args
    if node.op == "mul":
        return g.add(log_core(generic, a[0]), log_core(generic, a[1]))
    if node.op == "div":
        return g.sub(log_core(generic, a[0]), log_core(generic, a[1]))
    if node.op == "ipow":
        return g.mul(g.const(node.value), log_core(generic, a[0]))
    if node.op == "sqrt":
        return g.mul(g.const(Fraction(1, 2)), log_core(generic, a[0]))
    if node.op == "pow":
        return g.mul(a[1], log_core(generic, a[0]))
    return a[0] if node.op == "exp" else g.log(node)


def _timeless(generic: Generic, node: Node) -> bool:
    """Whether the aggregates in `node` do not change with the temperature."""
    return not any(
        generic.of_temperature(generic.graph.var(name))
        for name in list(generic.aggregates)
        if depends(node, {name})
    )


def _sum_to_one(generic: Generic) -> Obligation:
    g = generic.graph
    gap = g.sub(generic.summed(generic.entry), g.one)
    return Obligation("the entries sum to one", Goal.ZERO, gap)


def _positive_core(generic: Generic, kernel: Node) -> Obligation:
    return Obligation("the entry's kernel is positive", Goal.POSITIVE, kernel)


# A0 ----------------------------------------------------------------------------------------


def simplex_valued(claim: Claim) -> Reduction | None:
    """Entries nonnegative, sum one."""
    generic = _generic(claim)
    if generic is None:
        return None
    nonnegative = Obligation("every entry is nonnegative", Goal.NONNEGATIVE, generic.entry)
    return _reduction(
        generic, "simplex", "entries that are nonnegative and sum to one form a distribution",
        nonnegative, _sum_to_one(generic),
    )  # fmt: skip


def entrywise(claim: Claim) -> Reduction | None:
    """The same formula in every class."""
    generic = _generic(claim)
    if generic is None:
        return None
    return _reduction(
        generic, "symmetry",
        "each entry is one formula of its own probability and of sums and extrema over all classes, "
        "which a relabelling leaves alone",
    )  # fmt: skip


# A1 ----------------------------------------------------------------------------------------


def _increase(claim: Claim, goal: Goal) -> Reduction | None:
    generic = _generic(claim)
    if generic is None:
        return None
    kernel = core(generic)
    try:
        if kernel is generic.entry:
            rise = diff(kernel, "x")
            obligations = [Obligation("the entry increases with its own probability", goal, rise)]
        else:
            slope = diff(log_core(generic, kernel), "x")
            shared = _without(generic, generic.entry)
            obligations = [
                Obligation("the log of the kernel increases with x", goal, slope),
                _positive_core(generic, kernel),
                Obligation("the factor all classes share is positive", Goal.POSITIVE, shared),
            ]
    except NotDifferentiable:
        return None
    return _reduction(
        generic, "R1/A1",
        "two entries of one output differ only in their own probability, in which the formula increases",
        *obligations,
    )  # fmt: skip


def _without(generic: Generic, node: Node) -> Node:
    g, a = generic.graph, node.args
    if not depends(node, OWN):
        return node
    if node.op == "mul":
        return g.mul(_without(generic, a[0]), _without(generic, a[1]))
    if node.op == "div":
        return g.div(_without(generic, a[0]), _without(generic, a[1]))
    if node.op == "ipow":
        return g.ipow(_without(generic, a[0]), node.value)
    if node.op == "sqrt":
        return g.sqrt(_without(generic, a[0]))
    if node.op == "pow" and not depends(a[1], OWN):
        return g.pow(_without(generic, a[0]), a[1])
    if node.op == "exp":
        total = g.zero
        for part in _summands(generic, a[0]):
            if not depends(part, OWN):
                total = g.add(total, part)
        return g.exp(total)
    return g.one


def increasing_entry(claim: Claim) -> Reduction | None:
    """R1 for strict ranking."""
    return _increase(claim, Goal.POSITIVE)


def nondecreasing_entry(claim: Claim) -> Reduction | None:
    """R1 for weak ranking."""
    return _increase(claim, Goal.NONNEGATIVE)


# A2 ----------------------------------------------------------------------------------------


def continuous_entry(claim: Claim) -> Reduction | None:
    """A composition of continuous functions; on faces, the zero entry is the limit of small ones."""
    generic = _generic(claim)
    if generic is None:
        return None
    nodes = [generic.entry, *[m for _, m in generic.aggregates.values()]]
    if claim.domain.closed:
        extended = [_extended(generic, node) for node in nodes]
        if any(e is None for e in extended):
            return None
        nodes = [e for e in extended if e is not None]
    obligations = [
        Obligation("composed of continuous functions", Goal.CONTINUOUS, n) for n in nodes
    ]
    return _reduction(
        generic, "composition",
        "sums and extrema of continuous functions over finitely many classes are continuous",
        *obligations,
    )  # fmt: skip


def _at_positive(generic: Generic, node: Node) -> Node:
    """An expression of the closed simplex, its choices settled for ``x > 0``."""
    g = generic.graph
    if "inside" not in g.bounds:
        g.bounds["inside"] = (Fraction(0), Fraction(1), True, False)
    (moved,) = substitute([node], {"x": g.var("inside")})
    return moved


def _extended(generic: Generic, node: Node) -> Node | None:
    """The formula for ``x > 0`` read at ``x >= 0``, if it gives the right value at zero."""
    g = generic.graph
    (back,) = substitute([_at_positive(generic, node)], {"inside": generic.x})
    at_zero, here = substitute([back], {"x": g.zero})[0], substitute([node], {"x": g.zero})[0]
    return back if at_zero is here and at_zero.op != "nan" else None


# A3 ----------------------------------------------------------------------------------------


def _shrinking(claim: Claim, goal: Goal) -> Reduction | None:
    generic = _generic(claim, closed=False)
    if generic is None:
        return None
    kernel = core(generic)
    if not _timeless(generic, kernel):
        return None
    try:
        slope = diff(log_core(generic, kernel), "x")
        mixed = diff(diff(log_core(generic, kernel), "T"), "x")
    except NotDifferentiable:
        return None
    g = generic.graph
    return _reduction(
        generic, "R1/A3",
        "the order of the entries is kept and their ratios shrink as T grows, so later outputs are "
        "majorised by earlier ones and every Schur-concave entropy grows",
        Obligation("ratios shrink: −∂/∂T ∂/∂x log kernel", goal, g.neg(mixed)),
        Obligation("the order is kept: ∂/∂x log kernel", Goal.NONNEGATIVE, slope),
        _positive_core(generic, kernel),
        _sum_to_one(generic),
    )  # fmt: skip


def _mixture(generic: Generic) -> tuple[Node, Node, Node] | None:
    """``(a, kernel, b)`` where the entry is ``a K(x)/ΣK + b`` with `a`, `b` the same for all classes."""
    g = generic.graph
    split = terms(g, generic.entry, g.one)
    varying = [(factor, node) for factor, node in split if depends(node, OWN)]
    if len(varying) != 1 or len(split) < 2 or varying[0][1] is generic.x:
        return None
    factor, kernel = varying[0]
    shift = g.zero
    for other, node in split:
        if not depends(node, OWN):
            shift = g.add(shift, g.mul(other, node))
    weight = tidy(g.mul(factor, generic.summed(kernel)))
    if not (
        _timeless(generic, weight) and _timeless(generic, shift) and _timeless(generic, kernel)
    ):
        return None
    return weight, kernel, tidy(shift)


def _mixed_shrinking(claim: Claim, goal: Goal) -> Reduction | None:
    generic = _generic(claim, closed=False)
    parts = None if generic is None else _mixture(generic)
    if generic is None or parts is None:
        return None
    weight, kernel, shift = parts
    g = generic.graph
    try:
        slope = diff(log_core(generic, kernel), "x")
        mixed = diff(diff(log_core(generic, kernel), "T"), "x")
        growth = diff(shift, "T")
    except NotDifferentiable:
        return None
    return _reduction(
        generic, "R7",
        "a mixture (1 − λ) X + λ u of an operator X whose outputs decrease in majorisation, with λ "
        "not decreasing",
        Obligation("X: ratios shrink: −∂/∂T ∂/∂x log kernel", goal, g.neg(mixed)),
        Obligation("X: the order is kept: ∂/∂x log kernel", Goal.NONNEGATIVE, slope),
        _positive_core(generic, kernel),
        Obligation("the weight 1 − λ of X is positive", Goal.POSITIVE, weight),
        Obligation("λ/n is nonnegative", Goal.NONNEGATIVE, shift),
        Obligation("λ does not decrease with T", Goal.NONNEGATIVE, growth),
        _sum_to_one(generic),
    )  # fmt: skip


def mixed_ratios(claim: Claim) -> Reduction | None:
    """R7 for weak entropy monotonicity."""
    return _mixed_shrinking(claim, Goal.NONNEGATIVE)


def strictly_mixed_ratios(claim: Claim) -> Reduction | None:
    """R7 for strict entropy monotonicity."""
    return _mixed_shrinking(claim, Goal.POSITIVE)


def shrinking_ratios(claim: Claim) -> Reduction | None:
    """R1 and R3 for weak entropy monotonicity."""
    return _shrinking(claim, Goal.NONNEGATIVE)


def strictly_shrinking_ratios(claim: Claim) -> Reduction | None:
    """R1 and R3 for strict entropy monotonicity."""
    return _shrinking(claim, Goal.POSITIVE)


# A4 ----------------------------------------------------------------------------------------


def identity_entry(claim: Claim) -> Reduction | None:
    """The formula at T = 1 simplifies to the entry's own probability."""
    generic = _generic(claim)
    if generic is None:
        return None
    g = generic.graph
    here = generic.at({"T": g.one})
    gap = g.sub(here, generic.x)
    obligations = [Obligation("f(x; T = 1) − x", Goal.ZERO, gap)]
    if claim.domain.closed:
        obligations = []
        for words, x in (("f(x; T = 1) − x for x > 0", None), ("f(0; T = 1)", g.zero)):
            node = _at_one(generic, x)
            if node is None:
                return None
            obligations.append(Obligation(words, Goal.ZERO, node))
    return _reduction(generic, "A4", "substitute T = 1 and simplify", *obligations)


def _at_one(generic: Generic, x: Node | None) -> Node | None:
    """``f(x; 1) − x`` on the closed simplex, aggregates over entries that may be zero."""
    g = generic.graph
    made: dict[str, Node] = {"T": g.one}
    for name, (kind, summand) in list(generic.aggregates.items()):
        (inner,) = substitute([summand], made)
        inner_extended = _extended(generic, inner)
        inner_extended = None if inner_extended is None else tidy(inner_extended)
        if inner_extended is None or kind == "min":
            return None
        if kind == "sum":
            made[name] = generic.summed(inner_extended)
        elif inner_extended is generic.x:
            made[name] = g.var(name)
        else:
            return None
    (here,) = substitute([generic.entry], made)
    if x is not None:
        return substitute([here], {"x": x})[0]
    inside = _at_positive(generic, here)
    return g.sub(inside, g.var("inside"))


# A5 ----------------------------------------------------------------------------------------


def limit_entry(claim: Claim) -> Reduction | None:
    """The entry tends to 1/n, or all ratios of entries tend to one."""
    generic = _generic(claim)
    if generic is None:
        return None
    g = generic.graph
    goal = g.div(g.one, generic.n)
    if _timeless(generic, generic.entry):
        end = limit(generic.entry, "T")
        if end is not None and end.op not in ("inf", "nan"):
            gap = Obligation("lim f − 1/n as T → ∞", Goal.ZERO, g.sub(end, goal))
            return _reduction(generic, "A5/limit", "the limit of each entry is 1/n", gap)
    if (parts := _mixture(generic)) is not None:
        fading, rest = limit(parts[0], "T"), limit(parts[2], "T")
        if fading is g.zero and rest is not None:
            gap = Obligation("the rest tends to 1/n", Goal.ZERO, g.sub(rest, goal))
            return _reduction(
                generic, "R7/A5", "the weight of the inner operator, whose entries lie in [0, 1], fades",
                _positive_core(generic, parts[1]), gap,
            )  # fmt: skip
    kernel = core(generic)
    if not _timeless(generic, kernel):
        return None
    ends = _ratio_limit(generic, kernel, closed=claim.domain.closed)
    if ends is None:
        return None
    return _reduction(
        generic, "R1/A5", "the ratio of any two entries tends to one and they sum to one",
        *ends, _sum_to_one(generic),
    )  # fmt: skip


def _ratio_limit(
    generic: Generic, kernel: Node, *, closed: bool, own: str = "x"
) -> list[Obligation] | None:
    """Obligations that say that the kernel's ratios tend to one."""
    g = generic.graph
    alone = limit(kernel, "T")
    if alone is not None and g.sign(alone) == 1 and alone.op != "inf" and not depends(alone, OWN):
        return [
            Obligation(
                "lim kernel as T → ∞ is positive and the same for all classes", Goal.POSITIVE, alone
            )
        ]
    if closed:
        return None
    g.bounds.setdefault("y", g.bounds[own])
    (other,) = substitute([kernel], {own: g.var("y")})
    end = limit(g.div(kernel, other), "T")
    if end is None or end.op in ("inf", "nan"):
        return None
    return [Obligation("lim kernel(x)/kernel(y) − 1 as T → ∞", Goal.ZERO, g.sub(end, g.one))]


def limit_support(claim: Claim) -> Reduction | None:
    """Zero entries stay zero, and the ratios of the others tend to one."""
    generic = _generic(claim, closed=True)
    if generic is None:
        return None
    g = generic.graph
    (at_zero,) = substitute([generic.entry], {"x": g.zero})
    if at_zero is not g.zero:
        return None
    kernel = core(generic, _at_positive(generic, generic.entry))
    if not _timeless(generic, kernel):
        return None
    ends = _ratio_limit(generic, kernel, closed=False, own="inside")
    if ends is None:
        return None
    return _reduction(
        generic, "R1/A5 on faces",
        "zero entries stay zero, the ratio of any two others tends to one, and the entries sum to one",
        *ends, _sum_to_one(generic),
    )  # fmt: skip


def limit_argmax(claim: Claim) -> Reduction | None:
    """log kernel = h(T) k(x) with h → ∞ as T → 0 and k increasing."""
    generic = _generic(claim, closed=True)
    if generic is None:
        return None
    g = generic.graph
    (at_zero,) = substitute([generic.entry], {"x": g.zero})
    kernel = core(generic, _at_positive(generic, generic.entry))
    if at_zero is not g.zero or not _timeless(generic, kernel):
        return None
    logs = log_core(generic, kernel)
    if logs.op not in ("mul", "div"):
        return None
    parts = (
        (logs.args[0], logs.args[1])
        if logs.op == "mul"
        else (logs.args[0], g.div(g.one, logs.args[1]))
    )
    rates = [p for p in parts if not depends(p, OWN)]
    shapes = [p for p in parts if depends(p, OWN)]
    if len(rates) != 1 or len(shapes) != 1 or depends(shapes[0], {"T"}):
        return None
    g.bounds["cold"] = (Fraction(1), INF, False, True)
    (cold,) = substitute([rates[0]], {"T": g.div(g.one, g.var("cold"))})
    if limit(tidy(cold), "cold") is not g.inf:
        return None
    try:
        slope = diff(shapes[0], "inside")
    except NotDifferentiable:
        return None
    return _reduction(
        generic, "R1/A5 at zero",
        "ratios are exp(h(T)(k(x) − k(y))) with h → ∞ as T → 0⁺ and k increasing; zero entries stay zero",
        Obligation("k increases", Goal.POSITIVE, slope), _sum_to_one(generic),
    )  # fmt: skip
