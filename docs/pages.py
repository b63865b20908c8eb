"""The theory pages, written from the registries; and mathematics as MathML."""

PAPERS = {
    "SK": ("Sparse distillation", "arXiv 2601.03195"),
    "MT": ("Aggregation of teachers", "arXiv 2601.09165"),
    "RM": ("Recursive meta-distillation", "arXiv 2601.13100"),
    "AW": ("Adaptive weighting", "arXiv 2601.17910"),
}
TOLD = {
    "sourced": "stated in this form in the source",
    "reconstructed": "the natural formal completion of the source, not confirmed as its wording",
    "ours": "beyond the papers",
}


def write(folder):
    """One page a paper and an index."""
    folder.mkdir(exist_ok=True)
    index = ["# The theory", "", "Every statement that the toolkit decides, by paper.", ""]
    index += ["```{toctree}", ":maxdepth: 1", *(p.lower() for p in PAPERS), "```", ""]
    _put(folder / "index.md", index)
    for paper in PAPERS:
        _put(folder / f"{paper.lower()}.md", page(paper))


def _put(path, lines):
    text = "\n".join(lines)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def page(paper):
    """The lines of one paper's page: its axioms, then its theorems."""
    from kdtheory.axioms.registry import table as axioms
    from kdtheory.theorems.registry import table as theorems

    title, source = PAPERS[paper]
    lines = [f"# {title} ({paper})", "", f"Flouro and Chadwick, {source}.", ""]
    mine = [a for a in axioms().values() if a.claim.startswith(paper + "-")]
    if mine:
        lines += ["## Axioms", ""]
    for claim in dict.fromkeys(a.claim for a in mine):
        lines += _axiom(claim, [a for a in mine if a.claim == claim])
    found = [t for t in theorems().values() if t.id.startswith(paper + "-")]
    if found:
        lines += ["## Theorems", ""]
    for theorem in found:
        lines += _theorem(theorem)
    return lines


def _axiom(claim, variants):
    lines = [f"### {claim} {variants[0].title}", ""]
    for a in variants:
        lines.append(f"`{a.variant}`{' (headline)' if a.headline else ''}")
        lines.append(f": {_plain(a.statement)}")
        lines.append(f": *{a.provenance}*: {TOLD[a.provenance]}.")
        lines += [f": Satisfied by `{a.satisfied_by}`, violated by `{a.violated_by}`.", ""]
    return lines


def _plain(text):
    """Statements are text, not markup."""
    for sign in "\\*_[]<>":
        text = text.replace(sign, "\\" + sign)
    return text


def _theorem(t):
    lines = [f"### {t.id} {t.title}", "", "$$", t.statement, "$$", "", _plain(t.plain), "",
             f"*{t.provenance.capitalize()}*: {TOLD[t.provenance]}.", ""]  # fmt: skip
    if t.constant:
        lines += [f"Constant: {_plain(t.constant.stated)} ({t.constant.kind}); "
                  f"known: {_plain(t.constant.computed)}.", ""]  # fmt: skip
    if t.hypotheses:
        lines += ["Hypotheses, each a switch of `--without`:", ""]
        lines += [f"- `{name}`: {_plain(words)}" for name, words in t.hypotheses.items()] + [""]
    for name, reading in t.false.items():
        repair = f"Repaired by `{reading.repair}`."
        lines += [f"False reading `{name}`: {_plain(reading.words)} {repair}", ""]
    derived = _derived(t.id)
    return lines + ([derived, ""] if derived else [])


def _derived(ident):
    from kdtheory.derivations import table

    entry = table().get(ident)
    return f"Derivation: `kdtheory prove {ident}`. {_plain(entry.words)}" if entry else ""


def inline_math(self, node):
    """A formula in a line as MathML."""
    self.body.append(_mathml(node))
    _skip()


def display_math(self, node):
    """A displayed formula as MathML."""
    self.body.append(f'<div class="math">{_mathml(node, "block")}</div>')
    _skip()


def _mathml(node, display="inline"):
    from latex2mathml.converter import convert

    return convert(node.astext(), display=display)


def _skip():
    from docutils.nodes import SkipNode

    raise SkipNode
