"""Run claims in worker processes that can be killed; keep every result that was reached."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from kdtheory.arithmetic.floating import ContractError, backend, smoke, unnormalised
from kdtheory.arithmetic.readings import Readings
from kdtheory.arithmetic.subject import Subject
from kdtheory.arithmetic.subject import smoke as smoke_of_kind
from kdtheory.arithmetic.watch import OutOfTime, in_call
from kdtheory.axioms.registry import Axiom
from kdtheory.claims.claim import Claim, Domain
from kdtheory.claims.product import ProductClaim, set_of
from kdtheory.claims.verdict import OperatorReport, Outcome, Scope, Verdict
from kdtheory.engines.decide import Settings, pursue, settle
from kdtheory.engines.observe import violated_rows
from kdtheory.operators.registry import Operator, resolve
from kdtheory.pictures import pictures

MOST_OBSERVED = 20_000  # given points counted for the report
GRACE = 4.0  # seconds between a claim's own deadline and the kill
PATIENCE = 3.0  # wall seconds allowed for one processor second, on a busy machine
NEVER_RETURNED = "the operator did not return within the budget and was stopped"
OUT_OF_TIME = "out of time"
DEFAULT_LIPSCHITZ = "1000000"
NO_BOUNDS = (
    'the operator declares no bounds; write @operator("weighting", bounds=("1/10", "7/10")) '
    "or give --bounds 1/10:7/10"
)
EMPTY_BOX = "for none of these numbers of teachers can weights within the bounds sum to one"
DEEP_SHARE = 0.6  # of the budget, for the claims that a quick look does not settle
DRAWN_TEMPERATURES = np.geomspace(1.0, 1000.0, 49)
STARTS = (
    (0.7, 0.2, 0.1),
    (0.05, 0.9, 0.05),
    (0.3, 0.1, 0.6),
    (0.02, 0.38, 0.6),
    (0.97, 0.02, 0.01),
)


@dataclass(frozen=True)
class Request:
    """Everything a worker has to know besides the operator."""

    domain: Domain
    budget: float
    backend: str
    seed: int
    jobs: int
    given: Any
    teachers: tuple[int, ...] = (2, 3, 4)
    softening: Operator | None = None
    bounds: tuple[Fraction, Fraction] | None = None


# what runs in a worker -----------------------------------------------------------------------

_OPERATORS: dict[int, Operator] = {}  # filled before the workers are forked
_READINGS: dict[Any, Readings] = {}
_SUBJECTS: dict[int, Subject] = {}
_GIVEN: list[Any] = []  # the given points, shared by the fork and not sent with each claim


def forget() -> None:
    """No operator, reading or point of an earlier run is known any more."""
    for known in (_OPERATORS, _READINGS, _SUBJECTS, _GIVEN):
        known.clear()


def _readings(number: int, low: Fraction, request: Request) -> Readings:
    key = (number, low)
    if key not in _READINGS:
        _READINGS[key] = Readings(_OPERATORS[number].function, backend(request.backend), low)
    return _READINGS[key]


def _subject(number: int, request: Request) -> Subject:
    """An operator of another kind than softening, with what its axioms refer to."""
    if number not in _SUBJECTS:
        op = _OPERATORS[number]
        bounds = request.bounds or op.bounds
        softening = request.softening or resolve("power")
        settings = {
            "soften": softening.function,
            "softening": softening.name,
            "bounds": bounds and tuple(Fraction(b).as_integer_ratio() for b in bounds),
            "lipschitz": Fraction(op.lipschitz or DEFAULT_LIPSCHITZ).as_integer_ratio(),
        }
        _SUBJECTS[number] = Subject(op.function, op.kind, backend(request.backend), settings)
    return _SUBJECTS[number]


def _contract(number: int, request: Request, axioms: list[Axiom]) -> dict[str, Any]:
    """Smoke test, pictures and a look at the given points; a broken contract comes back as text."""
    if _OPERATORS[number].kind != "softening":
        return _contract_of_kind(_subject(number, request))
    low = request.domain.lowest
    readings = _readings(number, low, request)
    try:
        smoke(readings.floating, low=float(low))
        gross = unnormalised(readings.floating)
    except ContractError as error:
        return {"error": str(error)}
    pictures: dict[str, Any] = {}
    try:
        pictures = _curves(readings)
    except ContractError:
        pass
    notes = () if gross or not _GIVEN else _at_given(number, request, axioms)
    return {"error": None, "gross": gross, "pictures": pictures, "notes": notes}


def _contract_of_kind(subject: Subject) -> dict[str, Any]:
    try:
        smoke_of_kind(subject)
    except ContractError as error:
        return {"error": str(error)}
    try:
        return {"error": None, "pictures": pictures(subject.kind, subject.floating)}
    except ContractError:
        return {"error": None}


def _at_given(number: int, request: Request, axioms: list[Axiom]) -> tuple[str, ...]:
    """How the given points fare, in floats; of very many, an even selection."""
    total = len(_GIVEN[0])
    rows = _GIVEN[0][:: -(-total // MOST_OBSERVED)]
    readings = _readings(number, request.domain.lowest, request)
    claims = [a.about(readings, request.domain) for a in axioms]
    try:
        counts = {c.key: violated_rows(c, rows) for c in claims if isinstance(c, Claim)}
    except ContractError:
        return ()
    looked = f"{len(rows)} of the {total}" if len(rows) < total else f"the {total}"
    bad = [f"{key} is violated at {count}" for key, count in counts.items() if count]
    if bad:
        return (f"of {looked} given points, {'; '.join(bad)} (floating reading)",)
    return (f"no violation at any of {looked} given points (floating reading)",)


def _curves(readings: Readings) -> dict[str, Any]:
    temps = DRAWN_TEMPERATURES
    curves = []
    for start in STARTS:
        points = readings.floating(np.repeat([start], len(temps), axis=0), temps[:, None])
        if np.isfinite(points).all():
            curves.append(
                {
                    "start": list(start),
                    "temperatures": [float(t) for t in temps],
                    "points": [[float(x) for x in row] for row in points],
                }
            )
    return {"curves": curves}


def _one(number: int, axiom: Axiom, request: Request, seconds: float, deep: bool) -> Verdict | None:
    """One claim; without `deep`, None if it takes more than a quick look."""
    op = _OPERATORS[number]
    domain = request.domain
    if op.kind != "softening":
        return _one_of_kind(number, axiom, request, seconds, deep)
    if axiom.limit == "zero":
        domain = replace(domain, lowest=Fraction(0))
    if axiom.limit == "zero" and Fraction(op.temperatures[0]) >= 1 and op.declared:
        return _plain(
            axiom, domain, Outcome.UNSUPPORTED, "declared for T ≥ 1 only; T → 0 does not apply"
        )
    claim = axiom.about(_readings(number, domain.lowest, request), domain)
    given = _GIVEN[0] if _GIVEN else None
    settings = Settings(seconds, request.seed, given, op.name, op.digest)
    return pursue(claim, settings) if deep else settle(claim, settings)


def _one_of_kind(
    number: int, axiom: Axiom, request: Request, seconds: float, deep: bool
) -> Verdict | None:
    """One claim about an aggregation, a recursion or a weighting."""
    op, subject = _OPERATORS[number], _subject(number, request)
    claim = axiom.about(subject, request.domain)
    assert isinstance(claim, ProductClaim)
    claim = replace(claim, teachers=request.teachers, note=_parameters(axiom, subject))
    if axiom.key == "AW-A3/bounded":
        if subject.settings["bounds"] is None:
            return _plain(axiom, request.domain, Outcome.UNSUPPORTED, NO_BOUNDS)
        claim = replace(claim, teachers=_feasible(request.teachers, subject.settings["bounds"]))
        if not claim.teachers:
            return _plain(axiom, request.domain, Outcome.UNSUPPORTED, EMPTY_BOX)
    settings = Settings(seconds, request.seed, None, op.name, op.digest)
    return pursue(claim, settings) if deep else settle(claim, settings)


def _parameters(axiom: Axiom, subject: Subject) -> str:
    """What the claim refers to besides its inputs, in words."""
    known = subject.settings
    if axiom.claim == "MT-A5":
        return f"F_T = {known['softening']}"
    if axiom.claim == "AW-A3" and known["bounds"]:
        low, high = (Fraction(*b) for b in known["bounds"])
        return f"w_min = {low}, w_max = {high}"
    return f"L = {Fraction(*known['lipschitz'])}" if axiom.claim == "AW-A4" else ""


def _feasible(teachers: tuple[int, ...], bounds: Any) -> tuple[int, ...]:
    """Numbers of teachers whose weights can sum to one within the bounds (AW-F1)."""
    (a, b), (c, d) = bounds
    return tuple(k for k in teachers if k * a <= b and k * c >= d)


def _plain(axiom: Axiom, domain: Domain, outcome: Outcome, reason: str) -> Verdict:
    scope: Scope = domain.whole()
    if axiom.inputs:
        uses = {x for i in axiom.inputs for x in (i.rows, i.length)}
        classes, teachers = ("all" if x in uses else None for x in ("classes", "teachers"))
        scope = Scope(classes, None, "0", "", teachers, {i.name: set_of(i) for i in axiom.inputs})
    return Verdict(axiom.claim, axiom.variant, axiom.provenance, outcome, scope, reason)


def _guarded(seconds: float, work: Callable[..., Any], *arguments: Any) -> Any:
    """Run `work` for at most `seconds` of processor time.

    Neither a call of ``sys.exit`` nor a loop without end in an operator may cost more than the
    operator's own verdicts.
    """

    def stop(*_: Any) -> None:
        raise OutOfTime(hung=in_call() > seconds / 2)

    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if timed:
        signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return work(*arguments)
    except OutOfTime as error:
        if error.hung:
            raise ContractError(NEVER_RETURNED) from None
        return OUT_OF_TIME
    except (SystemExit, KeyboardInterrupt) as error:
        raise ContractError(f"the operator raised {type(error).__name__}: {error}") from error
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_PROF, 0)


# running ------------------------------------------------------------------------------------


class Run:
    """Decides for each of `targets` its own list of `axioms`.

    A hung or dying operator costs only its own verdicts.
    """

    def __init__(
        self, targets: list[Operator], axioms: list[list[Axiom]], request: Request,
        progress: Callable[[str, int, int], None] | None,
    ):  # fmt: skip
        self.targets, self.axioms, self.progress = targets, axioms, progress
        self.given, self.request = request.given, replace(request, given=None)
        self.done = 0

    def reports(self) -> list[OperatorReport]:
        """One report per operator, in order."""
        forget()
        _OPERATORS.update(enumerate(self.targets))
        _GIVEN[:] = [] if self.given is None else [self.given]
        if "fork" in multiprocessing.get_all_start_methods():
            with _pool(self.request.jobs) as pool:
                return self._in(pool)
        return self._in(_Here())  # a hung operator cannot be stopped without processes

    def _in(self, pool: Any) -> list[OperatorReport]:
        everyone = range(len(self.targets))
        budget = self.request.budget
        contracts = [
            pool.schedule(
                _guarded,
                args=[budget, _contract, k, self.request, self.axioms[k]],
                timeout=budget + GRACE,
            )
            for k in everyone
        ]
        facts = [self._facts(future) for future in contracts]
        first = [self._quick(pool, k, facts[k]) for k in everyone]
        second = []
        for k in everyone:
            settled = self._collect(k, first[k])
            second.append(self._deep(pool, k, settled))
        return [
            self._assemble(op, self._collect(k, second[k], last=True), facts[k])
            for k, op in enumerate(self.targets)
        ]

    def _quick(self, pool: Any, k: int, facts: dict[str, Any]) -> list[Any]:
        """A verdict where there is one already, else the future of one."""
        waiting: list[Any] = []
        for axiom in self.axioms[k]:
            if facts["error"]:
                waiting.append(self._plain(axiom, Outcome.ERROR, facts["error"]))
            elif facts.get("gross") and not axiom.claim.endswith("-A0"):
                # of rows that are no distributions only SK-A0 itself can be decided
                waiting.append(self._plain(axiom, Outcome.ERROR, facts["gross"]))
            else:
                share = self.request.budget / max(len(self.axioms[k]), 1)
                waiting.append(self._schedule(pool, k, axiom, share, deep=False))
        return waiting

    def _deep(self, pool: Any, k: int, settled: list[Verdict | None]) -> list[Any]:
        still = sum(v is None for v in settled)
        share = DEEP_SHARE * self.request.budget * min(self.request.jobs, still) / max(still, 1)
        return [
            self._schedule(pool, k, axiom, share, deep=True) if verdict is None else verdict
            for axiom, verdict in zip(self.axioms[k], settled, strict=True)
        ]

    def _schedule(self, pool: Any, k: int, axiom: Axiom, share: float, *, deep: bool) -> Any:
        seconds = 2 * share + GRACE
        return pool.schedule(
            _guarded,
            args=[seconds, _one, k, axiom, self.request, share, deep],
            timeout=PATIENCE * seconds,
        )

    def _collect(self, k: int, waiting: list[Any], *, last: bool = False) -> list[Any]:
        verdicts: list[Verdict | None] = []
        hung = False
        for axiom, future in zip(self.axioms[k], waiting, strict=True):
            if isinstance(future, Verdict):
                verdicts.append(future)
            elif hung and future.cancel():
                reason = "not tried: the operator had not returned on another claim"
                verdicts.append(self._plain(axiom, Outcome.ERROR, reason))
            else:
                verdict, timed_out = self._result(axiom, future, last)
                verdicts.append(verdict)
                hung = hung or timed_out
            if last:
                self._tell(self.targets[k].name)
        return verdicts

    def _facts(self, future: Any) -> dict[str, Any]:
        try:
            found = future.result()
            return {"error": NEVER_RETURNED} if found == OUT_OF_TIME else dict(found)
        except FutureTimeout:
            return {"error": NEVER_RETURNED}
        except Exception as error:
            return {"error": _blame(error)}

    def _result(self, axiom: Axiom, future: Any, last: bool) -> tuple[Verdict | None, bool]:
        """The verdict, and whether the operator had to be stopped."""
        try:
            found = future.result()
        except FutureTimeout:
            return self._plain(axiom, Outcome.ERROR, NEVER_RETURNED), True
        except Exception as error:
            reason = _blame(error)
            return self._plain(axiom, Outcome.ERROR, reason), reason == NEVER_RETURNED
        if found != OUT_OF_TIME:
            return found, False
        reason = "the budget ended during the search"
        return (self._plain(axiom, Outcome.UNDECIDED, reason) if last else None), False

    def _plain(self, axiom: Axiom, outcome: Outcome, reason: str) -> Verdict:
        return _plain(axiom, self.request.domain, outcome, reason)

    def _assemble(
        self, op: Operator, verdicts: list[Verdict], facts: dict[str, Any]
    ) -> OperatorReport:
        return OperatorReport(
            op.name,
            op.kind,
            op.digest,
            tuple(verdicts),
            op.summary,
            tuple(facts.get("notes") or ()),
            facts.get("pictures") or {},
        )

    def _tell(self, name: str) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(name, self.done, sum(map(len, self.axioms)))


class _Here:
    """Stands in for a pool where processes cannot be forked."""

    def schedule(self, work: Callable[..., Any], args: list[Any], timeout: float) -> Any:
        from concurrent.futures import Future

        future: Any = Future()
        try:
            future.set_result(work(*args))
        except Exception as error:
            future.set_exception(error)
        return future


def _blame(error: Exception) -> str:
    """Whose fault it is that a worker brought no verdict."""
    from pebble import ProcessExpired

    if isinstance(error, ContractError):
        return str(error)
    if isinstance(error, ProcessExpired):
        return f"the process that ran the operator ended with exit code {error.exitcode}"
    if os.environ.get("KDTHEORY_DEBUG") == "1":
        traceback.print_exception(error)
    return f"kdtheory itself failed, please report it: {type(error).__name__}: {error}"


@contextmanager
def _pool(workers: int) -> Iterator[Any]:
    """Worker processes that go away at once when the caller is interrupted."""
    from pebble import ProcessPool

    pool = ProcessPool(max_workers=workers, context=multiprocessing.get_context("fork"))
    try:
        yield pool
        pool.close()
    except BaseException:
        pool.stop()  # close() would wait for every claim still to be decided
        raise
    finally:
        pool.join()
