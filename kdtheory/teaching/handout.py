"""A lesson as one HTML file: no app behind it, nothing fetched, formulas as MathML."""

from __future__ import annotations

from kdtheory.teaching.lessons import Lesson
from kdtheory.teaching.pages import STYLE, printing, shown

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ lesson.title }}</title>
<style>
{{ style }}
:root{color-scheme:light}
body{font:17px/1.6 Georgia,'Times New Roman',serif;color:#1d2733;background:#fff;margin:0}
main{max-width:46rem;margin:0 auto;padding:2rem 1.2rem 4rem}
h1,h2,h3,.kdt-id,.kdt-tag,.kdt-asks,.kdt-source,.kdt-controls,summary{
font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif}
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 1rem}
h2{font-size:1.3rem;margin:2.2rem 0 .4rem}
span.paragraph,p{display:block;margin:.7rem 0}
.kdt-card span.paragraph{margin:.3rem 0}
.kdt-caption span.paragraph,.kdt-controls span.paragraph{display:inline;margin:0}
table{border-collapse:collapse;margin:.8rem auto;font-size:.92rem}
td,th{border-bottom:1px solid #d5dbe3;padding:.3rem .7rem;text-align:left}
pre,code{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:.85em}
.codehilite pre,.kdt-card pre{background:#f1f4f7;padding:.7rem .9rem;border-radius:6px;
overflow-x:auto}
math[display=block]{margin:.9rem 0}
.kdt-controls{display:flex;flex-wrap:wrap;gap:.3rem 2rem;align-items:center;font-size:.9rem;
margin:.8rem 0 .2rem}
.kdt-controls label{display:flex;align-items:center;gap:.5rem}
.kdt-controls output{min-width:2.6em;font-variant-numeric:tabular-nums}
.kdt-blank{height:4.5rem;border-bottom:1px dotted #b3bcc7;margin:.2rem 0 .8rem}
.kdt-foot{margin-top:3rem;font-size:.85rem;color:#5b6775;border-top:1px solid #d5dbe3}
@media print{.kdt-controls input,.kdt-controls select{display:none}
.kdt-figure,.kdt-card{break-inside:avoid}main{max-width:none;padding:0}}
</style>
</head>
<body>
<main>
{{ body }}
<p class="kdt-foot">Made by <code>kdtheory teach {{ lesson.number }} --handout</code>. Answers are
checked by <code>kdtheory teach {{ lesson.number }} --check FILE.py</code>.</p>
</main>
<script>
for (const moving of document.querySelectorAll('.kdt-moving')) {
  const frames = JSON.parse(moving.querySelector('script').textContent);
  const inputs = [...moving.querySelectorAll('input, select')];
  const show = () => {
    let place = 0;
    for (const input of inputs) {
      place = place * Number(input.dataset.count) + Number(input.value);
      if (input.dataset.values) {
        input.parentElement.querySelector('output').textContent =
          JSON.parse(input.dataset.values)[input.value];
      }
    }
    moving.querySelector('.kdt-drawn').innerHTML = frames[place];
  };
  for (const input of inputs) input.addEventListener('input', show);
}
</script>
</body>
</html>
"""


def handout(lesson: Lesson) -> str:
    """Run a lesson and write it as one HTML document.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    str
        Refers to nothing outside itself; moving pictures flip through frames drawn beforehand.
    """
    from jinja2 import Environment

    with printing():
        body = "\n".join(text for text in map(shown, lesson.outputs()) if text)
    page = Environment(autoescape=False).from_string(_PAGE)
    made: str = page.render(lesson=lesson, style=STYLE, body=body)
    return made
