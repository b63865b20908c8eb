"""The reductions that the checker knows: which claims they serve, which goals they have, and how
their expressions come from the formula.

The expressions are made anew from the formula and compared with the stated ones at random points
of the ranges, in rationals or to more than a hundred digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from flint import fmpq

from kdtheory.checker.extents import INF, Reach
from kdtheory.checker.grammar import Rejected, need, variables
from kdtheory.checker.sampling import ENOUGH, ROUNDS, agree, sample
from kdtheory.checker.slopes import Builder
from kdtheory.checker.statements import Head
from kdtheory.checker.trials import draw_point, draw_temperature

if TYPE_CHECKING:
    from kdtheory.checker.derivations import Derivation

_OWN = frozenset({"x", "inside", "y"})


class Frame:
    """A derivation's formula, to which nodes are added and compared with stated ones."""

    def __init__(self, read: Derivation, about: Head, seed: Random):
        self.read, self.about, self.seed = read, about, seed
        self.built = Builder(read.formula.rows)
        self.nodes = [o.node for o in read.obligations]
        self.goals = [o.goal for o in read.obligations]

    @property
    def entry(self) -> int:
        found = self.read.formula.entry
        if found is None:
            raise Rejected("the derivation has no entry formula")
        return found

    def same(self, pairs: Iterable[tuple[int, int]], what: str) -> None:
        """Reject unless the nodes of each pair agree wherever both are finite."""
        pairs = list(pairs)
        agreed = [0] * len(pairs)
        for _ in range(ROUNDS):
            here = sample(self.built.rows, self._environment(), self.seed)
            for j, (a, b) in enumerate(pairs):
                if here.finite(a) and here.finite(b):
                    need(agree(here, a, b), what)
                    agreed[j] += 1
        need(all(n >= ENOUGH for n in agreed), f"{what}: too few finite values to compare")

    def _environment(self) -> dict[str, Any]:
        env = {v: draw(v, r, self.seed) for v, r in self.read.ranges.items()}
        for n in self.read.formula.entries:
            p = draw_point(self.seed, n, self.about.statement.closed, True)
            env |= {f"w{n}_{k}": (p[k] - p[k + 1]) * (k + 1) for k in range(n - 1)}
        return env

    # relations between nodes ---------------------------------------------------------------

    def free_of_own(self, k: int, what: str) -> None:
        names = variables(self.built.rows, [k])
        need(not names & _OWN, f"{what} is not the same for all classes")

    def timeless(self, nodes: Iterable[int]) -> None:
        """The aggregates in these nodes do not change with the temperature."""
        rows, aggregates = self.read.formula.rows, self.read.formula.aggregates
        waiting = set().union(*(variables(self.built.rows, [k]) for k in nodes)) & set(aggregates)
        seen: set[str] = set()
        while waiting:
            label = waiting.pop()
            seen.add(label)
            names = variables(rows, [aggregates[label][1]])
            need("T" not in names, f"{label} changes with the temperature")
            waiting |= (names & set(aggregates)) - seen

    def rate(self, kernel: int) -> int:
        """``∂/∂x log kernel``."""
        return self.built.slope(self.built.make("log", None, kernel), "x")

    def proportional(self, whole: int, kernel: int) -> None:
        """``whole / kernel`` does not depend on x."""
        other = self.built.make("var", "other")
        self.read.ranges["other"] = self.read.ranges["x"]
        moved = self.built.copy(self.built.rows, [whole, kernel], {"x": other})
        left = self.built.mul(whole, moved[kernel])
        right = self.built.mul(moved[whole], kernel)
        self.same([(left, right)], "the kernel is not the entry's")


def draw(label: str, reach: Reach, seed: Random) -> Any:
    low, high, low_open, high_open = reach
    if label == "n":
        return fmpq(seed.randint(2, 9))
    part = fmpq(seed.randint(1, (1 << 16) - 1), 1 << 16)
    if seed.randrange(3) == 0:
        part = part / (1 << seed.randint(1, 12))
    if low == -INF or high == INF:
        spread = part * (1 << seed.randint(0, 6))
        if low == -INF and high == INF:
            return spread - 8
        return _q(low) + spread if high == INF else _q(high) - spread
    if seed.randrange(8) == 0 and not (low_open and high_open):
        return _q(high if low_open else low)
    return _q(low) + (_q(high) - _q(low)) * part


def _q(x: Any) -> Any:
    return fmpq(x.numerator, x.denominator)


# for all n -----------------------------------------------------------------------------------


def _simplex(f: Frame) -> None:
    _goals(f, [">= 0", "= 0"])
    f.same([(f.nodes[0], f.entry)], "the obligation is not about the entry")


