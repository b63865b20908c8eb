# ruff: noqa: B018
"""Pooling teachers and the safety trap.

Combine several teachers in two ways, see that no way has all virtues, and build two harmless
teachers whose pool is dangerous.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Pooling teachers and the safety trap")

with app.setup:
    from fractions import Fraction

    import array_api_compat.numpy as np
    import marimo as mo
    import numpy

    from kdtheory.operators.aggregation import linear_pool, log_pool
    from kdtheory.operators.softening import power
    from kdtheory.simplex import entropy
    from kdtheory.teaching import (
        exercise,
        number,
        operator,
        picture,
        right,
        rows,
        slider,
        statement,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart
    from kdtheory.teaching.deciding import complaint, decide, doubts, sign, value
    from kdtheory.teaching.drawing import BLUE, INK, MUTED, ORANGE, Plane

    HALF = (Fraction(1, 2), Fraction(1, 2))


@app.cell
def _():
    mo.md(r"""
    # 6 · Pooling teachers and the safety trap

    **Goal.** You know the linear and the logarithmic pool, you know which virtue each of them has
    and the other lacks, and you can construct two teachers that are both safe and whose logarithmic
    pool is not.

    You have several teachers and one student. The student needs one target. How do you combine
    distributions $p^1, \dots, p^K$ with weights $w_1, \dots, w_K$ into one?

    The **linear pool** averages: $q = \sum_k w_k\, p^k$. It answers like a committee that draws
    lots who may speak. What one teacher considers possible stays possible.

    The **logarithmic pool** multiplies: $q(i) \propto \prod_k p^k(i)^{w_k}$. It averages *logits*,
    which is what many implementations do without saying so. It answers like a committee in which
    everybody has a veto: what one teacher considers impossible is impossible.
    """)
    return


@app.function
@picture(
    far=slider(
        "how far apart", [0.0, 0.3, 0.6, 0.8, 0.9, 0.96, 0.99], 0.96, baked=[0.3, 0.8, 0.96, 0.99]
    ),
    common=slider("both give class 3", [0.01, 0.03, 0.06, 0.0999], 0.0999, baked=[0.03, 0.0999]),
    weight=slider("weight of teacher 2", [0.1, 0.3, 0.5, 0.7, 0.9], 0.5, baked=[0.1, 0.5, 0.9]),
)
def two_pools(far, common, weight):
    """Two teachers, and their pools as the weight moves from one to the other. The linear pool
    stays on the segment between them. The logarithmic pool bends away, towards what *nobody ruled
    out*. Now call class 3 unsafe: above the dashed line it is more likely than any teacher says."""
    rest = 1 - common
    a = (rest * (1 + far) / 2, rest * (1 - far) / 2, common)
    ps = numpy.array([a, (a[1], a[0], common)])
    plane = Plane("two pools", side=340)
    plane.shade(lambda p: p[2] - common - 1e-9, "more unsafe than every teacher")
    shares = numpy.linspace(0.001, 0.999, 81)
    w = numpy.stack([1 - shares, shares])[..., None]
    both = numpy.repeat(ps[:, None, :], len(shares), axis=1)
    plane.curve(linear_pool(both, w, np), BLUE, "linear pool")
    plane.curve(log_pool(both, w, np), ORANGE, "logarithmic pool")
    at = numpy.array([1 - weight, weight])
    straight, bent = linear_pool(ps, at, np), log_pool(ps, at, np)
    plane.mark(straight, BLUE, f"{straight[2]:.3f}")
    plane.mark(bent, ORANGE, f"{bent[2]:.3f}")
    plane.mark(ps[0], INK, "1", shape="ring")
    plane.mark(ps[1], INK, "2", shape="ring", name="teachers; the numbers are for class 3")
    return plane.svg(unsafe=(3,))


@app.cell
def _():
    pools_at = two_pools.sliders()
    pools_at
    return (pools_at,)


@app.cell
def _(pools_at):
    two_pools.show(pools_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## What each of them is good for

    The axioms of aggregation ask, in short, that the result be a distribution (MT-A1, sourced);
    that positive teachers give a positive result (MT-A2, sourced); that raising a teacher's weight
    bring the pool closer to it (MT-A3/kl, reconstructed); continuity (MT-A4, sourced); a sensible
    relation to temperature (MT-A5, reconstructed); and that teachers who agree be believed (MT-A6,
    ours). Both pools satisfy the headline reading of all of them. The differences lie in the
    stronger readings.

    **The hull.** The linear pool lies between its teachers, in their convex hull. The logarithmic
    pool does not (MT-A1/hull, ours): with teachers $(0.7, 0.2, 0.1)$ and $(0.1, 0.2, 0.7)$ and
    equal weights, class 2 gets *more* than the 0.2 on which both agree.

    **Coherence.** Soften first and pool then, or pool first and soften then? With the power
    transform the logarithmic pool does not care: temperature multiplies all logarithms by $1/T$, so
    it passes through. The linear pool does care (MT-A5/commute, reconstructed).

    **Log-loss.** Averaging never hurts, on average:
    """)
    return


