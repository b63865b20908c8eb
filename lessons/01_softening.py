# ruff: noqa: B018
"""What softening does.

See what a temperature does to a distribution, learn the five axioms that a softening operator is
asked to satisfy, and meet two families that satisfy them in different ways.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="What softening does")

with app.setup:
    from fractions import Fraction

    import array_api_compat.numpy as np
    import marimo as mo

    from kdtheory.operators.softening import mixture, power
    from kdtheory.simplex import entropy
    from kdtheory.teaching import (
        exercise,
        number,
        operator,
        picture,
        point,
        right,
        slider,
        statement,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart, bars
    from kdtheory.teaching.deciding import complaint, decide, doubts, sign, value
    from kdtheory.teaching.drawing import BLUE, INK, ORANGE, Plane, beside


@app.cell
def _():
    mo.md(r"""
    # 1 · What softening does

    **Goal.** After this lesson you can say what a temperature does to a distribution, you know the
    five axioms of a softening operator by heart, and you can tell the two best-known families apart
    by looking at one picture.

    A teacher network looks at a photograph and answers: *cat* 0.90, *lynx* 0.09, *truck* 0.01. A
    student could learn from the first number alone. But the other two say something as well: this
    cat looks a little like a lynx, and not at all like a truck. Hinton called this *dark
    knowledge*. It is hard to see, because 0.09 and 0.01 are both small. **Softening** makes it
    visible: it moves the distribution towards the uniform one, so that small probabilities grow,
    and large ones shrink.

    ## A distribution is a point

    With three classes a distribution $p = (p_1, p_2, p_3)$ has three entries that are not negative
    and sum to one. All of them together form a triangle, the *simplex* $\Delta$. The corners are
    the certain answers. The middle is the uniform distribution $u$, which knows nothing. An edge
    holds the distributions that rule one class out.

    A **softening operator** $F_T$ takes such a point and a temperature $T \ge 1$ and returns
    another point. As $T$ grows, the point travels. Its trajectory is the best portrait of an
    operator that there is. Move the sliders.
    """)
    return


@app.function
@picture(
    first=slider("$p_1$", [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98], 0.7, baked=[0.5, 0.7, 0.9, 0.98]),
    share=slider("$p_2 / (p_2+p_3)$", [0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 0.8, baked=[0.5, 0.8, 1.0]),
    T=slider("temperature $T$", [1, 1.5, 2, 3, 4, 6, 10, 20], 3, baked=[1, 2, 3, 10]),
)
def two_families(first, share, T):
    """Where $p$ goes as the temperature rises, under the power transform and under the mixture.
    The dots are at the temperature of the slider, and the bars show the same three distributions.
    Push the second slider to 1: the third class is ruled out, and the families part for good."""
    p = np.asarray([first, (1 - first) * share, (1 - first) * (1 - share)])
    steps = np.asarray([[t] for t in (1 + 0.04 * k**2 for k in range(60))])
    plane = Plane("two trajectories", levels=(0.4, 0.6, 0.8, 0.95, 1.05), side=290)
    plane.uniform()
    plane.curve(power(p, steps, np), BLUE, "power transform")
    plane.curve(mixture(p, steps, np), ORANGE, "mixture with u")
    at = [f(p, np.asarray(float(T)), np) for f in (power, mixture)]
    plane.mark(at[0], BLUE)
    plane.mark(at[1], ORANGE)
    plane.mark(p, INK, "p", shape="ring")
    groups = [("the teacher p", p, INK), (f"power, T = {T:g}", at[0], BLUE)]
    groups.append((f"mixture, T = {T:g}", at[1], ORANGE))
    names = ["class 1", "class 2", "class 3"]
    return beside(plane.svg(), bars("the three distributions", names, groups))


@app.cell
def _():
    families_at = two_families.sliders()
    families_at
    return (families_at,)


@app.cell
def _(families_at):
    two_families.show(families_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## Two families

    The **power transform** is what most people mean by temperature. It raises every probability to
    the power $1/T$ and normalises:

    $$F_T(p)_i = \frac{p_i^{1/T}}{\sum_j p_j^{1/T}}$$

    If $p$ is a softmax of logits $z$, this is the softmax of $z/T$. What it acts on are *ratios*:
    odds of $a$ to $b$ become odds of $a^{1/T}$ to $b^{1/T}$. So odds of 100 to 1 become 10 to 1 at
    $T = 2$. A ratio that is infinite stays infinite: a class with probability zero keeps it.

    The **convex mixture** stirs in some of the uniform distribution:

    $$F_T(p) = (1-\lambda_T)\,p + \lambda_T\,u, \qquad \lambda_T = 1 - \tfrac1T$$

    It acts on *differences*: each shrinks by the factor $1/T$. The trajectory is the straight
    segment from $p$ to $u$. It gives every class something at once, even those that were ruled out.

    Both families appear in the source of this theory (Flouro and Chadwick, arXiv 2601.03195).
    They share the start and the end. For $n \ge 3$ classes and three different entries they share
    no other point of the way (SK-E2, ours). With two classes there is only one way to go, and they
    differ in speed alone.

    ## What may a softening do?

    Anything can be called a softening. The axioms say what deserves the name. They are listed here
    in the form in which this toolkit decides them. The tag says how each statement relates to its
    source: *sourced* means stated there in this form, *reconstructed* means our formal completion
    of what is said there, *ours* means that it goes beyond it.
    """)
    return


