"""The audit: every natural reading that is false, its counterexample, and what repairs it.

Nothing here is stated as known. The engines decide each reading anew, and the reading with the
repairing hypothesis after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from kdtheory.claims.verdict import Outcome, Verdict, Witness
from kdtheory.engines.settings import Settings
from kdtheory.theorems.decide import decide, weakest
from kdtheory.theorems.registry import table

Decide = Callable[[Settings], list[Verdict]]


@dataclass(frozen=True)
class Reading:
    """A natural reading that is claimed to be false, before it is decided.

    Attributes
    ----------
    id : str
        Theorem or axiom and a name, such as ``RM-C6/divergence``.
    words : str
    repair : str
        What makes it true.
    false, repaired : callable
        Settings to verdicts.
    """

    id: str
    words: str
    repair: str
    false: Decide
    repaired: Decide


@dataclass(frozen=True)
class Finding:
    """A reading, decided.

    Attributes
    ----------
    id, words, repair : str
    false, repaired : tuple of Verdict
        On the reading, and on the repaired one.
    """

    id: str
    words: str
    repair: str
    false: tuple[Verdict, ...]
    repaired: tuple[Verdict, ...]

    @property
    def outcome(self) -> Outcome:
        """What is known of the reading; it is false as soon as one of its claims is."""
        return weakest(self.false)

    @property
    def repaired_outcome(self) -> Outcome:
        return weakest(self.repaired)

    @property
    def refutation(self) -> Verdict | None:
        """The first counterexample."""
        return next((v for v in self.false if v.outcome is Outcome.REFUTED), None)

    @property
    def witness(self) -> Witness | None:
        return None if self.refutation is None else self.refutation.witness

    def to_json(self) -> dict[str, Any]:
        witness = self.witness
        return {
            "id": self.id,
            "reading": self.words,
            "verdict": self.outcome.value,
            "witness": witness.to_json() if witness else None,
            "repair": self.repair,
            "repaired": self.repaired_outcome.value,
            "verdicts": [v.to_json() for v in self.false],
            "repaired_verdicts": [v.to_json() for v in self.repaired],
        }


def audit(
    settings: Settings | None = None,
    *,
    only: tuple[str, ...] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> list[Finding]:
    """Decide every false reading and its repair now.

    Parameters
    ----------
    settings : Settings, optional
        Budget of every claim and seed.
    only : tuple of str
        Ids of readings, or of the theorems and axioms that they belong to; all by default.
    progress : callable, optional
        ``progress(id, done, total)`` after each reading.

    Returns
    -------
    list of Finding
    """
    own = settings or Settings()
    chosen = [r for r in readings() if not only or {r.id, r.id.split("/")[0]} & set(only)]
    found = []
    for k, r in enumerate(chosen, 1):
        found.append(Finding(r.id, r.words, r.repair, tuple(r.false(own)), tuple(r.repaired(own))))
        if progress is not None:
            progress(r.id, k, len(chosen))
    return found


def readings() -> list[Reading]:
    """All readings: those of axioms at operators, then those of theorems."""
    return [*_of_axioms(), *_of_theorems()]


def _of_theorems() -> Iterator[Reading]:
    for theorem in table().values():
        for name, reading in theorem.false.items():

            def false(settings: Settings, t: Any = theorem, r: Any = reading) -> list[Verdict]:
                return decide(t.id, [r.repair], settings, variants=r.variants)

            def repaired(settings: Settings, t: Any = theorem, r: Any = reading) -> list[Verdict]:
                kept = r.variants or tuple(d.variant for d in _users(t, r.repair))
                return decide(t.id, [], settings, variants=kept)

            words = theorem.hypotheses[reading.repair]
            yield Reading(f"{theorem.id}/{name}", reading.words, words, false, repaired)


def _users(theorem: Any, hypothesis: str) -> list[Any]:
    """The drafts that use a hypothesis."""
    from kdtheory.theorems.registry import Kept

    return [d for d in theorem.drafts(Kept()) if hypothesis in d.needs]


#: Readings of axioms at one operator: id, words, (operator, axiom) where it fails, repair, and
#: (operator, axiom) where the repaired reading holds.
AT_OPERATORS = (
    (
        "SK-A5/inf-closed", "The power transform tends to uniform, also where p has zeros.",
        ("power", "SK-A5/inf-closed"), "the limit is uniform on the support of p",
        ("power", "SK-A5/inf-support"),
    ),
    (
        "MT-A5/commute", "The linear pool commutes with softening.",
        ("linear_pool", "MT-A5/commute"), "the pool is logarithmic", ("log_pool", "MT-A5/commute"),
    ),
    (
        "MT-A5/entropy", "The entropy of the linear pool rises with a common temperature.",
        ("linear_pool", "MT-A5/entropy"), "the pool is logarithmic", ("log_pool", "MT-A5/entropy"),
    ),
    (
        "MT-A1/hull", "The logarithmic pool lies in the convex hull of its teachers.",
        ("log_pool", "MT-A1/hull"), "the pool is linear", ("linear_pool", "MT-A1/hull"),
    ),
    (
        "MT-A3/componentwise",
        "Raising a weight brings every entry of the logarithmic pool closer.",
        ("log_pool", "MT-A3/componentwise"), "the pool is linear",
        ("linear_pool", "MT-A3/componentwise"),
    ),
)  # fmt: skip


def _of_axioms() -> Iterator[Reading]:
    for id, words, false, repair, repaired in AT_OPERATORS:
        yield Reading(id, words, repair, _at(*false), _at(*repaired))


def _at(operator: str, axiom: str) -> Decide:
    def decided(settings: Settings) -> list[Verdict]:
        import kdtheory

        found = kdtheory.verify(
            operator, axioms=[axiom], budget=max(settings.seconds, 1.0), rng=settings.seed, jobs=1,
            quiet=True,
        )  # fmt: skip
        return list(found.verdicts)

    return decided
