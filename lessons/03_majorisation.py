# ruff: noqa: B018
"""Why entropy grows: majorisation.

Learn what it means that one distribution is more mixed than another, and prove in five lines that
softening makes every reasonable measure of uncertainty grow.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Why entropy grows: majorisation")

with app.setup:
    from fractions import Fraction
    from itertools import permutations

    import array_api_compat.numpy as np
    import marimo as mo

    from kdtheory.claims.claim import Cases
    from kdtheory.operators.softening import mixture, power
    from kdtheory.report.simplex_geometry import angle_of
    from kdtheory.simplex import entropy
    from kdtheory.teaching import (
        choice,
        exercise,
        operator,
        picture,
        point,
        right,
        rows,
        slider,
        statement,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart
    from kdtheory.teaching.deciding import decide, decide_margin, sign, value
    from kdtheory.teaching.drawing import BLUE, INK, ORANGE, Plane

    FAMILIES = {"power transform": power, "mixture with u": mixture}


@app.cell
def _():
    mo.md(r"""
    # 3 · Why entropy grows: majorisation

    **Goal.** You know when one distribution is *more mixed* than another, you can prove that
    entropy grows along the power transform without computing a single entropy, and you know which
    hypothesis of the proof people forget.

    The third axiom says that entropy does not fall as the temperature rises. Why should it? One can
    differentiate. For the power transform a short calculation gives a classical formula,

    $$\frac{dH(F_T(p))}{dT} = \frac{\operatorname{Var}_{F_T(p)}(\log p)}{T^3} \ge 0,$$

    and that settles one family. But the next family needs the next calculation. And why entropy?
    There are many measures of uncertainty: Gini impurity, Rényi entropies, the probability of the
    best guess. Do they all grow? Majorisation answers both questions at once.

    ## Robin Hood

    Take from the rich and give to the poor. If $p_i > p_j$, move a little probability from $i$ to
    $j$, at most until the two have changed places. This is a *transfer*. Every transfer
    makes a distribution more even. We say that $p$ **majorises** $q$, in signs $p \succ q$, if one
    gets from $p$ to $q$ by transfers (and by renaming classes).

    This cannot be checked by trying transfers. But there is a test, found by Hardy, Littlewood and
    Pólya. Sort both distributions, largest first, and compare the sums of the $k$ largest entries:

    $$p \succ q \iff \sum_{i \le k} p_{(i)} \ \ge\ \sum_{i\le k} q_{(i)} \quad\text{for every } k.$$

    In words: whoever may guess $k$ times does better with $p$. With three classes one can see it.
    The distributions that $p$ majorises form a hexagon, whose corners are the six ways to arrange
    the entries of $p$. This too is classical: they are exactly the averages of these six points.
    """)
    return


@app.function
@picture(
    family=choice("family", list(FAMILIES)),
    first=slider("$p_1$", [0.45, 0.55, 0.65, 0.75, 0.85], 0.65, baked=[0.45, 0.65, 0.85]),
    T=slider("temperature $T$", [1, 1.25, 1.5, 2, 3, 5, 10, 30], 2, baked=[1, 1.5, 2, 3, 10]),
)
def hexagons(family, first, T):
    """The light hexagon is everything that $p$ majorises, the dark one everything that $F_T(p)$
    majorises. Raise the temperature: each dark hexagon lies inside the one before. That is
    what it means that the trajectory *descends in the majorisation order*."""
    p = (first, 0.7 * (1 - first), 0.3 * (1 - first))
    steps = np.asarray([[1 + 0.04 * k**2] for k in range(60)])
    F = FAMILIES[family]
    q = F(np.asarray(p), np.asarray(float(T)), np)
    plane = Plane("hexagons of majorisation")

    def hexagon(r):
        return sorted({tuple(map(float, x)) for x in permutations(r)}, key=angle_of)

    plane.region(hexagon(p), "#9fc0e0", "majorised by p")
    if max(q) - min(q) > 1e-9:
        plane.region(hexagon(q), BLUE, "majorised by the softened distribution")
    plane.uniform()
    plane.curve(F(np.asarray(p), steps, np), ORANGE, "where p goes as T rises")
    plane.mark(q, ORANGE, "F_T(p)")
    plane.mark(p, INK, "p", shape="ring")
    return plane.svg()


@app.cell
def _():
    hexagons_at = hexagons.sliders()
    hexagons_at
    return (hexagons_at,)


@app.cell
def _(hexagons_at):
    hexagons.show(hexagons_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## One order, all measures

    A function that does not fall under transfers is called *Schur-concave*. Entropy is one: a
    transfer between $a > b$ replaces $-a\log a - b \log b$ by the same with $a$ and $b$ closer
    together, and $-x\log x$ is concave. The Gini impurity $1-\sum p_i^2$ is another, for the same
    reason, and so are all Rényi and Tsallis entropies. So if $F_T(p)$ majorises $F_{T'}(p)$, then
    *all of them* grow from $T$ to $T'$. Majorisation is the strong statement, SK-A3 (sourced) is
    one of its shadows.

    The converse is false. One can have $H(q) > H(p)$ without $p \succ q$: the two may be
    *incomparable*. One number cannot replace an order. The first exercise asks you for an example.

    ## The lemma

    Here is the tool that makes proofs short. It is ours, and it is what this toolkit uses to prove
    SK-A3 for **every** number of classes at once.

    > **Ratio lemma.** Suppose that $F_T$ keeps the order of the entries, and that for
    > $p_i \ge p_j$ the ratio $F_T(p)_i / F_T(p)_j$ does not grow as $T$ rises. Then $F_T(p)$
    > majorises $F_{T'}(p)$ for $T' > T$.

    *Proof.* Number the classes so that $p_1 \ge p_2 \ge \dots \ge p_n$, and write $F_i$ for the
    entries of $F_T(p)$. Let $S_k = F_1 + \dots + F_k$. Its odds can be written with ratios alone:

    $$\frac{1 - S_k}{S_k} = \sum_{j > k} \frac{F_j}{F_1 + \dots + F_k}
    = \sum_{j>k} \frac{1}{F_1/F_j + \dots + F_k/F_j}.$$

    Every ratio on the right has a larger entry on top, so by hypothesis it does not grow with $T$.
    So the right side does not fall, and therefore $S_k$ does not grow. Since the order is kept,
    $S_k$ is the sum of the $k$ *largest* entries, for both temperatures. That is the test of Hardy,
    Littlewood and Pólya. $\square$

    Now the power transform takes one line. The ratio is $(p_i/p_j)^{1/T}$, and for $p_i \ge p_j$
    this shrinks as $T$ rises. The mixture takes one more:
    $((1-\lambda)p_i + \lambda/n) / ((1-\lambda)p_j + \lambda/n)$ falls in $\lambda$.

    ## Guess k times

    The same thing as a chart. It shows $S_k$ for a teacher with six classes. A curve that bends
    more is more certain; the straight line is the uniform distribution. No two of these curves
    cross. That is the whole theorem.
    """)
    return