@app.cell
def _():
    mo.vstack([statement(k) for k in ("SK-A1/strict", "SK-A2/open", "SK-A3/weak", "SK-A4/open")])
    return


@app.cell
def _():
    statement("SK-A5/inf-open")
    return


@app.cell
def _():
    mo.md(r"""
    In words. **Ranking** (SK-A1, sourced): what the teacher likes better stays liked better.
    **Continuity** (SK-A2, sourced): a small change of teacher or temperature makes a small change
    of the result. **Entropy** (SK-A3, sourced): hotter means less certain. **Identity** (SK-A4,
    sourced): at $T = 1$ nothing happens. **Boundary** (SK-A5, reconstructed): in the end everything
    is uniform, for a $p$ in which every class has some probability.

    Entropy measures how uncertain a distribution is: $H(p) = -\sum_i p_i \log p_i$, in nats. It is
    zero at the corners and largest, $\log n$, at $u$. The grey curves in the picture are its level
    sets. SK-A3 says that a trajectory crosses them in one direction only.

    The last axiom needs care with its words. "Every distribution tends to uniform" is false for the
    power transform: $(1, 0)$ never moves. It holds inside the simplex, where all entries are
    positive. So there are two honest readings, `inf-open` and `inf-closed`. The power transform
    satisfies the first and not the second, the mixture satisfies both. An operator has to take a
    side, because "keep what is ruled out" and "reach uniform from everywhere" exclude each other.

    ## How fast does uncertainty grow?
    """)
    return


@app.function
@picture(
    first=slider(
        "$p_1$", [0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.98, 0.999], 0.9,
        baked=[0.35, 0.4, 0.6, 0.8, 0.9, 0.98, 0.999],
    ),
)  # fmt: skip
def entropy_grows(first):
    r"""Entropy along the two trajectories from $p = (p_1, (1-p_1)/2, (1-p_1)/2)$. Both rise towards
    $\log 3$, as SK-A3 asks. A confident teacher stays confident for long under the power
    transform, while the mixture gives up half of what it knows at $T = 2$, whatever it was. Closer
    to the middle the order is reversed, by very little: you will find such a point yourself."""
    p = np.asarray([first, (1 - first) / 2, (1 - first) / 2])
    T = [10 ** (k / 40) for k in range(61)]
    steps = np.asarray([[t] for t in T])
    chart = Chart("entropy", Axis("temperature T", 1, 30, log=True), Axis("entropy (nats)", 0, 1.2))
    chart.line(T, entropy(power(p, steps, np), np), BLUE, "power transform")
    chart.line(T, entropy(mixture(p, steps, np), np), ORANGE, "mixture with u")
    chart.across(float(np.log(np.asarray(3.0))), INK, "log 3, the most there is")
    return chart.svg()


@app.cell
def _():
    entropy_at = entropy_grows.sliders()
    entropy_at
    return (entropy_at,)


@app.cell
def _(entropy_at):
    entropy_grows.show(entropy_at)
    return


@app.cell
def _():
    mo.md(r"""
    Three things to take away. The power transform works on ratios and respects zeros. The mixture
    works on differences and fills every class. And an axiom is only as clear as its quantifiers:
    *for which $p$?* is always a fair question.

    ## Exercises

    Answers are checked by the engines of the toolkit, in exact arithmetic. Write numbers as
    fractions or as decimals; both are read exactly.
    """)
    return


@app.function
@exercise(
    "Reading a temperature off the odds",
    number(),
    solution="4",
    because=r"""
    The power transform turns odds of 81 to 1 into odds of $81^{1/T}$ to 1. From $81^{1/T} = 3$
    follows $1/T = \log 3 / \log 81 = 1/4$, so $T = 4$.
    """,
    mistakes=("27", "3", "1/4", "2", "four"),
)
def odds(T):
    """A teacher prefers class 1 to class 2 by odds of 81 to 1. At which temperature $T$ does the
    power transform leave odds of 3 to 1?"""
    if T <= 0:
        return wrong("A temperature is positive.")
    p = (Fraction(81, 82), Fraction(1, 82))

    def surplus(p, T, xp):
        q = power(p, T, xp)
        return q[0] - 3 * q[1]

    left = sign(surplus, p, T)
    if left in (0, None):  # no rational close to the answer escapes 32768 bits
        return right(f"At $T = {T}$ the odds are 3 to 1, exactly.")
    a, b = value(lambda p, T, xp: power(p, T, xp), p, T)
    hotter = "Raise the temperature." if left == 1 else "That is too hot."
    hint = "What happens to a ratio $a/b$ under the power transform?"
    return wrong(f"At $T = {T}$ the odds are {a / b:.4g} to 1. {hotter} {hint}")


