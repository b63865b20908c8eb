"""The Coq file of a certificate: formulas, one lemma a leaf, and the theorem of the whole box."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from kdtheory.bridge.expression import number
from kdtheory.bridge.problems import Leaf, Problem, Split

_WIDTH = 100
_DEPTH = 4  # halvings a variable of a leaf that slopes around the centre settle

_INTERVAL = """\
(** A leaf: the enclosure of its formula, in floats and, should these be too coarse, in 80 bits. *)
Ltac computed := first [interval | interval with (i_prec 80)].
Ltac enclosed := first [computed | apply Rminus_le; computed].
"""

_RISING = """\
(** A leaf by slope: the function is 0 where the anchored variables are, and rises in each. *)
Lemma rises_from_0 (f : R -> R) (h : R) :
  (forall x, 0 <= x <= h -> exists l, is_derive f x l /\\ 0 <= l) ->
  forall x, 0 <= x <= h -> f 0 <= f x.
Proof.
intros slope x Hx.
destruct (MVT_gen f 0 x (Derive f)) as [c [Hc E]].
- intros c Hc. rewrite Rmin_left, Rmax_right in Hc by lra.
  destruct (slope c) as [l [D _]]; [lra|]. apply Derive_correct. now exists l.
- intros c Hc. rewrite Rmin_left, Rmax_right in Hc by lra.
  destruct (slope c) as [l [D _]]; [lra|].
  apply derivable_continuous_pt, ex_derive_Reals_0. now exists l.
