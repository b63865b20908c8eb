"""The README shows real sessions: its commands are run and their output is compared."""

import doctest

import sessions

README = sessions.ROOT / "README.md"


def test_sessions(tmp_path) -> None:
    sessions.check(README, tmp_path)


def test_python_examples() -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.testfile(str(README), module_relative=False, optionflags=flags)
    assert result.attempted > 3
    assert result.failed == 0
