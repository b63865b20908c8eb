"""How the claims of theorems are written down: ``row(text, provenance, relation, inputs)``."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.spaces import Input, Space

S, R, X = "sourced", "reconstructed", "ours"


def row(
    text: str, provenance: str, relation: str, inputs: str, *, limit: str | None = None,
    conditional: bool = False, note: str = "",
) -> ProductStatement:  # fmt: skip
    """One claim; `inputs` lists names and sets, such as ``"p ∈ Δ; alpha ∈ (0, 1)"``."""
    pairs = [item.split(" ∈ ") for item in inputs.split("; ")]
    space = Space(tuple(Input(name, where) for name, where in pairs))
    return ProductStatement(text, provenance, relation, space, limit, conditional, note)
