# ruff: noqa: B018
"""Recursion, anchors and collapse.

Watch a chain of students forget, hold it with an anchor, compute how fast it then converges, and
see which anchor keeps which promise.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Recursion, anchors and collapse")

with app.setup:
    from fractions import Fraction

    import marimo as mo
    import numpy

    from kdtheory.teaching import (
        exercise,
        number,
        operator,
        parts,
        picture,
        point,
        right,
        slider,
        statement,
        whole,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart
    from kdtheory.teaching.deciding import breaks, complaint, decide, doubts, sign
    from kdtheory.teaching.drawing import BLUE, GREEN, INK, MUTED, ORANGE, REFUTED, Plane, beside

    TEACHER = numpy.array([0.55, 0.30, 0.15])


@app.cell
def _():
    mo.md(r"""
    # 7 · Recursion, anchors and collapse

    **Goal.** You can explain why models trained on their own outputs collapse, you know how an
    anchor prevents it and at what speed a chain of students then converges, and you can tell what
    an arithmetic and a geometric anchor promise.

    A student learns from a teacher. Then it becomes the teacher of the next student, and so on.
    Nobody goes back to the original data. What happens after many generations?

    ## The chain forgets

    Suppose each student is perfect, except that it sees only $N$ samples of its teacher. It then
    outputs the frequencies that it saw. On average they are right. But a rare class may, by
    accident, not be seen at all. From then on no student can ever see it again. Sooner or later one
    class is left. This is *model collapse*, and population geneticists know it as drift.

    An **anchor** goes back to the origin. The next target is
    $q = \alpha\, p_0 + (1-\alpha)\, s$: a share $\alpha$ of the *original* teacher $p_0$, the rest
    from the last student $s$.
    """)
    return


@app.function
def chain(alpha, draws, generations, chains, seed=5):
    """Students of successive generations, ``(generations + 1, chains, 3)``: each samples the last
    one `draws` times, and is anchored with weight `alpha`."""
    rng = numpy.random.default_rng(seed)
    s = numpy.repeat(TEACHER[None], chains, axis=0)
    course = [s]
    for _ in range(generations):
        seen = rng.multinomial(draws, s / s.sum(axis=1, keepdims=True)) / draws
        s = alpha * TEACHER + (1 - alpha) * seen
        course.append(s)
    return numpy.stack(course)


@app.function
@picture(
    alpha=slider(
        "anchor $\\alpha$", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4], 0.0, baked=[0, 0.02, 0.1, 0.4]
    ),
    draws=slider("samples a generation $N$", [5, 10, 20, 50, 200], 20, baked=[5, 20, 200]),
)
def drift(alpha, draws):
    """Left: three chains of forty generations; the squares are the last students. Right: diversity
    $1 - \\|s\\|^2$, averaged over 400 chains (dots), and what the theory says (line). Without an
    anchor the chains end in the corners. With a small one they live."""
    plane = Plane("three chains", side=280)
    course = chain(alpha, draws, 40, 400)
    for k, fill in enumerate((BLUE, GREEN, ORANGE)):
        plane.curve(course[:, k], fill, width=1.1)
        plane.mark(course[-1, k], fill, shape="square")
    plane.mark(TEACHER, REFUTED, shape="diamond", name="the teacher p_0")
    g = list(range(0, 41, 2))
    diversity = [float((1 - (course[k] ** 2).sum(axis=1)).mean()) for k in g]
    chart = Chart("diversity", Axis("generation", 0, 40), Axis("diversity 1 − ‖s‖²", 0, 0.65),
                  wide=240, high=200)  # fmt: skip
    chart.line(g, [expected(alpha, draws, k) for k in g], INK, "theory (RM-C9)")
    chart.points(g, diversity, ORANGE, "mean of 400 chains", r=3)
    return beside(plane.svg(), chart.svg())


@app.function
def expected(alpha, draws, generation):
    """Expected diversity: $1-\\|p_0\\|^2$ less the variance that has built up by a generation."""
    full = 1 - float((TEACHER**2).sum())
    rate = (1 - alpha) ** 2 * (1 - 1 / draws)
    build_up = (1 - rate**generation) / (1 - rate)
    return full - (1 - alpha) ** 2 * full / draws * build_up


@app.cell
def _():
    drift_at = drift.sliders()
    drift_at
    return (drift_at,)


@app.cell
def _(drift_at):
    drift.show(drift_at)
    return


@app.cell
def _():
    mo.md(r"""
    The line is exact. Without an anchor the expected diversity decays by the factor $1 - 1/N$ in
    each generation, to zero. With an anchor the variance of the students settles at

    $$v_\infty = \frac{(1-\alpha)^2\,(1-\|p_0\|^2)/N}{1-(1-\alpha)^2(1-1/N)},$$

    which is about $(1-\|p_0\|^2)/(2\alpha N)$ for small $\alpha$, if
    $\alpha N$ is large (RM-C9, ours). A
    small anchor is enough; an anchor of zero is not.

    ## How fast does an anchored chain converge?

    Now let the students be exact and start somewhere else, at $s_0 \ne p_0$. Each generation
    multiplies the distance by $1-\alpha$: $s_g - p_0 = (1-\alpha)^g (s_0 - p_0)$. In total
    variation there is nothing more to say (RM-C1, reconstructed). In divergence the papers state:
    """)
    return


@app.cell
def _():
    statement("RM-C2")
    return


@app.cell
def _():
    mo.md(r"""
    It is true, by convexity: $\mathrm{KL}(p_0\|\cdot)$ is convex and zero at $p_0$, so at the mixed
    point it is at most $(1-\alpha)$ times its value at $s$. It is also *pessimistic*. Close to
    $p_0$ divergence behaves like a squared distance, so the true rate is $(1-\alpha)^2$. The bound
    is approached only at the boundary of the simplex, where the teacher almost rules out a class
    (RM-C4, ours). With a floor on the probabilities the best constant is strictly smaller: at
    $\alpha = 1/2$ and floor $1/10$ it is $0.3202\dots$ instead of $0.5$, certified to nine digits
    by `kdtheory sharpen RM-C2 --floor 1/10`.
    """)
    return


@app.function
@picture(
    alpha=slider("anchor $\\alpha$", [0.05, 0.1, 0.2, 0.3, 0.5], 0.2, baked=3),
    rare=slider("teacher gives class 3", [1e-9, 1e-6, 1e-4, 1e-2, 0.15], 0.15, baked=5),
    start=slider("first student gives it", [0.002, 0.05, 0.3, 0.6], 0.6, baked=3),
)
def contraction(alpha, rare, start):
    """Divergence from the teacher by generation, on a logarithmic scale. In the end the slope is
    twice that of the bound. Now let the teacher almost rule out class 3, which the first student
    likes: the first steps are as slow as the bound allows, until that class is nearly forgotten."""
    teacher, s = (numpy.array([0.65 * (1 - x), 0.35 * (1 - x), x]) for x in (rare, start))
    kl = []
    for _ in range(41):
        kl.append(float((teacher * numpy.log(teacher / s)).sum()))
        s = alpha * teacher + (1 - alpha) * s
    g = list(range(41))
    divergence = Axis("KL(p_0 ‖ s_g)", 1e-6, 10, log=True)
    chart = Chart("contraction", Axis("generation g", 0, 40), divergence)
    chart.line(g, [kl[0] * (1 - alpha) ** k for k in g], MUTED, "stated: (1−α)^g", dashed=True)
    last = max(k for k in g if kl[k] > 1e-7)
    chart.line(g[: last + 1], kl[: last + 1], BLUE, "exact students")
    chart.line(g, [kl[0] * (1 - alpha) ** (2 * k) for k in g], ORANGE, "to compare: (1−α)^(2g)",
               dashed=True, width=1.4)  # fmt: skip
    return chart.svg()


@app.cell
def _():
    contraction_at = contraction.sliders()
    contraction_at
    return (contraction_at,)


@app.cell
def _(contraction_at):
    contraction.show(contraction_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## Students that make mistakes

    Let every student miss its target by at most $\delta$ in total variation. The error obeys
    $e_{g+1} \le (1-\alpha)\,e_g + \delta$. So it never exceeds $\delta/\alpha$, and that is tight
    (RM-C6, ours). Without an anchor, $\alpha = 0$, it can grow by $\delta$ in each generation.

    A warning. What distillation makes small is not the total variation, it is a divergence
    $\varepsilon = \mathrm{KL}(q\|s)$. One would like the analogous bound $\varepsilon/\alpha$. It
    is **false**: the worst case approaches $\varepsilon/\alpha^2$. Divergences do not obey the
    triangle inequality, and the argument above used it silently.
    """)
    return


