"""Sufficient conditions for the softening axioms A0 to A3 (R1 to R4 of the theory).

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
from kdtheory.arithmetic.limits import tidy
from kdtheory.arithmetic.trace import TraceError
from kdtheory.claims.claim import Claim
from kdtheory.claims.obligation import Goal, Obligation, Reduction


def read(claim: Claim, *, closed: bool | None = None) -> Generic | None:
    try:
        found: Generic = claim.subject.generic(
            closed=claim.domain.closed if closed is None else closed
        )
    except TraceError:
        return None
    return found


def reduction(
    generic: Generic, name: str, because: str, *obligations: Obligation
) -> Reduction | None:
    """The reduction, provided that the formula means something everywhere."""
    if obligations and not meaningful(generic):
        return None
    formula = {"entry": generic.entry, "aggregates": dict(generic.aggregates)}
    return Reduction(name, because, obligations, "all", formula)


def meaningful(generic: Generic) -> bool:
    """Whether the entry, and all aggregates that it refers to, are defined everywhere."""
    if generic.meaningful is None:
        nodes = [generic.entry]
        for name in sorted(generic.names_of(generic.entry) & generic.aggregates.keys()):
            nodes.append(generic.aggregates[name][1])
        if generic.closed:
            zero = [substitute([node], {"x": generic.graph.zero})[0] for node in nodes]
            nodes = [*zero, *[at_positive(generic, node) for node in nodes]]
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


def timeless(generic: Generic, node: Node) -> bool:
    """Whether the aggregates in `node` do not change with the temperature."""
    return not any(
        generic.of_temperature(generic.graph.var(name))
        for name in list(generic.aggregates)
        if depends(node, {name})
    )


def sum_to_one(generic: Generic) -> Obligation:
    g = generic.graph
    gap = g.sub(generic.summed(generic.entry), g.one)
    return Obligation("the entries sum to one", Goal.ZERO, gap)


def _positive_core(generic: Generic, kernel: Node) -> Obligation:
    return Obligation("the entry's kernel is positive", Goal.POSITIVE, kernel)


# A0 ----------------------------------------------------------------------------------------


def simplex_valued(claim: Claim) -> Reduction | None:
    """Entries nonnegative, sum one."""
    generic = read(claim)
    if generic is None:
        return None
    nonnegative = Obligation("every entry is nonnegative", Goal.NONNEGATIVE, generic.entry)
    return reduction(
        generic, "simplex", "entries that are nonnegative and sum to one form a distribution",
        nonnegative, sum_to_one(generic),
    )  # fmt: skip


def entrywise(claim: Claim) -> Reduction | None:
    """The same formula in every class."""
    generic = read(claim)
    if generic is None:
        return None
    return reduction(
        generic, "symmetry",
        "each entry is one formula of its own probability and of sums and extrema over all "
        "classes, which a relabelling leaves alone",
    )  # fmt: skip


# A1 ----------------------------------------------------------------------------------------


def _increase(claim: Claim, goal: Goal) -> Reduction | None:
    generic = read(claim)
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
    return reduction(
        generic, "R1/A1",
        "two entries of one output differ only in their own probability, in which the formula "
        "increases",
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
    """A composition of continuous functions; on faces, zero is the limit of small entries."""
    generic = read(claim)
    if generic is None:
        return None
    nodes = [generic.entry, *[m for _, m in generic.aggregates.values()]]
    if claim.domain.closed:
        moved = [extended(generic, node) for node in nodes]
        if any(e is None for e in moved):
            return None
        nodes = [e for e in moved if e is not None]
    obligations = [
        Obligation("composed of continuous functions", Goal.CONTINUOUS, n) for n in nodes
    ]
    return reduction(
        generic, "composition",
        "sums and extrema of continuous functions over finitely many classes are continuous",
        *obligations,
    )  # fmt: skip


def at_positive(generic: Generic, node: Node) -> Node:
    """An expression of the closed simplex, its choices settled for ``x > 0``."""
    g = generic.graph
    if "inside" not in g.bounds:
        g.bounds["inside"] = (Fraction(0), Fraction(1), True, False)
    (moved,) = substitute([node], {"x": g.var("inside")})
    return moved


def extended(generic: Generic, node: Node) -> Node | None:
    """The formula for ``x > 0`` read at ``x >= 0``, if it gives the right value at zero."""
    g = generic.graph
    (back,) = substitute([at_positive(generic, node)], {"inside": generic.x})
    at_zero, here = substitute([back], {"x": g.zero})[0], substitute([node], {"x": g.zero})[0]
    return back if at_zero is here and at_zero.op != "nan" else None


# A3 ----------------------------------------------------------------------------------------


def _shrinking(claim: Claim, goal: Goal) -> Reduction | None:
    generic = read(claim, closed=False)
    if generic is None:
        return None
    kernel = core(generic)
    if not timeless(generic, kernel):
        return None
    try:
        slope = diff(log_core(generic, kernel), "x")
        mixed = diff(diff(log_core(generic, kernel), "T"), "x")
    except NotDifferentiable:
        return None
    g = generic.graph
    return reduction(
        generic, "R1/A3",
        "the order of the entries is kept and their ratios shrink as T grows, so later outputs are "
        "majorised by earlier ones and every Schur-concave entropy grows",
        Obligation("ratios shrink: −∂/∂T ∂/∂x log kernel", goal, g.neg(mixed)),
        Obligation("the order is kept: ∂/∂x log kernel", Goal.NONNEGATIVE, slope),
        _positive_core(generic, kernel),
        sum_to_one(generic),
    )  # fmt: skip


def mixture(generic: Generic) -> tuple[Node, Node, Node] | None:
    """``(a, K, b)`` where the entry is ``a K(x)/ΣK + b``, `a` and `b` the same for all classes."""
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
    if not (timeless(generic, weight) and timeless(generic, shift) and timeless(generic, kernel)):
        return None
    return weight, kernel, tidy(shift)


def _mixed_shrinking(claim: Claim, goal: Goal) -> Reduction | None:
    generic = read(claim, closed=False)
    parts = None if generic is None else mixture(generic)
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
    return reduction(
        generic, "R7",
        "a mixture (1 − λ) X + λ u of an operator X whose outputs decrease in majorisation, with λ "
        "not decreasing",
        Obligation("X: ratios shrink: −∂/∂T ∂/∂x log kernel", goal, g.neg(mixed)),
        Obligation("X: the order is kept: ∂/∂x log kernel", Goal.NONNEGATIVE, slope),
        _positive_core(generic, kernel),
        Obligation("the weight 1 − λ of X is positive", Goal.POSITIVE, weight),
        Obligation("λ/n is nonnegative", Goal.NONNEGATIVE, shift),
        Obligation("λ does not decrease with T", Goal.NONNEGATIVE, growth),
        sum_to_one(generic),
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
