"""What the bounds of sharp constants say, by definition, in rationals and balls.

Written anew for the checker, so that neither the reduction to a few variables nor the formula of a
certificate is taken on trust: a formula has to agree with these definitions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from kdtheory.checker.grammar import items, need, rational

Values = dict[str, Any]
Vector = list[Any]


@dataclass(frozen=True)
class Known:
    """One bound.

    Attributes
    ----------
    statement, provenance : str
    parameters : tuple of str
    variables : callable
        Parameters to how many variables the quotient has on the unit cube.
    inputs : callable
        Parameters and a rational point of the cube to the inputs of the bound.
    admit : callable
        Rejects inputs outside the domain.
    sides : callable
        ``(lhs, rhs)`` of inputs, exact rationals or balls.
    supremum : callable
        The supremum where there are no variables.
    """

    statement: str
    provenance: str
    parameters: tuple[str, ...]
    variables: Callable[[Values], int]
    inputs: Callable[[Values, Vector], Values]
    admit: Callable[[Values, Values], None]
    sides: Callable[[Values, Values], tuple[Any, Any]]
    supremum: Callable[[Values], Any]


def distribution(x: Any, classes: int, floor: Any, what: str) -> Vector:
    """A rational distribution with entries of at least `floor`."""
    p = [rational(e, what) if type(e) is str else e for e in items(x, what, classes, classes)]
    need(all(e >= floor for e in p), f"{what} has an entry below the floor")
    need(sum(p, fmpq(0)) == 1, f"{what} does not sum to 1")
    return p


def total(parts: Vector) -> Any:
    out = parts[0]
    for part in parts[1:]:
        out = out + part
    return out


# anchored recursion ------------------------------------------------------------------------------


def _kl(p: Vector, q: Vector) -> Any:
    return total([arb(a) * (arb(a) / arb(b)).log() for a, b in zip(p, q)])


def _pair(given: Values, at: Vector) -> Values:
    n, mu = given["classes"], given["floor"]
    p, s = ([x] + [(1 - x) / (n - 1)] * (n - 1) for x in (mu + (1 - n * mu) * c for c in at))
    return {"p0": p, "s": s}


def _admit_pair(given: Values, x: Values) -> None:
    for v in ("p0", "s"):
        x[v] = distribution(x[v], given["classes"], given["floor"], v)


def _anchored(forward: bool) -> Callable[[Values, Values], tuple[Any, Any]]:
    def sides(given: Values, x: Values) -> tuple[Any, Any]:
        p, s, alpha = x["p0"], x["s"], given["alpha"]
        after = [alpha * a + (1 - alpha) * b for a, b in zip(p, s)]
        return (_kl(p, after), _kl(p, s)) if forward else (_kl(after, p), _kl(s, p))

    return sides


def _never(given: Values) -> Any:
    raise AssertionError("this bound has variables")


# the power transform -----------------------------------------------------------------------------


def _tilt(given: Values, at: Vector) -> Values:
    n, mu, hot = given["classes"], given["floor"], given["temperature"] >= 1
    length = 1 - n * mu
    if given["temperature"] == 1:
        return {"p": [fmpq(1, n)] * n, "v": _swap(n)}
    v, rest = at[-1] / 2, [mu] * (n - 3)
    small, large = (v, 1 - v) if n == 2 else (at[0] * v, 1 - at[0] * (1 - v))
    if n > 2:
        rest = [*rest, mu + length * (1 - small - large)]
    pair = [mu + length * small, mu + length * large]
    return {"p": (pair if hot else pair[::-1]) + rest, "v": _swap(n)}


def _swap(n: int) -> Vector:
    return [fmpq(1), fmpq(-1)] + [fmpq(0)] * (n - 2)


def _admit_tilt(given: Values, x: Values) -> None:
    n, low = given["classes"], given["temperature"] < 1
    need(not (low and n > 3), "the reduction needs T >= 1 or at most three classes")
    x["p"] = distribution(x["p"], n, given["floor"], "p")
    x["v"] = [rational(e, "v") if type(e) is str else e for e in items(x["v"], "v", n, n)]
    need(sum(x["v"], fmpq(0)) == 0 and any(x["v"]), "v is not a direction of the simplex")


def _jacobian(given: Values, x: Values) -> tuple[Any, Any]:
    """``‖F'(p) v‖₁`` by the quotient rule for ``F = p^β / Z``, and ``‖v‖₁``."""
    length = sum((abs(d) for d in x["v"]), fmpq(0))
    if given["temperature"] == 1:  # the identity
        return length, length
    beta = 1 / given["temperature"]
    w = [(arb(beta) * arb(p).log()).exp() for p in x["p"]]
    dw = [arb(beta * d / p) * y for p, d, y in zip(x["p"], x["v"], w)]
    z, dz = total(w), total(dw)
    moved = [abs((a * z - b * dz) / (z * z)) for a, b in zip(dw, w)]
    return total(moved), arb(length)


# pools -------------------------------------------------------------------------------------------


def _square(given: Values) -> bool:
    mu, delta = given["floor"], given["threshold"]
    shape = given["teachers"] == 2 and given["classes"] == 3
    return bool(shape and 0 < mu < 1 - delta - mu and given["power"] < 1)


def _teachers(given: Values, at: Vector) -> Values:
    mu, delta = given["floor"], given["threshold"]
    firsts = [mu + (1 - delta - 2 * mu) * c for c in at]
    return {"teachers": [[a, 1 - delta - a, delta] for a in firsts]}


