"""Certificates to check: made by the engines, and two covers written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import covers_by_hand
import products
import pytest

import kdtheory

#: Operator, and the claims on it whose certificates are wanted.
WANTED = {
    "power": ["SK-A0", "SK-A1", "SK-A2", "SK-A3", "SK-A4", "SK-A5"],
    "topk": ["SK-A1/strict", "SK-A2", "SK-A3/strict", "SK-A4", "SK-A5/inf-open"],
    "mixture": ["SK-A1", "SK-A3", "SK-A5/inf-open", "SK-A5/inf-support"],
    "clipped_power": ["SK-A1", "SK-A4/open", "SK-A5/inf-closed"],
    "blend_jump": ["SK-A2"],
    "mixture_of_power": ["SK-A3/weak"],
    "sparsemax_matched": ["SK-A0", "SK-A1", "SK-A3"],
    "mixture_plateau": ["SK-A1/weak"],  # a cover on the chamber
}


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Documents by file name."""
    folder = tmp_path_factory.mktemp("certificates")
    for operator, axioms in WANTED.items():
        kdtheory.verify(operator, axioms=axioms, all_variants=True, certificates=folder, jobs=1)
    made = {path.name: read(path) for path in sorted(Path(folder).glob("*.json"))}
    return made | covers_by_hand.documents()


@pytest.fixture(scope="session")
def refuted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Counterexamples to claims over named inputs, by file name."""
    return products.documents(tmp_path_factory.mktemp("products"))


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document
