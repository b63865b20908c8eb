"""The benchmark of training on a GPU, tried where there is none: NumPy against itself."""

import importlib
import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def script(monkeypatch):
    pytest.importorskip("threadpoolctl")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("gpu_training")


def run(script, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["gpu_training.py", *map(str, arguments)])
    return script.main()


def test_numpy_against_itself_agrees_to_the_last_bit(script, monkeypatch, tmp_path, capsys):
    few = [
        script.Case("perceptrons", 3, "float32", script.perceptrons(200, 0, 1)),
        script.Case("regressions", 2, "float64", script.regressions),
    ]
    monkeypatch.setattr(script, "cases", lambda quick: few)
    output = tmp_path / "result.json"
    assert run(script, monkeypatch, "--quick", "--backends", "numpy", "numpy",
               "--output", output) == 0  # fmt: skip
    found = json.loads(output.read_text(encoding="utf-8"))
    assert [c["largest_difference_of_losses"] for c in found["cases"]] == [0, 0]
    assert all(len(c["seconds"]) == 2 and c["ratio"] > 0 for c in found["cases"])
    assert "perceptrons" in capsys.readouterr().out


def test_losses_that_differ_are_told(script, monkeypatch):
    def train(xp, students, dtype, calls=[0.01, 0.02, 0.01, 0.02]):  # noqa: B006
        return script.fit(
            script.MLP(4),
            script.problem(xp, dtype, l2=1e-4),
            script.Adam(rate=calls.pop(), epochs=2),
            seeds=range(students),
        )

    monkeypatch.setattr(script, "cases", lambda quick: [script.Case("two", 2, "float64", train)])
    assert run(script, monkeypatch, "--quick", "--backends", "numpy", "numpy") == 1


def test_without_a_gpu_it_says_so(script, monkeypatch, capsys):
    def backend(name):
        if name == "cupy":
            raise ValueError("the CuPy backend cannot be used (no CUDA device answers)")
        return script.np

    monkeypatch.setattr(script, "backend", backend)
    assert run(script, monkeypatch) == 0
    assert capsys.readouterr().out.startswith("no GPU measurement: the CuPy backend cannot be used")
