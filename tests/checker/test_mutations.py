"""Thousands of small changes: none survives with the old digest, and of those that a forger seals
anew only such as leave a true certificate.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import covers_by_hand
import mutations

from kdtheory.checker import check_document

Certificates = dict[str, dict[str, Any]]

#: Where a change may leave a certificate that is true, and why.
HARMLESS = {
    # Words for people; the checker's summary uses none of them but the operator's name, and no
    # certificate can say whether the name and the digest of the code are those of the formula.
    r"(because|operator|operator_digest|obligations\[\d+\]\.(text|how)|parts\[\d+\]\.text)",
    # The digest is computed anew here anyway.
    r"|without digest",
    # Another formula: commuted arguments, an equal number written differently, or one that breaks
    # (or satisfies) its claim as well. The checker has confirmed everything about it.
    r"nodes(\[\d+\])*",
    r"(entry|margin|value|values(\[\d+\])*|aggregates\.\w+(\[\d\])?|obligations\[\d+\]\.node)",
    r"parts\[\d+\]\.nodes(\[\d+\])*",
    r"formulas\.\d+\.nodes(\[\d+\])*",
    # Another counterexample: two classes exchanged, other temperatures with the same margin.
    r"inputs\.(p|T)(\[\d+\])*",
    # The two places of a jump in the other order, another temperature on the way to the limit at
    # which the distance is the same; two gaps that are equal.
    r"places\[\d+\](\[\d+\]\.(p|T)(\[\d+\])*)?",
    r"gaps",
    # A claim about fewer temperatures, or a box that reaches farther than it need.
    r"scope\.(floor|temperatures\[\d\]|classes)",
    r"parts\[\d+\]\.box\[\d+\]\[\d+\]",
    # An enclosure speaks of its scope; the claim may quantify over more.
    r"domain\.lowest",
    # More shown than asked for.
    r"parts\[\d+\]\.goal",
    # Ranges wider than they need be: everything is shown over the wider ones.
    r"ranges\.\w+\[\d\]",
    # Terms and symbols in another order, or a way of showing a sign that was not needed.
    r"obligations\[\d+\]\.polynomials(\.\w+)*(\[\d+\])*",
    r"obligations\[\d+\]",
    # Two equal obligations exchanged, or one shown twice.
    r"obligations",
    # The same tree.
    r"parts\[\d+\]\.tree",
    # Leaves by slope that hold by value, in a part that has no other.
    r"parts\[\d+\]\.(anchored|slopes)(\[\d+\])*",
}
_HARMLESS = re.compile("|".join(f"(?:{p})" for p in sorted(HARMLESS)))
#: Trees of more leaves than this make a check too slow for thousands of them.
SMALL = 400


def test_no_change_survives_the_digest(certificates: Certificates) -> None:
    rng = random.Random(1)
    tried = 0
    for name, document in certificates.items():
        changed = list(mutations.mutants(document))
        for what, mutant in rng.sample(changed, min(len(changed), 180)):
            if mutant == document:
                continue
            result = check_document(mutant)
            assert not result.accepted, f"{name}: {what}"
            assert result.reason
            tried += 1
    assert tried > 5000


def test_sealed_changes_survive_only_where_the_certificate_stays_true(
    certificates: Certificates,
) -> None:
    rng = random.Random(2)
    tried, survivors = 0, Counter[str]()
    for name, document in certificates.items():
        if sum(len(p["tree"]) for p in document.get("parts", [])) > SMALL:
            continue
        changed = [(w, m) for w, m in mutations.mutants(document) if isinstance(m, dict)]
        for what, mutant in rng.sample(changed, min(len(changed), 40)):
            sealed = covers_by_hand.seal(mutant)
            if sealed == document:
                continue
            tried += 1
            result = check_document(sealed)
            assert "cannot be checked" not in result.reason, f"{name}: {what}: {result.reason}"
            if result.accepted:
                place = what.partition(": ")[0]
                survivors[re.sub(r"\d+", "#", place)] += 1
                assert _HARMLESS.fullmatch(place), f"{name}: {what}: {result.summary}"
    assert tried > 1000
    assert survivors.total() < tried / 3, survivors
