# ruff: noqa: B018
"""Bias, variance and when a sparse student wins.

Split a risk into bias and variance, find the best temperature of a soft target in closed form, and
learn which comparison of a student with its teacher is a theorem and which is not.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Bias, variance and when a sparse student wins")

with app.setup:
    from fractions import Fraction

    import array_api_compat.numpy as np
    import marimo as mo
    import numpy

    from kdtheory.operators.softening import mixture, power
    from kdtheory.teaching import (
        exercise,
        number,
        picture,
        right,
        rows,
        slider,
        statement,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart, bars
    from kdtheory.teaching.deciding import sign, value
    from kdtheory.teaching.drawing import BLUE, INK, ORANGE, REFUTED, Plane, beside


@app.cell
def _():
    mo.md(r"""
    # 4 · Bias, variance and when a sparse student wins

    **Goal.** You can split an expected error into bias and variance, you can compute the best
    temperature of a soft target, and you recognise a comparison of student and teacher in which two
    different targets are mixed up.

    Train the same teacher ten times, with ten random seeds. You get ten different answers for the
    same picture. They scatter, and their average may be off. *Scatter* and *being off* are two
    different faults, and a student that copies a teacher can trade one for the other.

    ## Two faults, one sum

    Let $f$ be the truth, a fixed distribution, and let $S$ be the random output of a student. Write
    $\bar S = \mathbb{E} S$ for its average over everything that is random. Then
    """)
    return


@app.cell
def _():
    statement("SK-B1")
    return


@app.cell
def _():
    mo.md(r"""
    The proof is one line: write $S - f = (S - \bar S) + (\bar S - f)$ and square; the mixed term
    has expectation zero, because $\bar S - f$ is constant and $S - \bar S$ averages to zero. The
    first part is the **variance**, the second the **squared bias**.

    Below, each blue dot is the output of a teacher with one seed. It is unbiased: on average it is
    the truth. The orange dots are the same outputs after a mixture with the uniform distribution at
    temperature $T$. Softening pulls the cloud together and moves it away from the truth.
    """)
    return


@app.function
@picture(
    noise=slider("noise of the teacher", [0.02, 0.05, 0.08, 0.12, 0.16], 0.08),
    T=slider("temperature $T$", [1, 1.1, 1.25, 1.5, 2, 3, 5], 1.5, baked=[1, 1.1, 1.5, 2, 5]),
)
def clouds(noise, T):
    """Sixty seeds of a teacher (blue) and of the mixture at temperature $T$ (orange). The bars are
    computed from these sixty points: squared bias, variance, and their sum, the risk. Little noise:
    every softening hurts. Much noise: some softening helps. You can find the best $T$ by hand."""
    f = numpy.array([0.6, 0.25, 0.15])
    drawn = numpy.random.default_rng(4).dirichlet(f * (1 / noise**2 / 4), 60)
    teacher = drawn - drawn.mean(axis=0) + f  # unbiased also for these sixty seeds
    student = mixture(teacher, np.asarray(float(T)), np)
    plane = Plane("clouds of outputs", side=290)
    plane.uniform()
    for q in teacher:
        plane.mark(q, "#9fc0e0", shape="small", name="teacher, one seed each")
    for q in student:
        plane.mark(q, ORANGE, shape="small", name="after softening")
    plane.mark(f, REFUTED, shape="diamond", name="the truth f")

    def faults(S):
        bias = float(((S.mean(axis=0) - f) ** 2).sum())
        variance = float(((S - S.mean(axis=0)) ** 2).sum(axis=1).mean())
        return [100 * bias, 100 * variance, 100 * (bias + variance)]

    groups = [("teacher", faults(teacher), "#9fc0e0"), ("softened", faults(student), ORANGE)]
    most = 1.1 * max(x for _, heights, _ in groups for x in heights)
    names = ["bias²", "variance", "risk"]
    return beside(
        plane.svg(), bars("two faults", names, groups, top=most, unit="hundredths of squared error")
    )


@app.cell
def _():
    clouds_at = clouds.sliders()
    clouds_at
    return (clouds_at,)


@app.cell
def _(clouds_at):
    clouds.show(clouds_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## The best temperature

    For the mixture one can do better than by hand. Let the teacher be unbiased with variance $V$,
    and let $B = \|f - u\|^2$ say how far the truth is from uniform. The mixture has weight
    $1/T$ on the teacher, so its variance is $V/T^2$ and its squared bias $(1-1/T)^2 B$:

    $$\text{risk}(T) = \frac{V}{T^2} + \left(1-\frac1T\right)^2 B.$$

    With $x = 1/T$ this is a parabola, $x^2 V + (1-x)^2 B$, and its lowest point is
    $x = B/(V+B)$ (SK-B7, ours). So $T^* = 1 + V/B$. A teacher without noise should not be softened.
    The noisier the teacher, and the closer the truth to uniform, the hotter.
    """)
    return