@app.function
@picture(
    family=choice("family", list(FAMILIES)),
    T=slider(
        "temperature $T$", [1, 1.25, 1.5, 2, 3, 5, 10, 30], 3, baked=[1, 1.5, 2, 3, 5, 10, 30]
    ),
)
def guesses(family, T):
    """How likely it is that one of the $k$ best guesses is right, for the teacher and for the
    softened teacher. Majorisation says: the second curve is nowhere above the first."""
    p = np.asarray([0.55, 0.22, 0.12, 0.06, 0.04, 0.01])
    q = FAMILIES[family](p, np.asarray(float(T)), np)
    chart = Chart(
        "sums of the largest entries", Axis("number of guesses k", 0, 6),
        Axis("probability that one is right", 0, 1.02),
    )  # fmt: skip
    ks = list(range(7))
    for r, fill, name in ((p, INK, "teacher p"), (q, BLUE, f"softened, T = {T:g}")):
        sums = [float(np.sum(r[:k])) for k in ks]
        chart.line(ks, sums, fill, name)
        chart.points(ks, sums, fill)
    chart.line(ks, [k / 6 for k in ks], "#9aa7b5", "uniform", dashed=True, width=1.4)
    return chart.svg()


@app.cell
def _():
    guesses_at = guesses.sliders()
    guesses_at
    return (guesses_at,)


