"""Random batches over a product of inputs; everything here only proposes candidates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from kdtheory import simplex
from kdtheory.claims.product import Input, ProductClaim, Sizes

Batch = dict[str, Any]  # by input name: (N, rows, length)
LAWS = ("dirichlet", "log-uniform", "alike", "mixed")
MOST_ANSWERED = 2048  # points for which the most dangerous answer is worked out in one go


def batches(
    claim: ProductClaim, sizes: Sizes, count: int, rng: np.random.Generator
) -> Iterator[tuple[str, Batch]]:
    """One batch a law; `alike`: inputs of one kind lie near each other, `mixed`: laws differ."""
    if any(i.worst for i in claim.inputs):
        count = min(count, MOST_ANSWERED)
    for law in LAWS:
        batch = {i.name: draw(i, sizes, count, law, rng) for i in claim.inputs}
        yield law, respond(claim, batch)


def draw(i: Input, sizes: Sizes, count: int, law: str, rng: np.random.Generator) -> Any:
    """``(count, rows, length)`` values of one input."""
    many, length = i.shape(sizes)
    if law == "mixed":
        law = LAWS[int(rng.integers(0, 3))]
    if i.law == "simplex":
        return _distributions(length, count, many, law, rng, i.closed)
    if i.law == "events":
        bits = rng.integers(0, 2, (count, many, length)).astype(float)
        bits[..., 0] = np.where(bits.sum(-1) == length, 0.0, bits[..., 0])
        bits[..., -1] = np.where(bits.sum(-1) == 0, 1.0, bits[..., -1])
        return bits
    if i.law == "directions":
        return _scaled(rng.uniform(-1, 1, (count, many, length)) ** rng.choice([1, 3]))
    if i.law == "reals":
        spread = 10.0 ** rng.uniform(-3, 1.5, (count, many, 1))
        found = rng.normal(size=(count, many, length)) * spread
        tied = rng.random((count, many, 1)) < 0.2
        return np.where(tied & (np.arange(length) < 2), found[..., :1], found)
    return _numbers(i, (count, many, length), rng)


def _scaled(x: Any) -> Any:
    size = np.abs(x).max(-1, keepdims=True)
    return np.where(size > 0, x / np.where(size > 0, size, 1.0), 1.0)


def _distributions(
    n: int, count: int, many: int, law: str, rng: np.random.Generator, closed: bool
) -> Any:
    if n == 1:
        return np.ones((count, many, 1))
    if law == "log-uniform":
        lowest = 10.0 ** -float(rng.choice([3, 8, 15]))
        rows = simplex.log_uniform(n, count * many, rng, lowest).reshape(count, many, n)
    elif law == "alike":  # near one of them, in any order of the classes
        first = simplex.dirichlet(n, count, rng)[rng.permutation(count)]
        size = 10.0 ** rng.uniform(-6, 0, (count, many, 1))
        rows = first[:, None] * np.exp(size * rng.standard_normal((count, many, n)))
        turned = rng.permuted(rows, axis=-1)
        rows = np.where(rng.random((count, many, 1)) < 0.3, turned, rows)
    else:
        rows = simplex.dirichlet(n, count * many, rng)
        rows = rows[rng.permutation(count * many)].reshape(count, many, n)
    if closed:
        zero = rng.random((count, many, n)) < 0.25 * (rng.random((count, 1, 1)) < 0.7)
        zero &= rows < rows.max(axis=-1, keepdims=True)
        rows = np.where(zero, 0.0, rows)
    return simplex.normalise(rows)


def _numbers(i: Input, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """Even over the range, near its ends, and log-uniform where it has no end."""
    u = rng.random(shape)
    near = 10.0 ** rng.uniform(-15, 0, shape)
    pick = rng.random(shape)
    low = -100.0 if i.low is None else float(i.low)
    if i.high is None:
        spread = np.where(pick < 0.5, 10.0 * u, 10.0 ** rng.uniform(-3, 6, shape))
        return low + np.where(pick < 0.2, near, spread)
    width = float(i.high) - low
    part = np.where(pick < 0.6, u, np.where(pick < 0.8, near, 1 - near))
    return low + width * part


def respond(claim: ProductClaim, batch: Batch) -> Batch:
    """Replace the inputs that know their most dangerous value given the others."""
    if not any(i.worst for i in claim.inputs):
        return batch
    laid = {i.name: i.laid_out(batch[i.name]) for i in claim.inputs}
    F = None if claim.subject is None else claim.subject.on(np)
    for i in claim.inputs:
        if i.worst is not None:
            with np.errstate(all="ignore"):
                best = np.asarray(i.worst(F, laid, np))[:, None, :]
            usable = np.isfinite(best).all(axis=-1, keepdims=True)
            batch = {**batch, i.name: np.where(usable, best, batch[i.name])}
    return batch


def around(claim: ProductClaim, batch: Batch, copies: int, rng: np.random.Generator) -> Batch:
    """Perturbed copies of points, at scales from 1e-1 to 1e-8; often only one input moves."""
    count = len(next(iter(batch.values()))) * copies
    moved = {}
    alone = rng.integers(0, 2 * len(claim.inputs), (count, 1, 1))
    for k, i in enumerate(claim.inputs):
        rows = np.repeat(batch[i.name], copies, axis=0)
        size = 10.0 ** rng.uniform(-8, -0.3, (count, 1, 1))
        size = np.where((alone < len(claim.inputs)) & (alone != k), 0.0, size)
        moved[i.name] = _nudge(i, rows, size, rng)
    return respond(claim, moved)


def _nudge(i: Input, rows: Any, size: Any, rng: np.random.Generator) -> Any:
    noise = size * rng.standard_normal(rows.shape)
    if i.law == "simplex":
        return simplex.normalise(rows * np.exp(noise))
    if i.law == "events":
        return rows
    if i.law == "directions":
        return _scaled(rows + noise)
    if i.law == "reals":
        return rows + noise * (1 + np.abs(rows))
    low = -np.inf if i.low is None else float(i.low)
    if i.high is None:
        return np.maximum(low + (rows - low) * np.exp(noise), low)
    width = float(i.high) - low
    if width == 0:
        return rows
    t = np.clip((rows - low) / width, 1e-15, 1 - 1e-15)
    odds = np.log(t / (1 - t)) + 3 * noise
    return low + width / (1 + np.exp(-odds))
