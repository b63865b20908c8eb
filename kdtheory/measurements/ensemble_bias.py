"""MT-B1: the bias of a linear pool, beside the weighted biases of its teachers.

Norms are estimated without bias: ``‖b‖²`` from the product of the deviations of two halves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.measurements.common import CONFIDENCE
from kdtheory.measurements.records import Estimate, Finding, Table
from kdtheory.measurements.statistics import bootstrap
from kdtheory.operators.softening import power

STRONG = 0.3  # l2 of teachers that stay too near to uniform
SHARPENED = 0.4  # temperature of the targets of teachers that are too sure


def bias_findings(
    rng: np.random.Generator, at: Any, R: int, xp: Any, seed: int
) -> tuple[list[Finding], Table]:
    """Four teachers biased in one direction, and two against two."""
    from kdtheory.measurements import ensembles as e

    K, truth = 4, e.TRUTH.posterior(at)
    x = e.TRUTH.sample(rng, R * K * e.SAMPLES)[0].reshape(R, K, e.SAMPLES, 2)
    p = e.TRUTH.posterior(x)
    ones = np.ones(x.shape[:-1])
    flat = e.train(x, _labels(rng, p), ones, at, xp, STRONG)
    sure = e.train(x, _labels(rng, power(p, np.asarray(SHARPENED), np)), ones, at, xp)
    mixed = np.concatenate([flat[:, :2], sure[:, 2:]], axis=1)
    rows, found = [], {}
    for name, q in (("same direction", flat), ("opposite directions", mixed)):
        error = q - truth
        pairs = np.stack([error[: R // 2], error[R // 2 :]], axis=1)
        found[name] = bootstrap(
            pairs, _attenuation, rng=seed, confidence=CONFIDENCE, resamples=1000
        )
        each = [_norm(pairs[:, :, k].mean(axis=0)) for k in range(K)]
        pool = _norm(pairs.mean(axis=(0, 2)))
        rows += [(name, f"teacher {k}", each[k]) for k in range(K)] + [(name, "pool", pool)]
    table = Table(("biases", "of", "bias"), rows, {"bias": "root mean square over inputs"})
    return [_same(found["same direction"]), _opposite(found["opposite directions"])], table


def _labels(rng: np.random.Generator, p: Any) -> Any:
    return (rng.random(p.shape[:-1])[..., None] < np.cumsum(p, axis=-1)).argmax(axis=-1)[
        ..., None
    ] == np.arange(p.shape[-1])


def _norm(halves: Any) -> float:
    """``(Σ_i b_i²)^½``, mean over inputs, from two independent estimates ``(2, m, n)`` of ``b``."""
    return float(np.sqrt(max((halves[0] * halves[1]).sum(axis=-1).mean(), 1e-12)))


def _attenuation(pairs: Any, axis: int = 0) -> float:
    """``‖Σ w_k b_k‖ / Σ w_k ‖b_k‖`` at equal weights."""
    b = pairs.mean(axis=axis)  # (2, K, m, n)
    return _norm(b.mean(axis=1)) / float(np.mean([_norm(b[:, k]) for k in range(b.shape[1])]))


def _same(found: Estimate) -> Finding:
    ok = found.low <= 1.0 and found.meets(1.0, relative=0.02)
    return Finding(
        "MT-B1",
        "teachers biased alike: the bias of the pool attains Σ w_k|b_k|",
        1.0,
        found,
        ok,
        "quotient inside the 99.9 % interval widened by 2 %; a lower end above 1 would refute",
        because="" if ok else "the pool has another bias than its teachers",
    )


def _opposite(found: Estimate) -> Finding:
    ok = found.below(1.0)
    return Finding(
        "MT-B1",
        "teachers biased in opposite directions: the bias of the pool stays below Σ w_k|b_k|",
        "below 1",
        found,
        ok,
        "quotient, upper end of the 99.9 % interval below 1",
        because="" if ok else "the bias of the pool exceeds the weighted biases",
    )
