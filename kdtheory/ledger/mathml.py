"""LaTeX as MathML, which browsers draw by themselves: no script, no font, no network."""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from xml.etree import ElementTree

from markupsafe import Markup, escape

_SPACE: Final = "{http://www.w3.org/1998/Math/MathML}"
_TAGS: Final = frozenset(
    """math mrow mi mo mn mtext mspace msub msup msubsup mfrac msqrt mroot mover munder munderover
    mstyle mtable mtr mtd mpadded mphantom""".split()
)
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
        found = convert(text, display="block" if display else "inline")
        # the converter lets markup through: nothing but formulas gets into a page
        if {
            node.tag.removeprefix(_SPACE) for node in ElementTree.fromstring(found).iter()
        } <= _TAGS:
            return Markup(found)
    except Exception:  # it raises many kinds; the source is still readable
        pass
    return Markup("<code>{}</code>").format(escape(latex))
