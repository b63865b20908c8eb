"""The checker's table of claims over named inputs, beside the declared axioms."""

from __future__ import annotations

import pytest

from kdtheory.axioms.registry import Axiom, table
from kdtheory.checker.hypotheses import HYPOTHESES, PARTLY
from kdtheory.checker.product_statements import PRODUCTS
from kdtheory.checker.spaces import Input, Space
from kdtheory.checker.statements import KNOWN
from kdtheory.checker.theorem_statements import THEOREMS
from kdtheory.claims.product import Input as Declared
from kdtheory.claims.product import Sizes, set_of

DECLARED: dict[str, Axiom] = {key: axiom for key, axiom in table().items() if axiom.inputs}
LETTER = {"one": "1", "classes": "n", "teachers": "K"}


def test_the_same_claims() -> None:
    assert set(PRODUCTS) == set(DECLARED)
    assert not set(PRODUCTS) & set(KNOWN)


@pytest.mark.parametrize("key", PRODUCTS)
def test_word_for_word(key: str) -> None:
    known, axiom = PRODUCTS[key], DECLARED[key]
    assert known.text == axiom.statement
    assert known.provenance == axiom.provenance
    assert known.relation == axiom.relation.value
    assert known.limit == axiom.limit
    assert known.note == ""
    assert len(known.space.inputs) == len(axiom.inputs)
    for mine, declared in zip(known.space.inputs, axiom.inputs, strict=True):
        _same(mine, declared)


def _same(mine: Input, declared: Declared) -> None:
    """The same name, set, shape, JSON form and variables."""
    assert (mine.name, mine.set) == (declared.name, set_of(declared))
    assert mine.rows == LETTER[declared.rows]
    assert mine.length == LETTER[declared.length]
    if mine.law == "interval":
        left, low, high, right = mine.ends
        assert (left == "(", right == ")") == (
            declared.low_open or declared.low is None,
            declared.high_open or declared.high is None,
        )
        assert [None if x is None else str(x) for x in (low, high)] == [
            None if x is None else str(x) for x in (declared.low, declared.high)
        ]
    sizes = Sizes(classes=3, teachers=4)
    count, length = declared.shape(sizes)
    rows = tuple((0,) * length for _ in range(count))
    assert mine.variables(rows) == declared.variables(sizes)


@pytest.mark.parametrize("key", PRODUCTS)
def test_limits_run_to_an_open_end(key: str) -> None:
    limit = PRODUCTS[key].limit
    assert (limit is not None) == (PRODUCTS[key].relation == "tends to 0")
    if limit is not None:
        (moving,) = (i for i in PRODUCTS[key].space.inputs if i.name == limit)
        assert moving.ends[2] is None and moving.length == "1"


@pytest.mark.parametrize("key", PRODUCTS)
def test_names_are_distinct(key: str) -> None:
    space = PRODUCTS[key].space
    names = [
        name
        for i in space.inputs
        for row in i.variables(tuple((0,) * 12 for _ in range(12 if i.rows == "K" else 1)))
        for name in row
    ]
    assert len(set(names)) == len(names)


def test_hypotheses_belong_to_conditional_claims() -> None:
    for key in set(HYPOTHESES) - set(THEOREMS):
        assert PRODUCTS[key].conditional
    for key in PARTLY:
        assert KNOWN[key].conditional


@pytest.mark.parametrize("text", ["", "Δ°^n", "[0, 1", "[0,1]", "(0, x)", "[01, 2]", "[0, 1]^m"])
def test_unknown_sets(text: str) -> None:
    with pytest.raises(ValueError, match="no set"):
        _ = Input("x", text).ends


def test_a_space_counts_its_sizes() -> None:
    assert Space((Input("w", "Δ°_K"),)).counts("K")
    assert not Space((Input("w", "Δ°_K"),)).counts("n")
    assert Space((Input("d", "[-1, 1]^K"),)).counts("K")
