"""Axioms as tests: a decorator for an author's own suite, and a pytest plug-in.

The plug-in is inert unless ``--kd-verify`` is given, and importing this module loads neither NumPy
nor any engine, so that it costs other people's test runs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from kdtheory.axioms.registry import Axiom
    from kdtheory.claims.verdict import Verdict
    from kdtheory.operators.registry import Operator

__all__ = ["Check", "parametrize_with_axioms"]

ACCEPTED = ("proved", "certified", "supported")
BUDGET = 4.0  # seconds a claim
GROUP = "kdtheory"

Expected = Mapping[Any, Mapping[str, str] | Iterable[str]]


@dataclass(frozen=True)
class Check:
    """One claim about one operator, waiting to be decided: call it in a test.

    Attributes
    ----------
    operator : Operator
    key : str
        The claim, as in ``"SK-A1/strict"``.
    expected : str or None
        Why the claim is expected to fail; ``None`` if it is expected to hold.
    accept : tuple of str
        Outcomes that pass.
    settings : mapping
        Arguments for :func:`kdtheory.verify`.
    """

    operator: Operator
    key: str
    expected: str | None = None
    accept: tuple[str, ...] = ACCEPTED
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.operator.name}-{self.key}"

    def verdict(self) -> Verdict:
        """Decide the claim."""
        from kdtheory.ladder import verify

        report = verify(self.operator, axioms=[self.key], **self.settings)
        return report.operators[0][self.key]

    def __call__(self) -> Verdict:
        """Decide the claim and pass, fail, skip or xfail the running test accordingly.

        Returns
        -------
        Verdict
            An accepted one; every other outcome ends the test.
        """
        __tracebackhide__ = True
        verdict = self.verdict()
        outcome = verdict.outcome.value
        if outcome in self.accept:
            if self.expected is not None:
                pytest.fail(self._unexpected(outcome), pytrace=False)
            return verdict
        if outcome == "error":  # a broken operator says nothing about the axiom, expected or not
            pytest.fail(_account(self, verdict), pytrace=False)
        if self.expected is not None:
            pytest.xfail(f"{self.key} {outcome}, as expected: {self.expected}")
        if outcome == "unsupported":
            pytest.skip(f"{self.key} unsupported: {verdict.reason}")
        pytest.fail(_account(self, verdict), pytrace=False)

    def _unexpected(self, outcome: str) -> str:
        return (
            f"{self.operator.name}: {self.key} is expected to fail ({self.expected}), but it is "
            f"{outcome}; remove it from expected_failures"
        )


def _account(check: Check, verdict: Verdict) -> str:
    """Everything that the author needs to see why."""
    from kdtheory.report.scopes import scope_text
    from kdtheory.report.values import has_margin, inputs_text, margin_text
    from kdtheory.report.vocabulary import claim_text, clean

    statement = claim_text(check.key).statement
    lines = [f"{check.operator.name}: {check.key} is {verdict.outcome.value}"]
    lines += [f"  claim: {statement}"] if statement else []
    lines += [f"  reason: {clean(verdict.reason)}"] if verdict.reason else []
    if verdict.witness is not None:
        lines.append(f"  witness: {inputs_text(verdict.witness)}")
        lines += [f"  {margin_text(verdict.witness)}"] if has_margin(verdict.witness) else []
    lines.append(f"  scope: {clean(scope_text(verdict.scope))}")
    return "\n".join(lines)


# the decorator -------------------------------------------------------------------------------


def parametrize_with_axioms(
    operators: Any,
    *,
    axioms: Sequence[str] | None = None,
    all_variants: bool = False,
    kind: str | None = None,
    expected_failures: Expected | None = None,
    budget: float = BUDGET,
    accept: Sequence[str] = ACCEPTED,
    **settings: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Parametrize a test over operators and axioms; its argument ``check`` decides one claim.

    Parameters
    ----------
    operators : str, callable or sequence of them
        Functions, catalogue names, ``"file.py:name"`` or ``"package.module:name"``.
    axioms : sequence of str, optional
        ``"SK-A1"`` or ``"SK-A1/strict"``; the headline reading by default.
    all_variants : bool
        Every variant instead of the headline reading.
    kind : str, optional
        Kind of plain functions.
    expected_failures : mapping, optional
        For an operator (its name or itself), the claims that are known to fail: a mapping from
        claim to reason, or a sequence of claims. Claims named here are tested even if `axioms`
        leaves them out. One that does not fail is a failure; an operator that raises fails in
        any case.
    budget : float
        Seconds a claim.
    accept : sequence of str
        Outcomes that pass. Take ``("proved", "certified")`` to insist on certainty. A claim
        that is ``unsupported`` is skipped.
    **settings
        Further arguments of :func:`kdtheory.verify`, such as ``rng`` or ``temperatures``.

    Returns
    -------
    decorator

    Raises
    ------
    ValueError
        For an unknown operator, axiom or outcome.

    Examples
    --------
    >>> import kdtheory
    >>> @kdtheory.parametrize_with_axioms(
    ...     ["power", "topk"], expected_failures={"topk": {"SK-A1/strict": "keeps ties at zero"}}
    ... )
    ... def test_axioms(check):
    ...     check()
    """
    from kdtheory.operators.registry import as_operator, resolve

    many = list(operators) if isinstance(operators, list | tuple) else [operators]
    chosen = [resolve(x, kind) if isinstance(x, str) else as_operator(x, kind) for x in many]
    _known(accept)
    doubtful = _expectations(chosen, expected_failures or {})
    options = {"budget": budget, "jobs": 1, **settings}
    checks = [
        Check(op, axiom.key, reasons.get(axiom.key), tuple(accept), options)
        for op, reasons in zip(chosen, doubtful, strict=True)
        for axiom in _axioms(axioms, all_variants, reasons, op.kind)
    ]
    return pytest.mark.parametrize("check", [pytest.param(c, id=str(c)) for c in checks])


