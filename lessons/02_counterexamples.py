# ruff: noqa: B018
"""Axioms and counterexamples.

Read an axiom as a margin that must not be negative, edit an operator and see it break, and learn
what makes a counterexample a good one.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Axioms and counterexamples")

with app.setup:
    from fractions import Fraction

    import array_api_compat.numpy as np
    import marimo as mo

    from kdtheory.operators.registry import catalogue
    from kdtheory.simplex import entropy
    from kdtheory.teaching import (
        bench,
        choice,
        exercise,
        number,
        operator,
        parts,
        picture,
        point,
        right,
        slider,
        statement,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart
    from kdtheory.teaching.deciding import breaks, complaint, decide, doubts, value
    from kdtheory.teaching.drawing import BLUE, INK, Plane, beside

    SHOWN = ("power", "topk", "mixture_reheated", "power_saturating", "softmax_of_probabilities",
             "ordinal_profile")  # fmt: skip
    HEADLINE = ("SK-A0", "SK-A1", "SK-A2", "SK-A3", "SK-A4", "SK-A5")


@app.cell
def _():
    mo.md(r"""
    # 2 · Axioms and counterexamples

    **Goal.** You can turn an axiom into a number that must not be negative, you can break an
    operator on purpose and by accident, and you know what a good counterexample looks like.

    Suppose you have invented a softening. It works on your data. Does it satisfy the axioms of
    lesson 1? "I tried it, and it looked fine" is an answer about the points that you tried. The
    axioms speak about *all* distributions and *all* temperatures. There are infinitely many, and
    bugs like to live in the corners.

    ## From an axiom to a margin

    Every axiom here is written as one small function, its **margin**. The axiom holds exactly if
    the margin is nowhere negative. Take the entropy axiom (SK-A3, sourced):
    """)
    return


@app.cell
def _():
    statement("SK-A3/weak")
    return


@app.cell
def _():
    mo.md(r"""
    Its margin is $m(p, T, T') = H(F_{T'}(p)) - H(F_T(p))$ for $T' > T$. One negative value, and the
    axiom is false. That is the great asymmetry of the game: *a single point refutes; no number of
    points proves.*

    Now look at some operators that somebody might well write. One of them is fine.
    """)
    return


@app.function
@picture(
    name=choice("operator", SHOWN),
    first=slider("$p_1$", [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95], 0.7, baked=[0.5, 0.7, 0.95]),
)
def gallery(name, first):
    """Left: where a few teachers go as $T$ runs from 1 to 1000; the ring is the teacher with $p_1$
    from the slider, the square its end. Right: the entropy on the way. Who does not start at the
    ring? Whose entropy falls? Who does not end in the middle?"""
    F = catalogue("softening")[name]
    T = [10 ** (k / 40) for k in range(121)]
    steps = np.asarray([[t] for t in T])
    plane = Plane(name, levels=(0.6, 0.95, 1.05), side=270)
    plane.uniform()
    rest = 1 - first
    starts = [(first, 0.75 * rest, 0.25 * rest), (0.05, 0.9, 0.05), (0.1, 0.3, 0.6)]
    chart = Chart(
        "entropy", Axis("temperature T", 1, 1000, log=True), Axis("entropy (nats)", 0, 1.15),
        wide=230, high=190,
    )  # fmt: skip
    for k, start in enumerate(starts):
        p = np.asarray(start)
        course = F(p, steps, np)
        fill = BLUE if k == 0 else "#9aa7b5"
        plane.curve(course, fill)
        plane.mark(course[-1], fill, shape="square")
        plane.mark(p, INK, "p" if k == 0 else "", shape="ring")
        chart.line(T, entropy(course, np), fill, width=2.2 if k == 0 else 1.3)
    return beside(plane.svg(), chart.svg())


@app.cell
def _():
    gallery_at = gallery.sliders()
    gallery_at
    return (gallery_at,)


@app.cell
def _(gallery_at):
    gallery.show(gallery_at)
    return


@app.cell
def _():
    mo.md(r"""
    Here is what you may have seen. `topk` throws classes away, so it changes $p$ even at $T = 1$.
    `mixture_reheated` cools down in the middle of the way. `power_saturating` stops half way.
    `softmax_of_probabilities` takes a softmax of probabilities as if they were logits: a common
    slip in code, and it starts in the wrong place. `ordinal_profile` looks at ranks and forgets
    that equal entries have no order, so ties are broken by accident.

    ## Look for trouble in the right places

    A picture with three classes cannot show everything. Where else would you look? A search engine
    for counterexamples goes to the places where operators break:

    * **ties and near-ties**, where rankings flip and sorting jumps;
    * **faces and tiny entries**, where logarithms and ratios explode;
    * **the uniform point and $T = 1$**, where margins are zero and signs are delicate;
    * **both sides of every branch** that the code has: each `where`, `clip` and `sort`.

    It then pushes the worst points further downhill. What comes out is a floating-point number such
    as $-3 \cdot 10^{-17}$. Is it a counterexample, or is it rounding? Near the points where a
    margin is zero, *every* optimiser climbs rounding noise. So nothing is called *refuted* before
    the point has been made rational and the margin has been computed in exact arithmetic, with an
    enclosure that keeps away from zero.

    ## Small is convincing

    A violation at $p = (0.2718, 0.3141, 0.0577, \dots)$ convinces nobody. So the witness is
    **shrunk**: fewer classes, smaller denominators, fewer different entries, as long as the
    violation stays. The result is often so simple that it explains itself. "It fails at
    $p = (2/3, 1/3)$" is something you can check on paper, and it usually points at the bug.

    ## Try it

    The operator below is a good idea that went wrong in two places. It tempers the classes that
    carry most of the mass, drops the rest, and then gives every class a uniform share. Edit it and
    press *Decide*.
    """)
    return


@app.cell
def _():
    workbench = bench(
        """
        def blend(p, T, xp):
            kept = xp.where(p > 0.05, p, xp.zeros_like(p)) ** (1 / T)
            kept = kept / xp.sum(kept, axis=-1, keepdims=True)
            return kept / T + (1 - 1 / T) / p.shape[-1]
        """,
        ("SK-A1", "SK-A4", "SK-A5"),
    )
    workbench_form = workbench.form()
    workbench_form
    return workbench, workbench_form


@app.cell
def _(workbench, workbench_form):
    workbench.show(workbench_form)
    return


@app.cell
def _():
    mo.md(r"""
    Both refutations have the same cause: classes below 0.05 are all treated alike. So two of them
    get the same result although they differ (ranking), and at $T = 1$ they are lost (identity).
    Replace the condition `p > 0.05` by `p > 0` and decide again: what is left is a composition of
    the two families of lesson 1, and the verdicts turn to *proved*.

    ## Read the words exactly

    Whether an operator breaks an axiom depends on what the axiom says. *Strict* ranking speaks
    about entries that differ and says nothing about ties. *Weak* ranking says that ties stay ties
    (SK-A1, sourced).
    Neither implies the other; with continuity in $p$, strict implies weak (this remark is ours).
    `SK-A4/open` speaks about positive $p$ only, `SK-A4/closed` about zeros as well. A report that
    says "A4: violated" without saying which reading is worth little. This toolkit has one
    *headline reading*, and reports the other variants beside it, never instead of it.

    There is one more way to be wrong: to violate the contract. An operator that returns NaN, or
    rows that do not sum to one, or different values for the same input, gets the verdict *error*
    and not a mathematical one.

    ## Exercises
    """)
    return


@app.function
@exercise(
    "Entropy that falls",
    parts(p=point(), T1=number(), T2=number()),
    start="2/3, 1/3\n1\n2",
    solution="2/3, 1/3\n3/2\n3",
    because=r"""
    The weight of $p$ is $s(T) = (5T^2 - 12T + 8)/T^3$. It falls to 0.36 near $T = 1.42$, rises
    again to 0.64 near $T = 3.38$, and then falls for good. Between the two the point travels *back*
    towards $p$, and its entropy falls. Any $p$ but the uniform one will do.
    """,
    mistakes=(
        "2/3, 1/3; 1; 2",
        "1/2, 1/2; 3/2; 3",
        "2/3, 1/3; 3; 3/2",
        "2/3, 1/3; 4; 20",
        "2/3, 1/3; 3",
        "2/3, 1/3; 1/2; 3",
    ),
)
def reheated(answer):
    """Give an exact counterexample to the entropy axiom for `mixture_reheated`: a distribution $p$
    and two temperatures $T_1 < T_2$, both at least 1, such that the entropy at $T_2$ is smaller
    than at $T_1$. The picture above tells you where to look."""
    p, low, high = answer["p"], answer["T1"], answer["T2"]
    if not 1 <= low < high:
        return wrong("The temperatures have to satisfy $1 \\le T_1 < T_2$.")
    if len(set(p)) == 1:
        return wrong("The uniform distribution stays where it is, so its entropy never falls.")
    margin = breaks("SK-A3/weak", "mixture_reheated", p=p, T=[low, high])
    if margin is None:
        return wrong(
            f"From $T = {low}$ to $T = {high}$ the entropy does not fall here. In the picture "
            "choose `mixture_reheated`, and read off where its entropy goes down."
        )
    return right(f"The margin is enclosed in [{margin[0]}, {margin[1]}]: certainly negative.")


@app.cell
def _():
    reheated_form = reheated.form()
    return (reheated_form,)


@app.cell
def _(reheated_form):
    reheated.show(reheated_form)
    return


@app.function
@exercise(
    "Repair it",
    operator("softening"),
    start="""
    def F(p, T, xp):
        b = (1 + 1 / T) / 2
        q = p**b
        return q / xp.sum(q, axis=-1, keepdims=True)
    """,
    solution="""
    def F(p, T, xp):
        b = (1 / T + 1 / T**2) / 2
        q = p**b
        return q / xp.sum(q, axis=-1, keepdims=True)
    """,
    because=r"""
    The exponent $b(T)$ has to be 1 at $T = 1$ (identity), positive (ranking), not rising (entropy),
    and it has to tend to 0 (boundary). The average of $1/T$ and $1/T^2$ does. The broken operator's
    exponent tends to $1/2$.
    """,
    mistakes=(
        "def F(p, T, xp):\n    b = (1 + 1 / T) / 2\n    q = p**b\n"
        "    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def F(p, T, xp):\n    b = 1 / (2 * T)\n    q = p**b\n"
        "    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def F(p, T, xp):\n    b = 2 - T\n    q = p**b\n"
        "    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def F(p, T, xp):\n    q = p**(1 / T)\n    return q",
        "def F(p, T, xp):\n    return p / T + (1 - 1 / T) / p.shape[-1]",
    ),
)
def repaired(F):
    """This power transform saturates: however hot, it never gets beyond $T = 2$. Change the
    exponent `b` so that ranking, entropy, identity and boundary hold. It has to stay a power
    transform: odds of 4 to 1 and of 2 to 1 have to keep their relation, one the square of the
    other."""
    report = decide(F, ["SK-A0/simplex", "SK-A1", "SK-A3", "SK-A4", "SK-A5"])
    trouble = complaint(report.verdicts)
    if trouble:
        return wrong(f"{trouble}. Ask of `b`: its value at $T = 1$, its sign, its limit.")

    def bent(p, T, xp):
        q = F(p, T, xp)
        return xp.abs(q[0] * q[2] - q[1] ** 2)

    p = (Fraction(4, 7), Fraction(2, 7), Fraction(1, 7))
    if value(bent, p, 3)[0] > 1e-12:
        return wrong("The axioms hold, but this is no power transform any more.")
    return right(
        f"Repaired: ranking, entropy, identity and boundary hold.{doubts(report.verdicts)}"
    )


@app.cell
def _():
    repaired_form = repaired.form()
    return (repaired_form,)


@app.cell
def _(repaired_form):
    repaired.show(repaired_form)
    return


@app.function
@exercise(
    "Break one axiom and no other",
    operator("softening"),
    start="""
    def F(p, T, xp):
        share = 1 - 1 / T
        return (1 - share) * p + share / p.shape[-1]
    """,
    solution="""
    def F(p, T, xp):
        share = xp.minimum((T - 1) / 4, xp.ones_like(T))
        return (1 - share) * p + share / p.shape[-1]
    """,
    because=r"""
    A mixture whose weight reaches 1 at a finite temperature, here at $T = 5$. From then on every
    result is exactly uniform, so what was preferred is no longer preferred. The entropy still does
    not fall, nothing jumps, and both ends are right. It shows that the axioms are independent: the
    other four do not imply the ranking.
    """,
    mistakes=(
        "def F(p, T, xp):\n    share = 1 - 1 / T\n"
        "    return (1 - share) * p + share / p.shape[-1]",
        "def F(p, T, xp):\n    return xp.ones_like(p) / p.shape[-1] + 0 * T",
        "def F(p, T, xp):\n    u = xp.ones_like(p) / p.shape[-1]\n"
        "    return xp.where(T < 5, p, u)",
        "def F(p, T, xp):\n    share = 2 * (1 - 1 / T)\n"
        "    return (1 - share) * p + share / p.shape[-1]",
    ),
)  # fmt: skip
def one_broken(F):
    """Write a softening for which strict ranking is *refuted*, while the results are distributions
    and entropy, identity, boundary and continuity are not refuted. A mixture is a good start:
    when does it lose the ranking?"""
    report = decide(F, HEADLINE, budget=2)
    ranking = report["SK-A1/strict"]
    others = [v for v in report.verdicts if v.claim != "SK-A1"]
    trouble = complaint(others)
    if trouble:
        return wrong(f"More than ranking is broken. {trouble}.")
    if ranking.outcome.value != "refuted":
        return wrong(
            f"Ranking is {ranking.outcome.value} here. A mixture with weight $\\lambda_T < 1$ "
            "keeps it; what if the weight reaches 1?"
        )
    p = ", ".join(ranking.witness.inputs["p"])
    T = ranking.witness.inputs["T"][0]
    return right(f"Ranking alone fails, for instance at p = ({p}), T = {T}.{doubts(others)}")


@app.cell
def _():
    one_broken_form = one_broken.form()
    return (one_broken_form,)


@app.cell
def _(one_broken_form):
    one_broken.show(one_broken_form)
    return


if __name__ == "__main__":
    app.run()
