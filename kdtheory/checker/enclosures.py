"""Which inequalities on which boxes make an enclosure, and how its parts hang together.

The parts of a certificate have to be those of a known reduction: its variables, boxes that hold
the whole scope, the one guard that describes the simplex and no other. Parts that speak about the
same formula are compared by their derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

from flint import fmpq

from kdtheory.checker import symmetry
from kdtheory.checker.exact import Exact
from kdtheory.checker.grammar import Rejected, below, need, rational, variables
from kdtheory.checker.sampling import ENOUGH, ROUNDS, agree, sample
from kdtheory.checker.slopes import Builder
from kdtheory.checker.statements import Head
from kdtheory.checker.symmetry import Whole

if TYPE_CHECKING:
    from kdtheory.checker.covers import Part

_AFFINE = frozenset("const var add neg mul".split())
_ONE = fmpq(1)


class Scope:
    """The compact domain that an enclosure is about."""

    def __init__(self, about: Head):
        scope = about.scope
        self.classes: list[int] | None = None if scope["classes"] == "all" else scope["classes"]
        self.floor = rational(scope["floor"], "scope.floor")
        need(scope["temperatures"][1] != "inf", "an enclosure covers a bounded temperature range")
        self.low, self.high = (rational(t, "scope") for t in scope["temperatures"])
        need(self.low >= about.lowest, "the scope reaches below the temperatures of the claim")
        need(not scope.get("note"), "the scope carries a note")
        self.wholes: dict[int, Whole] = {}

    def gaps(self, n: int) -> Whole:
        """``F_k − F_{k+1}`` as formulas in all classes."""
        whole = self.wholes[n]
        built = Builder(whole.rows)
        pairs = pairwise(whole.entries)
        return Whole(built.rows, [built.sub(a, b) for a, b in pairs])

    @property
    def words(self) -> str:
        n = "all n" if self.classes is None else "n = " + ", ".join(map(str, self.classes))
        return f"{n}, {self.low} ≤ T ≤ {self.high}, p ≥ {self.floor}"


def _holds(part: Part, names: Sequence[str], sides: Sequence[tuple[Any, Any]]) -> None:
    """The part is in these variables, and its box holds the stated sides."""
    need(part.names == list(names), f"{part.text[:60]}: other variables than the reduction's")
    for (low, high), (least, most) in zip(part.box, sides, strict=True):
        need(low <= least and high >= most, f"{part.text[:60]}: the box does not hold the scope")


def _guarded(part: Part, wanted: Callable[[dict[str, Any]], Any] | None, seed: Random) -> None:
    """The one guard is the affine function `wanted`; without it, there is no guard."""
    if wanted is None:
        need(not part.guards, f"{part.text[:60]}: a guard that the reduction does not have")
        return
    need(len(part.guards) == 1, f"{part.text[:60]}: other guards than the reduction's")
    (guard,) = part.guards
    ops = {part.rows[k].op for k in below(part.rows, [guard])}
    need(ops <= _AFFINE, f"{part.text[:60]}: the guard is not affine")
    for _ in range(ROUNDS):
        env = {v: fmpq(seed.randint(-(1 << 40), 1 << 40), 1 << 20) for v in part.names}
        value = Exact(part.rows, env).rational(guard)
        need(
            value is not None and value >= wanted(env), f"{part.text[:60]}: the guard cuts too much"
        )


def _goal(part: Part, *, strict: bool, anchored: Sequence[str] | None = None) -> None:
    need(part.strict or not strict, f"{part.text[:60]}: the reduction needs > 0")
    if anchored is not None:
        names = [part.names[k] for k in part.anchored]
        need(set(names) <= set(anchored), f"{part.text[:60]}: anchored in other variables")


# one entry, or two, for all n ------------------------------------------------------------------


def _copies(parts: Sequence[Part], scope: Scope, each: int) -> int:
    """How many copies of a kernel there are: one for all n, or one for every n."""
    count = 1 if scope.classes is None else len(scope.classes)
    need(len(parts) == each * count, "other parts than the reduction's")
    return count


def _single(part: Part, scope: Scope, seed: Random, *, strict: bool) -> None:
    span = (scope.floor, _ONE - scope.floor)
    _holds(part, ["x", "T"], [span, (scope.low, scope.high)])
    _guarded(part, None, seed)
    _goal(part, strict=strict, anchored=())


def _increasing(parts: Sequence[Part], scope: Scope, about: Head, seed: Random) -> None:
    _copies(parts, scope, 1)
    for part in parts:
        _single(part, scope, seed, strict=about.strict)


def _pairs(parts: Sequence[Part], scope: Scope, about: Head, seed: Random) -> None:
    count = _copies(parts, scope, 2)
    for pair, order in zip(parts[:count], parts[count:], strict=True):
        _single(order, scope, seed, strict=False)
        sides = [
            (scope.floor, fmpq(1, 2)),
            (fmpq(0), _ONE - scope.floor),
            (scope.low, scope.high),
        ]
        _holds(pair, ["y", "d", "T"], sides)
        _guarded(pair, lambda env: _ONE - 2 * env["y"] - env["d"], seed)
        _goal(pair, strict=False, anchored=("d",))
        _same_kernel(pair, order, seed)


def _same_kernel(pair: Part, order: Part, seed: Random) -> None:
    """``∂/∂d`` of the pair is ``−∂/∂T`` of the slope at ``x = y + d``, and at d = 0 it vanishes."""
    built = Builder()
    y, d, T = (built.make("var", v) for v in ("y", "d", "T"))
    gap = built.copy(pair.rows, [pair.node], {"y": y, "d": d, "T": T})[pair.node]
    none = built.copy(pair.rows, [pair.node], {"y": y, "d": built.const(0), "T": T})[pair.node]
    x = built.make("var", "x")
    slope = built.copy(order.rows, [order.node], {"x": x, "T": T})[order.node]
    moved = built.copy(built.rows, [built.slope(slope, "T")], {"x": built.add(y, d)})
    fall = built.neg(moved[built.slope(slope, "T")])
    rise = built.slope(gap, "d")
    _compare(built, [(rise, fall), (none, built.const(0))], pair, seed)


# on the ordered chamber --------------------------------------------------------------------------


def _on_chamber(part: Part, n: int, scope: Scope, seed: Random) -> None:
    names = [f"w{n}_{k}" for k in range(n - 1)]
    top = _ONE - n * scope.floor
    _holds(part, [*names, "T"], [(fmpq(0), top)] * (n - 1) + [(scope.low, scope.high)])
    if part.guards:
        _guarded(part, lambda env: top - sum((env[w] for w in names), fmpq(0)), seed)
    _goal(part, strict=False, anchored=names)


def _are(whole: Whole, n: int, parts: Sequence[Part], scope: Scope, seed: Random) -> None:
    """The parts' nodes are the outputs of the whole formula, on the chamber."""
    built = Builder()
    nodes = [built.copy(part.rows, [part.node], {})[part.node] for part in parts]
    span = (scope.low, scope.high)
    symmetry.agree({n: whole}, {n: (built.rows, nodes)}, False, span, seed)