@app.function
@picture(
    V=slider("variance $V$", [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3], 0.1, baked=6),
    B=slider("distance $B$", [0.05, 0.1, 0.2, 0.3, 0.4, 0.6], 0.2, baked=4),
)
def trade(V, B):
    """Variance falls, squared bias rises, and the risk has its minimum where the two slopes cancel:
    at $T^* = 1 + V/B$."""
    T = [1 + k * k / 400 for k in range(61)]
    top = max(1.1 * V, 0.6 * B, 0.05)
    chart = Chart("risk of the mixture", Axis("temperature T", 1, 10, log=True),
                  Axis("expected squared error", 0, top))  # fmt: skip
    chart.line(T, [V / t**2 for t in T], BLUE, "variance", dashed=True)
    chart.line(T, [(1 - 1 / t) ** 2 * B for t in T], ORANGE, "squared bias", dashed=True)
    chart.line(T, [V / t**2 + (1 - 1 / t) ** 2 * B for t in T], INK, "risk, their sum")
    best = 1 + V / B
    chart.points([best], [V * B / (V + B)], REFUTED, f"least at T = {best:.3g}", r=5)
    return chart.svg()


@app.cell
def _():
    trade_at = trade.sliders()
    trade_at
    return (trade_at,)


@app.cell
def _(trade_at):
    trade.show(trade_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## When does the student win?

    A *sparse* student has fewer weights than its teacher. It cannot represent everything, so it may
    have more bias. But it has less to fluctuate, so it may have less variance. Apply the
    decomposition twice, to teacher and student, *with the same truth $f$*, and subtract.
    """)
    return


@app.cell
def _():
    statement("SK-B2")
    return


@app.cell
def _():
    mo.md(r"""
    This is no deep theorem, and it is exact: an *if and only if*. In the measurements of this
    project (`kdtheory measure SK-B`) it was right in every one of 92 decided cells, as it must be.
    Whether its condition *is met* is a question about the world, and there one can be surprised:
    pruning lowered the variance on a mixture of Gaussians, and raised it on handwritten digits.

    ## Two targets spoil the comparison

    Now a version that sounds almost the same. The student is trained on softened targets
    $q = F_T(f)$. So measure *its* bias against $q$, and the teacher's bias against the truth. "If
    the student saves more variance than it adds bias, it is better."
    """)
    return


@app.cell
def _():
    statement("SK-B5")
    return


@app.cell
def _():
    mo.md(r"""
    Read like that, the implication is **false**. A student that outputs its soft target exactly has
    no variance, and no bias *against that target*. The rule promises a victory over every teacher
    that has any noise at all. But the student may be far from the truth, and a good teacher close
    to it. The second exercise asks for the numbers. The repair is one hypothesis: *one common
    target*. Then the rule is SK-B2 again.

    ## Does softening reduce variance at all?

    "Softened targets fluctuate less" is the intuition behind all this (SK-B6, sourced). For the
    mixture it is exact: every difference shrinks by $1/T$, so every variance by $1/T^2$. For the
    power transform it depends on where you are. Its slope for two classes is

    $$\frac{dF}{dp} = \frac{1}{T}\,\frac{F(1-F)}{p(1-p)},$$

    and near a corner this is enormous: a probability of $10^{-4}$ becomes $10^{-2}$ at $T = 2$, and
    so does its fluctuation.
    """)
    return


@app.function
@picture(
    T=slider("temperature $T$", [1.2, 1.5, 2, 3, 5, 10], 2, baked=6),
)
def expansion(T):
    """By what factor the power transform multiplies a small fluctuation of $p$, for two classes.
    Below the dashed line it calms, above it stirs. At the uniform point the factor is $1/T$."""
    ps = [10 ** (-6 + 5.69897 * k / 120) for k in range(121)]
    p = numpy.array([[x, 1 - x] for x in ps])
    F = power(p, np.asarray(float(T)), np)[:, 0]
    slope = F * (1 - F) / (p[:, 0] * (1 - p[:, 0])) / T
    chart = Chart("slope of the power transform", Axis("probability p", 1e-6, 0.5, log=True),
                  Axis("factor on fluctuations", 0.05, 1e5, log=True))  # fmt: skip
    chart.line(ps, [float(s) for s in slope], BLUE, f"power transform at T = {T:g}")
    chart.line(ps, [1 / T for _ in ps], ORANGE, "mixture: 1/T everywhere")
    chart.across(1, REFUTED, "above: fluctuations grow")
    return chart.svg()


@app.cell
def _():
    expansion_at = expansion.sliders()
    expansion_at
    return (expansion_at,)


@app.cell
def _(expansion_at):
    expansion.show(expansion_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## And with divergences?

    Distillation minimises $\mathrm{KL}$, not squares. The decomposition survives in a changed form
    (SK-B3, ours): $\mathbb{E}\,\mathrm{KL}(f\|S) = \mathrm{KL}(f\|\bar S) +
    \mathbb{E}\,\mathrm{KL}(\bar S\|S)$, where $\bar S$ is now the *normalised geometric mean*, not
    the arithmetic one. With the arithmetic mean it is false. And one student with a single exact
    zero where $f$ is positive makes the risk infinite: another reason to soften before comparing.

    ## Exercises
    """)
    return