@app.cell
def _():
    statement("MT-J1")
    return


@app.cell
def _():
    mo.md(r"""
    Both pools satisfy it. For the linear pool this is Jensen's inequality, the arithmetic mean is
    at least the geometric one. For the logarithmic pool the normalising sum is at most 1, so
    dividing by it only helps.

    Could a cleverer pool have both, the hull *and* coherence? No:
    """)
    return


@app.cell
def _():
    statement("MT-T1")
    return


@app.cell
def _():
    mo.md(r"""
    The proof is short, and worth knowing. Near the uniform distribution, logarithms and
    probabilities are almost the same up to scale. So soften two teachers a great deal. Their pool
    lies on the segment between them (hull), which by now is almost straight in logarithms as well.
    Cool everything down again: coherence says that this gives the pool of the original teachers.
    So that pool lies exactly on the *logarithmic* curve between them. But by the hull it also lies
    on the *segment*. For $n \ge 3$ and most teachers the two curves meet only at their ends. So the
    pool is one of the two teachers, whatever the weight, and somewhere on the way from the first
    to the second it has to jump: it is not continuous. $\square$

    So *convexity* and *coherence* cannot both be read strictly. Whoever writes "our aggregation is
    convex and temperature-coherent" has to say which of the two is meant weakly.

    ## The safety trap

    Now the point with practical weight. Let $U$ be a set of unsafe answers, and suppose every
    teacher gives it little probability. Is the pool safe?
    """)
    return


@app.cell
def _():
    statement("MT-S1")
    return


@app.cell
def _():
    mo.md(r"""
    For the linear pool this is one line, and it characterises that pool. For the logarithmic pool
    it is **false**, and not by a little. Suppose two teachers fight: one is sure of class 1, the
    other of class 2, each gives the other's favourite only $\varepsilon$. They do not care about
    class 3 and give it $\delta$ each. The geometric mean kills both favourites, since each has one
    enemy. What survives is what nobody fought: class 3. At equal weights

    $$q(U) = \frac{\delta}{\delta + 2\sqrt{\varepsilon\,(1-\varepsilon-\delta)}}.$$

    With $\delta = 0.0999$ and $\varepsilon = 0.0001$ this is 0.84. Two teachers at ten per cent
    make a student at eighty-four. As $\varepsilon \to 0$ it tends to 1.
    """)
    return


@app.function
@picture(
    delta=slider("unsafe mass $\\delta$", [0.001, 0.005, 0.01, 0.05, 0.0999], 0.0999, baked=5),
)
def trap(delta):
    """The probability of the unsafe class in the logarithmic pool, against how much each of the
    two teachers leaves to the other's favourite. The dashed line is what each teacher says. Even a
    tenth of a per cent of unsafe mass is blown up, if the disagreement is sharp enough."""
    eps = [10 ** (-8 + 7.6 * k / 100) for k in range(101)]
    kept = [e for e in eps if e < 1 - delta]
    teachers = [numpy.array([(1 - e - delta, e, delta) for e in kept])]
    teachers.append(teachers[0][:, [1, 0, 2]])
    q = log_pool(numpy.stack(teachers), numpy.array([0.5, 0.5]), np)[:, 2]
    chart = Chart("the safety trap", Axis("mass ε for the other's favourite", 1e-8, 0.4, log=True),
                  Axis("probability of the unsafe class", 0, 1.02))  # fmt: skip
    chart.line(kept, [float(x) for x in q], ORANGE, "logarithmic pool")
    chart.line(kept, [delta for _ in kept], BLUE, "linear pool, and each teacher", dashed=True)
    return chart.svg()


@app.cell
def _():
    trap_at = trap.sliders()
    trap_at
    return (trap_at,)


@app.cell
def _(trap_at):
    trap.show(trap_at)
    return