@app.function
@picture(
    alpha=slider("anchor $\\alpha$", [0.0, 0.02, 0.05, 0.1, 0.2, 0.5], 0.1, baked=6),
    delta=slider("error a generation $\\delta$", [0.005, 0.01, 0.02, 0.05], 0.02, baked=4),
)
def errors(alpha, delta):
    """The worst case, generation by generation. The dashed line is $\\delta/\\alpha$."""
    e, course = 0.0, []
    for _ in range(51):
        course.append(min(e, 1.0))
        e = (1 - alpha) * e + delta
    top = max(0.1, 1.2 * max(course))
    chart = Chart("errors", Axis("generation g", 0, 50), Axis("total variation from p_0", 0, top))
    chart.line(list(range(51)), course, REFUTED, "worst case")
    if alpha > 0:
        chart.across(delta / alpha, INK, f"δ/α = {delta / alpha:.3g}")
    return chart.svg()


@app.cell
def _():
    errors_at = errors.sliders()
    errors_at
    return (errors_at,)


@app.cell
def _(errors_at):
    errors.show(errors_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## Which anchor?

    The axioms of recursion ask for validity (RM-A1, sourced), for positive results (RM-A2, sourced)
    and for a true share of the teacher:
    """)
    return


@app.cell
def _():
    statement("RM-A3/anchor")
    return


@app.cell
def _():
    mo.md(r"""
    The arithmetic anchor has this share by construction. The **geometric anchor**,
    $s' \propto p_0^{\alpha}\, s^{1-\alpha}$, averages logits instead. It has a virtue: it contracts
    the Hilbert distance, the largest difference of log-ratios, by exactly $1-\alpha$, which the
    arithmetic one does not (RM-C8, ours). But it fails RM-A3. A class that a student has lost is a
    zero factor, and stays lost. The anchor that averages logits does not hold in the storm for
    which it was bought.

    Finally, *anchored* is not the same as *convergent*. RM-A3 allows any distribution $r$ in
    $\alpha p_0 + (1-\alpha) r$. With the previous student for $r$ the chain converges to $p_0$;
    with an arbitrary $r$ it need not (RM-C7, ours). At the very least $p_0$ has to be a fixed
    point. The last exercise lets you build a chain that is anchored and goes elsewhere.

    ## Exercises
    """)
    return


@app.function
@exercise(
    "How many generations?",
    whole(),
    solution="22",
    because=r"""
    $\tfrac12 (3/4)^g \le 1/1000$ means $g \ge \log 500/\log(4/3) = 21.6$, so $g = 22$.
    """,
    mistakes=("21", "23", "20", "2000", "0"),
)
def generations(g):
    """A student starts at total variation $1/2$ from the teacher. With exact students and the
    arithmetic anchor, $\\alpha = 1/4$: after how many generations is it for the first time at most
    $1/1000$?"""
    if not 0 <= g <= 10_000:
        return wrong("Between 0 and 10000, please.")

    def distance(generation):
        return Fraction(1, 2) * Fraction(3, 4) ** generation

    if distance(g) > Fraction(1, 1000):
        return wrong(f"After {g} generations it is still {float(distance(g)):.4g}.")
    if g > 0 and distance(g - 1) <= Fraction(1, 1000):
        return wrong(
            f"It is small enough then, but it was already one generation earlier ({g - 1})."
        )
    return right(f"It is {float(distance(g)):.6g} then, and {float(distance(g - 1)):.6g} before.")


@app.cell
def _():
    generations_form = generations.form()
    return (generations_form,)


@app.cell
def _(generations_form):
    generations.show(generations_form)
    return


@app.function
@exercise(
    "Lost for ever",
    parts(base=point(), student=point(), alpha=number()),
    start="1/2, 1/2\n3/4, 1/4\n1/2",
    solution="1/2, 1/2\n1, 0\n1/2",
    because=r"""
    The student has lost class 2. Then $p_0(2)^{1/2} \cdot 0^{1/2} = 0$, whatever the teacher says.
    The arithmetic anchor would bring the class back at $\alpha p_0(2) = 1/4$.
    """,
    mistakes=(
        "1/2, 1/2\n3/4, 1/4\n1/2",
        "1, 0\n1, 0\n1/2",
        "1/2, 1/2\n1, 0\n0",
        "1/2, 1/2\n999999/1000000, 1/1000000\n1/100",
        "1/2, 1/2\n1, 0",
    ),
)
def lost(answer):
    """Refute RM-A2 in its strong reading, "what the teacher considers possible stays possible", for
    the geometric anchor: give a teacher $p_0$, a student $s$ and a weight $0 < \\alpha < 1$."""
    if len(answer["base"]) != len(answer["student"]):
        return wrong("Teacher and student need the same number of classes.")
    if not 0 < answer["alpha"] < 1:
        return wrong("The weight lies strictly between 0 and 1.")
    margin = breaks("RM-A2/base", "geometric_anchor", **answer)
    if margin is None:
        return wrong(
            "Every class that the teacher considers possible is still possible there. A small "
            "probability is not enough: what would make a product vanish?"
        )
    return right("A class of the teacher has vanished, exactly.")


@app.cell
def _():
    lost_form = lost.form()
    return (lost_form,)


@app.cell
def _(lost_form):
    lost.show(lost_form)
    return


@app.function
@exercise(
    "Anchored, and yet astray",
    operator("recursion"),
    start="""
    def R(base, student, alpha, xp):
        return alpha * base + (1 - alpha) * student
    """,
    solution="""
    def R(base, student, alpha, xp):
        sharp = student**2
        sharp = sharp / xp.sum(sharp, axis=-1, keepdims=True)
        return alpha * base + (1 - alpha) * sharp
    """,
    because=r"""
    Here each student exaggerates a little before it is anchored. RM-A3 is satisfied, since
    $r = s^2/Z$ is a distribution. But started at $p_0$ the chain leaves it: $p_0$ is no fixed
    point. An anchor limits how far it can go, in total variation at most $1 - \alpha$; it does not
    bring it home.
    """,
    mistakes=(
        "def R(base, student, alpha, xp):\n    return alpha * base + (1 - alpha) * student",
        "def R(base, student, alpha, xp):\n    return base + 0 * student * alpha",
        "def R(base, student, alpha, xp):\n    q = base**alpha * student ** (1 - alpha)\n"
        "    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def R(base, student, alpha, xp):\n    q = student**2\n"
        "    return q / xp.sum(q, axis=-1, keepdims=True)",
    ),
)
def astray(R):
    """Write a recursion that satisfies RM-A1, RM-A2 and RM-A3, and for which $p_0$ is *not* a fixed
    point: a student that equals the teacher is followed by one that does not. Here `base` is $p_0$,
    `student` is $s$, both of shape `(..., n)`."""
    report = decide(R, ["RM-A1", "RM-A2", "RM-A3"], "recursion")
    trouble = complaint(report.verdicts)
    if trouble:
        return wrong(f"{trouble}.")

    def moved(base, alpha, xp):
        return xp.sum(xp.abs(R(base, base, alpha, xp) - base))

    p = (Fraction(11, 20), Fraction(6, 20), Fraction(3, 20))
    if sign(moved, p, Fraction(1, 3)) != 1:
        return wrong(
            "It is anchored, but $p_0 = (11/20, 6/20, 3/20)$ stays a fixed point. Let the student "
            "change its mind before it is anchored."
        )
    return right(f"Anchored, and $p_0$ is no fixed point.{doubts(report.verdicts)}")


@app.cell
def _():
    astray_form = astray.form()
    return (astray_form,)


@app.cell
def _(astray_form):
    astray.show(astray_form)
    return


if __name__ == "__main__":
    app.run()
