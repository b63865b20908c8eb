"""Only what is missing is computed, and a kill loses nothing that had finished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kdtheory.ledger import jobs as kinds
from kdtheory.ledger.claims import Job
from kdtheory.ledger.run import gather, missing
from kdtheory.ledger.store import Store

JOBS = [Job("theorem", id, "", True) for id in ("AW-P2", "AW-C2", "RM-C2", "RM-C3", "SK-D1")]
SCRIPT = """
from pathlib import Path
import sys
from kdtheory.ledger.claims import Job
from kdtheory.ledger.run import gather
from kdtheory.ledger.store import Store
jobs = [Job("theorem", id, "", True) for id in sys.argv[2:]]
with Store(Path(sys.argv[1])) as store:
    gather(jobs, store, 1, lambda name, done, total: print(done, flush=True))
"""


class Told(list):
    """Remembers the names of what was computed."""

    def __call__(self, name: str, done: int, total: int) -> None:
        self.append(name)


def test_a_second_run_computes_nothing(tmp_path):
    told = Told()
    with Store(tmp_path / "s.sqlite") as store:
        first = gather(JOBS[:2], store, 1, told)
        assert sorted(told) == ["AW-C2", "AW-P2"]
        again = gather(JOBS[:2], store, 1, told)
    assert len(told) == 2
    assert again == first
    assert first[JOBS[0]]["verdicts"][0]["verdict"] == "proved"


def test_what_changed_is_computed_anew(tmp_path, monkeypatch):
    told = Told()
    with Store(tmp_path / "s.sqlite") as store:
        gather(JOBS[:2], store, 1)
        monkeypatch.setattr(type(kinds.KINDS["theorem"]), "budget", lambda self, job: 0.25)
        assert missing(JOBS[:2], store) == JOBS[:2]
        monkeypatch.undo()
        assert missing(JOBS[:3], store) == JOBS[2:3]
        gather(JOBS[:3], store, 1, told)
    assert told == ["RM-C2"]


def test_a_job_that_fails_is_told_and_not_kept(tmp_path, monkeypatch):
    def broken(self, job):
        raise RuntimeError("no such luck")

    monkeypatch.setattr(type(kinds.KINDS["theorem"]), "run", broken)
    with Store(tmp_path / "s.sqlite") as store:
        found = gather(JOBS[:1], store, 1)
        assert found[JOBS[0]] == {"failed": "RuntimeError: no such luck"}
        assert len(store) == 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_kill_9_in_the_middle_loses_nothing_that_finished(tmp_path):
    path = tmp_path / "s.sqlite"
    command = [sys.executable, "-c", SCRIPT, str(path), *(job.subject for job in JOBS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert [process.stdout.readline().strip() for _ in range(2)] == ["1", "2"]
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    told = Told()
    with Store(path) as store:
        kept = [job for job in JOBS if job not in missing(JOBS, store)]
        assert len(kept) >= 2
        found = gather(JOBS, store, 1, told)
    assert sorted(told) == sorted(job.name for job in JOBS if job not in kept)
    assert all(body["verdicts"][0]["verdict"] == "proved" for body in found.values())
    assert workers == [] or gone(workers)


def children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(x) for x in file.read_text().split()] if file.exists() else []


def gone(pids: list[int], seconds: float = 30.0) -> bool:
    """Whether the workers of a killed run end by themselves."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.2)
    return False


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
