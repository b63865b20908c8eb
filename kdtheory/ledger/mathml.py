"""LaTeX as MathML, which browsers draw by themselves: no script, no font, no network."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from markupsafe import Markup, escape

#: Commands that the converter does not know, in its own words.
_KNOWN: Final = {
    r"\arg": r"\operatorname{arg}",
    r"\implies": r"\;\Longrightarrow\;",
    r"\iff": r"\;\Longleftrightarrow\;",
}


@cache
def mathml(latex: str, *, display: bool = True) -> Markup:
    """A formula as MathML; as escaped text if it cannot be read.

    Examples
    --------
    >>> str(mathml("p_i", display=False))  # doctest: +ELLIPSIS
    '<math ...<msub><mi>p</mi><mi>i</mi></msub>...</math>'
    """
    from latex2mathml.converter import convert

    text = latex
    for command, instead in _KNOWN.items():
        text = re.sub(re.escape(command) + r"(?![A-Za-z])", instead.replace("\\", r"\\"), text)
    try:
        # the converter escapes text and numbers itself
        return Markup(convert(text, display="block" if display else "inline"))
    except Exception:  # it raises many kinds; the source is still readable
        return Markup("<code>{}</code>").format(escape(latex))
