"""The frame of measurements: records, intervals, the command."""

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner

from kdtheory.cli import main
from kdtheory.measurements import registry
from kdtheory.measurements.records import Estimate, Finding, Result, Table
from kdtheory.measurements.statistics import bootstrap, proportion, slope


def test_bootstrap_covers_the_mean_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = sum(
        bootstrap(rng.normal(3.0, 1.0, 40), rng=k, resamples=400).meets(3.0) for k in range(200)
    )
    assert 0.88 <= hits / 200 <= 0.99


def test_exact_interval_is_never_too_narrow():
    rng = np.random.default_rng(1)
    for p in (0.01, 0.3, 0.9):
        hits = sum(proportion(int(rng.binomial(50, p)), 50).meets(p) for _ in range(300))
        assert hits / 300 >= 0.94


def test_slope_of_a_power_law():
    x = np.array([1.0, 2.0, 4.0, 8.0, 16.0])
    noise = np.random.default_rng(2).lognormal(0, 0.1, (30, 5))
    found = slope(x, 3 * noise / x)
    assert found.low < -1 < found.high
    assert found.high - found.low < 0.2


@pytest.mark.parametrize("values", [[1.0], [1.0, math.nan], [1.0, math.inf]])
def test_no_interval_of_too_little(values):
    with pytest.raises(ValueError, match=r"two values|finite"):
        bootstrap(values)


def test_a_disagreement_says_why():
    with pytest.raises(ValueError, match="which hypothesis fails"):
        Finding("SK-B2", "…", 1.0, 2.0, False, "exactly")


def test_rows_fit_their_columns():
    with pytest.raises(ValueError, match="row 1 has 1 values for the 2 columns"):
        Table(("a", "b"), [(1, 2), (1,)])


def test_csv_is_stable():
    assert Table(("a", "b"), [(0.1 + 0.2, "x")]).to_csv() == "a,b\n0.3,x\n"


@pytest.fixture
def planted(monkeypatch):
    """A measurement of the test's own, agreeing or not."""

    def plant(agrees: bool, expected: bool = True) -> None:
        def run(settings):
            settings.tell(1, 1)
            value = Estimate(1.0, 0.9, 1.1)
            finding = Finding("SK-B2", "one", 1.0, value, agrees, "in it", expected, "a gap")
            return Result({"data": Table(("x",), [(1.0,)])}, [finding])

        known = {"SK-X": registry.Measurement("SK-X", ("SK-B2",), "planted", run)}
        monkeypatch.setattr(registry, "table", lambda: known)

    return plant


@pytest.mark.parametrize(
    ("agrees", "expected", "code"), [(True, True, 0), (False, True, 1), (False, False, 0)]
)
def test_exit_code(planted, agrees, expected, code):
    planted(agrees, expected)
    assert CliRunner().invoke(main, ["measure", "sk-b2", "-q"]).exit_code == code


def test_tables_and_json(planted, tmp_path):
    planted(True)
    arguments = ["measure", "--all", "-q", "--format", "json", "--out", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    (entry,) = json.loads(result.stdout)["measurements"]
    assert entry["findings"][0]["measured"]["interval"] == [0.9, 1.1]
    assert (tmp_path / "SK-X.data.csv").read_text() == "x\n1\n"


def test_unknown_id(planted):
    planted(True)
    result = CliRunner().invoke(main, ["measure", "SK-Z9"])
    assert result.exit_code == 2
    assert "SK-X" in result.stderr


def test_students_are_trained_with_numpy_unless_told_otherwise() -> None:
    assert registry.Settings().xp.asarray([1.0]).sum() == 1.0
