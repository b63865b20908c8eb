"""Whether a picture can be read: texts apart and inside, nothing drawn outside."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

from kdtheory.report.svg import text_width

SVG = "{http://www.w3.org/2000/svg}"
_SLACK = 20  # marks of a legend stand in moved groups, around zero


def _boxes(root):
    """Estimated boxes of the texts that are not inside a moved group."""
    for text in root.findall(f"{SVG}text"):
        size, x, y = (float(text.get(k)) for k in ("font-size", "x", "y"))
        wide = text_width(text.text, size) * 0.9
        x -= {"middle": wide / 2, "end": wide}.get(text.get("text-anchor"), 0)
        yield text.text, (x, y - 0.75 * size, x + wide, y)


def check(picture):
    """Assert that nothing is clipped and no texts overlap; give the texts with their boxes."""
    root = ET.fromstring(picture)
    _, _, width, height = map(float, root.get("viewBox").split())
    boxes = list(_boxes(root))
    for text, (x0, y0, x1, y1) in boxes:
        assert x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height, text
    for (s, a), (t, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (s, t)
    for d in re.findall(r'\bd="([^"]*)"', picture):
        numbers = [float(x) for x in re.findall(r"-?\d+\.?\d*", d)]
        assert all(-_SLACK <= x <= width + _SLACK for x in numbers[::2]), d
        assert all(-_SLACK <= y <= height + _SLACK for y in numbers[1::2]), d
    return boxes