@app.cell
def _(guesses_at):
    guesses.show(guesses_at)
    return


@app.cell
def _():
    statement("SK-A3/strict")
    return


@app.cell
def _():
    mo.md(r"""
    ## The hypothesis that people forget

    "All ratios shrink, so entropy grows" sounds right and is wrong. The lemma has two hypotheses.
    Leave out that the order is kept, and it fails: then $S_k$, the sum over the classes that were
    largest *in $p$*, still falls, but these are no longer the largest in $F_T(p)$. The third
    exercise asks you to exploit this.

    A second trap: the lemma compares one $p$ at two temperatures. It says nothing about two
    *different* distributions at the same temperature. It can happen that $p \succ q$, and yet after
    softening both with the power transform at $T = 20$ the softened $p$ has *more* entropy than the
    softened $q$ (ours). Softening respects the order along its own trajectories, not between them.

    ## Exercises
    """)
    return


@app.function
def majorises(p, q):
    """Whether $p$ majorises $q$, exactly."""
    a, b = sorted(p, reverse=True), sorted(q, reverse=True)
    return all(sum(a[:k]) >= sum(b[:k]) for k in range(1, len(a) + 1))


@app.function
@exercise(
    "More entropy, yet not more mixed",
    rows(2, 3),
    start="3/5, 3/10, 1/10\n1/2, 3/10, 1/5",
    solution="1/2, 9/20, 1/20\n3/5, 1/5, 1/5",
    because=r"""
    With one guess the second distribution is better (0.60 against 0.50), with two guesses the first
    (0.95 against 0.80). So neither majorises the other. The second has more entropy, 0.950 against
    0.856, because its two small entries are equal.
    """,
    mistakes=(
        "3/5, 3/10, 1/10\n1/2, 3/10, 1/5",
        "3/5, 1/5, 1/5\n1/2, 9/20, 1/20",
        "1/3, 1/3, 1/3\n1, 0, 0",
        "1/2, 1/2, 0\n1/2, 1/4, 1/4",
        "1/2, 1/4, 1/4",
    ),
)
def incomparable(pair):
    """Give two distributions $p$ and $q$ on three classes such that $H(q) > H(p)$, although $p$
    does not majorise $q$. First line $p$, second line $q$."""
    p, q = pair

    def lead(p, q, xp):
        return entropy(q, xp) - entropy(p, xp)

    if sign(lead, p, q) != 1:
        gap = value(lead, p, q)[0]
        return wrong(f"$H(q) - H(p)$ is {gap:.3g}, and it has to be positive. Exchange them?")
    if majorises(p, q):
        return wrong("Here $p$ majorises $q$. Let $q$ be better with one guess, $p$ with two.")
    return right("Entropy orders the two, majorisation does not.")


@app.cell
def _():
    incomparable_form = incomparable.form()
    return (incomparable_form,)


@app.cell
def _(incomparable_form):
    incomparable.show(incomparable_form)
    return


