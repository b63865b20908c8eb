"""The kinds of work behind the ledger: what each depends on, and how it is done.

A kind is one class with ``address`` (what the result depends on) and ``run`` (the result as plain
data); the table :data:`KINDS` at the end is all that the rest of the ledger knows.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from kdtheory.ledger import places
from kdtheory.ledger.claims import Job
from kdtheory.ledger.documents import recheck, store
from kdtheory.ledger.sources import LIBRARIES, digest, module_of, text_digest
from kdtheory.ledger.store import Address

_ENGINES: Final = ("kdtheory.engines.*", "kdtheory.checker.*")


class Kind(Protocol):
    """A kind of work.

    Attributes
    ----------
    rank : int
        Kinds of higher rank start earlier: what takes longest first.
    seconds : float
        After so long a worker is stopped.
    """

    rank: int
    seconds: float

    def address(self, job: Job) -> Address: ...

    def run(self, job: Job) -> dict[str, Any]: ...


def _address(job: Job, engine: str, claim: str, operator: str = "", **settings: Any) -> Address:
    how = text_digest("kdtheory.ledger.jobs", "kdtheory.ledger.documents")
    known = {"quick": job.quick, "seed": job.seed, "how": how, **settings}
    text = json.dumps(known, sort_keys=True)
    return Address(job.kind, job.subject, job.detail, operator, claim, engine, text)


class Theorems:
    """A theorem with all its hypotheses, or (detail) a false reading of it."""

    rank, seconds = 3, 300.0

    def budget(self, job: Job) -> float:
        return 0.5 if job.quick else 2.0

    def address(self, job: Job) -> Address:
        from kdtheory.theorems.registry import find

        theorem = find(job.subject)
        engine = digest("kdtheory.theorems.decide", *_ENGINES)
        claim = digest(module_of(theorem.drafts))
        return _address(job, engine, claim, seconds=self.budget(job))

    def run(self, job: Job) -> dict[str, Any]:
        from kdtheory.engines.settings import Settings
        from kdtheory.theorems.decide import decide
        from kdtheory.theorems.registry import find

        settings = Settings(self.budget(job), job.seed)
        reading = find(job.subject).false[job.detail] if job.detail else None
        without = [reading.repair] if reading else []
        variants = reading.variants if reading else ()
        found = decide(job.subject, without, settings, variants=variants)
        return {"verdicts": [store(v) for v in found]}


class Cells:
    """One axiom variant (detail) at one operator."""

    rank, seconds = 2, 900.0

    def budget(self, job: Job) -> float:
        return 0.2 if job.quick else 1.0

    def address(self, job: Job) -> Address:
        from kdtheory.axioms.registry import table

        axiom = table()[job.detail]
        uses = (axiom.margin, *axiom.reductions, *axiom.enclosures)
        engine = digest("kdtheory.workers", *_ENGINES)
        modules = {module_of(f) for f in uses}
        claim = digest(*sorted(m for m in modules if m.startswith("kdtheory.")))
        return _address(job, engine, claim, operator_digest(job.subject), seconds=self.budget(job))

    def run(self, job: Job) -> dict[str, Any]:
        from kdtheory import workers
        from kdtheory.axioms.registry import table
        from kdtheory.claims.verdict import Outcome

        axiom = table()[job.detail]
        number, request = _ready(job.subject, self.budget(job), job.seed)
        facts = _contract(job.subject, job.seed)
        broken = facts["error"] or (not axiom.claim.endswith("-A0") and facts.get("gross"))
        if broken:
            return store(workers._plain(axiom, request.domain, Outcome.ERROR, broken))
        seconds = self.budget(job)
        found = workers._one(number, axiom, request, seconds, False)
        if found is None:
            found = workers._one(number, axiom, request, seconds, True)
        assert found is not None
        return store(found)


class Operators:
    """What is drawn of an operator."""

    rank, seconds = 1, 120.0

    def address(self, job: Job) -> Address:
        engine = digest("kdtheory.workers", "kdtheory.pictures")
        return _address(job, engine, "", operator_digest(job.subject))

    def run(self, job: Job) -> dict[str, Any]:
        facts = _contract(job.subject, job.seed)
        return {"error": facts["error"], "pictures": facts.get("pictures") or {}}


class Sharps:
    """The best constant of a bound for given parameters (detail)."""

    rank, seconds = 4, 300.0

    width, budget = 1e-9, 60.0

    def address(self, job: Job) -> Address:
        engine = digest("kdtheory.sharpen.*", "kdtheory.checker.*")
        return _address(job, engine, "", width=self.width, budget=self.budget)

    def run(self, job: Job) -> dict[str, Any]:
        from kdtheory.sharpen.certificate import document
        from kdtheory.sharpen.solve import sharpen

        parameters = _parameters(job.detail)
        found = sharpen(job.subject, width=self.width, budget=self.budget, **parameters)
        body = found.to_json()
        del body["seconds"], body["certificate"]
        # a certificate shows an upper end; without a closed cover there is none
        sealed = None if found.upper is None else document(found)
        check = None if sealed is None else recheck(sealed)
        return {**body, "digits": found.digits, "document": sealed, "check": check}


class Measurements:
    """A measurement on trained students."""

    rank, seconds = 9, 5400.0

    def address(self, job: Job) -> Address:
        run = _measurement(job.subject).run
        libraries = (*LIBRARIES, "scikit-learn")
        engine = digest(module_of(run), "kdtheory.students.*", libraries=libraries)
        return _address(job, engine, "")

    def run(self, job: Job) -> dict[str, Any]:
        import numpy as np

        from kdtheory.measurements.records import Result
        from kdtheory.measurements.registry import Settings

        found = _measurement(job.subject)
        try:
            result = found.run(Settings(job.quick, job.seed, np))
        except ModuleNotFoundError as error:  # the data of students are an extra
            need = f"not measured: {error.name} is missing; pip install 'kdtheory[students]'"
            result = Result({}, [], [need])
        return {
            "title": found.title,
            "findings": [f.to_json() for f in result.findings],
            "as_expected": [f.as_expected for f in result.findings],
            "notes": list(result.notes),
            "tables": {name: table.to_csv() for name, table in result.tables.items()},
        }


class Values:
    """The numbers of one claim, computed in its own file."""

    rank, seconds = 5, 300.0

    def address(self, job: Job) -> Address:
        root = places.folder("paper_repro")
        assert root is not None
        file = root / places.claims()[job.subject].file
        return _address(job, digest("kdtheory.ledger.numbers", files=[file]), "")

    def run(self, job: Job) -> dict[str, Any]:
        from kdtheory.ledger.numbers import settled

        return {"values": [settled(v) for v in places.claims()[job.subject].values]}


class Derivations:
    """The replay of a derivation in ``proofs_checks``."""

    rank, seconds = 6, 300.0

    def address(self, job: Job) -> Address:
        from kdtheory.ledger.proofs import derivation_file

        return _address(
            job, digest("kdtheory.derivations.*", files=derivation_file(job.subject)), ""
        )

    def run(self, job: Job) -> dict[str, Any]:
        from kdtheory.ledger.proofs import replayed

        return replayed(job.subject)


KINDS: Final[dict[str, Kind]] = {
    "theorem": Theorems(),
    "axiom": Cells(),
    "operator": Operators(),
    "sharp": Sharps(),
    "measurement": Measurements(),
    "values": Values(),
    "derivation": Derivations(),
}


# operators -----------------------------------------------------------------------------------

_NUMBERS: dict[str, int] = {}


def target(name: str) -> str:
    """An operator's name as it is looked up: a file is one of ``paper_repro``."""
    root = places.folder("paper_repro")
    return str(root / name) if ".py:" in name and root is not None else name


