"""Values of command-line options: parsed here, one clear sentence when they make no sense."""

from __future__ import annotations

import math
import re
from typing import Any

import click

KINDS = ("softening", "aggregation", "recursion", "weighting")

# bounded in length, so that no option can ask for a number that takes minutes to write down
_NUMBER = re.compile(r"[+-]?\d{0,40}(\.\d{0,40})?(e[+-]?\d{1,2})?(/\d{1,40})?", re.IGNORECASE)


class Problem(click.ClickException):
    """Something that was asked for cannot be done; exit code 2, one sentence, no usage text."""

    exit_code = 2

    def __init__(self, message: str):
        super().__init__(" ".join(message.split()))


class Rational(click.ParamType):
    """A number written exactly, ``3``, ``0.5`` or ``1/1000``; comes out in lowest terms."""

    name = "NUMBER"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from fractions import Fraction

        text = str(value).strip()
        try:
            if _NUMBER.fullmatch(text):
                return str(Fraction(text))
        except (ValueError, ZeroDivisionError):
            pass
        self.fail(f"{text!r} is not a number such as 3, 0.5 or 1/1000.", param, ctx)


class RationalRange(click.ParamType):
    """``LOW:HIGH`` with rational ends."""

    name = "LOW:HIGH"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        low, colon, high = str(value).partition(":")
        if not colon:
            self.fail(f"{value!r} is not a range such as 1:10 or 1/10:10.", param, ctx)
        end = Rational()
        return end.convert(low, param, ctx), end.convert(high, param, ctx)


class ClassCounts(click.ParamType):
    """Class counts separated by commas, ``2,3,4``."""

    name = "N,N,..."

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        parts = [part.strip() for part in str(value).split(",")]
        if not all(part.lstrip("-").isdecimal() and len(part) < 10 for part in parts):
            self.fail(f"{value!r} is not a list of class counts such as 2,3,4.", param, ctx)
        return tuple(int(part) for part in parts)


class AxiomNames(click.ParamType):
    """Names separated by commas."""

    name = "ID,ID,..."

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(part.strip() for part in str(value).split(",") if part.strip())
        if not names:
            self.fail("names no axiom; see kdtheory axioms.", param, ctx)
        return names


class Seconds(click.ParamType):
    """A positive, finite number of seconds."""

    name = "SECONDS"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds < math.inf:
            self.fail(f"{value!r} is not a positive number of seconds.", param, ctx)
        return seconds
