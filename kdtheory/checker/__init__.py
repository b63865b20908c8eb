"""The independent checker: certificates re-checked without operator code and without an engine.

It trusts nothing it reads: a certificate is data, every number is parsed by its own grammar, and
what a hostile file can cost is bounded. It imports no engine, no axiom and no operator, and has
arithmetic of its own: rationals and Arb balls (:mod:`.exact`), endpoint intervals
(:mod:`.endpoints`), polynomials over the rationals (:mod:`.polynomials`).
"""

from kdtheory.checker.document import Result, check_document, check_file
from kdtheory.checker.exact import Exact
from kdtheory.checker.grammar import Rejected

__all__ = ["Exact", "Rejected", "Result", "check_document", "check_file"]
