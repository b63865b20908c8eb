"""Scripts, options, comparison: what the frame promises of every figure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kdtheory.plotting import Records, scripts, store
from kdtheory.plotting.command import Asked, check, everything, make

SCRIPT = '''"""A small figure

Squares. The surprise: none. Theory: SK-A4 (sourced).
"""

from kdtheory.plotting import Figure, Records, run

FIGURE = Figure(claims=("SK-A4",), size=(2, 2), tolerance=1e-6, minutes={minutes})


def data(settings):
    many = settings.pick(3, 5)
    x = [float(k) for k in range(many)]
    return Records({{"x": x, "square": [v * v for v in x], "name": "all"}}, {{"x": "nats"}})


def draw(records, fig):
    ax = fig.subplots()
    ax.plot(records["x"], records["square"])


if __name__ == "__main__":
    run(__file__)
'''
ASKED = Asked(reuse=False, check=False, out=None, quick=False, quiet=True, budget=12.0)


def written(folder: Path, minutes: float = 0, text: str = SCRIPT):
    """A folder with a script and the style sheet."""
    style = scripts.FOLDER / "kdtheory.mplstyle"
    (folder / style.name).write_text(style.read_text(encoding="utf-8"), encoding="utf-8")
    path = folder / "small.py"
    path.write_text(text.format(minutes=minutes), encoding="utf-8")
    return path


@pytest.fixture
def made(tmp_path):
    """The small figure with all its files."""
    script = scripts.load(written(tmp_path))
    make(script, ASKED)
    return script


def perturb(script, old: str, new: str) -> None:
    path = script.beside("csv")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_figure_is_three_files_with_a_header(made):
    lines = made.beside("csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["# figure: small", "# seed: 0"]
    assert lines[4:7] == ["# units: x = nats", "x,square,name", "0,0,all"]
    assert made.beside("png").read_bytes().startswith(b"\x89PNG")
    assert made.beside("svg").read_text(encoding="utf-8").startswith("<?xml")


def test_check_accepts_what_was_made_and_writes_nothing(made, capsys):
    before = {p: p.stat().st_mtime_ns for p in made.path.parent.iterdir()}
    assert check(made, ASKED)
    assert "numbers agree within 1e-06, relative; pictures the same" in capsys.readouterr().out
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_check_names_column_and_row_of_a_perturbed_number(made, capsys):
    perturb(made, "3,9,all", "3,9.0001,all")
    assert not check(made, ASKED)
    said = capsys.readouterr().out
    assert "small: column square, row 4 (x = 3): committed 9.0001, recomputed 9" in said
    assert "small.svg: not what the committed numbers give" in said


def test_check_accepts_a_difference_within_the_tolerance(made, capsys):
    perturb(made, "3,9,all", "3,9.000001,all")
    check(made, ASKED)
    assert "column" not in capsys.readouterr().out


def test_check_names_a_perturbed_text(made, capsys):
    perturb(made, "1,1,all", "1,1,some")
    assert not check(made, ASKED)
    assert "column name, row 2 (x = 1): committed some, recomputed all" in capsys.readouterr().out


def test_check_notices_a_row_that_is_gone(made, capsys):
    perturb(made, "4,16,all\n", "")
    assert not check(made, ASKED)
    assert "rows: committed 4, recomputed 5" in capsys.readouterr().out


def test_check_notices_a_changed_picture(made, capsys):
    made.beside("svg").write_text("<svg/>", encoding="utf-8")
    assert not check(made, ASKED)
    assert "small.svg" in capsys.readouterr().out


def test_pictures_of_another_version_are_not_compared(made, capsys):
    text = made.beside("csv").read_text(encoding="utf-8")
    version = store.read(made.beside("csv")).header["matplotlib"]
    made.beside("csv").write_text(text.replace(version, "1.0"), encoding="utf-8")
    made.beside("svg").write_text("<svg/>", encoding="utf-8")
    assert check(made, ASKED)
    assert "not compared (drawn with matplotlib 1.0" in capsys.readouterr().out


def test_reuse_draws_the_committed_numbers(made, tmp_path, capsys):
    perturb(made, "3,9,all", "3,7,all")
    out = tmp_path / "out"
    make(made, Asked(True, False, out, False, True, 12.0))
    assert "3,7,all" in (out / "small.csv").read_text(encoding="utf-8")
    assert (out / "small.svg").read_bytes() != made.beside("svg").read_bytes()


def test_quick_numbers_never_replace_committed_ones(tmp_path):
    path = written(tmp_path, minutes=2)
    refused = run(path, "--quick")
    assert refused.returncode == 2
    assert "name a folder with --out" in refused.stderr and "Traceback" not in refused.stderr
    accepted = run(path, "--quick", "--out", str(tmp_path / "quick"))
    assert accepted.returncode == 0
    assert len(store.read(tmp_path / "quick" / "small.csv").records) == 3
    assert store.read(tmp_path / "quick" / "small.csv").header["effort"] == "quick"


def test_quick_check_does_not_recompute_what_takes_minutes(tmp_path, capsys):
    script = scripts.load(written(tmp_path, minutes=2))
    make(script, ASKED)
    assert check(script, Asked(False, True, None, True, True, 12.0))
    assert "not recomputed (about 2 min without --quick)" in capsys.readouterr().out


def run(path: Path, *options: str):
    """The script as a program."""
    command = [sys.executable, str(path), "--quiet", *options]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_program_exits_with_one_if_a_check_fails(made):
    assert run(made.path, "--check").returncode == 0
    perturb(made, "2,4,all", "2,5,all")
    failed = run(made.path, "--check")
    assert failed.returncode == 1 and "column square, row 3" in failed.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--reuse-data",), "is not there"), (("--check",), "is not there"),
     (("--budget", "0"), "not a positive number of seconds"), (("--nonsense",), "No such option")],
)  # fmt: skip
def test_bad_requests_get_one_sentence(tmp_path, options, words):
    result = run(written(tmp_path), *options)
    assert result.returncode == 2
    assert words in result.stderr and "Traceback" not in result.stderr


def test_malformed_numbers_get_one_sentence(made):
    perturb(made, "3,9,all", "3,9,all,more")
    result = run(made.path, "--check")
    assert result.returncode == 2
    assert "row 4 has 4 values for 3 columns" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("missing", ["FIGURE", "data", "draw"])
def test_a_script_that_lacks_something_is_told_so(tmp_path, missing):
    text = SCRIPT.replace(f"{missing} = ", "OTHER = ").replace(f"def {missing}(", "def other(")
    with pytest.raises(scripts.BrokenScript, match=f"small.py has no {missing}"):
        scripts.load(written(tmp_path, text=text))


def test_index_is_read_without_running_anything(tmp_path):
    text = SCRIPT.replace("def data", "raise SystemExit\n\n\ndef data")
    written(tmp_path, text=text)
    assert scripts.figures_index(tmp_path) == {"SK-A4": ("small",)}


def test_index_refuses_a_script_without_claims(tmp_path):
    (tmp_path / "small.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(scripts.BrokenScript, match="declares no FIGURE"):
        scripts.figures_index(tmp_path)


def test_index_needs_neither_numpy_nor_matplotlib():
    code = (
        "import sys; from kdtheory.plotting import figures_index; found = figures_index(); "
        "print(len(found), {'numpy', 'matplotlib'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    count, rest = result.stdout.split(maxsplit=1)
    assert int(count) > 20 and rest.strip() == "set()"


def test_an_unknown_name_lists_the_known_ones():
    result = CliRunner().invoke(everything, ["nothing_like_it"])
    assert result.exit_code == 2
    assert "kl_contraction" in result.output


def test_records_refuse_columns_of_unequal_length():
    with pytest.raises(ValueError, match="column b has shape"):
        Records({"a": [1.0, 2.0], "b": [1.0]})


CHEAP = ("weight_reversal", "safety_tradeoff", "variance_amplification")


@pytest.mark.parametrize("name", CHEAP)
def test_recomputed_numbers_agree_with_the_committed_ones(name):
    assert recomputed(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [p.stem for p in scripts.paths() if p.stem not in CHEAP])
def test_recomputed_numbers_of_the_others_agree_too(name):
    script = scripts.load(scripts.FOLDER / f"{name}.py")
    if script.figure.minutes:
        pytest.skip(f"takes about {script.figure.minutes:g} min")
    assert recomputed(name)


def recomputed(name):
    from kdtheory.plotting.command import computed
    from kdtheory.plotting.compare import differences

    script = scripts.load(scripts.FOLDER / f"{name}.py")
    fresh = store.parse(computed(script, ASKED).to_text())
    wrong = differences(store.read(script.beside("csv")).records, fresh.records, script.figure)
    return not wrong or pytest.fail("\n".join(wrong))