def operator_digest(name: str) -> str:
    """Digest of everything that an operator's function is made of."""
    from kdtheory.operators.registry import resolve

    if ".py:" in name:
        return digest(files=[Path(target(name).rpartition(":")[0])])
    op = resolve(name)
    return digest(module_of(op.function)) + " " + op.digest


def _ready(name: str, seconds: float, seed: int) -> tuple[int, Any]:
    """An operator's number among those that this worker knows, and the request about it."""
    from kdtheory import workers
    from kdtheory.claims.claim import Domain
    from kdtheory.operators.registry import resolve

    if not _NUMBERS:  # what the process that this worker comes from has verified is not ours
        workers.forget()
    if name not in _NUMBERS:
        _NUMBERS[name] = len(_NUMBERS)
        workers._OPERATORS[_NUMBERS[name]] = resolve(target(name))
    number = _NUMBERS[name]
    domain = Domain(floor=Fraction(1, 1000))
    return number, workers.Request(domain, seconds, "numpy", seed, 1, None)


@cache
def _contract(name: str, seed: int) -> dict[str, Any]:
    from kdtheory import workers

    number, request = _ready(name, 12.0, seed)
    return workers._contract(number, request, [])


def _measurement(id: str) -> Any:
    from kdtheory.measurements.registry import find

    (found,) = find(id)
    return found


def _parameters(detail: str) -> dict[str, Any]:
    pairs = [text.split("=") for text in detail.split()]
    whole = ("classes", "teachers")
    return {name: int(x) if name in whole else Fraction(x) for name, x in pairs}
