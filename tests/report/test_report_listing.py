"""``kdtheory axioms`` and ``kdtheory operators``: by kind, with the sets of the inputs."""

import json

import pytest
from click.testing import CliRunner

from kdtheory.axioms.registry import table
from kdtheory.claims.product import set_of
from kdtheory.listing import axioms, operators
from kdtheory.operators.registry import catalogue
from kdtheory.options import KINDS


def shown(command, *arguments):
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_axioms_stand_under_their_kind():
    text = shown(axioms)
    heads = [text.index(f"{kind} operators:\n") for kind in KINDS]
    assert heads == sorted(heads)
    for axiom in table().values():
        place = text.index(f"    {axiom.key} ")
        later = [h for h in heads[KINDS.index(axiom.kind) + 1 :]]
        assert heads[KINDS.index(axiom.kind)] < place
        assert not later or place < later[0]
        assert text[place:].startswith(f"    {axiom.key} *") == axiom.headline


@pytest.mark.parametrize("kind", KINDS)
def test_lists_of_one_kind(kind):
    text = shown(axioms, "--kind", kind)
    assert [key for key in table() if f" {key} " in text] == [
        key for key, axiom in table().items() if axiom.kind == kind
    ]
    listed = json.loads(shown(axioms, "--kind", kind, "--format", "json"))["axioms"]
    assert {a["kind"] for a in listed} == {kind}
    names = json.loads(shown(operators, "--kind", kind, "--format", "json"))["operators"]
    assert {op["name"] for op in names if op["origin"] == "catalogue"} == set(catalogue(kind))


def test_an_axiom_is_explained_with_the_sets_of_its_inputs():
    text = shown(axioms, "MT-A1")
    assert text.count("ps ∈ Δ°^K: teachers inside the simplex") == 3
    assert "c ∈ [-1, 1]^n: every direction c" in text
    assert "alpha ∈ (0, 1)" in shown(axioms, "RM-A3")
    assert "inputs" not in shown(axioms, "SK-A1")


def test_json_has_the_sets():
    listed = json.loads(shown(axioms, "--format", "json"))["axioms"]
    for entry, axiom in zip(listed, table().values(), strict=True):
        assert entry["inputs"] == {i.name: set_of(i) for i in axiom.inputs}


def test_an_axiom_of_another_kind_is_refused():
    result = CliRunner().invoke(axioms, ["SK-A1", "--kind", "recursion"])
    assert result.exit_code == 2
    assert "SK-A1 does not speak of recursion operators" in result.output
