"""Bad input: broken operators are reported beside the others, mistakes end in one sentence."""

from __future__ import annotations

import json
import pickle

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

import kdtheory
from kdtheory.cli import main
from kdtheory.ladder import UsageError
from kdtheory.report import load_schema

OPERATORS = """
import itertools, os, sys, time
import numpy

calls = itertools.count()

def fine(p, T, xp):
    return p / T + (1 - 1 / T) / p.shape[-1]

def raises(p, T, xp):
    raise KeyError("what\\nnow")

def nan(p, T, xp):
    return fine(p, T, xp) * float("nan")

def infinite(p, T, xp):
    return fine(p, T, xp) / 0.0 if isinstance(p, numpy.ndarray) else p

def wrong_shape(p, T, xp):
    return fine(p, T, xp)[..., :1]

def wrong_dtype(p, T, xp):
    return xp.astype(fine(p, T, xp), xp.int64)

def nothing(p, T, xp):
    return None

def mutates(p, T, xp):
    p[...] = fine(p, T, xp)
    return p

def random(p, T, xp):
    q = fine(p, T, xp)
    return q + 1e-3 * numpy.random.default_rng(next(calls)).standard_normal(q.shape)

def unnormalised(p, T, xp):
    return 2 * fine(p, T, xp)

def leaves(p, T, xp):
    sys.exit("enough")

def dies(p, T, xp):
    os._exit(7)

def recurses(p, T, xp):
    return recurses(p, T, xp)

def sleeps(p, T, xp):
    time.sleep(1000)

def sleeps_late(p, T, xp):
    if p.shape[-1] == 4:
        time.sleep(1000)
    return fine(p, T, xp)

def raises_late(p, T, xp):
    if p.shape[-1] == 4:
        raise ValueError("four is too much")
    return fine(p, T, xp)
"""
ERRORS = {
    "raises": ["raised KeyError", "p = ("],
    "nan": ["nan", "p = ("],
    "infinite": ["inf", "p = ("],
    "wrong_shape": ["shape"],
    "wrong_dtype": ["int64"],
    "nothing": ["NoneType", "p = ("],
    "mutates": ["in place", "p = ("],
    "random": ["different values for the same input", "p = ("],
    "unnormalised": ["sum to 2", "p = ("],
    "leaves": ["raised SystemExit: enough", "p = ("],
    "dies": ["ended with exit code 7"],
    "recurses": ["RecursionError", "p = ("],
    "sleeps": ["did not return", "stopped"],
    "sleeps_late": ["did not return", "stopped"],
    "raises_late": ["four is too much", "p = ("],
}


def run(*arguments: object):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def operators(tmp_path_factory):
    path = tmp_path_factory.mktemp("operators") / "broken.py"
    path.write_text(OPERATORS)
    return path


# operators that break their contract ---------------------------------------------------------


@pytest.fixture(scope="module")
def verdicts(operators):
    """All of them in one run, the decent one last."""
    targets = [f"{operators}:{name}" for name in (*ERRORS, "fine")]
    settings = ["--axioms", "SK-A4", "--budget", "1", "--jobs", "4", "--format", "json", "--quiet"]
    result = run("verify", *targets, *settings)
    assert result.exit_code == 3, result.stderr
    document = json.loads(result.stdout)
    jsonschema.validate(document, load_schema())
    return {op["operator"]: op["verdicts"] for op in document["operators"]}


@pytest.mark.parametrize("name", list(ERRORS))
def test_broken_operator_is_an_error_that_says_where(verdicts, name):
    (verdict,) = verdicts[name]
    assert verdict["verdict"] == "error"
    for part in ERRORS[name]:
        assert part in verdict["reason"]


def test_the_others_are_still_verified(verdicts):
    assert list(verdicts) == [*ERRORS, "fine"]
    (verdict,) = verdicts["fine"]
    assert verdict["verdict"] in ("proved", "certified", "supported")


def test_rows_that_do_not_sum_to_one_refute_the_simplex_axiom(operators):
    report = kdtheory.verify(f"{operators}:unnormalised", axioms=["SK-A0", "SK-A3"], budget=4)
    outcomes = {v.key: v.outcome.value for v in report.verdicts}
    assert outcomes["SK-A0/simplex"] == "refuted"
    assert outcomes["SK-A3/weak"] == "error"