def _by_classes(parts: Sequence[Part], scope: Scope, each: Callable[[int], int]) -> dict[int, Any]:
    """The parts of every n."""
    if scope.classes is None:
        raise Rejected("an enclosure on the chamber covers given numbers of classes")
    need(len(parts) == sum(map(each, scope.classes)), "other parts than the reduction's")
    found, at = {}, 0
    for n in scope.classes:
        found[n] = parts[at : at + each(n)]
        at += each(n)
    return found


def _ordered(parts: Sequence[Part], scope: Scope, about: Head, seed: Random) -> None:
    for n, mine in _by_classes(parts, scope, lambda n: n - 1).items():
        for part in mine:
            _on_chamber(part, n, scope, seed)
        _are(scope.gaps(n), n, mine, scope, seed)


def _nonnegative(parts: Sequence[Part], scope: Scope, about: Head, seed: Random) -> None:
    """All entries of every n; they sum to one."""
    for n, mine in _by_classes(parts, scope, lambda n: n).items():
        built = Builder()
        total = built.const(-1)
        for part in mine:
            _on_chamber(part, n, scope, seed)
            total = built.add(total, built.copy(part.rows, [part.node], {})[part.node])
        _compare(built, [(total, built.const(0))], mine[0], seed)
        _are(scope.wholes[n], n, mine, scope, seed)


