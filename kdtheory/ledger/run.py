"""Do what is missing: in worker processes, every result stored as soon as it is there."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager, nullcontext
from typing import Any

from kdtheory.ledger.claims import Job
from kdtheory.ledger.jobs import KINDS
from kdtheory.ledger.store import Address, Store

Tell = Callable[[str, int, int], None]
STOPPED = "stopped after {:g} s"
_WATCH = 1.0  # seconds between looks whether the parent still lives


def gather(
    jobs: Iterable[Job], store: Store, workers: int, tell: Tell | None = None
) -> dict[Job, dict[str, Any]]:
    """Results of all jobs: from the store where nothing they depend on has changed, else now.

    Parameters
    ----------
    jobs : iterable of Job
    store : Store
    workers : int
        Processes.
    tell : callable, optional
        ``tell(name, done, total)`` after each piece of work that is done now.

    Returns
    -------
    dict
        A result that could not be computed is ``{"failed": why}``; it is not stored, so that the
        next run tries again.
    """
    wanted = {job: KINDS[job.kind].address(job) for job in dict.fromkeys(jobs)}
    found: dict[Job, dict[str, Any]] = {}
    missing = {}
    for job, address in wanted.items():
        body = store.get(address)
        if body is None:
            missing[job] = address
        else:
            found[job] = body
    if missing:
        found |= _computed(missing, store, workers, tell)
    return {job: found[job] for job in wanted}


def missing(jobs: Iterable[Job], store: Store) -> list[Job]:
    """Jobs whose results the store does not have."""
    return [j for j in dict.fromkeys(jobs) if store.get(KINDS[j.kind].address(j)) is None]


def _computed(
    missing: dict[Job, Address], store: Store, workers: int, tell: Tell | None
) -> dict[Job, dict[str, Any]]:
    order = sorted(missing, key=lambda job: (-KINDS[job.kind].rank, job))
    found: dict[Job, dict[str, Any]] = {}
    with _pool(min(workers, len(order))) as pool:
        futures = {
            pool.schedule(_work, args=[job], timeout=KINDS[job.kind].seconds): job for job in order
        }
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                job = futures[future]
                body, seconds = _result(job, future)
                if "failed" not in body:
                    store.put(missing[job], body, seconds)
                found[job] = body
                if tell is not None:
                    tell(job.name, len(found), len(order))
    return found


def _result(job: Job, future: Any) -> tuple[dict[str, Any], float]:
    try:
        body, seconds = future.result()
        return body, seconds
    except FutureTimeout:
        return {"failed": STOPPED.format(KINDS[job.kind].seconds)}, 0.0
    except Exception as error:
        if os.environ.get("KDTHEORY_DEBUG") == "1":
            traceback.print_exception(error)
        return {"failed": " ".join(f"{type(error).__name__}: {error}".split())}, 0.0


def _work(job: Job) -> tuple[dict[str, Any], float]:
    """In a worker: the result and the processor time it took."""
    from kdtheory.report.json import plain

    start = time.process_time()
    with _one_thread():
        body = plain(KINDS[job.kind].run(job))
    return body, time.process_time() - start


def _one_thread() -> Any:
    """More than one BLAS thread a worker would only take the others' cores."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return nullcontext()
    return threadpool_limits(limits=1)


def _orphaned(parent: int) -> None:
    """End a worker whose parent was killed: nobody is left to take its results."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _pool(workers: int) -> Any:
    from pebble import ProcessPool

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    pool = ProcessPool(
        max_workers=workers,
        context=multiprocessing.get_context(method),
        initializer=_orphaned,
        initargs=[os.getpid()],
    )
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.stop()  # close() would wait for all that is still to be done
        raise
    finally:
        pool.join()
