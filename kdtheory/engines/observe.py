"""What happens at given points: counts for the report, in floats, never a verdict."""

from __future__ import annotations

from typing import Any

import numpy as np

from kdtheory.claims.claim import Claim, Relation
from kdtheory.engines import candidates

BLOCK = 1024  # rows looked at in one go
CLEAR = 1e-9  # relative violations beyond this are no rounding


def violated_rows(claim: Claim, rows: Any) -> int | None:
    """How many of the given points clearly violate a pointwise claim at some usual temperature.

    Parameters
    ----------
    rows : array, shape (N, n)
        Points of the simplex.

    Returns
    -------
    int or None
        None for limits and continuity, which no single point violates.
    """
    if claim.relation in (Relation.LIMIT, Relation.CONTINUOUS):
        return None
    blocks = (rows[k : k + BLOCK] for k in range(0, len(rows), BLOCK))
    return sum(_violated(claim, np.asarray(block, dtype=float)) for block in blocks)


def _violated(claim: Claim, rows: Any) -> int:
    fixed = claim.fixed_temperature
    temperatures = [fixed] if fixed is not None else candidates.temperatures(claim.domain.lowest)
    grid = np.array(sorted(float(t) for t in temperatures))
    batch = candidates.pair_up(rows, grid, claim.temperatures, "given")
    with np.errstate(all="ignore"):
        found = claim.margin(claim.subject.floating, batch.p, batch.T, np)
        scale = 1.0 if found.scale is None else np.maximum(found.scale, 1e-300)
        bad = np.asarray(found.margin) / scale < -CLEAR
    if found.when is not None:
        bad &= np.asarray(found.when)
    return int(bad.any(axis=-1).reshape(len(rows), -1).any(axis=1).sum())