@app.function
@exercise(
    "The best temperature",
    number(),
    solution="4/3",
    because=r"""
    $1/T^* = B/(V+B) = 0.12/0.16 = 3/4$, so $T^* = 4/3$, and the risk falls from 0.04 to 0.03.
    """,
    mistakes=("4", "3/4", "1", "1/3", "3"),
)
def best_temperature(T):
    """An unbiased teacher has variance $V = 1/25$. The truth has distance $B = 3/25$ from uniform.
    At which temperature does the mixture have the least risk?"""
    if T < 1:
        return wrong("The mixture is defined for $T \\ge 1$. Did you give $1/T$?")
    V, B = Fraction(1, 25), Fraction(3, 25)

    def slope(T, V, B, xp):
        x = 1 / T
        return x * V - (1 - x) * B

    uphill = sign(slope, T, V, B)
    if uphill == 0:
        return right(f"The slope of the risk is exactly zero; the risk is {V * B / (V + B)}.")
    risk = V / T**2 + (1 - 1 / T) ** 2 * B
    way = "A hotter target would still save variance" if uphill == 1 else "That adds too much bias"
    return wrong(f"The risk at $T = {T}$ is {float(risk):.4g}, and it is not the least. {way}.")


@app.cell
def _():
    best_temperature_form = best_temperature.form()
    return (best_temperature_form,)


@app.cell
def _(best_temperature_form):
    best_temperature.show(best_temperature_form)
    return