def _falling(parts: Sequence[Part], scope: Scope, about: Head, seed: Random) -> None:
    """Gaps and sums in turn; ``∂/∂T`` of a gap is what the sums beside it say."""
    for n, mine in _by_classes(parts, scope, lambda n: 2 * (n - 1)).items():
        built = Builder()
        zero = built.const(0)
        for part in mine:
            _on_chamber(part, n, scope, seed)
        nodes = [built.copy(part.rows, [part.node], {})[part.node] for part in mine]
        gaps, sums = nodes[0::2], [zero, *nodes[1::2], zero]
        pairs = []
        for k, gap in enumerate(gaps, 1):
            here, before, after = sums[k], sums[k - 1], sums[k + 1]
            moved = built.sub(built.add(before, after), built.mul(built.const(2), here))
            pairs.append((built.slope(gap, "T"), moved))
        _compare(built, pairs, mine[0], seed)
        _are(scope.gaps(n), n, mine[0::2], scope, seed)


def _compare(built: Builder, pairs: list[tuple[int, int]], part: Part, seed: Random) -> None:
    """The nodes of each pair agree at random points of the part's box, inside the simplex."""
    agreed = [0] * len(pairs)
    names = variables(built.rows, [k for pair in pairs for k in pair])
    need(names <= set(part.names), "a part has other variables")
    for _ in range(ROUNDS):
        env = {}
        for v, (low, high) in zip(part.names, part.box):
            share = fmpq(seed.randint(1, (1 << 16) - 1), 1 << 16)
            env[v] = low + (high - low) * (share if v == "T" else share / len(part.names))
        here = sample(built.rows, env, seed)
        for j, (a, b) in enumerate(pairs):
            if here.finite(a) and here.finite(b):
                need(agree(here, a, b), "the parts are not about one formula")
                agreed[j] += 1
    need(all(n >= ENOUGH for n in agreed), "too few finite values to compare the parts")


_Check = Callable[[Sequence["Part"], Scope, Head, Random], None]
_TABLE: dict[str, tuple[tuple[str, ...], _Check]] = {
    "R1/A1": (("SK-A1/strict", "SK-A1/weak"), _increasing),
    "R3": (("SK-A3/weak",), _pairs),
    "chamber/A1": (("SK-A1/weak",), _ordered),
    "chamber/A3": (("SK-A3/weak",), _falling),
    "chamber/simplex": (("SK-A0/simplex",), _nonnegative),
}


def check(reduction: str, parts: Sequence[Part], about: Head, formulas: Any, seed: Random) -> Scope:
    """Reject unless these are the parts of a known reduction; the scope they cover."""
    known = _TABLE.get(reduction)
    if known is None:
        raise Rejected(f"the checker knows no enclosure {reduction[:40]}")
    claims, comparison = known
    need(about.key in claims, f"{reduction} does not serve {about.key}")
    scope = Scope(about)
    if reduction.startswith("chamber/"):
        scope.wholes = symmetry.read(formulas, scope.classes or [])
    else:
        need(formulas is None, "formulas that the reduction does not use")
    comparison(parts, scope, about, seed)
    return scope
