"""Verify operators: every claim in a worker that can be killed, every result kept."""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from kdtheory.arithmetic.floating import ContractError, backend, smoke, unnormalised
from kdtheory.arithmetic.readings import Readings
from kdtheory.axioms.registry import Axiom, select
from kdtheory.claims.claim import Domain
from kdtheory.claims.verdict import OperatorReport, Outcome, Report, Scope, Verdict
from kdtheory.engines.decide import Settings, decide
from kdtheory.operators.registry import Operator, OperatorNotFound, as_operator, resolve

DEFAULT_BUDGET = 12.0
GRACE = 4.0  # seconds between a claim's own deadline and the kill
DRAWN_TEMPERATURES = np.geomspace(1.0, 1000.0, 49)
STARTS = (
    (0.7, 0.2, 0.1),
    (0.05, 0.9, 0.05),
    (0.3, 0.1, 0.6),
    (0.02, 0.38, 0.6),
    (0.97, 0.02, 0.01),
)


class UsageError(ValueError):
    """Something asked for does not exist or makes no sense; the message says what to do."""


@dataclass(frozen=True)
class Request:
    """Everything a worker has to know besides the operator."""

    domain: Domain
    budget: float
    backend: str
    seed: int
    jobs: int
    given: Any


# what runs in a worker -----------------------------------------------------------------------

_OPERATORS: dict[int, Operator] = {}  # filled before the workers are forked
_READINGS: dict[Any, Readings] = {}


def _readings(number: int, low: Fraction, request: Request) -> Readings:
    key = (number, low)
    if key not in _READINGS:
        _READINGS[key] = Readings(_OPERATORS[number].function, backend(request.backend), low)
    return _READINGS[key]


def _contract(number: int, request: Request) -> dict[str, Any]:
    """Smoke test and pictures; a broken contract comes back as text."""
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
    return {"error": None, "gross": gross, "pictures": pictures}


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


def _one(number: int, axiom: Axiom, request: Request, seconds: float) -> Verdict:
    op = _OPERATORS[number]
    domain = request.domain
    if axiom.limit == "zero":
        domain = replace(domain, lowest=Fraction(0))
    if axiom.limit == "zero" and Fraction(op.temperatures[0]) >= 1 and op.declared:
        return _plain(
            axiom, domain, Outcome.UNSUPPORTED, "declared for T ≥ 1 only; T → 0 does not apply"
        )
    claim = axiom.about(_readings(number, domain.lowest, request), domain)
    settings = Settings(seconds, request.seed, request.given, op.name, op.digest)
    return decide(claim, settings)


def _plain(axiom: Axiom, domain: Domain, outcome: Outcome, reason: str) -> Verdict:
    scope: Scope = domain.whole()
    return Verdict(axiom.claim, axiom.variant, axiom.provenance, outcome, scope, reason)