def _admit_teachers(given: Values, x: Values) -> None:
    n, mu = given["classes"], given["floor"]
    count, delta = given["teachers"], given["threshold"]
    need(mu <= delta <= 1 - (n - 1) * mu, "the threshold does not fit the floor")
    rows = items(x["teachers"], "teachers", count, count)
    x["teachers"] = [distribution(p, n, mu, "a teacher") for p in rows]
    need(max(p[-1] for p in x["teachers"]) == delta, "the unsafe event has another probability")


def _pooled(given: Values, x: Values) -> tuple[Any, Any]:
    worst = max(p[-1] for p in x["teachers"])
    if given["power"] == 1 or all(p == x["teachers"][0] for p in x["teachers"]):
        return sum((p[-1] for p in x["teachers"]), fmpq(0)) / len(x["teachers"]), worst
    means = [_mean([arb(e) for e in column], given["power"]) for column in zip(*x["teachers"])]
    return means[-1] / total(means), arb(worst)


def _mean(parts: Vector, s: Any) -> Any:
    if s == 0:
        return _raised(_product(parts), fmpq(1, len(parts)))
    return _raised(total([_raised(x, s) for x in parts]) / len(parts), 1 / s)


def _product(parts: Vector) -> Any:
    out = arb(1)
    for x in parts:
        out *= x
    return out


def _raised(x: Any, s: Any) -> Any:
    return x if x == 0 else (arb(s) * x.log()).exp()


def _worst_corner(given: Values) -> Any:
    """Every way to place the peaks of the teachers, by dynamic programming over safe classes."""
    mu, delta, count, safe = (given[k] for k in ("floor", "threshold", "teachers", "classes"))
    safe -= 1
    if given["power"] == 1 or safe == 1:  # the means of all classes sum to 1
        return fmpq(1)
    top = 1 - delta - (safe - 1) * mu
    worth = [
        _mean([arb(top)] * m + [arb(mu)] * (count - m), given["power"]) for m in range(count + 1)
    ]
    used = min(safe, count)
    best: Vector = list(worth)
    for _ in range(used - 1):
        best = [_least([best[j - m] + worth[m] for m in range(j + 1)]) for j in range(count + 1)]
    return 1 / (arb(delta) + best[count] + (safe - used) * worth[0])


def _least(balls: Vector) -> Any:
    out = balls[0]
    for ball in balls[1:]:
        out = out.min(ball)
    return out


def _admit_pools(given: Values, x: Values) -> None:
    n, mu = given["classes"], given["floor"]
    x["teachers"] = [distribution(p, n, mu, "a teacher") for p in items(x["teachers"], "", 1, 64)]
    for v in ("w", "w'"):
        x[v] = distribution(x[v], len(x["teachers"]), fmpq(0), v)
    need(x["w"] != x["w'"], "the weights are the same")


def _moved(given: Values, x: Values) -> tuple[Any, Any]:
    shift = [a - b for a, b in zip(x["w"], x["w'"])]
    gaps = [
        abs(sum((d * p for d, p in zip(shift, column)), fmpq(0))) for column in zip(*x["teachers"])
    ]
    return sum(gaps, fmpq(0)), sum((abs(d) for d in shift), fmpq(0))


def _none(given: Values, at: Vector) -> Values:
    return {}


_RM = ("floor", "classes", "alpha")
KNOWN = {
    "RM-C2": Known(
        "KL(p0‖s') ≤ C KL(p0‖s) for s' = α p0 + (1-α) s and all p0, s with entries ≥ μ",
        "sourced", _RM, lambda g: 2, _pair, _admit_pair, _anchored(True), _never,
    ),
    "RM-C3": Known(
        "KL(s'‖p0) ≤ C KL(s‖p0) for s' = α p0 + (1-α) s and all p0, s with entries ≥ μ",
        "sourced", _RM, lambda g: 2, _pair, _admit_pair, _anchored(False), _never,
    ),
    "SK-B6": Known(
        "‖F_T(p) - F_T(p')‖₁ ≤ C ‖p - p'‖₁ for F_T(p) = p^(1/T)/Z and all p, p' with entries ≥ μ",
        "ours", ("floor", "classes", "temperature"),
        lambda g: 0 if g["temperature"] == 1 else 1 + (g["classes"] > 2),
        _tilt, _admit_tilt, _jacobian, lambda g: fmpq(1),
    ),
    "MT-S1": Known(
        "q(U) ≤ C max_k p^k(U) for the power-mean pool of order s at equal weights (s = 0: the "
        "logarithmic pool), max_k p^k(U) = δ, all entries ≥ μ, U one class",
        "reconstructed", ("floor", "classes", "teachers", "threshold", "power"),
        lambda g: 2 if _square(g) else 0, _teachers, _admit_teachers, _pooled, _worst_corner,
    ),
    "MT-L1": Known(
        "‖q - q'‖₁ ≤ C ‖w - w'‖₁ for the linear pools q = Σ w_k p^k, q' = Σ w'_k p^k, all "
        "teachers with entries ≥ μ",
        "ours", ("floor", "classes"), lambda g: 0, _none, _admit_pools, _moved,
        lambda g: 1 - g["classes"] * g["floor"],
    ),
}  # fmt: skip
