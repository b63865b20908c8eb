"""SK-D: what a token, or a student of a few tokens, tells about the teacher.

The privacy level of a mechanism is the largest ``log P(event | p) / P(event | p')`` over pairs of
teachers. It is computed from exact ratios, and attacked: an adversary who guesses between two
teachers by an event has ``log`` (true positives / false positives) at most ``ε``; the
Clopper-Pearson ends of both rates give a lower bound of ``ε``, valid at the stated confidence
(Jagielski, Ullman and Oprea 2020 audit training in this way).
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE, each, tabular
from kdtheory.measurements.records import Estimate, Finding, Result, Table
from kdtheory.measurements.registry import Settings, measurement
from kdtheory.operators.softening import mixture, power

SEEDS = 20
MIXTURES = tuple((n, T) for n in (2, 4, 10) for T in (1.25, 2.0, 5.0))
LOGITS = tuple((delta, T) for delta in (0.5, 1.0) for T in (1.0, 2.0, 4.0))
TOKENS = 3
RARE = 0.05  # softened probability of the class that the attack on logits looks at


def level(n: int, weight: Fraction) -> Fraction:
    """``e^ε = 1 + n (1 − λ)/λ`` of a token from the mixture of weight λ, exactly.

    Examples
    --------
    >>> level(4, Fraction(1, 2))
    Fraction(5, 1)
    """
    return 1 + n * (1 - weight) / weight


def attack(hits: int, alarms: int, draws: int, confidence: float) -> Estimate:
    """Lower bound of ε from `hits` under one teacher and `alarms` under the other.

    Examples
    --------
    >>> found = attack(600, 200, 1000, 0.99)
    >>> 0.7 < found.low < found.value < 1.1
    True
    """
    (a, b), (c, d) = (_rate(k, draws, (1 - confidence) / 2) for k in (hits, alarms))
    low = np.log(a / d) if a > 0 else -np.inf
    high = np.log(b / c) if c > 0 else np.inf
    value = np.log(max(hits, 0.5) / max(alarms, 0.5))
    return Estimate(float(value), float(low), float(high), confidence, "Clopper-Pearson, twice")


def _rate(k: int, draws: int, miss: float) -> tuple[float, float]:
    """Clopper-Pearson interval of one rate from quantiles of the beta law."""
    from scipy.stats import beta

    low = float(beta.ppf(miss / 2, k, draws - k + 1)) if k else 0.0
    high = float(beta.isf(miss / 2, k + 1, draws - k)) if k < draws else 1.0
    return low, high


@measurement("SK-D", "SK-D1", "SK-D2", "SK-D3", title="What a token tells about the teacher")
def run(settings: Settings) -> Result:
    """Exact ratios, and distinguishing tests that have to stay under them."""
    rng, xp = np.random.default_rng([settings.rng, 29]), settings.xp
    draws = settings.pick(5_000_000, 100_000_000)
    findings: list[Finding] = []
    tables: dict[str, Table] = {}
    for done, part in enumerate((mixtures, students, softmaxes, powers)):
        new, table = part(rng, draws, xp)
        findings += new
        tables[part.__name__] = table
        settings.tell(done + 1, 4)
    notes = (f"{draws} tokens from each teacher and attack; lower bounds of ε hold together",)
    return Result(tables, findings, notes)


def mixtures(rng: np.random.Generator, draws: int, xp: Any) -> tuple[list[Finding], Table]:
    """SK-D1: one token from the mixture."""
    rows: list[tuple[Any, ...]] = []
    confidence = each(SEEDS * len(MIXTURES))
    over = Fraction(0)
    for n, T in MIXTURES:
        weight = 1 - 1 / Fraction(T)
        ratio = level(n, weight)
        over = max(over, _exact_excess(n, weight, rng))
        eps = float(np.log(float(ratio)))
        first, second = np.eye(n)[:2]
        for seed in range(SEEDS):
            hits, alarms = (
                int(rng.binomial(draws, mixture(p, np.asarray(T), np)[0])) for p in (first, second)
            )
            rows.append((n, T, seed, eps, attack(hits, alarms, draws, confidence)))
    return [
        Finding(
            "SK-D1",
            "no pair of teachers, and no token, has a ratio above e^ε = 1 + n(1−λ)/λ; two vertices "
            "attain it",
            1.0,
            float(over),
            over == 1,
            "largest ratio over e^ε in rational arithmetic, 200 random pairs and the vertices",
            because="" if over == 1 else "a pair of teachers has another ratio",
        ),
        *_attacked("SK-D1", "one token from the mixture", [(r[3], r[4]) for r in rows]),
    ], _table(("classes", "T", "seed"), rows)


def _exact_excess(n: int, weight: Fraction, rng: np.random.Generator) -> Fraction:
    """Largest ratio of two token probabilities over ``e^ε``, exactly; 1 if tight."""

    def mixed(p: list[Fraction]) -> list[Fraction]:
        return [(1 - weight) * x + weight / n for x in p]

    vertices = [[Fraction(int(i == j)) for j in range(n)] for i in range(2)]
    pairs = [tuple(vertices)]
    for counts in rng.multinomial(20, rng.dirichlet(np.full(n, 0.3), 400)).reshape(200, 2, n):
        pairs.append(tuple([Fraction(int(c), 20) for c in row] for row in counts))
    most = max(a / b for p, q in pairs for a, b in zip(mixed(p), mixed(q)))
    return most / level(n, weight)


def students(rng: np.random.Generator, draws: int, xp: Any) -> tuple[list[Finding], Table]:
    """SK-D1 for trained students: one of N tokens is at most Nε-private, by composition.

    Training is deterministic, so a student is trained for each multiset of tokens; the adversary
    sees the student alone and looks at its probability of the first class.
    """
    n, T = 4, 2.0
    eps = float(np.log(float(level(n, 1 - 1 / Fraction(T)))))
    confidence = each(SEEDS * TOKENS)
    rows: list[tuple[Any, ...]] = []
    for N in range(1, TOKENS + 1):
        sets = list(combinations_with_replacement(range(n), N))
        counts = np.array([np.bincount(c, minlength=n) for c in sets])
        s, _ = tabular(counts / N, xp)
        event = s[:, 0] > 1 - 0.5 / N  # the student has seen nothing but the first class
        laws = [_multinomial(mixture(p, np.asarray(T), np), counts) for p in np.eye(n)[:2]]
        for seed in range(SEEDS):
            hits, alarms = (int(rng.multinomial(draws, law)[event].sum()) for law in laws)
            rows.append((N, n, seed, N * eps, attack(hits, alarms, draws, confidence)))
    return _attacked("SK-D1", "a student of N = 1 to 3 tokens, Nε", [(r[3], r[4]) for r in rows]), (
        _table(("tokens", "classes", "seed"), rows)
    )


def _multinomial(q: Any, counts: Any) -> Any:
    """Probability of each multiset of tokens."""
    from scipy.stats import multinomial

    law = multinomial.pmf(counts, counts[0].sum(), q)
    return law / law.sum()


def softmaxes(rng: np.random.Generator, draws: int, xp: Any) -> tuple[list[Finding], Table]:
    """SK-D2: logits that differ by Δ at most."""
    rows: list[tuple[Any, ...]] = []
    confidence = each(SEEDS * len(LOGITS))
    over, near = -np.inf, 0.0
    for delta, T in LOGITS:
        eps = 2 * delta / T
        over = max(over, _softmax_excess(rng, delta, T))
        near = max(near, _rare_log_ratio(1e-6, delta, T) / eps)
        q = [_rare(RARE, sign * delta, T) for sign in (1, -1)]
        for seed in range(SEEDS):
            hits, alarms = (int(rng.binomial(draws, x)) for x in q)
            rows.append((delta, T, seed, eps, attack(hits, alarms, draws, confidence)))
    ok = over <= 1 + 1e-12
    tight = 0.999 < near <= 1 + 1e-12
    return [
        Finding(
            "SK-D2",
            "no pair of logits that differ by Δ has a log-ratio above 2Δ/T",
            1.0,
            float(over),
            bool(ok),
            "largest log-ratio over 2Δ/T, 20000 random pairs for each Δ and T, half at the corners",
            because="" if ok else "a pair has a larger ratio",
        ),
        Finding(
            "SK-D2",
            "2Δ/T is approached by a class that is improbable under both teachers",
            1.0,
            float(near),
            bool(tight),
            "ratio of a class of softened probability 1e-6 within 0.1 % of the bound",
            because="" if tight else "the bound is not approached",
        ),
        *_attacked("SK-D2", "one token of softmax(z/T)", [(r[3], r[4]) for r in rows], least=0.85),
    ], _table(("sensitivity", "T", "seed"), rows)


def _softmax_excess(rng: np.random.Generator, delta: float, T: float) -> float:
    z = rng.normal(0, 3, (20000, 5))
    move = rng.uniform(-delta, delta, z.shape)
    move[::2] = delta * np.sign(move[::2])
    logs = [a - np.log(np.exp(a).sum(axis=1, keepdims=True)) for a in (z / T, (z + move) / T)]
    return float(np.abs(logs[0] - logs[1]).max() / (2 * delta / T))


def _rare(middle: float, shift: float, T: float) -> float:
    """Two classes, one of softened probability `middle`: it is raised, the other one lowered."""
    odds = middle / (1 - middle) * np.exp(shift / T)
    return float(odds / (1 + odds))


def _rare_log_ratio(middle: float, delta: float, T: float) -> float:
    # the two teachers are Δ apart: each is half of that away from the middle one, in both logits
    return float(np.log(_rare(middle, delta, T) / _rare(middle, -delta, T)))


def powers(rng: np.random.Generator, draws: int, xp: Any) -> tuple[list[Finding], Table]:
    """SK-D3: the bare power transform has no level; the lower bound grows with the attack."""
    T, n = 4.0, 2
    other = power(np.array([0.9, 0.1]), np.asarray(T), np)[1]
    sizes = [int(m) for m in np.geomspace(100, draws, 5)]
    confidence = each(SEEDS * len(sizes))
    rows: list[tuple[Any, ...]] = []
    for M in sizes:
        for seed in range(SEEDS):
            hits = int(rng.binomial(M, other))
            alarms = int(rng.binomial(M, power(np.array([1.0, 0.0]), np.asarray(T), np)[1]))
            rows.append((M, T, seed, float("inf"), attack(hits, alarms, M, confidence)))
    mixed = float(np.log(float(level(n, 1 - 1 / Fraction(T)))))
    lows = np.array([[r[4].low for r in rows if r[0] == M] for M in sizes])
    growth = float(np.polyfit(np.log(sizes), lows.mean(axis=1), 1)[0])
    grows = 0.85 < growth < 1.15
    beyond = bool((lows[-1] > mixed).all())
    return [
        Finding(
            "SK-D3",
            "the lower bound of ε for the power transform grows like log M with M tokens, so no ε "
            "holds",
            1.0,
            growth,
            grows,
            "fitted slope within 15 % of 1, over the decades of M",
            because="" if grows else "the bound levels off",
        ),
        Finding(
            "SK-D3",
            "softening by a power protects the teacher as the mixture at the same T does",
            mixed,
            float(lows[-1].min()),
            not beyond,
            f"no attack on {sizes[-1]} tokens shows more than ε of the mixture",
            expected=False,
            because=""
            if not beyond
            else "a class that the teacher excludes stays excluded at "
            "every T: one token of it identifies the other teacher",
        ),
    ], _table(("tokens", "T", "seed"), rows)


def _attacked(
    claim: str, what: str, found: list[tuple[float, Estimate]], least: float = 0.9
) -> list[Finding]:
    """No lower bound passes ε, and the best attack comes near to it."""
    top = max(found, key=lambda r: r[1].low - r[0])
    ok = all(e.low <= eps for eps, e in found)
    near = [e.low / eps for eps, e in found]
    mean = float(np.mean(near))
    return [
        Finding(
            claim,
            f"{what}: no distinguishing test passes ε",
            top[0],
            top[1],
            ok,
            f"lower bound at most ε in all {len(found)} attacks, together {CONFIDENCE:.1%}; "
            "shown: the nearest",
            because="" if ok else "an attack passes ε",
        ),
        Finding(
            claim,
            f"{what}: the test comes near to ε",
            1.0,
            mean,
            mean >= least,
            f"lower bound / ε, mean over attacks, at least {least:.0%}",
            because="" if mean >= least else "the attack is too weak to show the level",
        ),
    ]


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Table:
    flat = [(*r[:-1], r[-1].low, r[-1].value) for r in rows]
    return Table((*columns, "epsilon", "lower_bound", "estimate"), flat, {"epsilon": "nats"})