def _guarded(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run `work`; an operator that calls ``sys.exit`` must not end the parent with it."""
    try:
        return work(*arguments)
    except (SystemExit, KeyboardInterrupt) as error:
        raise ContractError(f"the operator raised {type(error).__name__}: {error}") from error


# asking ------------------------------------------------------------------------------------


def verify(
    operators: Any,
    *,
    kind: str | None = None,
    axioms: Sequence[str] | None = None,
    all_variants: bool = False,
    classes: Sequence[int] = (2, 3, 4),
    temperatures: tuple[Any, Any] = ("1", "10"),
    floor: Any = "1/1000",
    points: Any = None,
    budget: float = DEFAULT_BUDGET,
    backend: str = "auto",
    jobs: int | None = None,
    rng: int = 0,
    certificates: str | os.PathLike[str] | None = None,
    quiet: bool = True,
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Decide which axioms an operator satisfies, with evidence.

    Parameters
    ----------
    operators : str, callable or sequence of them
        Functions, catalogue names, ``"file.py:name"`` or ``"package.module:name"``.
    kind : str, optional
        Kind of plain functions; ``"softening"`` if not declared.
    axioms : sequence of str, optional
        ``"SK-A1"`` or ``"SK-A1/strict"``; the headline reading by default.
    all_variants : bool
        Every variant instead of the headline reading.
    classes : sequence of int
        Class counts on which enclosures are asked for (2 or more). The search for
        counterexamples always covers 2 to 8 classes, proofs cover all.
    temperatures : pair
        Rational range for enclosures. A lower end below 1 makes the axioms quantify over the
        full range ``T > 0``.
    floor : rational
        Smallest entry of ``p`` inside the enclosures' box.
    points : array of shape (N, n), optional
        Teacher outputs, also searched for violations.
    budget : float
        Seconds an operator.
    backend : {"auto", "numpy", "cupy"}
    jobs : int, optional
        Worker processes; the number of cores by default.
    rng : int
        Seed.
    certificates : path, optional
        Folder for one certificate file per proved, certified or refuted claim.
    quiet : bool
        No progress on stderr.

    Returns
    -------
    Report

    Raises
    ------
    UsageError
        For a bad argument, with one sentence that says which.

    Examples
    --------
    >>> report = verify("power", axioms=["SK-A5/inf-closed"])
    >>> verdict = report.operators[0]["SK-A5/inf-closed"]
    >>> verdict.outcome.value, verdict.witness.inputs["p"]
    ('refuted', ['1', '0'])
    """
    request, chosen = _request(
        classes, temperatures, floor, points, budget, backend, jobs, rng, axioms, all_variants
    )
    targets = _targets(operators, kind)
    for op in targets:
        if op.kind != "softening":
            raise UsageError(
                f"{op.name} is a {op.kind} operator; only softening axioms are known yet"
            )
    report = _Run(targets, chosen, request, progress, quiet).report()
    return write_certificates(report, Path(certificates)) if certificates else report


def _targets(operators: Any, kind: str | None) -> list[Operator]:
    many = list(operators) if isinstance(operators, (list, tuple)) else [operators]
    try:
        return [resolve(x, kind) if isinstance(x, str) else as_operator(x, kind) for x in many]
    except OperatorNotFound as error:
        raise UsageError(str(error)) from error


def _request(
    classes: Any, temperatures: Any, floor: Any, points: Any, budget: float, backend_name: str,
    jobs: int | None, rng: int, axioms: Any, all_variants: bool,
) -> tuple[Request, list[Axiom]]:  # fmt: skip
    sizes = tuple(sorted({int(n) for n in classes}))
    if not sizes or sizes[0] < 2:
        raise UsageError(
            f"a distribution has at least 2 classes; got {sizes[0] if sizes else 'none'}"
        )
    low, high = _rational(temperatures[0], "temperature"), _rational(temperatures[1], "temperature")
    if not 0 < low < high:
        raise UsageError(f"the temperature range must satisfy 0 < low < high; got {low}:{high}")
    smallest = _rational(floor, "floor")
    if not 0 < smallest < Fraction(1, sizes[-1]):
        raise UsageError(f"the floor must lie strictly between 0 and 1/{sizes[-1]}; got {smallest}")
    if not budget > 0:
        raise UsageError(f"the budget must be a positive number of seconds; got {budget}")
    if jobs is not None and jobs < 1:
        raise UsageError(f"at least one job is needed; got {jobs}")
    try:
        chosen = select(list(axioms) if axioms else None, all_variants=all_variants)
        backend(backend_name)
    except ValueError as error:
        raise UsageError(str(error)) from error
    lowest = Fraction(1) if low >= 1 else low
    domain = Domain(False, lowest, sizes, (low, high), smallest)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    given = None if points is None else check_points(points)
    return Request(domain, float(budget), backend_name, int(rng), jobs or cores or 1, given), chosen


def _rational(x: Any, what: str) -> Fraction:
    try:
        return Fraction(str(x).strip())
    except (ValueError, ZeroDivisionError) as error:
        raise UsageError(f"{what} {x!r} is not a number such as 3, 0.5 or 1/1000") from error


def check_points(points: Any) -> Any:
    """Teacher outputs as float64 rows that sum to one exactly up to rounding.

    Raises
    ------
    UsageError
        Naming the first row that is no distribution.
    """
    rows = np.asarray(points)
    if rows.ndim != 2 or rows.shape[0] < 1 or rows.shape[1] < 2 or rows.dtype.kind not in "fiu":
        raise UsageError(
            "points must be a 2-D array (N, n) of numbers with n ≥ 2; "
            f"got shape {rows.shape}, dtype {rows.dtype}"
        )
    rows = rows.astype(float)
    for bad, words in (
        (~np.isfinite(rows).all(axis=1), "has an entry that is not finite"),
        ((rows < 0).any(axis=1), "has a negative entry"),
        (np.abs(rows.sum(axis=1) - 1) > 1e-3, "does not sum to one within 1e-3"),
    ):
        if bad.any():
            k = int(np.argmax(bad))
            raise UsageError(f"row {k} of the points {words} (sum {rows[k].sum():.6g})")
    return rows / rows.sum(axis=1, keepdims=True)


# running -----------------------------------------------------------------------------------


class _Run:
    """One call of :func:`verify`: schedules claims, collects verdicts, survives anything."""

    def __init__(
        self, targets: list[Operator], axioms: list[Axiom], request: Request,
        progress: Callable[[str, int, int], None] | None, quiet: bool,
    ):  # fmt: skip
        self.targets, self.axioms, self.request = targets, axioms, request
        self.progress, self.quiet = progress, quiet
        self.done = 0

    def report(self) -> Report:
        _OPERATORS.clear()
        _READINGS.clear()
        _OPERATORS.update(enumerate(self.targets))
        reports = (
            self._pooled() if "fork" in multiprocessing.get_all_start_methods() else self._inline()
        )
        return Report(tuple(reports), environment(self.request))

    def _share(self) -> float:
        """Seconds a claim gets of its operator's budget."""
        return (
            self.request.budget
            * min(self.request.jobs, len(self.axioms))
            / max(len(self.axioms), 1)
        )

    def _inline(self) -> list[OperatorReport]:
        """Without fork: the same, in this process, and a hung operator cannot be stopped."""
        out = []
        for k, op in enumerate(self.targets):
            facts = _contract(k, self.request)
            verdicts = self._broken(facts) or [
                self._gross(a, facts) or _one(k, a, self.request, self._share())
                for a in self.axioms
            ]
            out.append(self._assemble(op, verdicts, facts))
        return out

    def _pooled(self) -> list[OperatorReport]:
        total = len(self.targets) * len(self.axioms)
        out = []
        with _pool(self.request.jobs) as pool:
            budget = self.request.budget
            first = [
                pool.schedule(_guarded, args=[_contract, k, self.request], timeout=budget)
                for k in range(len(self.targets))
            ]
            waiting: list[list[Any]] = []
            facts: list[dict[str, Any]] = []
            for k in range(len(self.targets)):
                facts.append(self._facts(first[k]))
                waiting.append(
                    []
                    if facts[k]["error"]
                    else [self._schedule(pool, k, a, facts[k]) for a in self.axioms]
                )
            for k, op in enumerate(self.targets):
                verdicts = self._broken(facts[k])
                for _ in verdicts:
                    self._tell(op.name, total)
                for axiom, future in zip(self.axioms, waiting[k], strict=False):
                    verdicts.append(self._result(axiom, future))
                    self._tell(op.name, total)
                out.append(self._assemble(op, verdicts, facts[k]))
        return out

    def _schedule(self, pool: Any, k: int, axiom: Axiom, facts: dict[str, Any]) -> Any:
        gross = self._gross(axiom, facts)
        if gross is not None:
            return gross
        share = self._share()
        return pool.schedule(
            _guarded, args=[_one, k, axiom, self.request, share], timeout=2 * share + GRACE
        )

    def _facts(self, future: Any) -> dict[str, Any]:
        try:
            return dict(future.result())
        except FutureTimeout:
            seconds = f"{self.request.budget:g} s"
            return {"error": f"the operator did not return within {seconds} and was stopped"}
        except Exception as error:
            return {"error": _blame(error)}

    def _result(self, axiom: Axiom, future: Any) -> Verdict:
        if isinstance(future, Verdict):
            return future
        try:
            verdict: Verdict = future.result()
            return verdict
        except FutureTimeout:
            reason = "the operator did not return within the budget and was stopped"
        except Exception as error:
            reason = _blame(error)
        return _plain(axiom, self.request.domain, Outcome.ERROR, reason)

    def _broken(self, facts: dict[str, Any]) -> list[Verdict]:
        if not facts["error"]:
            return []
        return [_plain(a, self.request.domain, Outcome.ERROR, facts["error"]) for a in self.axioms]

    def _gross(self, axiom: Axiom, facts: dict[str, Any]) -> Verdict | None:
        """Rows far from summing to one: only SK-A0 itself can be decided of such an operator."""
        if not facts.get("gross") or axiom.claim.endswith("-A0"):
            return None
        return _plain(axiom, self.request.domain, Outcome.ERROR, facts["gross"])

    def _assemble(
        self, op: Operator, verdicts: list[Verdict], facts: dict[str, Any]
    ) -> OperatorReport:
        return OperatorReport(
            op.name,
            op.kind,
            op.digest,
            tuple(verdicts),
            op.summary,
            (),
            facts.get("pictures") or {},
        )

    def _tell(self, name: str, total: int) -> None:
        self.done += 1
        if self.progress is not None and not self.quiet:
            self.progress(name, self.done, total)


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


def environment(request: Request) -> dict[str, Any]:
    """Versions, hardware and settings, for the report."""
    import flint

    import kdtheory

    return {
        "kdtheory": kdtheory.__version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "python-flint": flint.__version__,
        "machine": f"{platform.system()} {platform.machine()}",
        "backend": request.backend,
        "budget_seconds": request.budget,
        "seed": request.seed,
        "points": None if request.given is None else list(request.given.shape),
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def write_certificates(report: Report, folder: Path) -> Report:
    """Write one file per certificate and say in each verdict where it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the certificate folder {folder}: {error}") from error
    operators = []
    names = [_slug(op.operator) for op in report.operators]
    for op, name in zip(report.operators, names, strict=True):
        if names.count(name) > 1:  # two files may call their operator the same
            name = f"{name}-{op.digest.removeprefix('sha256:')[:12]}"
        verdicts = []
        for v in op.verdicts:
            if v.document is not None:
                path = folder / f"{name}.{v.claim}.{v.variant}.json"
                path.write_text(
                    json.dumps(v.document, ensure_ascii=True, indent=None) + "\n", encoding="utf-8"
                )
                v = replace(v, certificate=str(path))
            verdicts.append(v)
        operators.append(replace(op, verdicts=tuple(verdicts)))
    return replace(report, operators=tuple(operators))


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "_" for c in name) or "operator"