@app.function
@exercise(
    "A rule that mixes two targets",
    rows(3, 2),
    start="9/10, 1/10\n7/10, 3/10\n4/5, 1/5",
    solution="41/50, 9/50\n39/50, 11/50\n13/20, 7/20",
    because=r"""
    The truth is $f = (0.8, 0.2)$, the soft target $q = (0.65, 0.35)$, and the student outputs
    just $q$. It saves the whole variance of the teacher, $0.0008$, and has no bias against $q$:
    the rule promises a victory. But its error against the truth is $0.045$.
    """,
    mistakes=(
        "9/10, 1/10\n7/10, 3/10\n4/5, 1/5",
        "1, 0\n3/5, 2/5\n13/20, 7/20",
        "41/50, 9/50\n39/50, 11/50\n1/2, 1/2",
        "4/5, 1/5\n4/5, 1/5\n13/20, 7/20",
        "41/50, 9/50\n39/50, 11/50",
    ),
)
def mixed_targets(given):
    """A teacher outputs $t_1$ or $t_2$, each with probability 1/2, and the truth is their average
    $f$: it is unbiased. A student always outputs the same $S$. Its soft target $q$ is the mixture
    of $f$ at $T = 2$. Find $t_1$, $t_2$ and $S$ on two classes (one a line) such that the student
    saves more variance than its squared bias *against $q$*, and yet has the larger error against
    the truth."""
    t1, t2, S = given

    def parts(t1, t2, S, xp):
        f = (t1 + t2) / 2
        q = mixture(f, xp.asarray(2.0), xp)
        return [xp.sum((a - b) ** 2) for a, b in ((t1, f), (S, q), (S, f))]

    V, own, true = (value(lambda *x, k=k: parts(*x)[k], t1, t2, S)[0] for k in range(3))

    def promise(t1, t2, S, xp):
        saved, bias, _ = parts(t1, t2, S, xp)
        return saved - bias

    def loss(t1, t2, S, xp):
        saved, _, error = parts(t1, t2, S, xp)
        return error - saved

    if sign(promise, t1, t2, S) != 1:
        return wrong(
            f"The rule promises nothing here: the variance saved is {V:.3g}, the squared bias "
            f"against the soft target {own:.3g}. Let the student output its target."
        )
    if sign(loss, t1, t2, S) != 1:
        return wrong(
            f"The rule promises a victory, and the student does win: its error is {true:.3g}, the "
            f"teacher's {V:.3g}. Make the teacher less noisy."
        )
    return right(
        f"The variance saved, {V:.3g}, exceeds the bias against $q$, {own:.3g}; the student's "
        f"error is {true:.3g} nevertheless, the teacher's {V:.3g}."
    )


@app.cell
def _():
    mixed_targets_form = mixed_targets.form()
    return (mixed_targets_form,)


@app.cell
def _(mixed_targets_form):
    mixed_targets.show(mixed_targets_form)
    return


@app.function
@exercise(
    "Softening that stirs",
    rows(2, 2),
    start="4/5, 1/5\n3/5, 2/5",
    solution="1, 0\n9999/10000, 1/10000",
    because=r"""
    At $T = 2$ the pair $(1, 0)$ stays, and $(0.9999, 0.0001)$ becomes about $(0.990, 0.0099)$. The
    difference grows from $0.0001$ to $0.0099$, so the variance by a factor of about 9800.
    "Softening calms" is a statement about the middle of the simplex.
    """,
    mistakes=(
        "4/5, 1/5\n3/5, 2/5",
        "1, 0\n1/2, 1/2",
        "9/10, 1/10\n9/10, 1/10",
        "99/100, 1/100\n98/100, 2/100",
    ),
)
def stirring(pair):
    """Give two outputs on two classes. A teacher gives each with probability 1/2. After the power
    transform at $T = 2$ its variance shall be more than 100 times as large as before."""
    a, b = pair
    if a == b:
        return wrong("Two equal outputs have no variance.")

    def surplus(a, b, xp):
        T = xp.asarray(2.0)
        after = power(a, T, xp) - power(b, T, xp)
        return xp.sum(after**2) - 100 * xp.sum((a - b) ** 2)

    if sign(surplus, a, b) == 1:
        return right("The variance grows more than a hundredfold.")
    one, two = (value(lambda p, xp: power(p, xp.asarray(2.0), xp), p)[0] for p in pair)
    factor = ((one - two) / float(a[0] - b[0])) ** 2
    return wrong(f"The variance is multiplied by {factor:.3g}. Go closer to a corner.")


@app.cell
def _():
    stirring_form = stirring.form()
    return (stirring_form,)


@app.cell
def _(stirring_form):
    stirring.show(stirring_form)
    return


if __name__ == "__main__":
    app.run()
