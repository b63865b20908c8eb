"""Formulas in Coq's notation mean what the certificate's nodes mean."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from kdtheory.bridge import coqc
from kdtheory.bridge.expression import written
from kdtheory.checker.grammar import formula

BINARY = {"add": "+", "mul": "*", "div": "/"}
UNARY = {
    "exp": "exp {}", "log": "ln {}", "log1p": "ln (1 + {})", "expm1": "(exp {}) - 1",
    "sqrt": "sqrt {}", "sin": "sin {}", "cos": "cos {}", "atan": "atan {}", "abs": "Rabs {}",
    "tanh": "1 - (2 / ((exp (2 * {})) + 1))", "neg": "- {}",
}  # fmt: skip


def random_formula(seed: int) -> list[Any]:
    draw = random.Random(seed)
    nodes: list[Any] = [["var", "x"], ["var", "T"], ["const", "-3"], ["const", "-2/7"]]
    nodes += [["const", "5"], ["const", "1/2"]]
    while len(nodes) < 16:
        a, b = (draw.randrange(len(nodes)) for _ in range(2))
        kind = draw.choice(["binary", "binary", "unary", "ipow", "pow", "extremum"])
        if kind == "binary":
            nodes.append([draw.choice(list(BINARY)), None, a, b])
        elif kind == "unary":
            nodes.append([draw.choice(list(UNARY)), None, a])
        elif kind == "ipow":
            nodes.append(["ipow", draw.randint(1, 4), a])
        else:
            nodes.append([draw.choice(["min", "max"]) if kind == "extremum" else "pow", None, a, b])
    return nodes


def with_all_parentheses(nodes: list[Any]) -> str:
    """The last node, by Coq's functions and with parentheses everywhere."""
    found: list[str] = []
    for op, value, *args in nodes:
        a = [found[k] for k in args]
        if op in ("var", "const"):
            text = value
        elif op in BINARY:
            text = f"{a[0]} {BINARY[op]} {a[1]}"
        elif op in UNARY:
            text = UNARY[op].format(a[0])
        elif op == "ipow":
            text = f"{a[0]} ^ {value}"
        elif op == "pow":
            exponent = nodes[args[1]]
            special = {"5": f"{a[0]} ^ 5", "1/2": f"sqrt {a[0]}"}
            text = special.get(exponent[1] or "", f"Rpower {a[0]} {a[1]}")
        else:
            sign = "-" if op == "min" else "+"
            text = f"(({a[0]} + {a[1]}) {sign} (Rabs ({a[0]} - {a[1]}))) / 2"
        found.append(f"({text})")
    return found[-1]


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([["var", "x"], ["neg", None, 0], ["ipow", 2, 1]], "(- x) ^ 2"),
        ([["var", "x"], ["ipow", 2, 0], ["neg", None, 1]], "- x ^ 2"),
        ([["const", "-2/7"], ["ipow", 2, 0]], "(-2/7) ^ 2"),
        ([["var", "x"], ["var", "T"], ["neg", None, 1], ["add", None, 0, 2]], "x - T"),
        ([["var", "x"], ["var", "T"], ["add", None, 0, 1], ["div", None, 0, 2]], "x / (x + T)"),
        ([["var", "x"], ["mul", None, 0, 0], ["div", None, 0, 1]], "x / (x * x)"),
        ([["var", "x"], ["const", "1/2"], ["pow", None, 0, 1]], "sqrt x"),
        ([["var", "x"], ["const", "-1/2"], ["pow", None, 0, 1]], "Rpower x (-1/2)"),
    ],
)
def test_notation(nodes: list[Any], expected: str) -> None:
    assert written(formula(nodes), [len(nodes) - 1], {}) == [expected]


@pytest.mark.skipif(bool(coqc.missing()), reason="Coq-Interval is not installed")
def test_notation_is_read_by_coq_as_meant(tmp_path: Path) -> None:
    """Subtraction is addition of the negative, by computation; everything else is syntax."""
    lines = ["From Coq Require Import Reals.", "Open Scope R_scope."]
    for seed in range(60):
        nodes = random_formula(seed)
        (mine,) = written(formula(nodes), [len(nodes) - 1], {})
        plain = with_all_parentheses(nodes)
        lines.append(f"Theorem same{seed} : forall x T : R, {mine} = {plain}.")
        lines.append("Proof. reflexivity. Qed.")
    path = tmp_path / "notation.v"
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    found = coqc.compile_file(path)
    assert found.accepted, found.reason