- rewrite Rmin_left, Rmax_right in Hc by lra.
  destruct (slope c) as [l [D L]]; [lra|]. rewrite (is_derive_unique _ _ _ D) in E.
  assert (0 <= l * (x - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.

Ltac vanishes :=
  repeat rewrite ?Rplus_0_r, ?Rplus_0_l, ?Rmult_0_r, ?Rmult_0_l, ?Ropp_0, ?Rminus_0_r;
  first [ring | field; repeat split; enclosed].

Ltac slope_enclosed :=
  split;
  [auto_derive;
   [repeat split; try exact I; enclosed
   | unfold Rdiv, Rminus; first [ring | field; repeat split; enclosed]]
  | enclosed].
"""


def coq_file(document: dict[str, Any], problems: list[Problem]) -> str:
    """The whole file.

    Parameters
    ----------
    document : dict
        An accepted certificate, for the heading.
    problems : list of Problem
        What it encloses.
    """
    kinds = {leaf.kind for p in problems for leaf in p.leaves}
    libraries = ["From Coq Require Import Reals Lra."]
    if "S" in kinds:
        libraries.append("From Coquelicot Require Import Coquelicot.")
    libraries.append("From Interval Require Import Tactic.")
    parts = [_heading(document), "\n".join(libraries) + "\nOpen Scope R_scope.\n", _INTERVAL]
    if "S" in kinds:
        parts.append(_RISING)
    parts += ["\n".join(_statements(p)) for p in problems]
    return "\n".join(parts)


def _heading(document: dict[str, Any]) -> str:
    claim = "/".join(_harmless(document[k]) for k in ("claim", "variant") if k in document)
    about = f" of {_harmless(document['operator'])}" if "operator" in document else ""
    lines = [
        f"{_harmless(document['statement'])} ({_harmless(document['provenance'])}).",
        "Written from a certificate of kdtheory; `interval` encloses the formula again on every "
        "leaf, and the theorems put the leaves together along the certificate's split tree. "
        "What they say of the claim rests on the reduction that the certificate names:",
        _harmless(document["because"] if "because" in document else document["steps"][0]),
        f"Certificate {_harmless(document['digest'])}.",
    ]
    if "scope" in document:
        scope = document["scope"]
        lines.insert(1, f"Scope: classes {_harmless(str(scope['classes']))}, temperatures "
                        f"{_harmless(' to '.join(scope['temperatures']))}, entries at least "
                        f"{_harmless(scope['floor'])}.")  # fmt: skip
    text = "\n".join(textwrap.fill(x, _WIDTH - 4, initial_indent="    ",
                                   subsequent_indent="    ") for x in lines)  # fmt: skip
    return f"(** * {claim}{about}, re-checked by interval arithmetic inside Coq\n\n{text} *)\n"


def _harmless(text: str) -> str:
    """Words that can neither end a comment nor open a string in it."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return kept.replace("(*", "( *").replace("*)", "* )").replace('"', "'").replace("*", "·")


# one problem -------------------------------------------------------------------------------------


def _statements(p: Problem) -> Iterator[str]:
    yield _wrapped(f"(** ** {_harmless(p.text)} *)") + "\n"
    binder = f" ({' '.join(p.variables)} : R)" if p.variables else ""
    for name, body in p.functions.items():
        yield _wrapped(f"Definition {name}{binder} : R := {body}.") + "\n"
    for axis, v in enumerate(p.variables):
        if any(s.axis == axis for s in _splits(p.tree)):
            yield _split(p, axis, v)
    names: list[str] = []
    for k, leaf in enumerate(p.leaves):
        names.append(f"{p.name}_leaf{k}")
        yield f"Lemma {names[-1]} :\n  {_claim(p, leaf.box)}.\n{_proof(p, leaf)}\n"
    yield f"Theorem {p.name} :\n  {_claim(p, p.box)}.\nProof.\n{_assembled(p, names)}\nQed.\n"


def _splits(tree: Split | Leaf) -> Iterator[Split]:
    stack = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, Split):
            yield here
            stack += [here.upper, here.lower]


def _claim(p: Problem, box: Sequence[tuple[Any, Any]], indent: str = "  ") -> str:
    """For all points of the box where the guards are at least 0, the goals."""
    given = [f"{a} <= {v} <= {b}" for v, (a, b) in zip(p.variables, box, strict=True)]
    given += [f"0 <= {_at(p, g)}" for g in p.guards]
    lines = [f"forall {' '.join(p.variables)} : R,"] if p.variables else []
    lines += [" -> ".join(given) + " ->"] if given else []
    return f"\n{indent}".join([*lines, _goal(p)])


def _goal(p: Problem) -> str:
    return " /\\ ".join(g.format(**{f: _at(p, f) for f in p.functions}) for g in p.goals)


def _at(p: Problem, function: str, changed: dict[str, str] | None = None) -> str:
    return " ".join([function, *((changed or {}).get(v, v) for v in p.variables)])


def _split(p: Problem, axis: int, v: str) -> str:
    """Two boxes side by side make one."""
    ends = [(f"{x}_low", f"{x}_high") for x in p.variables]
    middle = f"{v}_middle"
    halves = [list(ends), list(ends)]
    halves[0][axis] = (ends[axis][0], middle)
    halves[1][axis] = (middle, ends[axis][1])
    lower, upper, whole = (f"  ({_claim(p, e, '   ')})" for e in [*halves, ends])
    names = " ".join([*(e for pair in ends for e in pair), middle])
    return "\n".join(
        [
            _wrapped(f"Lemma {p.name}_split_{v} {{{names} : R}} :"),
            f"{lower} ->\n{upper} ->\n{whole}.",
            "Proof.",
            f"intros lower upper {' '.join(p.variables)}; intros.",
            f"destruct (Rle_or_lt {v} {middle}); [apply lower | apply upper]; lra.",
            "Qed.\n",
        ]
    )


def _proof(p: Problem, leaf: Leaf) -> str:
    """Enclosed, outside the domain, or by slopes."""
    unfold = f"unfold {', '.join(p.functions)}, Rpower"
    lines = [f"intros {' '.join(p.variables)}; intros."] if p.variables else []
    if leaf.kind == "O":
        outside = (f"assert ({_at(p, g)} < 0) by ({unfold}; enclosed); lra" for g in p.guards)
        lines.append(f"exfalso. first [{' | '.join(outside)}].")
    elif leaf.kind == "S":
        lines += _by_slope(p, leaf, unfold)
    else:
        how = "enclosed" if leaf.kind == "V" else f"first [enclosed | {_finely(p)}]"
        lines.append(f"{unfold}; repeat split; {how}.")
    return "\n".join(["Proof.", *map(_wrapped, lines), "Qed."])


def _finely(p: Problem) -> str:
    """A leaf that is settled by slopes around the centre: the same, cut up further."""
    cut = ", ".join(f"i_bisect {v}" for v in p.variables)
    return f"interval with ({cut}, i_depth {_DEPTH * len(p.variables)})"


def _by_slope(p: Problem, leaf: Leaf, unfold: str) -> Iterator[str]:
    """From the point where the anchored variables are 0, one variable after the other."""
    (function,) = (f for f in p.functions if f not in (*p.guards, *p.slopes))
    here = {p.variables[k]: "0" for k in p.anchored}
    yield f"assert ({_at(p, function, here)} = 0) by ({unfold}; vanishes)."
    for k, slope in zip(p.anchored, p.slopes, strict=True):
        v = p.variables[k]
        now, then = _at(p, function, here), _at(p, function, here | {v: v})
        moving = here | {v: "moved"}
        high = number(leaf.box[k][1])
        yield f"assert ({now} <= {then})."
        yield f"{{ apply (rises_from_0 (fun moved => {_at(p, function, moving)}) {high}); [|lra]."
        yield f"  intros moved within; exists ({_at(p, slope, moving)})."
        yield f"  {unfold}; slope_enclosed. }}"
        here[v] = v
    yield "lra."


def _assembled(p: Problem, leaves: list[str]) -> str:
    """The split tree as a term of the lemmas, indented like the tree."""
    names = iter(leaves)

    def term(tree: Split | Leaf, indent: str) -> str:
        if isinstance(tree, Leaf):
            return f"{indent}{next(names)}"
        lower = term(tree.lower, indent + " ")
        upper = term(tree.upper, indent + " ")
        return f"{indent}({p.name}_split_{p.variables[tree.axis]}\n{lower}\n{upper})"

    return f"exact\n{term(p.tree, ' ')}."


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
