"""A lesson in a real browser: a slider moves, the picture changes, no request fails."""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

import browser
import pytest

pytest.importorskip("websockets", reason="comes with marimo")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser.chromium() is None, reason="there is no Chromium"),
]

#: The app's controls stand inside shadow roots: all elements, as deep as they are.
DEEP = """
const deep = (root, out = []) => {
  for (const e of root.querySelectorAll('*')) {
    out.push(e);
    if (e.shadowRoot) deep(e.shadowRoot, out);
  }
  return out;
};
const sliders = () => deep(document).filter(e => e.getAttribute('role') === 'slider');
const field = () => deep(document).find(e => e.matches('input[type=text], input:not([type])'));
const button = () => deep(document).find(e => e.matches('button')
  && e.textContent.includes('Check my answer'));
const says = text => deep(document).some(e => e.textContent.includes(text));
"""
OPENER = build_opener(ProxyHandler({}))
PICTURE = "(document.querySelector('.kdt-drawn svg') || {}).outerHTML"


def live(expression: str) -> str:
    return f"(() => {{{DEEP} return {expression}}})()"


@pytest.fixture
def page(tmp_path):
    with browser.Browser(tmp_path / "profile") as found:
        yield found


@pytest.fixture(scope="module")
def app():
    """``kdtheory teach``, which says where the lesson is and takes its server with it."""
    command = [sys.executable, "-m", "kdtheory", "teach", "5", "--quiet"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stderr is not None
        address = process.stderr.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address
        yield address
    finally:
        process.terminate()
        out, _ = process.communicate(timeout=30)
    assert out == ""
    assert process.returncode == 143
    with pytest.raises(URLError):
        OPENER.open(address.split("?")[0] + "health", timeout=5)


def test_a_slider_moves_the_picture(page, app):
    page.open(app)
    page.wait(live(f"sliders().length > 2 && {PICTURE}"), 60)
    before = page.run(PICTURE)
    page.run(live("sliders()[0].focus()"))
    page.key("ArrowRight", 39)
    after = page.wait(f"{PICTURE} !== {json.dumps(before)} && {PICTURE}", 30)
    assert "3 stages" in after and "2 stages" in before
    answer(page, "4", "4 stages end at")
    answer(page, "5", "The descent was run")
    here = app.split("?")[0]
    assert [u for u in page.requested.values() if not u.startswith((here, "data:", "blob:"))] == []
    assert page.failed == []
    assert page.errors == []


def answer(page, text: str, words: str) -> None:
    """Type an answer to the first exercise, and wait for what it is told."""
    page.wait(live("field() && button() && (field().focus(), field().select(), true)"))
    page.call("Input.insertText", text=text)
    page.wait(live(f"field().value === {json.dumps(text)} && !button().disabled"))
    page.run(live("button().click()"))
    page.wait(live(f"says({json.dumps(words)})"))


def test_strangers_are_not_let_in(app):
    with pytest.raises(HTTPError) as refused:
        OPENER.open(app.split("?")[0] + "api/status", timeout=10)
    refused.value.close()
    assert refused.value.code == 401


def test_a_handout_works_from_a_file(page, handouts, tmp_path):
    file = tmp_path / "handout.html"
    file.write_text(handouts(5), encoding="utf-8")
    page.open(file.as_uri())
    before = page.wait(PICTURE)
    page.run(
        "(() => {const s = document.querySelector('input[type=range]'); s.value = 4;"
        "s.dispatchEvent(new Event('input'))})()"
    )
    after = page.run(PICTURE)
    assert "2 stages" in before and "5 stages" in after
    assert page.run("document.querySelector('.kdt-moving output').textContent") == "5"
    assert set(page.requested.values()) == {file.as_uri()}
    assert page.failed == [] and page.errors == []
