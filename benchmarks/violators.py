"""Softening operators with one subtle fault each, for ``falsify_speed.py``.

kdtheory verify benchmarks/violators.py:dipping_schedule
"""

from __future__ import annotations

from typing import Any

TINY = 2.0**-40


def _total(x: Any, xp: Any) -> Any:
    return xp.sum(x, axis=-1, keepdims=True)


def _power(p: Any, b: Any, xp: Any) -> Any:
    """``p**b / Z``; zeros stay zeros."""
    top = xp.max(p, axis=-1, keepdims=True)
    log = xp.log(xp.where(p > 0, p / top, xp.ones_like(p)))
    raised = xp.where(p > 0, xp.exp(b * log), xp.zeros_like(p))
    return raised / _total(raised, xp)


def _mix(p: Any, s: Any, xp: Any) -> Any:
    return s * p + (1.0 - s) / p.shape[-1]


def _between(x: Any, width: float, xp: Any) -> Any:
    """``x`` cut off at 0 and at `width`."""
    return xp.where(x < 0, xp.zeros_like(x), xp.where(x > width, xp.zeros_like(x) + width, x))


def _place(p: Any, xp: Any) -> Any:
    return xp.cumulative_sum(xp.ones_like(p), axis=-1)


def dipping_schedule(p: Any, T: Any, xp: Any) -> Any:
    """Power transform whose temperature falls by 2^-8 after T = 6 (A3)."""
    return _power(p, 1.0 / (T - 2.0 * _between(T - 6.0, 2.0**-8, xp)), xp)


def late_rebound(p: Any, T: Any, xp: Any) -> Any:
    """Mixture whose own part grows back a little between T = 200 and 200 + 2^-3 (A3)."""
    return _mix(p, 1.0 / (T - 2.0 * _between(T - 200.0, 2.0**-3, xp)), xp)


def switched_family(p: Any, T: Any, xp: Any) -> Any:
    """Power transform below T = 3, mixture from there on: entropy may fall at the switch (A3)."""
    return xp.where(T < 3.0, _power(p, 1.0 / T, xp), _mix(p, 1.0 / T, xp))


def clipped_at_tiny(p: Any, T: Any, xp: Any) -> Any:
    """Power transform of entries lifted to at least 2^-40 (A1 strict, A4)."""
    return _power(xp.where(p < TINY, xp.zeros_like(p) + TINY, p), 1.0 / T, xp)


def warm_start(p: Any, T: Any, xp: Any) -> Any:
    """Mixture that is already 2^-20 warm at T = 1 (A4)."""
    return _mix(p, 1.0 / (T + 2.0**-20), xp)


def sticky_window(p: Any, T: Any, xp: Any) -> Any:
    """Power transform in which entries between 3/10 and 3/10 + 2^-12 stick to the window (A4)."""
    low, width = 0.3, 2.0**-12
    stuck = xp.where((p > low) & (p < low + width), xp.zeros_like(p) + (low + width), p)
    return _power(stuck, 1.0 / T, xp)


def tied_by_place(p: Any, T: Any, xp: Any) -> Any:
    """Power transform that favours the earlier of two equal classes by 2^-30 (A0, A1 weak)."""
    same = xp.expand_dims(p, axis=-1) == xp.expand_dims(p, axis=-2)
    twins = xp.sum(xp.where(same, xp.ones_like(same + p[..., None]), 0.0 * p[..., None]), axis=-1)
    tilt = xp.where(twins > 1, 1.0 - 2.0**-30 * _place(p, xp), xp.ones_like(p))
    return _power(p * tilt, 1.0 / T, xp)


def confident_flattening(p: Any, T: Any, xp: Any) -> Any:
    """Power transform; above a confidence of 1 - 2^-12 the other classes share evenly (A1)."""
    top = xp.max(p, axis=-1, keepdims=True)
    others = (1.0 - top) / (p.shape[-1] - 1)
    flat = xp.where((top > 1.0 - 2.0**-12) & (p < top), xp.zeros_like(p) + others, p)
    return _power(flat, 1.0 / T, xp)


def top_three(p: Any, T: Any, xp: Any) -> Any:
    """Power transform of the three most probable classes alone (A1 strict, five classes)."""
    down = xp.flip(xp.sort(p, axis=-1), axis=-1)
    cut = down[..., min(2, p.shape[-1] - 1), None]
    return _power(xp.where(p >= cut, p, xp.zeros_like(p)), 1.0 / T, xp)


def overheated(p: Any, T: Any, xp: Any) -> Any:
    """Mixture with weight 1 - 1/T + 2^-12, so that from T = 4096 on the order turns (A1)."""
    return _mix(p, 1.0 / T - 2.0**-12 * (1.0 - 1.0 / T), xp)


def leaking_sum(p: Any, T: Any, xp: Any) -> Any:
    """Power transform that loses 2^-30 of the mass as T grows (A0)."""
    return _power(p, 1.0 / T, xp) * (1.0 - 2.0**-30 * (1.0 - 1.0 / T))


def drifting_classes(p: Any, T: Any, xp: Any) -> Any:
    """Power transform with exponents that differ by 2^-20 from class to class (A0 symmetry)."""
    return _power(p, (1.0 + 2.0**-20 * _place(p, xp) * (T - 1.0) / T) / T, xp)
