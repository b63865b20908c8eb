"""The store of results: one SQLite file, one writer, one committed row a finished piece of work.

A result lies under the digest of everything it depends on, so nothing has to be invalidated: what
has changed is looked for under another key. Rows are committed one by one, and a process that is
killed loses only what it had not finished.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

SCHEMA: Final = 1
APPLICATION: Final = 0x6B64746C  # "kdtl", in the file's header
_TABLE: Final = """
CREATE TABLE results (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    operator TEXT NOT NULL,
    claim TEXT NOT NULL,
    engine TEXT NOT NULL,
    settings TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    seconds REAL NOT NULL
) STRICT, WITHOUT ROWID
"""


class StoreProblem(ValueError):
    """The store cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Address:
    """What a result depends on.

    Attributes
    ----------
    operator, claim, engine : str
        Digests of the operator's source, of the claim, and of the sources that decide it.
    settings : str
        Budgets and seeds, as JSON.
    """

    kind: str
    subject: str
    detail: str
    operator: str
    claim: str
    engine: str
    settings: str

    @property
    def key(self) -> str:
        """The content address."""
        fields = (self.kind, self.subject, self.detail, self.operator, self.claim, self.engine)
        return _sha("\0".join((*fields, self.settings)))


class Store:
    """Results by address. A context manager; only one process at a time may hold it.

    Parameters
    ----------
    path : Path
        Made if it is missing.

    Raises
    ------
    StoreProblem
        If the file is damaged, of another program, of another version, or in use.
    """

    def __init__(self, path: Path):
        self.path = path
        self._db = self._opened()

    def _opened(self) -> sqlite3.Connection:
        try:
            db = sqlite3.connect(self.path, timeout=1.0, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreProblem(f"{self.path} cannot be opened ({error})") from error
        try:
            self._prepare(db)
        except sqlite3.OperationalError as error:
            db.close()
            raise StoreProblem(self._busy(error)) from error
        except sqlite3.DatabaseError as error:
            db.close()
            raise StoreProblem(
                f"{self.path} is damaged or no store ({error}); {self._advice}"
            ) from (error)
        except StoreProblem:
            db.close()
            raise
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables:
            self._check(db)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("BEGIN EXCLUSIVE")  # taken now and kept, so that a second run fails at once
        if not tables:
            db.execute(_TABLE)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {SCHEMA}")
        db.execute("COMMIT")
        if db.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("its pages do not fit together")

    def _check(self, db: sqlite3.Connection) -> None:
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise StoreProblem(f"{self.path} is a database of another program; {self._advice}")
        schema = db.execute("PRAGMA user_version").fetchone()[0]
        if schema != SCHEMA:
            raise StoreProblem(
                f"{self.path} has schema {schema}, this version of kdtheory reads {SCHEMA}; "
                f"{self._advice}"
            )

    @property
    def _advice(self) -> str:
        return "move it away or name another folder with --out, and everything is computed anew"

    def _busy(self, error: sqlite3.Error) -> str:
        if "locked" in str(error):
            return f"{self.path} is in use by another run; wait for it or name another --out"
        return f"{self.path} cannot be used ({error}); {self._advice}"

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM results").fetchone()[0])

    def get(self, address: Address) -> dict[str, Any] | None:
        """The result at an address, None if there is none.

        Raises
        ------
        StoreProblem
            If it is not what was written.
        """
        try:
            row = self._db.execute(
                "SELECT body, digest FROM results WHERE key = ?", (address.key,)
            ).fetchone()
        except sqlite3.DatabaseError as error:
            raise StoreProblem(f"{self.path} is damaged ({error}); {self._advice}") from error
        if row is None:
            return None
        if _sha(row[0]) != row[1]:
            raise StoreProblem(
                f"{self.path}: the result for {address.subject} is not what was written; "
                f"{self._advice}"
            )
        body: dict[str, Any] = json.loads(row[0])
        return body

    def put(self, address: Address, body: dict[str, Any], seconds: float) -> None:
        """Write a result and commit it.

        Raises
        ------
        StoreProblem
            If it cannot be written, as on a full disk.
        """
        text = json.dumps(body, ensure_ascii=True, allow_nan=False)
        a = address
        fields = (a.key, a.kind, a.subject, a.detail, a.operator, a.claim, a.engine, a.settings)
        row = (*fields, text, _sha(text), seconds)
        marks = ", ".join("?" * len(row))
        try:
            self._db.execute(f"INSERT OR REPLACE INTO results VALUES ({marks})", row)
        except sqlite3.DatabaseError as error:
            raise StoreProblem(f"{self.path} cannot be written ({error})") from error


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