@app.function
@exercise(
    "The corner of a hexagon",
    point(3),
    start="1/2, 1/4, 1/4",
    solution="1/2, 2/5, 1/10",
    because=r"""
    The two largest entries together may have $9/10$, no more. So the second entry is at most
    $9/10 - 1/2 = 2/5$, and taking all of it makes the distribution as uneven as it can be: every
    other one that is allowed is majorised by $(1/2, 2/5, 1/10)$, so it has more entropy.
    """,
    mistakes=("1/2, 1/4, 1/4", "1/2, 9/20, 1/20", "7/10, 1/5, 1/10", "2/5, 2/5, 1/5"),
)
def corner(q):
    r"""Let $p = (7/10, 2/10, 1/10)$. Among all distributions that $p$ majorises and whose largest
    entry is $1/2$, one has the least entropy. Which?"""
    p = (Fraction(7, 10), Fraction(1, 5), Fraction(1, 10))
    top, second, _ = sorted(q, reverse=True)
    if top != Fraction(1, 2):
        return wrong(f"The largest entry is {top}, it has to be 1/2.")
    if not majorises(p, q):
        return wrong(
            f"Two guesses are right with probability {top + second} under $q$, and with 9/10 under "
            "$p$: so $p$ does not majorise it."
        )
    steeper = (top, Fraction(2, 5), Fraction(1, 10))

    def excess(q, r, xp):
        return entropy(q, xp) - entropy(r, xp)

    if sign(excess, tuple(sorted(q, reverse=True)), steeper) == 1:
        return wrong("It is allowed, but its entropy can be lowered: make the second entry larger.")
    return right("Nothing that is allowed has less entropy.")


@app.cell
def _():
    corner_form = corner.form()
    return (corner_form,)


@app.cell
def _(corner_form):
    corner.show(corner_form)
    return


@app.function
@exercise(
    "Shrinking ratios, falling entropy",
    operator("softening"),
    start="""
    def F(p, T, xp):
        q = p ** (1 / T)
        return q / xp.sum(q, axis=-1, keepdims=True)
    """,
    solution="""
    def F(p, T, xp):
        q = p ** (-T)
        return q / xp.sum(q, axis=-1, keepdims=True)
    """,
    because=r"""
    Turn the order round: with $F_T(p) \propto p^{-T}$ the ratio $(p_i/p_j)^{-T}$ falls to zero for
    $p_i > p_j$. It passes 1 and goes on falling, and all the probability gathers on the class that
    was *least* likely. The ratios shrink, and the entropy falls.
    """,
    mistakes=(
        "def F(p, T, xp):\n    q = p ** (1 / T)\n    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def F(p, T, xp):\n    q = p ** T\n    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def F(p, T, xp):\n    return p ** (-T)",
        "def F(p, T, xp):\n    return p + 0 * T",
    ),
)
def reversal(F):
    """Write an operator whose ratios $F_T(p)_i/F_T(p)_j$ do not grow in $T$ whenever
    $p_i \\ge p_j$, and for which SK-A3 is nevertheless *refuted*. The results have to be
    distributions; the order need not be kept."""
    report = decide(F, ["SK-A0/simplex", "SK-A3/weak"])
    valid, grows = report.verdicts
    if valid.outcome.value in ("refuted", "error"):
        return wrong("The results are no distributions: divide by their sum.")
    if grows.outcome.value != "refuted":
        return wrong(f"SK-A3 is {grows.outcome.value} here: the entropy does not fall.")

    def shrinking(F, p, T, xp):
        a, b = F(p, T[0]), F(p, T[1])
        pi, pj = p[..., :, None], p[..., None, :]
        margin = a[..., :, None] * b[..., None, :] - a[..., None, :] * b[..., :, None]
        return Cases(
            xp.reshape(margin, (*p.shape[:-1], -1)), xp.reshape(pi >= pj, (*p.shape[:-1], -1))
        )

    found = decide_margin(F, "ratios shrink", shrinking, temperatures=2, seconds=1.0)
    if found.outcome.value == "refuted":
        p, T = (", ".join(found.witness.inputs[k]) for k in ("p", "T"))
        return wrong(f"The entropy falls, but a ratio grows: p = ({p}), from T to T' in ({T}).")
    return right("The ratios shrink, and the entropy falls. The order was needed.")


@app.cell
def _():
    reversal_form = reversal.form()
    return (reversal_form,)


@app.cell
def _(reversal_form):
    reversal.show(reversal_form)
    return


if __name__ == "__main__":
    app.run()
