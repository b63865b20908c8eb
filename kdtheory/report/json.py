"""The machine-readable report, ``kdtheory.report/1``, and its schema."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from kdtheory.claims.verdict import Report


def render_json(report: Report) -> str:
    """Write one JSON document; ASCII only, so that it survives every pipe and code page."""
    return json.dumps(plain(report.to_json()), indent=2, allow_nan=False) + "\n"


def plain(value: Any) -> Any:
    """Turn values into what JSON has: no NaN, no infinity, no foreign number types."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(v) for v in value), key=str)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if hasattr(value, "tolist"):  # NumPy and CuPy scalars and arrays
        return plain(value.tolist())
    return str(value)


def load_schema() -> dict[str, Any]:
    """Read the packaged JSON Schema."""
    text = files("kdtheory.report").joinpath("report.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