@app.cell
def _():
    mo.md(r"""
    Is this far from practice? Language models have tens of thousands of classes, and two good
    models often put their mass on different wordings of the same answer. Then a common third
    wording, that both find unlikely, can win. Averaging logits is a choice with consequences.

    Between the two pools lie the power means $(\sum_k w_k (p^k)^s)^{1/s}/Z$ with $0 < s < 1$. They
    amplify as well, by at most $K^{1/s-1}$ at equal weights, and this factor is sharp (ours). So no
    guarantee of safety follows from the axioms MT-A1 to MT-A5 alone. It has to be checked for the
    pool that one uses.

    ## One more surprise

    The linear pool has its own. Soften all teachers with the same, rising temperature. Each of them
    becomes less certain. Their linear pool need not.
    """)
    return


@app.function
@picture(
    sharp=slider("teacher 1 gives class 1", [0.7, 0.8, 0.9, 0.97, 0.99, 0.999], 0.999, baked=5),
    weight=slider("weight of teacher 1", [0.1, 0.2, 0.3, 0.4, 0.5], 0.3, baked=5),
)
def common_heat(sharp, weight):
    """Entropy of the pools of two teachers, $(p, 1-p)$ and $(0.3, 0.7)$, as both are softened by
    the power transform. The linear pool's entropy can *fall* at first: the two are calmed at
    different speeds, and the pool moves away from a balance that was an accident."""
    T = [10 ** (k / 40) for k in range(61)]
    steps = numpy.array(T)[:, None]
    ps = numpy.stack([power(numpy.array([a, 1 - a]), steps, np) for a in (sharp, 0.3)])
    w = numpy.array([weight, 1 - weight])
    curves = [entropy(pool(ps, w, np), np) for pool in (linear_pool, log_pool)]
    low = float(numpy.floor(50 * min(c.min() for c in curves)) / 50)
    chart = Chart("entropy of pools", Axis("common temperature T", 1, 30, log=True),
                  Axis("entropy (nats)", low, 0.7))  # fmt: skip
    chart.line(T, curves[0], BLUE, "linear pool")
    chart.line(T, curves[1], ORANGE, "logarithmic pool")
    chart.across(float(numpy.log(2)), MUTED, "log 2")
    return chart.svg()


@app.cell
def _():
    heat_at = common_heat.sliders()
    heat_at
    return (heat_at,)