def _known(accept: Sequence[str]) -> None:
    from kdtheory.claims.verdict import Outcome

    names = [o.value for o in Outcome]
    if isinstance(accept, str) or not set(accept) <= set(names):
        raise ValueError(f"accept must be a sequence of {', '.join(names)}; got {accept!r}")


def _axioms(
    names: Sequence[str] | None, all_variants: bool, more: Iterable[str], kind: str
) -> list[Axiom]:
    from kdtheory.axioms.registry import select, table

    if isinstance(names, str):
        names = [names]
    asked = list(names) if names else None
    wanted = {a.key for a in select(asked, kind=kind, all_variants=all_variants)}
    wanted.update(more)
    return [a for key, a in table().items() if key in wanted]


def _expectations(operators: Sequence[Operator], given: Expected) -> list[dict[str, str]]:
    """For each operator, its claims that should fail and why."""
    from kdtheory.axioms.registry import select
    from kdtheory.operators.registry import as_operator

    names = [op.name for op in operators]
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    for whom, claims in given.items():
        name = whom if isinstance(whom, str) else as_operator(whom).name
        if name not in found:
            raise ValueError(
                f"expected_failures names {name!r}, which is not tested; "
                f"there are: {', '.join(names)}"
            )
        if isinstance(claims, str):
            claims = [claims]
        reasons = claims if isinstance(claims, Mapping) else dict.fromkeys(claims, "known")
        for claim, reason in reasons.items():
            found[name] |= {axiom.key: str(reason) for axiom in select([claim])}
    return [found[name] for name in names]


# the plug-in ---------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options; nothing happens without ``--kd-verify``."""
    group = parser.getgroup(GROUP, "kdtheory: axioms of distillation operators")
    group.addoption(
        "--kd-verify",
        action="append",
        default=[],
        metavar="TARGET",
        help="add a test for each axiom of an operator: file.py:name, package.module:name or a "
        "catalogue name; repeatable",
    )
    group.addoption(
        "--kd-verify-axioms",
        metavar="ID,ID,...",
        help="only these axioms or variants; the headline reading if not given",
    )
    group.addoption(
        "--kd-verify-all-variants", action="store_true", help="every variant of the axioms"
    )
    group.addoption(
        "--kd-verify-budget",
        type=float,
        default=BUDGET,
        metavar="SECONDS",
        help=f"time a claim (default: {BUDGET:g})",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Look the operators up at once, so that a wrong name ends the run with one sentence."""
    targets = config.getoption("kd_verify", default=[])
    if targets:
        config.stash[_CHECKS] = _checks(config, targets)


_CHECKS = pytest.StashKey[list[tuple[str, list[Check]]]]()


def _checks(config: pytest.Config, targets: Sequence[str]) -> list[tuple[str, list[Check]]]:
    from kdtheory.operators.registry import resolve

    names = config.getoption("kd_verify_axioms")
    budget = config.getoption("kd_verify_budget")
    if not budget > 0:
        raise pytest.UsageError(f"--kd-verify-budget must be positive; got {budget}")
    found = []
    try:
        for target in dict.fromkeys(targets):
            op = resolve(target)
            every = config.getoption("kd_verify_all_variants")
            chosen = _axioms(names.split(",") if names else None, every, (), op.kind)
            settings = {"budget": budget, "jobs": 1}
            found.append((target, [Check(op, a.key, settings=settings) for a in chosen]))
    except ValueError as error:
        raise pytest.UsageError(f"--kd-verify: {error}") from error
    return found


@pytest.hookimpl(tryfirst=True)  # before -k and the like decide what stays
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add one item for each axiom of each operator asked for."""
    for target, checks in config.stash.get(_CHECKS, []):
        node = Target.from_parent(session, name=target, nodeid=f"{GROUP}::{target}", checks=checks)
        added: list[Any] = list(node.collect())
        report = pytest.CollectReport(node.nodeid, "passed", None, added)
        config.hook.pytest_collectreport(report=report)  # so that the count shown is right
        items.extend(added)


class Target(pytest.Collector):
    """The operator named by one ``--kd-verify``."""

    def __init__(self, *, checks: list[Check], **rest: Any):
        super().__init__(**rest)
        self.checks = checks

    def collect(self) -> Iterator[AxiomItem]:
        for check in self.checks:
            yield AxiomItem.from_parent(self, name=check.key, check=check)


class AxiomItem(pytest.Item):
    """One claim about one operator."""

    def __init__(self, *, check: Check, **rest: Any):
        super().__init__(**rest)
        self.check = check

    def runtest(self) -> None:
        self.check()

    def reportinfo(self) -> tuple[str, None, str]:
        return GROUP, None, f"{self.check.operator.name} {self.check.key}"