# operators that cannot be found --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("raising.py:f", "raise RuntimeError('not\\ntoday')", ["cannot be run", "not today"]),
        ("syntax.py:f", "def f(:", ["cannot be run", "SyntaxError"]),
        ("leaving.py:f", "import sys; sys.exit(0)", ["cannot be run", "SystemExit"]),
        ("other.py:f", "def g(p, T, xp): return p", ["no function 'f'", "there are: g"]),
        ("empty.py:f", "", ["no function 'f'", "none"]),
        ("value.py:f", "f = 3", ["not a function"]),
        ("noname.py", "def g(p, T, xp): return p", ["say which function", "g"]),
        ("absent.py:f", None, ["no file", "absent.py"]),
    ],
)
def test_file_that_is_no_use(tmp_path, name, text, parts):
    if text is not None:
        (tmp_path / name.partition(":")[0]).write_text(text)
    says(run("verify", "power", tmp_path / name), *parts)


@pytest.mark.parametrize(
    ("target", "parts"),
    [
        ("powr", ["no operator named 'powr'", "power", "file.py:name"]),
        ("no_such_package.mod:f", ["cannot import no_such_package.mod"]),
        ("kdtheory.operators.softening:powr", ["no function 'powr'", "power"]),
        ("", ["no operator named"]),
    ],
)
def test_name_that_is_not_there(target, parts):
    says(run("verify", target), *parts)


def test_file_of_bytes(tmp_path):
    (tmp_path / "f.py").write_bytes(b"\xff\xfe\x00")
    says(run("verify", f"{tmp_path / 'f.py'}:f"), "cannot be run")


# options that make no sense ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--axioms", "SK-A9"], ["no axiom 'SK-A9'", "SK-A0/simplex"]),
        (["--axioms", "SK-A1/open"], ["no axiom 'SK-A1/open'"]),
        (["--axioms", " , "], ["names no axiom"]),
        (["--classes", "1"], ["at least 2 classes", "1"]),
        (["--classes", "2,0"], ["at least 2 classes"]),
        (["--classes", "-3"], ["at least 2 classes"]),
        (["--classes", "2,x"], ["'2,x' is not a list of class counts"]),
        (["--classes", ""], ["is not a list of class counts"]),
        (["--temperatures", "10:1"], ["low < high", "10:1"]),
        (["--temperatures", "3:3"], ["low < high"]),
        (["--temperatures", "0:10"], ["0 < low"]),
        (["--temperatures", "1"], ["is not a range"]),
        (["--temperatures", "a:b"], ["'a' is not a number"]),
        (["--temperatures", "1:inf"], ["'inf' is not a number"]),
        (["--temperatures", "1:2:3"], ["is not a number"]),
        (["--floor", "0"], ["floor", "between 0 and 1/4"]),
        (["--floor", "1/4"], ["floor", "between 0 and 1/4"]),
        (["--floor", "-1/1000"], ["floor"]),
        (["--floor", "1/0"], ["'1/0' is not a number"]),
        (["--floor", "1e999999999"], ["is not a number"]),
        (["--budget", "0"], ["positive"]),
        (["--budget", "nan"], ["positive"]),
        (["--budget", "inf"], ["positive"]),
        (["--budget", "soon"], ["positive number of seconds"]),
        (["--jobs", "0"], ["jobs"]),
        (["--rng", "-1"], ["rng"]),
        (["--kind", "hardening"], ["softening"]),
        (["--backend", "abacus"], ["numpy"]),
    ],
)
def test_option_that_makes_no_sense(arguments, parts):
    says(run("verify", "power", *arguments), *parts)


def test_axiom_of_another_kind():
    says(run("verify", "power", "--axioms", "MT-A1"), "softening", "SK-A0/simplex")


def test_kind_that_a_function_does_not_fit(operators):
    result = run("verify", f"{operators}:fine", "--kind", "weighting", "-q")
    assert result.exit_code == 3
    assert "the operator raised TypeError" in result.stdout


@pytest.mark.parametrize("arguments", [["--teachers", "1"], ["--teachers", "99"]])
def test_numbers_of_teachers(arguments):
    says(run("verify", "linear_pool", *arguments), "between 2 and 16")


def test_bounds_the_wrong_way_round():
    says(run("verify", "softmax_weights", "--bounds", "3/4:1/4"), "low <= high")


def test_a_softening_that_is_none():
    says(run("verify", "linear_pool", "--softening", "log_pool"), "not a softening")


def test_points_without_a_softening(tmp_path):
    import numpy as np

    np.save(tmp_path / "p.npy", np.full((4, 2), 0.5))
    says(run("verify", "linear_pool", "--points", tmp_path / "p.npy"), "softening operators")


