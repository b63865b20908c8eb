"""The committed figures, loaded once."""

from __future__ import annotations

import pytest

from kdtheory.plotting import scripts, store

pytest.importorskip("matplotlib")
NAMES = [path.stem for path in scripts.paths()]
DRAWN_ALWAYS = ("softening_trajectories", "equivalence_fibres", "kl_contraction",
                "safety_tradeoff", "anchor_collapse")  # fmt: skip
LOADED = {}


@pytest.fixture(params=NAMES)
def script(request):
    """One after the other."""
    return loaded(request.param)


def loaded(name):
    if name not in LOADED:
        LOADED[name] = scripts.load(scripts.FOLDER / f"{name}.py")
    return LOADED[name]


@pytest.fixture(
    params=[pytest.param(n, marks=[] if n in DRAWN_ALWAYS else pytest.mark.slow) for n in NAMES]
)
def picture(request):
    """Those that are to be drawn: a few in every run, all in the slow one."""
    return loaded(request.param)


@pytest.fixture
def stored(script):
    return store.read(script.beside("csv"))
