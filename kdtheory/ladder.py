"""Verify operators: the one call that everything else is built around."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from kdtheory.arithmetic.floating import backend
from kdtheory.axioms.registry import Axiom, select
from kdtheory.claims.claim import Domain
from kdtheory.claims.verdict import Report
from kdtheory.operators.registry import Operator, OperatorNotFound, as_operator, resolve
from kdtheory.workers import Request, Run

DEFAULT_BUDGET = 12.0
MOST_TEACHERS = 16


class UsageError(ValueError):
    """Something asked for does not exist or makes no sense; the message says what to do."""


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
    teachers: Sequence[int] = (2, 3, 4),
    softening: Any = None,
    bounds: tuple[Any, Any] | None = None,
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
        Kind of functions that do not declare it, ``"softening"`` by default: ``"aggregation"``,
        ``"recursion"``, ``"weighting"``.
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
    teachers : sequence of int
        Numbers of teachers that the search covers, for aggregation and weighting (2 to 16).
    softening : str or callable, optional
        The softening that MT-A5 speaks of; the power transform by default.
    bounds : pair, optional
        Smallest and largest weight for AW-A3, instead of what the operator declares.
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
    targets = _targets(operators, kind)
    request = _request(classes, temperatures, floor, points, budget, backend, jobs, rng)
    request = replace(
        request, teachers=_teachers(teachers), softening=_softening(softening),
        bounds=_bounds(bounds),
    )  # fmt: skip
    if points is not None and all(op.kind != "softening" for op in targets):
        raise UsageError("points are teacher outputs for softening operators; none is asked about")
    chosen = [_chosen(op, axioms, all_variants) for op in targets]
    reports = Run(targets, chosen, request, None if quiet else progress).reports()
    report = Report(tuple(reports), environment(request))
    return write_certificates(report, Path(certificates)) if certificates else report


def verify_theorems(
    theorems: Sequence[str],
    *,
    without: Sequence[str] = (),
    budget: float = DEFAULT_BUDGET,
    rng: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Decide theorems, or what is left of them without some of their hypotheses.

    Parameters
    ----------
    theorems : sequence of str
        Such as ``"RM-C2"``; ``kdtheory theorems`` lists them.
    without : sequence of str
        Hypotheses to be dropped; then the claims that use one of them are decided.
    budget : float
        Seconds a theorem.
    rng : int
        Seed.
    progress : callable, optional
        Called with a name, how many are done, and of how many.

    Returns
    -------
    Report
        One entry a theorem, kind ``theorem``.

    Raises
    ------
    UsageError
        For an unknown theorem or hypothesis.

    Examples
    --------
    >>> report = verify_theorems(["RM-C1"])
    >>> {v.outcome.value for v in report.verdicts}
    {'proved'}
    """
    from kdtheory.engines.settings import Settings
    from kdtheory.theorems.decide import report
    from kdtheory.theorems.registry import UnknownTheorem, find

    try:
        many = [max(len(find(name).claims(tuple(without))), 1) for name in theorems]
        found = []
        for k, name in enumerate(theorems):
            found.append(report(name, without, Settings(budget / many[k], rng)))
            if progress is not None:
                progress(name, k + 1, len(many))
    except UnknownTheorem as error:
        raise UsageError(str(error)) from error
    domain = Domain()
    return Report(tuple(found), environment(Request(domain, budget, "numpy", rng, 1, None)))


def _targets(operators: Any, kind: str | None) -> list[Operator]:
    many = list(operators) if isinstance(operators, (list, tuple)) else [operators]
    try:
        return [resolve(x, kind) if isinstance(x, str) else as_operator(x, kind) for x in many]
    except OperatorNotFound as error:
        raise UsageError(str(error)) from error


def _request(
    classes: Any, temperatures: Any, floor: Any, points: Any, budget: float, backend_name: str,
    jobs: int | None, rng: int,
) -> Request:  # fmt: skip
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
        backend(backend_name)
    except ValueError as error:
        raise UsageError(str(error)) from error
    lowest = Fraction(1) if low >= 1 else low
    domain = Domain(False, lowest, sizes, (low, high), smallest)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    given = None if points is None else check_points(points)
    return Request(domain, float(budget), backend_name, int(rng), jobs or cores or 1, given)


def _chosen(op: Operator, axioms: Any, all_variants: bool) -> list[Axiom]:
    try:
        return select(list(axioms) if axioms else None, kind=op.kind, all_variants=all_variants)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _teachers(teachers: Any) -> tuple[int, ...]:
    many = tuple(sorted({int(k) for k in teachers}))
    if not many or many[0] < 2 or many[-1] > MOST_TEACHERS:
        raise UsageError(f"the numbers of teachers must lie between 2 and {MOST_TEACHERS}")
    return many


def _softening(target: Any) -> Operator | None:
    if target is None:
        return None
    (op,) = _targets(target, "softening")
    if op.kind != "softening":
        raise UsageError(f"{op.name} is a {op.kind} operator, not a softening")
    return op


def _bounds(bounds: Any) -> tuple[Fraction, Fraction] | None:
    if bounds is None:
        return None
    low, high = (_rational(b, "bound") for b in bounds)
    if not 0 <= low <= high <= 1:
        raise UsageError(f"the bounds must satisfy 0 <= low <= high <= 1; got {low}:{high}")
    return low, high


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
    rows = np.array(rows, dtype=float)  # a copy, normalised in place below
    for bad, words in (
        (~np.isfinite(rows).all(axis=1), "has an entry that is not finite"),
        ((rows < 0).any(axis=1), "has a negative entry"),
        (np.abs(rows.sum(axis=1) - 1) > 1e-3, "does not sum to one within 1e-3"),
    ):
        if bad.any():
            k = int(np.argmax(bad))
            raise UsageError(f"row {k} of the points {words} (sum {rows[k].sum():.6g})")
    rows /= rows.sum(axis=1, keepdims=True)
    return rows


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
