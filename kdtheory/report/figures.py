"""The picture that fits: of an operator by its kind, of a counterexample by its inputs."""

from __future__ import annotations

from kdtheory.claims.verdict import OperatorReport, Witness
from kdtheory.report import simplex_svg
from kdtheory.report.counterexamples import counterexample
from kdtheory.report.naming import kind_of
from kdtheory.report.paths_svg import paths_picture
from kdtheory.report.pools_svg import pools_picture
from kdtheory.report.values import numbers
from kdtheory.report.weights_svg import weight_bars, weights_picture

_BY_KEY = (("pools", pools_picture), ("paths", paths_picture), ("weights", weights_picture))


def operator_picture(op: OperatorReport) -> str:
    """Draw an operator from its numbers; empty where there is nothing to draw."""
    for key, draw in _BY_KEY:
        if key in op.pictures:
            return draw(op.operator, op.pictures)
    return simplex_svg.operator_picture(op) if op.kind == "softening" else ""


def witness_picture(key: str, witness: Witness) -> str:
    """Draw the counterexample of a claim such as ``MT-A1/hull``; empty where it has no points."""
    if kind_of(witness) == "weighting":
        return _by_teacher(witness)
    if kind_of(witness) == "softening":
        return simplex_svg.witness_picture(witness)
    return counterexample(key, witness) or simplex_svg.witness_picture(witness)


def _by_teacher(witness: Witness) -> str:
    scores, weights = (numbers(witness.inputs.get(name)) for name in ("scores", "output"))
    if scores is None or weights is None or len(scores) != len(weights):
        return ""
    return weight_bars(scores, weights)
