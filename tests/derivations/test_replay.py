"""Every derivation replays, and what is false about it does not."""

from __future__ import annotations

import pytest

from kdtheory.derivations import find, table
from kdtheory.derivations.registry import UnknownDerivation
from kdtheory.derivations.replay import controls, replay

#: Whose mutants are replayed in seconds; those of the others take minutes together.
QUICK = ("SK-B1", "RM-C1", "RM-C2", "MT-V1")
#: Derivations that take more than a few seconds themselves.
LONG = ("R8", "SK-A3", "SK-B6", "SK-P1", "SK-P2", "SK-P3", "SK-Q2", "MT-V3",
        "RM-C3", "RM-C4", "RM-C6")  # fmt: skip


def marked(slow):
    """All ids; those that ``slow`` says are left to the slow tests."""
    return [pytest.param(k, marks=[pytest.mark.slow] if slow(k) else []) for k in table()]


@pytest.mark.parametrize("ident", marked(lambda ident: ident in LONG))
def test_every_step_checks(ident):
    found = replay(find(ident))
    assert found.holds, found.failure
    assert found.steps
    assert found.entry.words


@pytest.mark.parametrize("ident", marked(lambda ident: ident not in QUICK))
def test_what_is_false_is_rejected(ident):
    found = controls(find(ident))
    accepted = [c.mutation for c in found if c.false and not c.rejected]
    assert not accepted
    assert any(c.rejected for c in found)


def test_unknown_derivations_are_named():
    with pytest.raises(UnknownDerivation, match="SK-B1"):
        find("SK-Z9")
