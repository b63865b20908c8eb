"""The claims of theorems that the checker knows, with all hypotheses and with some dropped."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.theorem_rows_aw import WEIGHTING
from kdtheory.checker.theorem_rows_mt import AGGREGATION
from kdtheory.checker.theorem_rows_rm import RECURSION
from kdtheory.checker.theorem_rows_sk_access import ACCESS
from kdtheory.checker.theorem_rows_sk_students import STUDENTS

THEOREMS: dict[str, ProductStatement] = {
    **AGGREGATION,
    **RECURSION,
    **WEIGHTING,
    **STUDENTS,
    **ACCESS,
}
