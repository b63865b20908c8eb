"""Certificates of proofs about pools: accepted as they are made, rejected when altered."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from kdtheory.arithmetic.pooled_checks import pooled
from kdtheory.arithmetic.subject import Subject
from kdtheory.axioms.pool_obligations import is_closed
from kdtheory.axioms.registry import table
from kdtheory.checker import pools
from kdtheory.checker.document import Result, check_document
from kdtheory.claims.claim import Domain
from kdtheory.engines.certificate import seal
from kdtheory.engines.pools import document
from kdtheory.engines.prove import Proof, prove

Pool = Callable[[Any, Any, Any], Any]
Document = dict[str, Any]


def column(ps: Any, w: Any, xp: Any) -> Any:
    return xp.reshape(w, (w.shape[0],) + (1,) * (len(ps.shape) - 1)) if len(w.shape) == 1 else w


def total(q: Any, xp: Any) -> Any:
    return xp.sum(q, axis=-1, keepdims=True)


def linear(ps: Any, w: Any, xp: Any) -> Any:
    return xp.sum(column(ps, w, xp) * ps, axis=0)


def roots(ps: Any, w: Any, xp: Any) -> Any:
    v = xp.sqrt(column(ps, w, xp))
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def others(ps: Any, w: Any, xp: Any) -> Any:
    return xp.sum((1 - column(ps, w, xp)) / (ps.shape[0] - 1) * ps, axis=0)


def logarithmic(ps: Any, w: Any, xp: Any) -> Any:
    s = xp.sum(column(ps, w, xp) * xp.log(ps), axis=0)
    e = xp.exp(s - xp.max(s, axis=-1, keepdims=True))
    return e / total(e, xp)


def vetoed(ps: Any, w: Any, xp: Any) -> Any:
    dead = xp.any(ps <= 0, axis=0)
    s = xp.sum(column(ps, w, xp) * xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), axis=0)
    e = xp.where(dead, xp.zeros_like(s), xp.exp(s))
    return e / total(e, xp)


def experts(ps: Any, w: Any, xp: Any) -> Any:
    e = xp.exp(xp.sum(ps.shape[0] * column(ps, w, xp) * xp.log(ps), axis=0))
    return e / total(e, xp)


def hellinger(ps: Any, w: Any, xp: Any) -> Any:
    m = xp.sum(column(ps, w, xp) * xp.sqrt(ps), axis=0) ** 2
    return m / total(m, xp)


def cube_roots(ps: Any, w: Any, xp: Any) -> Any:
    def power(x: Any, above: float, below: float) -> Any:
        log = xp.log(xp.where(x > 0, x, xp.ones_like(x)))
        return xp.where(x > 0, xp.exp(above * log / below), xp.zeros_like(x))

    m = power(xp.sum(column(ps, w, xp) * power(ps, 1.0, 3.0), axis=0), 3.0, 1.0)
    return m / total(m, xp)


def sure_ones(ps: Any, w: Any, xp: Any) -> Any:
    """Weighted by exp(-entropy)."""
    v = column(ps, w, xp) * xp.exp(total(ps * xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), xp))
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def surprised(ps: Any, w: Any, xp: Any) -> Any:
    """Like `sure_ones`, with 1 for ``0 log 0``: a jump on faces."""
    h = xp.where(ps > 0, ps * xp.log(xp.where(ps > 0, ps, xp.ones_like(ps))), -xp.ones_like(ps))
    v = column(ps, w, xp) * xp.exp(total(h, xp))
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def confident(ps: Any, w: Any, xp: Any) -> Any:
    c = xp.max(ps, axis=-1, keepdims=True)
    v = xp.where(c == xp.max(c, axis=0, keepdims=True), xp.ones_like(c), xp.zeros_like(c))
    return xp.sum(v / xp.sum(v, axis=0, keepdims=True) * ps, axis=0)


def smoothed(ps: Any, w: Any, xp: Any) -> Any:
    return (1 - 2.0**-20) * linear(ps, w, xp) + 2.0**-20 / ps.shape[-1]


def tenth(ps: Any, w: Any, xp: Any) -> Any:
    return (1 - 0.1) * linear(ps, w, xp) + 0.1 / ps.shape[-1]


#: One proof by each theorem.
MADE: dict[str, tuple[Pool, str]] = {
    "MT/convex": (roots, "MT-A1/hull"),
    "MT/convex+": (roots, "MT-A2/any"),
    "MT/linear": (linear, "MT-S1/average"),
    "MT/distribution": (smoothed, "MT-A1/valid"),
    "MT/positive": (smoothed, "MT-A2/any"),
    "MT/positive-kept": (hellinger, "MT-A2/any"),
    "MT/positive-inside": (vetoed, "MT-A2/all"),
    "MT/continuous": (linear, "MT-A4/closed"),
    "MT/unanimous": (logarithmic, "MT-A6/unanimity"),
    "MT/to-uniform": (experts, "MT-A5/limits"),
    "MT/log-linear": (experts, "MT-A5/commute"),
    "MT/unweighted": (confident, "MT-A3/kl"),
    "MT/moved-convex": (roots, "MT-A3/componentwise"),
    "MT/moved-geometric": (logarithmic, "MT-A3/kl"),
    "MT/moved-power": (hellinger, "MT-A3/tv"),
    "MT/Jensen-geometric": (logarithmic, "MT-J1/jensen"),
    "MT/Jensen-power": (hellinger, "MT-J1/jensen"),
}
MORE = [
    (tenth, "MT-A1/valid"),
    (tenth, "MT-A2/any"),
    (others, "MT-A6/unanimity"),
    (confident, "MT-A1/valid"),
    (experts, "MT-A5/entropy"),
    (hellinger, "MT-A4/closed"),
    (cube_roots, "MT-A4/closed"),
    (cube_roots, "MT-A2/any"),
    (sure_ones, "MT-A4/closed"),
]


def claim(pool: Pool, key: str) -> Any:
    about = table()[key].about(Subject(pool, "aggregation", np, {}), Domain())
    return replace(about, note="F_T = power") if key.startswith("MT-A5") else about


def made(pool: Pool, key: str) -> tuple[Proof, Document]:
    about = claim(pool, key)
    proof = prove(about)
    assert proof is not None, f"no proof of {key}"
    text = json.dumps(document(about, proof, pool.__name__, "sha256:" + "0" * 64))
    return proof, json.loads(text)


@pytest.fixture(scope="module")
def certificates() -> dict[str, Document]:
    return {theorem: made(*what)[1] for theorem, what in MADE.items()}


def resealed(body: Document, **changes: Any) -> Result:
    return check_document(seal({**copy.deepcopy(body), **changes}))


@pytest.mark.parametrize("theorem", MADE)
def test_certificates_are_accepted(theorem: str, certificates: dict[str, Document]) -> None:
    body = certificates[theorem]
    assert body["reduction"] == theorem
    result = check_document(body)
    assert result.accepted, result.reason
    assert "all n, all K" in result.summary


@pytest.mark.parametrize(("pool", "key"), MORE)
def test_further_certificates_are_accepted(pool: Pool, key: str) -> None:
    result = check_document(made(pool, key)[1])
    assert result.accepted, result.reason


def test_every_theorem_has_a_certificate() -> None:
    assert set(MADE) == set(pools.THEOREMS)


@pytest.mark.parametrize("theorem", MADE)
def test_a_changed_digest_is_noticed(theorem: str, certificates: dict[str, Document]) -> None:
    assert "altered" in check_document({**certificates[theorem], "because": "so"}).reason


@pytest.mark.parametrize("theorem", MADE)
def test_a_theorem_shows_its_own_claims_only(
    theorem: str, certificates: dict[str, Document]
) -> None:
    body = certificates[theorem]
    for other in pools.THEOREMS:
        if f"{body['claim']}/{body['variant']}" not in pools.THEOREMS[other][1]:
            assert "does not show" in resealed(body, reduction=other).reason


def numbered(body: Document) -> Iterator[Document]:
    """Each constant of the formula changed a little."""
    for k, (op, value, *args) in enumerate(body["nodes"]):
        nodes = copy.deepcopy(body["nodes"])
        if op == "const":
            nodes[k] = ["const", f"{value}1" if "/" in value else f"{value}/7", *args]
        elif op == "ipow":
            nodes[k] = ["ipow", value + 1, *args]
        else:
            continue
        yield {**body, "nodes": nodes}


def reaggregated(body: Document) -> Iterator[Document]:
    """Each sum taken over the other axis, or as a maximum."""
    for k, (label, kind, axis, node) in enumerate(body["aggregates"]):
        for change in (
            [label, kind, "class" if axis == "teacher" else "teacher", node],
            [label, "max" if kind == "sum" else "sum", axis, node],
        ):
            listed = copy.deepcopy(body["aggregates"])
            listed[k] = change
            yield {**body, "aggregates": listed}


@pytest.mark.parametrize(
    "theorem", ["MT/convex", "MT/linear", "MT/moved-geometric", "MT/unanimous"]
)
def test_other_sums_are_rejected(theorem: str, certificates: dict[str, Document]) -> None:
    altered = list(reaggregated(certificates[theorem]))
    assert altered
    assert not any(resealed(body).accepted for body in altered)


@pytest.mark.parametrize("theorem", ["MT/distribution", "MT/moved-power", "MT/Jensen-power"])
def test_other_constants_are_rejected(theorem: str, certificates: dict[str, Document]) -> None:
    altered = list(numbered(certificates[theorem]))
    assert altered
    assert not any(resealed(body).accepted for body in altered)


@pytest.mark.parametrize("theorem", MADE)
def test_other_scopes_are_rejected(theorem: str, certificates: dict[str, Document]) -> None:
    body = certificates[theorem]
    for scope in (
        {**body["scope"], "classes": [2, 3]},
        {**body["scope"], "teachers": [2]},
        {**body["scope"], "inputs": {}},
    ):
        assert not resealed(body, scope=scope).accepted


#: A pool, the theorem it does not satisfy, a claim of that theorem.
WRONG: list[tuple[Pool, str, str]] = [
    (smoothed, "MT/convex", "MT-A1/hull"),
    (roots, "MT/linear", "MT-J1/jensen"),
    (experts, "MT/moved-geometric", "MT-A3/kl"),
    (experts, "MT/unanimous", "MT-A6/unanimity"),
    (experts, "MT/Jensen-geometric", "MT-J1/jensen"),
    (linear, "MT/log-linear", "MT-A5/commute"),
    (logarithmic, "MT/convex", "MT-A1/hull"),
    (logarithmic, "MT/moved-convex", "MT-A3/componentwise"),
    (confident, "MT/continuous", "MT-A4/open"),
    (confident, "MT/convex+", "MT-A2/any"),
    (linear, "MT/unweighted", "MT-A3/kl"),
    (hellinger, "MT/linear", "MT-S1/average"),
    (linear, "MT/positive", "MT-A2/any"),
    (others, "MT/moved-convex", "MT-A3/kl"),
    (surprised, "MT/continuous", "MT-A4/closed"),
    (vetoed, "MT/positive-kept", "MT-A2/any"),
    (vetoed, "MT/continuous", "MT-A4/closed"),
]


@pytest.mark.parametrize(("pool", "theorem", "key"), WRONG)
def test_theorems_are_not_taken_on_trust(pool: Pool, theorem: str, key: str) -> None:
    """A formula under the name of a theorem that does not apply to it."""
    about = claim(pool, key)
    read = pooled(pool, closed=is_closed(about))
    formula = {"pool": read, "entry": read.entry}
    wrong = Proof(theorem, "", "all", "", (), formula)
    body = document(about, wrong, "pool", "sha256:" + "0" * 64)
    assert not check_document(body).accepted


def test_formulas_are_tried_at_places() -> None:
    """The trials alone tell a false formula from a true one."""
    from kdtheory.checker.grammar import Rejected
    from kdtheory.checker.pool_trials import try_pool

    for pool, key, true in (
        (linear, "MT-A1/hull", True), (smoothed, "MT-A6/unanimity", False),
        (logarithmic, "MT-A5/commute", True), (linear, "MT-A5/commute", False),
        (logarithmic, "MT-A3/kl", True), (experts, "MT-A3/kl", False),
        (logarithmic, "MT-A3/componentwise", False), (logarithmic, "MT-S1/maximum", False),
        (experts, "MT-J1/jensen", False), (hellinger, "MT-J1/jensen", True),
    ):  # fmt: skip
        stated = pools._read(made(pool, "MT-A1/valid")[1], False)
        if true:
            assert try_pool(stated, key, Random(1)) == 18
        else:
            with pytest.raises(Rejected):
                try_pool(stated, key, Random(1))


@pytest.mark.parametrize(
    "change",
    [
        {"aggregates": []},
        {"entry": 0},
        {"entry": 99},
        {"nodes": []},
        {"aggregates": [["tsum0", "sum", "teacher", 0], ["tsum0", "sum", "teacher", 0]]},
        {"aggregates": [["x", "sum", "teacher", 0]]},
        {"aggregates": [["tsum0", "mean", "teacher", 0]]},
        {"aggregates": [["tsum0", "sum", "teacher"]]},
        {"reduction": "MT/other"},
        {"extra": 1},
    ],
)
def test_malformed_certificates_are_rejected(
    change: dict[str, Any], certificates: dict[str, Document]
) -> None:
    result = resealed(certificates["MT/convex"], **change)
    assert not result.accepted and result.reason


@pytest.mark.parametrize(
    "node", [["const", "9" * 4000], ["const", "1/" + "9" * 4000], ["const", "3000000000"]]
)
def test_huge_powers_are_refused(node: list[Any], certificates: dict[str, Document]) -> None:
    body = certificates["MT/linear"]
    k = len(body["nodes"])
    nodes = [*body["nodes"], ["const", "7/3"], node, ["pow", None, k, k + 1]]
    nodes.append(["mul", None, body["entry"], k + 2])
    assert not resealed(body, nodes=nodes, entry=k + 3).accepted


def test_an_entry_of_one_teacher_is_rejected(certificates: dict[str, Document]) -> None:
    body = certificates["MT/linear"]
    nodes = [["var", "x"], ["var", "w"], ["mul", None, 0, 1]]
    assert not resealed(body, nodes=nodes, entry=2, aggregates=[]).accepted


def test_sums_defined_by_themselves_are_rejected(certificates: dict[str, Document]) -> None:
    body = certificates["MT/linear"]
    nodes = [["var", "tsum0"]]
    aggregates = [["tsum0", "sum", "teacher", 0]]
    assert "unknown" in resealed(body, nodes=nodes, entry=0, aggregates=aggregates).reason