def _symmetry(f: Frame) -> None:
    _goals(f, [])


def _increasing(f: Frame) -> None:
    goal = "> 0" if f.about.strict else ">= 0"
    if len(f.nodes) == 1:
        _goals(f, [goal])
        f.same([(f.nodes[0], f.built.slope(f.entry, "x"))], "that is not the entry's slope")
        return
    _goals(f, [goal, "> 0", "> 0"])
    slope, kernel, shared = f.nodes
    f.free_of_own(shared, "the shared factor")
    f.same(
        [(f.entry, f.built.mul(kernel, shared)), (slope, f.rate(kernel))],
        "the kernel and its slope are not the entry's",
    )


def _continuous(f: Frame) -> None:
    summands = [m for _, m in f.read.formula.aggregates.values()]
    need(len(f.nodes) >= 1 + len(summands), "an aggregate is not shown to be continuous")
    _goals(f, ["continuous"] * len(f.nodes))
    for wanted in (f.entry, *summands):
        for candidate in f.nodes:
            try:
                f.same([(candidate, wanted)], "")
                break
            except Rejected:
                continue
        else:
            raise Rejected("the formula is not what is shown to be continuous")


def _shrinking(f: Frame) -> None:
    goal = "> 0" if f.about.strict else ">= 0"
    _goals(f, [goal, ">= 0", "> 0", "= 0"])
    mixed, slope, kernel, _ = f.nodes
    f.timeless([kernel])
    f.proportional(f.entry, kernel)
    _kernel_shrinks(f, mixed, slope, kernel)


def _kernel_shrinks(f: Frame, mixed: int, slope: int, kernel: int) -> None:
    rate = f.rate(kernel)
    fall = f.built.neg(f.built.slope(rate, "T"))
    f.same([(slope, rate), (mixed, fall)], "those are not the kernel's slopes")


def _mixed(f: Frame) -> None:
    goal = "> 0" if f.about.strict else ">= 0"
    _goals(f, [goal, ">= 0", "> 0", "> 0", ">= 0", ">= 0", "= 0"])
    mixed, slope, kernel, weight, shift, growth, _ = f.nodes
    f.timeless([kernel, weight, shift])
    f.free_of_own(weight, "the weight")
    f.free_of_own(shift, "the shift")
    f.same([(growth, f.built.slope(shift, "T"))], "that is not the growth of the shift")
    rest = f.built.sub(f.entry, shift)
    f.proportional(rest, kernel)
    _kernel_shrinks(f, mixed, slope, kernel)
    _weight_is_the_rest(f, rest, weight)


def _weight_is_the_rest(f: Frame, rest: int, weight: int) -> None:
    """At points of the simplex what is left of the entries sums to the weight."""
    formula = f.read.formula
    for k in range(ROUNDS):
        p = draw_point(f.seed, 2 + k % 4, False, False)
        built = Builder()
        given = formula.environment(built, p, draw_temperature(f.seed, f.about.lowest))
        parts = [built.copy(f.built.rows, [rest], given | {"x": built.const(x)})[rest] for x in p]
        total = parts[0]
        for part in parts[1:]:
            total = built.add(total, part)
        stated = built.copy(f.built.rows, [weight], given)[weight]
        here = sample(built.rows, {}, f.seed)
        need(here.finite(total) and here.finite(stated), "the weight is not defined")
        need(agree(here, total, stated), "that is not the weight of the inner operator")


def _identity(f: Frame) -> None:
    _goals(f, ["= 0", "= 0"] if f.about.statement.closed else ["= 0"])


def _limit_of_entry(f: Frame) -> None:
    _goals(f, ["= 0"])


def _fading(f: Frame) -> None:
    _goals(f, [">= 0", "> 0", "= 0"])


def _ratios(f: Frame) -> None:
    need(f.goals in (["> 0", "= 0"], ["= 0", "= 0"]), "the obligations are not the reduction's")
    if f.about.key.endswith("inf-closed"):
        need(f.goals[0] == "> 0", "on faces the kernel itself has to have a limit")


def _to_argmax(f: Frame) -> None:
    _goals(f, ["> 0", "= 0"])


def _goals(f: Frame, wanted: list[str]) -> None:
    need(f.goals == wanted, "the obligations are not the reduction's")
    need(not any(o.positive for o in f.read.obligations), "nothing may be assumed positive")


# on the ordered chamber ------------------------------------------------------------------------


def _chamber_goals(f: Frame, wanted: Sequence[tuple[str, tuple[str, ...]]]) -> None:
    stated = [(o.goal, o.positive) for o in f.read.obligations]
    need(stated == list(wanted), "the obligations are not the reduction's")


