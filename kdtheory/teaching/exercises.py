"""Exercises: a question, a form of answers, and a function that lets the engines decide."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from textwrap import dedent
from typing import Any

from kdtheory.teaching.answers import Answer, Unreadable
from kdtheory.teaching.deciding import Unread
from kdtheory.teaching.pages import Page, baking, card, details, markdown, text_of


@dataclass(frozen=True)
class Feedback:
    """What an answer is told.

    Attributes
    ----------
    correct : bool
    text : str
        Markdown: what was found, or a hint that says why the answer is wrong.
    """

    correct: bool
    text: str


def right(text: str) -> Feedback:
    """The answer is accepted."""
    return Feedback(True, text)


def wrong(text: str) -> Feedback:
    """The answer is rejected, with a hint."""
    return Feedback(False, text)


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Attributes
    ----------
    name : str
        Of its function, and of its answer in a file of answers.
    title, question : str
        Markdown.
    answer : Answer
    start, solution : str
        What the form begins with; an answer that is accepted.
    because : str
        Why, in Markdown.
    mistakes : tuple of str
        Answers that people give, and that are rejected.
    judge : callable
    """

    name: str
    title: str
    question: str
    answer: Answer
    start: str
    solution: str
    because: str
    mistakes: tuple[str, ...]
    judge: Callable[[Any], Feedback]

    def check(self, raw: Any) -> Feedback:
        """Decide an answer; whatever it is, the result is feedback.

        Parameters
        ----------
        raw : str or value
            Text as in the form, or a Python value.
        """
        try:
            return self.judge(self.answer.read(raw))
        except Unreadable as error:
            return wrong(f"This cannot be read: {escape(str(error))}.")
        except Unread as error:
            return wrong(f"This cannot be evaluated exactly: {escape(str(error))}.")

    def form(self) -> Any:
        """The field for the answer, with a button; its value is None until it is pressed."""
        if baking():
            return Page("")
        import marimo as mo

        field: Any
        if self.answer.code:
            field = mo.ui.code_editor(value=self.start, language="python", min_height=120)
        elif self.answer.names or "one a line" in self.answer.asks:
            field = mo.ui.text_area(value=self.start, rows=4, full_width=True, debounce=False)
        else:
            field = mo.ui.text(value=self.start, full_width=True, debounce=False)
        return field.form(submit_button_label="Check my answer", bordered=False)

    def show(self, form: Any) -> Any:
        """The question, the field, what is found of the answer given, and the hidden solution."""
        if baking():
            return Page(self._head() + _blank() + self._solution())
        import marimo as mo

        parts = [mo.Html(self._head()), form]
        if form.value is not None:
            found = self.check(form.value)
            said = mo.md(f"**{'Right.' if found.correct else 'Not yet.'}** {found.text}")
            parts.append(mo.callout(said, kind="success" if found.correct else "warn"))
        parts.append(mo.Html(self._solution()))
        return mo.vstack(parts, gap=0.7)

    def _head(self) -> str:
        asked = f"<p class='kdt-asks'>Answer <code>{self.name}</code>: {escape(self.answer.asks)}."
        return card(
            f"<h3>Exercise: {text_of(self.title)}</h3>{markdown(self.question)}{asked}</p>",
            "exercise",
        )

    def _solution(self) -> str:
        shown = f"<pre>{escape(self.solution.strip())}</pre>"
        return details("Solution", shown + markdown(self.because))


def _blank() -> str:
    return "<div class='kdt-blank'></div>"


def exercise(
    title: str,
    answer: Answer,
    *,
    start: str = "",
    solution: str,
    because: str,
    mistakes: tuple[str, ...],
) -> Callable[[Callable[[Any], Feedback]], Any]:
    """Make an exercise of a function from an answer to feedback; its docstring is the question.

    The function stays one, for marimo; it gains the methods ``check``, ``form`` and ``show``.

    Examples
    --------
    >>> from kdtheory.teaching import number
    >>> @exercise("Half", number(), solution="1/2", because="It is.", mistakes=("2",))
    ... def half(x):
    ...     "What is one half?"
    ...     return right("Yes.") if 2 * x == 1 else wrong(f"Twice {x} is {2 * x}.")
    >>> half.check("0.5").correct, half.check("2").text, half.check("two").correct
    (True, 'Twice 2 is 4.', False)
    """

    def make(judge: Callable[[Any], Feedback]) -> Any:
        made = Exercise(
            judge.__name__,
            title,
            inspect.getdoc(judge) or "",
            answer,
            _plain(start),
            _plain(solution),
            _plain(because),
            tuple(map(_plain, mistakes)),
            judge,
        )

        @wraps(judge)
        def asked(value: Any) -> Feedback:
            return judge(value)

        part: Any = asked
        part.made, part.check, part.form, part.show = made, made.check, made.form, made.show
        return part

    return make


def _plain(text: str) -> str:
    return dedent(text).strip()
