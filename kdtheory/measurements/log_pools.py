"""MT-V4: a logarithmic pool that varies more than each of its teachers."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE, mean_of, tabular
from kdtheory.measurements.records import Estimate, Finding, Table
from kdtheory.operators.aggregation import linear_pool, log_pool

SURE, RARE = 1 - 1e-8, 0.1
DRAWS = 20_000


def predicted_ratio(pool: Any) -> float:
    """Variance of the pool of two such teachers over that of one, from the four cases.

    Examples
    --------
    >>> round(predicted_ratio(log_pool), 2), round(predicted_ratio(linear_pool), 2)
    (1.71, 0.5)
    """
    kinds = np.array([[0.5, 0.5], [SURE, 1 - SURE]])
    law = np.array([1 - RARE, RARE])
    pairs = np.array([(i, j) for i in range(2) for j in range(2)])
    q = _pooled(pool, kinds, pairs)
    return _variance(q, law[pairs[:, 0]] * law[pairs[:, 1]]) / _variance(kinds[:, 0], law)


def _pooled(pool: Any, kinds: Any, pairs: Any) -> Any:
    """First probability of the pools of the `pairs` ``(..., 2)`` of kinds of teachers."""
    every = np.array([[pool(np.stack([a, b]), np.array([0.5, 0.5]), np)[0] for b in kinds]
                      for a in kinds])  # fmt: skip
    return every[pairs[..., 0], pairs[..., 1]]


def _variance(x: Any, law: Any) -> float:
    return float(law @ (x - law @ x) ** 2)


def log_pool_findings(rng: np.random.Generator, seeds: int, xp: Any) -> tuple[list[Finding], Table]:
    """Two teachers trained on ``(½, ½)`` or, one time in ten, on ``(1 − 10⁻⁸, 10⁻⁸)``."""
    kinds, _ = tabular(np.array([[0.5, 0.5], [SURE, 1 - SURE]]), xp, tolerance=1e-13)
    drawn = (rng.random((seeds, DRAWS, 2)) < RARE).astype(int)
    one = kinds[drawn[..., 0], 0].var(axis=1, ddof=1)
    rows: list[tuple[Any, ...]] = []
    found: dict[str, Estimate] = {}
    for name, pool in (("logarithmic", log_pool), ("linear", linear_pool)):
        two = _pooled(pool, kinds, drawn).var(axis=1, ddof=1)
        found[name] = mean_of(two / one)
        rows += [(name, s, float(two[s]), float(one[s])) for s in range(seeds)]
    table = Table(("pool", "seed", "variance", "variance_of_one"), rows)
    return [*_measured(found), _reduces(found["logarithmic"])], table


def _measured(found: dict[str, Estimate]) -> list[Finding]:
    out = []
    for name, pool, claim in (("logarithmic", log_pool, "MT-V4"), ("linear", linear_pool, "MT-V2")):
        predicted = predicted_ratio(pool)
        ok = found[name].meets(predicted, relative=0.01)
        out.append(Finding(
            claim,
            f"two iid teachers, seldom very sure: variance of the {name} pool over that of one",
            predicted, found[name], ok,
            f"inside the interval ({CONFIDENCE:.1%}, over seeds) widened by 1 %",
            because="" if ok else "the pools have another law",
        ))  # fmt: skip
    return out


def _reduces(ratio: Estimate) -> Finding:
    ok = ratio.below(1.0)
    return Finding(
        "MT-V4",
        "pooling reduces variance, whatever the pool",
        "at most 1",
        ratio,
        ok,
        f"upper end of the interval ({CONFIDENCE:.1%}) at most 1",
        expected=False,
        because=""
        if ok
        else "the logarithmic pool is not linear: one very sure teacher decides, "
        "so the rare value occurs twice as often",
    )