@app.cell
def _():
    odds_form = odds.form()
    return (odds_form,)


@app.cell
def _(odds_form):
    odds.show(odds_form)
    return


@app.function
@exercise(
    "Where the power transform is softer",
    point(3),
    start="9/10, 1/20, 1/20",
    solution="3/5, 1/5, 1/5",
    because="""
    Put $p = (1+2d, 1-d, 1-d)/3$ with a small $d > 0$. To second order in $d$ the power transform at
    $T = 2$ has the first entry $(1 + d - d^2/4)/3$, the mixture $(1+d)/3$: the power transform is
    closer to uniform. Near a corner it is far less soft, since there a ratio is enormous and its
    square root is still large.
    """,
    mistakes=("9/10, 1/20, 1/20", "1/3, 1/3, 1/3", "1/2, 1/2, 0", "3/5, 2/5", "0.6, 0.2, 0.1"),
)
def softer(p):
    """In most pictures the mixture is the softer of the two. Find a distribution on three classes
    for which, at $T = 2$, the *power transform* has strictly more entropy than the mixture."""

    def lead(p, xp):
        T = xp.asarray(2.0)
        return entropy(power(p, T, xp), xp) - entropy(mixture(p, T, xp), xp)

    found = sign(lead, p)
    gap = value(lead, p)[0]
    if found == 1:
        return right(f"The power transform leads by {gap:.3g} nats.")
    if found == 0:
        return wrong("Here both have exactly the same entropy.")
    hint = "Corners are hopeless." if max(p) > Fraction(3, 4) else "No entry should be too small."
    return wrong(
        f"The mixture leads by {-gap:.3g} nats. {hint} Try one large and two equal entries."
    )


@app.cell
def _():
    softer_form = softer.form()
    return (softer_form,)


@app.cell
def _(softer_form):
    softer.show(softer_form)
    return


@app.function
@exercise(
    "A softening of your own",
    operator("softening"),
    start="""
    def F(p, T, xp):
        share = 1 - 1 / T
        return (1 - share) * p + share / p.shape[-1]
    """,
    solution="""
    def F(p, T, xp):
        share = 1 - 1 / T**2
        return (1 - share) * p + share / p.shape[-1]
    """,
    because=r"""
    A mixture satisfies the axioms for every weight $\lambda_T$ that is 0 at $T = 1$, does not
    fall, stays below 1, and tends to 1. There is an infinite choice. So the axioms do not
    single out one operator: they describe a class (SK-E1, sourced).
    """,
    mistakes=(
        "def F(p, T, xp):\n    return p + 0 * T",
        "def F(p, T, xp):\n    share = 1 - 1 / T\n    return (1 - share) * p + share / p.shape[-1]",
        "def F(p, T, xp):\n    share = 1 - 1 / (2 * T)\n"
        "    return (1 - share) * p + share / p.shape[-1]",
        "def F(p, T, xp):\n    return p ** (1 / T)",
        "F = 3",
    ),
)
def own(F):
    r"""Write a softening that is neither the power transform nor the mixture with
    $\lambda_T = 1 - 1/T$, and that satisfies ranking, entropy, identity and boundary (SK-A1,
    SK-A3, SK-A4, SK-A5). Here `p` has shape `(..., n)`, `T` broadcasts with it, and `xp` holds the
    array functions: `xp.sum`, `xp.exp`, `xp.sqrt` and so on. You start from the mixture."""
    p, T = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)), 3
    report = decide(F, ["SK-A0", "SK-A1", "SK-A3", "SK-A4", "SK-A5"])
    trouble = complaint(report.verdicts)
    if trouble:
        return wrong(f"{trouble}.")
    for name, G in (("power transform", power), ("mixture", mixture)):

        def apart(p, T, xp, G=G):
            return xp.sum(xp.abs(F(p, T, xp) - G(p, T, xp)))

        if sign(apart, p, T) == 0:
            return wrong(f"This is the {name} itself: at $p = (1/2, 1/3, 1/6)$ they agree exactly.")
    how = ", ".join(f"{v.key} {v.outcome.value}" for v in report.verdicts)
    return right(f"A softening of your own: {how}.{doubts(report.verdicts)}")


@app.cell
def _():
    own_form = own.form()
    return (own_form,)


@app.cell
def _(own_form):
    own.show(own_form)
    return


if __name__ == "__main__":
    app.run()
