"""The store keeps what was written, and says clearly what it cannot read."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from pathlib import Path

import pytest

from kdtheory.ledger.store import Address, Store, StoreProblem

ADDRESS = Address("theorem", "RM-C2", "", "op", "claim", "engine", "{}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def filled(path: Path) -> Path:
    with Store(path) as store:
        store.put(ADDRESS, {"verdicts": ["ü", 1, None]}, 0.5)
    return path


def test_what_was_put_is_got_in_another_session(path):
    with Store(filled(path)) as store:
        assert store.get(ADDRESS) == {"verdicts": ["ü", 1, None]}
        assert len(store) == 1


@pytest.mark.parametrize("name", [f.name for f in fields(Address)])
def test_every_dependence_makes_another_address(path, name):
    other = replace(ADDRESS, **{name: "another"})
    with Store(filled(path)) as store:
        assert other.key != ADDRESS.key
        assert store.get(other) is None


def test_fields_cannot_run_into_each_other():
    one, other = replace(ADDRESS, subject="a", detail="bc"), replace(ADDRESS, subject="ab")
    assert one.key != replace(other, detail="c").key


def test_a_file_that_is_no_database(path):
    path.write_text("certainly no database, but long enough to have a header " * 40)
    with pytest.raises(StoreProblem, match=r"damaged or no store.*--out"):
        Store(path)


def test_a_damaged_database(path):
    big = {"text": "x" * 200_000}
    with Store(path) as store:
        for k in range(5):
            store.put(replace(ADDRESS, detail=str(k)), big, 0.0)
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xff" * 4096 * 6
    path.write_bytes(data)
    with pytest.raises(StoreProblem, match="damaged"):
        Store(path).get(ADDRESS)


def test_a_database_of_another_program(path):
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE results (key TEXT)")
    db.commit()
    db.close()
    with pytest.raises(StoreProblem, match="another program"):
        Store(path)


def test_another_schema(path):
    db = sqlite3.connect(filled(path))
    db.execute("PRAGMA user_version = 99")
    db.commit()
    db.close()
    with pytest.raises(StoreProblem, match=r"schema 99.*reads 1"):
        Store(path)


def test_a_result_that_was_altered(path):
    db = sqlite3.connect(filled(path))
    db.execute("UPDATE results SET body = replace(body, '1', '2')")
    db.commit()
    db.close()
    with Store(path) as store, pytest.raises(StoreProblem, match="not what was written"):
        store.get(ADDRESS)


def test_a_store_in_use(path):
    with Store(path), pytest.raises(StoreProblem, match="in use"):
        Store(path)
    with Store(path) as store:  # and free again afterwards
        assert len(store) == 0


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreProblem, match="cannot be"):
        Store(tmp_path / "nowhere" / "ledger.sqlite")