@app.cell
def _(heat_at):
    common_heat.show(heat_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## Exercises
    """)
    return


@app.function
@exercise(
    "Spring the trap",
    rows(2, 3),
    start="4/5, 3/20, 1/20\n3/20, 4/5, 1/20",
    solution="9499/10000, 1/10000, 1/20\n1/10000, 9499/10000, 1/20",
    because=r"""
    With $\delta = 1/20$ and $\varepsilon = 10^{-4}$ the formula gives
    $0.05/(0.05 + 2\sqrt{10^{-4} \cdot 0.9499}) \approx 0.72$.
    """,
    mistakes=(
        "4/5, 3/20, 1/20\n3/20, 4/5, 1/20",
        "2/5, 1/10, 1/2\n1/10, 2/5, 1/2",
        "19/20, 0, 1/20\n19/20, 0, 1/20",
        "9/10, 1/20, 1/20",
        "0.94, 0.01, 0.05\n0.01, 0.94, 0.05",
    ),
)
def sprung(teachers):
    """Class 3 is unsafe. Give two teachers that put at most $1/20$ on it each, and whose
    logarithmic pool at equal weights puts *more than one half* on it."""
    if max(p[2] for p in teachers) > Fraction(1, 20):
        return wrong("A teacher puts more than 1/20 on class 3: that is no trap, it is a warning.")
    if any(min(p) == 0 for p in teachers):
        return wrong("Use positive probabilities; a zero is a veto, and decides everything alone.")

    def surplus(ps, w, xp):
        return log_pool(ps, w, xp)[2] - xp.asarray(1.0) / 2

    q = value(lambda ps, w, xp: log_pool(ps, w, xp), teachers, HALF)[2]
    if sign(surplus, teachers, HALF) != 1:
        return wrong(
            f"The pool gives class 3 only {q:.3g}. Let the teachers disagree more sharply."
        )
    return right(f"Two safe teachers, and a pool that gives class 3 {q:.3g}.")


@app.cell
def _():
    sprung_form = sprung.form()
    return (sprung_form,)


@app.cell
def _(sprung_form):
    sprung.show(sprung_form)
    return


@app.function
@exercise(
    "How sharp is sharp?",
    number(),
    solution="0.00278",
    because=r"""
    $q(U) = 1/2$ means $\delta = 2\sqrt{\varepsilon(1-\varepsilon-\delta)}$, so
    $\varepsilon^2 - 0.9\,\varepsilon + 0.0025 = 0$, and the smaller solution is
    $\varepsilon = 0.45 - \sqrt{0.2} \approx 0.0027864$.
    """,
    mistakes=("0.0028", "0.0027", "0.05", "0.8972", "0"),
)
def sharpness(eps):
    r"""Two teachers $(1-\varepsilon-\delta, \varepsilon, \delta)$ and
    $(\varepsilon, 1-\varepsilon-\delta, \delta)$ with $\delta = 1/10$ are pooled logarithmically at
    equal weights. Up to which $\varepsilon < 0.45$ does class 3 get at least one half? Give it with
    an error of at most $0.00001$, on the safe side: at your $\varepsilon$ it shall still be at
    least one half."""
    if not 0 < eps < Fraction(45, 100):
        return wrong("It has to lie between 0 and 0.45.")

    def surplus(e, xp):
        d = xp.asarray(1.0) / 10
        ps = xp.stack([xp.stack([1 - e - d, e, d]), xp.stack([e, 1 - e - d, d])])
        return log_pool(ps, xp.asarray([0.5, 0.5]), xp)[2] - xp.asarray(1.0) / 2

    if sign(surplus, eps) == -1:
        return wrong("Class 3 gets less than one half there: the disagreement is too mild.")
    if sign(surplus, eps + Fraction(1, 100000)) != -1:
        return wrong("One half is reached, but a larger value still does it.")
    return right("One half is reached there, and not at 0.00001 more.")


@app.cell
def _():
    sharpness_form = sharpness.form()
    return (sharpness_form,)


@app.cell
def _(sharpness_form):
    sharpness.show(sharpness_form)
    return


@app.function
@exercise(
    "A safe pool of your own",
    operator("aggregation"),
    start="""
    def G(ps, w, xp):
        v = xp.reshape(w, (w.shape[0],) + (1,) * (ps.ndim - 1)) if w.ndim == 1 else w
        q = xp.exp(xp.sum(v * xp.log(ps), axis=0))
        return q / xp.sum(q, axis=-1, keepdims=True)
    """,
    solution="""
    def G(ps, w, xp):
        v = xp.reshape(w, (w.shape[0],) + (1,) * (ps.ndim - 1)) if w.ndim == 1 else w
        v = v**2 / xp.sum(v**2, axis=0)
        return xp.sum(v * ps, axis=0)
    """,
    because=r"""
    Every pool that is a convex combination of its teachers, whatever the weights are computed from,
    lies in their hull. And an event that no teacher gives more than $m$ then gets at most $m$. Here
    the weights are squared and normalised, so that large weights count more. It satisfies `maximum`
    and not `average`: that one forces the weights themselves.
    """,
    mistakes=(
        "def G(ps, w, xp):\n    v = xp.reshape(w, (w.shape[0],) + (1,) * (ps.ndim - 1)) "
        "if w.ndim == 1 else w\n    q = xp.exp(xp.sum(v * xp.log(ps), axis=0))\n"
        "    return q / xp.sum(q, axis=-1, keepdims=True)",
        "def G(ps, w, xp):\n    v = xp.reshape(w, (w.shape[0],) + (1,) * (ps.ndim - 1)) "
        "if w.ndim == 1 else w\n    return xp.sum(v * ps, axis=0)",
        "def G(ps, w, xp):\n    return xp.max(ps, axis=0)",
        "def G(ps, w, xp):\n    return ps[0] + ps[1]",
    ),
)
def safe_pool(G):
    """Write an aggregation that never gives an event more than the most generous teacher does
    (MT-S1, variant `maximum`), that returns distributions, believes teachers who agree (MT-A6), and
    is not the linear pool. Here `ps` has shape `(K, ..., n)`, and `w` has shape `(K,)` or
    `(K, ..., 1)`. The start is the logarithmic pool."""
    report = decide(G, ["MT-A1/valid", "MT-A6", "MT-S1/maximum"], "aggregation")
    trouble = complaint(report.verdicts)
    if trouble:
        return wrong(f"{trouble}.")

    def apart(ps, w, xp):
        return xp.sum(xp.abs(G(ps, w, xp) - linear_pool(ps, w, xp)))

    ps = tuple(tuple(Fraction(x, 10) for x in row) for row in ((7, 2, 1), (1, 3, 6)))
    if sign(apart, ps, (Fraction(1, 3), Fraction(2, 3))) == 0:
        return wrong("It is safe, but it is the linear pool. Compute the weights from something.")
    return right(f"A safe pool that is not the linear one.{doubts(report.verdicts)}")


@app.cell
def _():
    safe_pool_form = safe_pool.form()
    return (safe_pool_form,)


@app.cell
def _(safe_pool_form):
    safe_pool.show(safe_pool_form)
    return


if __name__ == "__main__":
    app.run()
