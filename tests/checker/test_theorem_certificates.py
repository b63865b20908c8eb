"""Certificates of theorems: their claims word for word, their arguments prescribed."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterable
from typing import Any

import mutations
import pytest
from covers_by_hand import seal
from write_theorem_rows import conditional, full_sets, row

from kdtheory.checker import check_document
from kdtheory.checker.hypotheses import HYPOTHESES
from kdtheory.checker.obligations import Algebra
from kdtheory.checker.theorem_statements import THEOREMS
from kdtheory.checker.theorems import ARGUMENTS, prescribed
from kdtheory.claims.product import ProductClaim
from kdtheory.engines.product.decide import settle
from kdtheory.engines.settings import Settings
from kdtheory.theorems.registry import Theorem, table

TABLE: dict[str, Theorem] = table()
CLAIMS: dict[str, ProductClaim] = {
    claim.key: claim
    for theorem in TABLE.values()
    for dropped in ((), *((name,) for name in theorem.hypotheses))
    for claim in theorem.claims(dropped)
}
Documents = dict[str, dict[str, Any]]


def test_every_claim_is_known() -> None:
    unknown = [row(claim) for key, claim in CLAIMS.items() if key not in THEOREMS]
    assert not unknown, "\n".join(unknown)


@pytest.mark.parametrize("key", CLAIMS)
def test_word_for_word(key: str) -> None:
    known, claim = THEOREMS[key], CLAIMS[key]
    assert known.text == claim.statement
    assert known.provenance == claim.provenance
    assert known.relation == claim.relation.value
    assert known.limit == claim.limit
    assert known.note == claim.note
    assert known.conditional == conditional(claim)
    assert known.space.sets == full_sets(claim)


def test_hypotheses_belong_to_conditional_claims() -> None:
    for key in set(HYPOTHESES) & set(THEOREMS):
        assert THEOREMS[key].conditional


@pytest.mark.parametrize("name", ARGUMENTS)
def test_what_is_prescribed_is_true(name: str) -> None:
    argument = ARGUMENTS[name]
    built, obligations = prescribed(argument)
    algebra = Algebra(built.rows, argument.ranges, [])
    assert obligations
    assert all(algebra.shows(o) for o in obligations)
    assert set(argument.claims) <= set(THEOREMS)


@pytest.fixture(scope="module")
def documents() -> Documents:
    return _decided(CLAIMS)


def _decided(keys: Iterable[str]) -> Documents:
    found = {}
    for key in keys:
        claim = CLAIMS[key]
        verdict = settle(claim, Settings(seconds=3.0, operator=claim.id, digest=_digest(claim)))
        if verdict is not None and verdict.document is not None:
            found[key] = dict(verdict.document)
    return found


def _digest(claim: ProductClaim) -> str:
    return TABLE[claim.id].digest


def test_every_sixth_is_accepted() -> None:
    for key, document in _decided(list(CLAIMS)[::6]).items():
        result = check_document(document)
        assert result.accepted, f"{key}: {result.reason}"
        assert result.claim == key


@pytest.mark.slow
def test_all_are_accepted(documents: Documents) -> None:
    for key, document in documents.items():
        result = check_document(document)
        assert result.accepted, f"{key}: {result.reason}"
        assert result.claim == key
    proved = {d["reduction"] for d in documents.values() if d["kind"] == "derivation"}
    assert proved == set(ARGUMENTS)
    assert {d["kind"] for d in documents.values()} == {"derivation", "witness", "series"}


# damage --------------------------------------------------------------------------------------

#: Where a change may leave a certificate that is true, and why.
HARMLESS = "|".join(
    [
        # Words for people, and what no certificate can say of itself.
        r"because|operator|operator_digest|obligations\[\d+\]\.(text|how)|without digest|",
        # An equal formula, or another one that breaks its claim as well.
        r"nodes(\[\d+\])*|obligations\[\d+\]\.node|margin|value|values(\[\d+\])*",
        # Ranges wider than they need be: everything is shown over the wider ones.
        r"ranges\.\w+\[\d\]",
        # Equal obligations exchanged; ways of showing a sign that were not needed.
        r"obligations|obligations\[\d+\](\.polynomials(\.\w+)*(\[\d+\])*)?",
        # Another counterexample with the same margin.
        r"inputs(\.\w+(\[\d+\])*)?|places(\[\d+\])*(\.\w+(\[\d+\])*)?|gaps",
        # Hypotheses that depend on the place beyond what the checker knows.
        r"hypotheses(\[\d+\])?",
    ]
)


@pytest.mark.slow
def test_changes_survive_only_where_the_certificate_stays_true(documents: Documents) -> None:
    rng = random.Random(5)
    tried = accepted = 0
    for key, document in documents.items():
        changed = [(w, m) for w, m in mutations.mutants(document) if isinstance(m, dict)]
        for what, mutant in rng.sample(changed, min(len(changed), 25)):
            if mutant == document:
                continue
            assert not check_document(mutant).accepted, f"{key}: {what}"
            sealed = seal(mutant)
            if sealed == document:
                continue
            tried += 1
            result = check_document(sealed)
            assert "cannot be checked" not in result.reason, f"{key}: {what}: {result.reason}"
            if result.accepted:
                accepted += 1
                assert re.fullmatch(HARMLESS, what.partition(": ")[0]), f"{key}: {what}"
    assert tried > 1500
    assert accepted < tried / 4


def _forge(document: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> str:
    forged = copy.deepcopy(document)
    change(forged)
    result = check_document(seal(forged))
    assert not result.accepted, result.summary
    return result.reason


def test_true_statements_that_are_not_the_argument(documents: Documents) -> None:
    """``1 > 0`` is true, and shows nothing of the divergence."""

    def change(d: dict[str, Any]) -> None:
        at = next(k for k, row in enumerate(d["nodes"]) if row[:2] == ["var", "r"])
        d["nodes"] = [["var", "r"], ["neg", None, 0], ["add", None, 0, 1], ["ipow", 2, 0]]
        assert at >= 0
        d["ranges"] = {"r": d["ranges"]["r"]}
        for o in d["obligations"]:
            o["node"] = 2 if o["goal"] == "= 0" else 3
            o.pop("polynomials", None)

    assert "not that of the argument" in _forge(documents["RM-C2/step"], change)


@pytest.mark.parametrize(
    "key, path, value, reason",
    [
        ("RM-C2/step", ("reduction",), "RM/convex", "does not show"),
        ("RM-C2/step", ("reduction",), "R1/A1", "no argument"),
        ("RM-C2/step", ("ranges", "alpha"), ["1/2", "1", True, True], "ranges over more"),
        ("RM-C2/step", ("ranges", "r"), ["0", "1", True, True], "ranges over more"),
        ("RM-C2/step", ("scope", "classes"), [2], "numbers of classes"),
        ("RM-C2/step", ("scope", "note"), "approximately", "scope.note"),
        ("RM-C2/step", ("obligations", 2, "goal"), "> 0", "other obligations"),
        ("RM-C2/step", ("obligations", 2, "positive"), ["r"], "assumed"),
        ("RM-C2/step", ("statement",), "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)", "not the statement"),
        ("RM-C2/step", ("domain", "inputs", "p"), "Δ°", "another domain"),
        ("RM-C9/moments", ("scope", "classes"), "all", "numbers of classes"),
        ("RM-C10/step", ("scope", "classes"), "all", "numbers of classes"),
        ("MT-T1/apart", ("scope", "teachers"), "all", "numbers of teachers"),
        ("MT-T1/apart", ("scope", "note"), "n ≥ 2", "scope.note"),
        ("RM-C2/step", ("kind",), "pool", "nothing of the kind"),
    ],
)
def test_a_proof_that_says_something_else(
    documents: Documents, key: str, path: tuple[Any, ...], value: Any, reason: str
) -> None:
    def change(d: Any) -> None:
        *keys, last = path
        for k in keys:
            d = d[k]
        d[last] = value

    assert reason in _forge(documents[key], change)


def test_an_argument_that_stops_short_of_the_claim(documents: Documents) -> None:
    """``α = 1`` belongs to RM-C5, so obligations shown for ``α < 1`` are not enough."""

    def change(d: dict[str, Any]) -> None:
        d["ranges"]["alpha"] = ["0", "1", True, True]

    assert "ranges over more" in _forge(documents["RM-C5/unique"], change)


def test_a_dropped_obligation(documents: Documents) -> None:
    for key in ("RM-C2/step", "MT-J1/power", "RM-C9/fixed"):
        for k in range(len(documents[key]["obligations"])):
            assert _forge(documents[key], lambda d, k=k: d["obligations"].pop(k))


def test_a_proof_of_a_claim_whose_hypothesis_is_dropped(documents: Documents) -> None:
    """The argument does not serve the claim without the hypothesis, which is false."""

    def change(d: dict[str, Any]) -> None:
        other = documents["RM-C2/step-without-teacher"]
        for name in ("variant", "statement", "scope", "domain"):
            d[name] = other[name]

    assert "does not show" in _forge(documents["RM-C2/step"], change)