def test_cupy_without_a_gpu(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cupy", None)
    says(run("verify", "power", "--backend", "cupy"), "CuPy", "--backend numpy")


@pytest.mark.parametrize(
    "arguments",
    [
        {"axioms": ["SK-A9"]},
        {"classes": [1]},
        {"temperatures": ("10", "1")},
        {"floor": "x"},
        {"budget": 0},
        {"jobs": 0},
        {"points": [[0.5, 0.6]]},
        {"backend": "abacus"},
    ],
)
def test_the_library_raises_the_same(arguments):
    with pytest.raises(UsageError):
        kdtheory.verify("power", **arguments)


# teacher outputs -----------------------------------------------------------------------------

GOOD = np.full((5, 3), 1 / 3)


def changed(row: int, values: list[float]) -> np.ndarray:
    points = GOOD.copy()
    points[row] = values
    return points


@pytest.mark.parametrize(
    ("points", "parts"),
    [
        (GOOD[0], ["2-D", "(3,)"]),
        (GOOD[None], ["2-D", "(1, 5, 3)"]),
        (GOOD[:, :1], ["2-D", "(5, 1)"]),
        (GOOD[:0], ["2-D", "(0, 3)"]),
        (GOOD.astype(complex), ["complex128"]),
        (GOOD > 0, ["bool"]),
        (np.array([["a", "b"]]), ["dtype"]),
        (changed(2, [0.6, 0.6, -0.2]), ["row 2", "negative"]),
        (changed(4, [0.5, 0.5, 0.01]), ["row 4", "sum", "1.01"]),
        (changed(3, [2.0, 1.0, 0.5]), ["row 3", "sum", "3.5"]),
        (changed(1, [0.5, np.nan, 0.5]), ["row 1", "not finite"]),
        (changed(0, [np.inf, 0, 0]), ["row 0", "not finite"]),
    ],
)
def test_points_that_are_no_distributions(tmp_path, points, parts):
    np.save(tmp_path / "points.npy", points)
    result = run("verify", "power", "--points", tmp_path / "points.npy")
    says(result, "points.npy", *parts)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"0.5,0.5\n",
        pickle.dumps([[0.5, 0.5]]),
        b"\x93NUMPY",
        b"\x93NUMPY\x01\x00\x10\x00import os; 1 / 0",
        b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, "
        b"'shape': (99999999999999, 3), }" + b" " * 44 + b"\n",
    ],
)
def test_points_that_are_no_array(tmp_path, content):
    (tmp_path / "points.npy").write_bytes(content)
    says(run("verify", "power", "--points", tmp_path / "points.npy"), "points.npy", ".npy")


def test_points_with_objects_are_not_unpickled(tmp_path):
    np.save(tmp_path / "points.npy", np.array([[{}, []]], dtype=object), allow_pickle=True)
    says(run("verify", "power", "--points", tmp_path / "points.npy"), "points.npy")


def test_points_cut_short(tmp_path):
    np.save(tmp_path / "points.npy", GOOD)
    (tmp_path / "points.npy").write_bytes((tmp_path / "points.npy").read_bytes()[:-8])
    says(run("verify", "power", "--points", tmp_path / "points.npy"), "points.npy")


def test_points_that_cannot_be_read(tmp_path):
    says(run("verify", "power", "--points", tmp_path / "absent.npy"), "absent.npy", "No such file")
    says(run("verify", "power", "--points", tmp_path), "cannot be read")


def test_rounded_points_are_taken(tmp_path):
    np.save(tmp_path / "points.npy", np.array([[0.33, 0.33, 0.3395]], dtype=np.float32))
    settings = ["--axioms", "SK-A4", "--budget", "1", "--format", "json", "--quiet"]
    result = run("verify", "power", "--points", tmp_path / "points.npy", *settings)
    assert result.exit_code in (0, 3)
    assert json.loads(result.stdout)["environment"]["points"] == [1, 3]


# shared --------------------------------------------------------------------------------------


def says(result, *parts: str) -> None:
    """Exit code 2, nothing on standard output, one readable message on standard error."""
    assert result.exit_code == 2, (result.exit_code, result.stderr)
    assert not result.stdout
    assert "Traceback" not in result.stderr
    message = result.stderr.strip().splitlines()[-1]
    assert message.startswith("Error: ")
    for part in parts:
        assert part in message
