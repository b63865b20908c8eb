"""Expressions on one line, as mathematicians write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy import Expr, Indexed, Mul, Pow, Sum, Symbol, log
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


class _Printer(StrPrinter):
    printmethod = "_kdtheory_text"  # Indexed would print itself otherwise

    def _print_Indexed(self, e: Indexed) -> str:
        texts = [self._print(i) for i in e.indices]
        one = len(texts) == 1 and len(texts[0]) == 1
        return f"{e.base.label}_{texts[0]}" if one else f"{e.base.label}_{{{','.join(texts)}}}"

    def _print_Sum(self, e: Sum) -> str:
        names = ",".join(self._print(limit[0]) for limit in e.limits)
        body = self._print(e.function)
        return f"Σ_{names} ({body})" if e.function.is_Add else f"Σ_{names} {body}"

    def _print_Symbol(self, e: Any) -> str:
        # The names of summed indices in normal form: the place becomes a letter.
        parts = e.name.split("_")
        if e.name.startswith("_") and len(parts) > 1 and parts[1].isdigit():
            return "ijklmabcd"[int(parts[1]) % 9]
        return str(e.name)

    _print_Dummy = _print_Symbol

    def _print_log(self, e: log) -> str:
        return f"log({self._print(e.args[0])})"

    def _print_Abs(self, e: Expr) -> str:
        return f"|{self._print(e.args[0])}|"

    def _print_Pow(self, e: Expr, rational: bool = False) -> str:
        if e.exp == -1:
            return f"1/{self._factor(e.base, False)}"
        base = self._factor(e.base, False)
        if e.exp.is_Integer:
            return base + str(e.exp).translate(_SUPERSCRIPT)
        return f"{base}^{self._factor(e.exp, False)}"

    def _print_Mul(self, e: Expr) -> str:
        coefficient, rest = e.as_coeff_Mul()
        sign = "-" if coefficient < 0 else ""
        above, below = [], []
        for factor in sorted(Mul.make_args(rest), key=_last):
            base, exponent = factor.as_base_exp()
            if exponent.is_Rational and exponent < 0:
                below.append(Pow(base, -exponent))
            else:
                above.append(factor)
        p, q = abs(coefficient.p), coefficient.q
        top = ([str(p)] if p != 1 or not above else []) + [
            self._factor(f, last=k == len(above) - 1 and not below and q == 1)
            for k, f in enumerate(above)
        ]
        bottom = ([str(q)] if q != 1 else []) + [self._factor(f, False) for f in below]
        text = sign + "·".join(top)
        if not bottom:
            return text
        return f"{text}/{bottom[0]}" if len(bottom) == 1 else f"{text}/({'·'.join(bottom)})"

    def _factor(self, e: Expr, last: bool) -> str:
        loose = isinstance(e, Sum) and not last
        negative = e.is_number and e.is_Rational and (e < 0 or e.q != 1)
        if loose or negative or e.is_Add or e.is_Mul or (e.is_Pow and not last and e.exp == -1):
            return f"({self._print(e)})"
        return str(self.parenthesize(e, PRECEDENCE["Mul"]))


def _last(factor: Expr) -> tuple[int, str]:
    """Numbers and symbols first, logarithms and sums last."""
    kinds = (Symbol, Indexed, Pow, sympy.Add, log, Sum)
    place = next((k for k, kind in enumerate(kinds) if isinstance(factor, kind)), 3)
    return place, str(factor)


def text(x: Any, names: Mapping[Expr, Symbol] | None = None) -> str:
    """An expression or a statement as text.

    Parameters
    ----------
    names : mapping, optional
        Expressions that have a name of their own.

    Examples
    --------
    >>> from sympy import IndexedBase, Sum, log, symbols
    >>> i, n = symbols("i n", integer=True)
    >>> p = IndexedBase("p")
    >>> text(Sum(p[i] * log(p[i]), (i, 1, n)))
    'Σ_i p_i·log(p_i)'
    >>> text(Sum(p[i], (i, 1, n)) ** 2 / 2)
    '(Σ_i p_i)²/2'
    """
    if hasattr(x, "lhs") and hasattr(x, "op"):
        return f"{text(x.lhs, names)} {x.op} {text(x.rhs, names)}"
    e = sympy.sympify(x)
    for meaning, name in reversed(list((names or {}).items())):
        e = e.xreplace({meaning: name})
    return str(_Printer().doprint(e))
