"""Operators, and the claims over named inputs that they break."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import kdtheory

WANTED = {
    "smoothed_linear": [
        "MT-A1/hull", "MT-A1/between", "MT-A3", "MT-A6", "MT-J1", "MT-S1", "MT-A5/commute",
        "MT-A5/entropy",
    ],
    "linear_unnormalised": ["MT-A1/valid", "MT-A5/limits"],
    "median_pool": ["MT-A2/any", "MT-A4/closed"],
    "linear_threshold": ["MT-A2/all", "MT-A3/kl"],
    "most_confident": ["MT-A4/open"],
    "unanchored": ["RM-A2/base", "RM-A3"],
    "anchor_unnormalised": ["RM-A1"],
    "anchor_threshold": ["RM-A2/all"],
    "capacity_limited": ["RM-A3"],
    "softmax_unnormalised": ["AW-A1"],
    "sparsemax_weights": ["AW-A2"],
    "hard_max": ["AW-A4"],
    "disagreement_based": ["AW-A5"],
    "clipped_renormalised": ["AW-A3"],
}  # fmt: skip


def documents(folder: Path) -> dict[str, dict[str, Any]]:
    """Certificates of refutations by file name."""
    for operator, axioms in WANTED.items():
        kdtheory.verify(operator, axioms=axioms, all_variants=True, certificates=folder, jobs=1)
    found = {}
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["kind"] in ("witness", "series"):
            found[path.name] = document
    return found