def _neighbours(f: Frame) -> list[tuple[int, str]]:
    """``F_k − F_{k+1}`` and the weight that separates them."""
    entries = f.read.formula.entries
    return [
        (f.built.sub(row[k], row[k + 1]), f"w{n}_{k}")
        for n, row in entries.items()
        for k in range(n - 1)
    ]


def _chamber_symmetry(f: Frame) -> None:
    _chamber_goals(f, [])


def _chamber_simplex(f: Frame) -> None:
    expected, wanted = [], []
    for row in f.read.formula.entries.values():
        expected += [*row, _sum_less_one(f, row)]
        wanted += [(">= 0", ())] * len(row) + [("= 0", ())]
    _chamber_goals(f, wanted)
    f.same(zip(f.nodes, expected), "an obligation is not about the entries")


def _sum_less_one(f: Frame, row: Sequence[int]) -> int:
    total = f.built.const(-1)
    for entry in row:
        total = f.built.add(total, entry)
    return total


def _chamber_order(f: Frame) -> None:
    gaps = _neighbours(f)
    strict = f.about.strict
    _chamber_goals(f, [("> 0", (w,)) if strict else (">= 0", ()) for _, w in gaps])
    f.same(zip(f.nodes, [gap for gap, _ in gaps]), "an obligation is not about neighbours")


def _chamber_continuous(f: Frame) -> None:
    expected = [entry for row in f.read.formula.entries.values() for entry in row]
    _chamber_goals(f, [("continuous", ())] * len(expected))
    f.same(zip(f.nodes, expected), "an obligation is not about the entries")


def _chamber_majorised(f: Frame) -> None:
    gaps = _neighbours(f)
    wanted: list[tuple[str, tuple[str, ...]]] = [(">= 0", ())] * len(gaps)
    expected = [gap for gap, _ in gaps]
    for row in f.read.formula.entries.values():
        expected.append(_sum_less_one(f, row))
        wanted.append(("= 0", ()))
    for n, row in f.read.formula.entries.items():
        total = f.built.const(0)
        for k, entry in enumerate(row[:-1]):
            total = f.built.add(total, entry)
            expected.append(f.built.neg(f.built.slope(total, "T")))
            wanted.append(("> 0", (f"w{n}_{k}",)) if f.about.strict else (">= 0", ()))
    _chamber_goals(f, wanted)
    f.same(zip(f.nodes, expected), "an obligation is not about sums of the largest")


def _chamber_zeros(f: Frame) -> None:
    count = sum(f.read.formula.entries)
    _chamber_goals(f, [("= 0", ())] * count)


_Check = Callable[[Frame], None]
_INF = ("SK-A5/inf-open", "SK-A5/inf-closed")
_TABLE: dict[str, tuple[tuple[str, ...], _Check]] = {
    "simplex": (("SK-A0/simplex",), _simplex),
    "symmetry": (("SK-A0/symmetry",), _symmetry),
    "R1/A1": (("SK-A1/strict", "SK-A1/weak"), _increasing),
    "composition": (("SK-A2/open", "SK-A2/closed"), _continuous),
    "R1/A3": (("SK-A3/weak", "SK-A3/strict"), _shrinking),
    "R7": (("SK-A3/weak", "SK-A3/strict"), _mixed),
    "A4": (("SK-A4/open", "SK-A4/closed"), _identity),
    "A5/limit": (_INF, _limit_of_entry),
    "R7/A5": (_INF, _fading),
    "R1/A5": (_INF, _ratios),
    "R1/A5 on faces": (("SK-A5/inf-support",), _ratios),
    "R1/A5 at zero": (("SK-A5/zero",), _to_argmax),
    "chamber/symmetry": (("SK-A0/symmetry",), _chamber_symmetry),
    "chamber/simplex": (("SK-A0/simplex",), _chamber_simplex),
    "chamber/A1": (("SK-A1/strict", "SK-A1/weak"), _chamber_order),
    "chamber/composition": (("SK-A2/open", "SK-A2/closed"), _chamber_continuous),
    "chamber/A3": (("SK-A3/weak", "SK-A3/strict"), _chamber_majorised),
    "chamber/A4": (("SK-A4/open", "SK-A4/closed"), _chamber_zeros),
    "chamber/A5/limit": (_INF, _chamber_zeros),
}


def check(read: Derivation, about: Head, seed: Random) -> None:
    """Reject unless the reduction serves the claim and its expressions are the formula's."""
    known = _TABLE.get(read.reduction)
    if known is None:
        raise Rejected(f"the checker knows no reduction {read.reduction[:40]}")
    claims, comparison = known
    need(about.key in claims, f"{read.reduction} does not serve {about.key}")
    comparison(Frame(read, about, seed))
