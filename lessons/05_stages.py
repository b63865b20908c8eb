# ruff: noqa: B018
"""Pruning in stages.

See one large step fail where several small ones succeed, prove where the rate 1/n comes from, and
find the hypothesis without which it is false.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Pruning in stages")

with app.setup:
    from fractions import Fraction

    import marimo as mo

    from kdtheory.teaching import (
        exercise,
        picture,
        right,
        slider,
        source,
        statement,
        whole,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart
    from kdtheory.teaching.deciding import Unread
    from kdtheory.teaching.drawing import BLUE, GREEN, INK, MUTED, ORANGE, REFUTED


@app.cell
def _():
    mo.md(r"""
    # 5 · Pruning in stages

    **Goal.** You can explain why pruning in $n$ stages can succeed where one shot fails, you can
    derive the rate $O(1/n)$, and you know two situations in which it does not hold.

    A dense teacher is to become a sparse student that keeps, say, a tenth of the weights. One can
    remove nine tenths at once and train what is left. Or one can remove a little, train, remove a
    little more, train again. The second way often works better. Why? And how much better should we
    expect it to be?

    ## A path, and somebody who follows it

    Think of a path $\gamma$ of good students: $\gamma(0)$ is the dense teacher, $\gamma(1)$ the
    student at the target sparsity $s$, and in between lie the best students of every sparsity on
    the way (SK-H1, reconstructed). Pruning in $n$ stages takes steps of length $s/n$ along the
    path. After each step we train: we descend from where we are to the nearest minimum, and hope
    that it is the next point of $\gamma$.

    Here is the smallest example in which hope can fail. The loss has two wells,

    $$E_s(x) = \big((x-s)^2 - 1\big)^2,$$

    one at $s+1$ and one at $s-1$, with a barrier at $s$. We begin in the right well at $s = 0$. The
    whole landscape moves to the right, to $s = 2.5$. Move it in $n$ stages.
    """)
    return


@app.function
def descend(x, s, steps=4000, rate=0.004):
    """Gradient descent on $E_s$ from `x`, until it rests."""
    for _ in range(steps):
        y = x - s
        step = rate * 4 * y * (y * y - 1)
        x -= step
        if abs(step) < 1e-13:
            break
    return x


@app.function
def course(n, target):
    """What `n` stages do: pairs ``(s, x)`` before and after the descent of every stage."""
    x, points = 1.0, [(0.0, 1.0)]
    for k in range(1, n + 1):
        s = target * k / n
        points.append((s, x))
        x = descend(x, s)
        points.append((s, x))
    return points


@app.function
@picture(
    n=slider("number of stages $n$", [1, 2, 3, 4, 5, 8], 2, baked=6),
)
def wells(n):
    """The wells (blue, green) and the barrier (dashed) as the landscape moves to the right. Each
    stage first moves the landscape (a level step), then descends (an upright step). Who lands below
    the barrier slides into the wrong well, and no later stage brings it back."""
    target = 2.5
    chart = Chart("following a well", Axis("landscape s", 0, 2.6), Axis("position x", -1.4, 4),
                  high=260)  # fmt: skip
    ends = [0.0, target]
    chart.line(ends, [1.0, target + 1], BLUE, "the well to follow, s + 1", width=3)
    chart.line(ends, [-1.0, target - 1], GREEN, "the other well, s − 1", width=3)
    chart.line(ends, [0.0, target], MUTED, "the barrier, s", dashed=True)
    way = course(n, target)
    good = abs(way[-1][1] - target - 1) < 0.1
    chart.line([s for s, _ in way], [x for _, x in way], ORANGE, f"{n} stages")
    chart.points([s for s, _ in way[::2]], [x for _, x in way[::2]], ORANGE)
    words = "arrives" if good else "lost"
    chart.note(target, way[-1][1], words, INK if good else REFUTED)
    return chart.svg()


@app.cell
def _():
    wells_at = wells.sliders()
    wells_at
    return (wells_at,)


@app.cell
def _(wells_at):
    wells.show(wells_at)
    return


@app.cell
def _():
    mo.md(r"""
    The arithmetic is simple. A step of length $h = s/n$ leaves us at distance $h$ from the well.
    The basin of the well reaches to the barrier, at distance $r = 1$. So we stay if $h < r$. If the
    path moves with speed at most $L$, the rule is

    $$n > \frac{L\,s}{r}.$$

    This is the **basin rule** (SK-H4, ours). With $s = 2.5$ one stage fails, two fail, and every
    $n \ge 3$ succeeds. More stages are of no further use *for staying in the basin*. They help in
    another way.

    ## Where 1/n comes from

    Training is not perfect. Suppose that after a stage a share $\rho < 1$ of the error is left. Let
    $e_k$ be the distance to the path after stage $k$. Before training it is at most
    $e_{k-1} + L s/n$: the old error, and the step of the path. So
    """)
    return


@app.cell
def _():
    statement("SK-H3")
    return


@app.cell
def _():
    mo.md(r"""
    To prove it, unroll the recursion: $e_n \le \frac{Ls}{n}(\rho + \rho^2 + \dots + \rho^n)$, and
    sum the geometric series. The bound is *tight*: a student that just obeys the recursion with
    equality attains it. The errors do not pile up, because each stage forgets a share of the old
    ones. What is left is the error of the last few stages, and each is of size $s/n$.

    There is a second road to $1/n$, without any forgetting. If a stage makes a fresh error of
    *second order*, $C(s/n)^2$, then $n$ of them sum to $C s^2/n$ (SK-H2, ours). But if each stage
    makes an error of *first order*, $C s/n$, the sum is $C s$: constant. Ten thousand careful
    little stages are then no better than one. Everything depends on the order of the stage error.
    """)
    return


@app.function
@picture(
    rho=slider("left after training $\\rho$", [0.1, 0.3, 0.5, 0.7, 0.9], 0.7, baked=5),
    order=slider("order of the stage error $a$", [1, 1.25, 1.5, 2], 1.5, baked=4),
)
def rates(rho, order):
    """Both axes are logarithmic, so that $1/n$ is a straight line that falls by one decade for
    each decade. Tracking (blue) always ends on such a line. Errors that add up without being
    forgotten (orange) fall like $n^{1-a}$ for stage errors of order $a$: not at all for $a = 1$."""
    ns = sorted({round(10 ** (k / 10)) for k in range(31)})
    chart = Chart("error after n stages", Axis("number of stages n", 1, 1000, log=True),
                  Axis("error, for L = s = C = 1", 1e-3, 20, log=True))  # fmt: skip
    track = [rho * (1 - rho**n) / ((1 - rho) * n) for n in ns]
    chart.line(ns, track, BLUE, "tracking: a share of the old error is left")
    chart.line(ns, [n ** (1 - order) for n in ns], ORANGE, f"sum of n errors of order {order:g}")
    chart.line(ns, [1 / n for n in ns], MUTED, "1/n", dashed=True, width=1.4)
    return chart.svg()


@app.cell
def _():
    rates_at = rates.sliders()
    rates_at
    return (rates_at,)


@app.cell
def _(rates_at):
    rates.show(rates_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## From distances to losses

    If the loss is $G$-Lipschitz, a distance of $e_n$ to the end of the path costs at most $G e_n$.
    That gives a rate for the loss (SK-C1, reconstructed). The paper's claim is bolder: the student
    is as good as its *teacher*, up to $O(1/n)$.
    """)
    return


@app.cell
def _():
    statement("SK-C2")
    return


@app.cell
def _():
    mo.md(r"""
    Compare the two sentences. The first speaks of $\ell(\gamma(1))$, the loss at the *end of the
    path*. The second speaks of the teacher, at its *beginning*. In between lies the question
    whether a sparse student can be as good at all. If it can, and the loss does not rise along the
    path, the claim holds. If it cannot, there is a **capacity gap**: the excess loss tends to that
    gap and not to zero, however many stages one takes. The toolkit refutes the unrestricted
    statement with an exact instance: `kdtheory verify --theorem SK-C2 --without realisable`.

    ## What real pruning does

    In the measurements of this project (`kdtheory measure SK-H`) magnitude pruning of small
    networks does *not* follow $1/n$. Its error falls like $n^{-0.28}$. The reason is in the
    hypotheses: removing a weight is a jump, not a short step of a Lipschitz path. Where weights are
    shrunk gradually instead, the error falls like $n^{-0.97}$, and the loss even like $n^{-1.9}$,
    because near the end of the path the gradient of the loss vanishes: there the bound for the loss
    is true and not tight. Theory did not fail here. It said what to look at.

    ## Exercises
    """)
    return


@app.function
@exercise(
    "Fewest stages",
    whole(),
    solution="5",
    because=r"""
    The steps must be shorter than the basin: $4.2/n < 1$, so $n > 4.2$ and the fewest is 5. With
    four stages each step is 1.05, and already the first one leads across the barrier.
    """,
    mistakes=("4", "6", "1", "3", "42/10"),
)
def fewest(n):
    """The landscape $E_s$ above is to be moved to $s = 4.2$ instead of $2.5$. What is the smallest
    number of stages that ends in the right well, $x = 5.2$?"""
    if not 1 <= n <= 1000:
        return wrong("Between 1 and 1000, please.")

    def arrives(stages):
        return abs(course(stages, 4.2)[-1][1] - 5.2) < 0.01

    if not arrives(n):
        end = course(n, 4.2)[-1][1]
        return wrong(f"{n} stages end at $x = {end:.3g}$. A step is {4.2 / n:.3g} long.")
    if n > 1 and arrives(n - 1):
        return wrong(f"{n} stages arrive, but {n - 1} do as well.")
    return right(f"The descent was run: {n} stages arrive, {n - 1} do not.")


@app.cell
def _():
    fewest_form = fewest.form()
    return (fewest_form,)


@app.cell
def _(fewest_form):
    fewest.show(fewest_form)
    return


@app.function
@exercise(
    "How many stages for a hundredth?",
    whole(),
    solution="100",
    because=r"""
    The recursion gives $e_n = \frac{\rho(1-\rho^n)}{(1-\rho)n} = \frac{1 - 2^{-n}}{n}$. For
    $n = 100$ this is just below $1/100$; for $n = 99$ it is $(1 - 2^{-99})/99$, which is above.
    """,
    mistakes=("99", "101", "50", "200", "0"),
)
def hundredth(n):
    r"""Let $\rho = 1/2$ and $L = s = 1$, and let $e_k = \rho\,(e_{k-1} + L s/n)$ exactly, from
    $e_0 = 0$. What is the smallest $n$ with $e_n \le 1/100$?"""
    if not 1 <= n <= 2000:
        return wrong("Between 1 and 2000, please.")

    def error(stages):
        e = Fraction(0)
        for _ in range(stages):
            e = (e + Fraction(1, stages)) / 2
        return e

    if error(n) > Fraction(1, 100):
        return wrong(f"The recursion, run exactly, gives $e_n$ = {float(error(n)):.6g} > 1/100.")
    if n > 1 and error(n - 1) <= Fraction(1, 100):
        return wrong(f"It is small enough, but so is $e$ for $n = {n - 1}$.")
    return right(f"$e_{{{n}}} \\le 1/100 < e_{{{n - 1}}}$, in exact arithmetic.")


@app.cell
def _():
    hundredth_form = hundredth.form()
    return (hundredth_form,)


@app.cell
def _(hundredth_form):
    hundredth.show(hundredth_form)
    return


@app.function
@exercise(
    "Small errors that do not vanish",
    source("e(h)"),
    start="def e(h):\n    return h**2",
    solution="def e(h):\n    return 3 * h / (1 + h)",
    because=r"""
    Each error tends to zero, but $e(h)/h \to 3$. So $n$ stages of length $1/n$ sum to
    $n\,e(1/n) = 3n/(n+1) \to 3$. Any error of first order does it: what matters is the limit of
    $e(h)/h$, not that of $e(h)$.
    """,
    mistakes=(
        "def e(h):\n    return h**2",
        "def e(h):\n    return 1",
        "def e(h):\n    return h * h / (1 + h)",
        "def e(h):\n    return -h",
        "def e(h):\n    return h if h > 0.5 else 0",
        "e = 3",
    ),
)
def first_order(e):
    """Give the error `e(h)` of one stage of length $h$, as a formula in $h$. It shall be positive
    for small $h > 0$ and tend to 0 with $h$, and yet the sum of $n$ stages, $n \\cdot e(1/n)$,
    shall not tend to 0."""
    import sympy

    h = sympy.Symbol("h", positive=True)
    try:
        formula = sympy.nsimplify(e(h))
        alone = sympy.limit(formula, h, 0, "+")
        together = sympy.limit(formula / h, h, 0, "+")
    except Exception as error:
        raise Unread(f"the formula cannot be read: {type(error).__name__}: {error}") from error
    if alone != 0:
        return wrong(f"One error tends to {alone} as $h \\to 0$, and it has to tend to 0.")
    if together == 0:
        return wrong(f"$e(h)/h$ tends to 0, so the sum vanishes: $e(h) = {sympy.latex(formula)}$.")
    if not together > 0:
        return wrong("An error is not negative.")
    return right(f"One error vanishes, the sum of all tends to ${sympy.latex(together)}$.")


@app.cell
def _():
    first_order_form = first_order.form()
    return (first_order_form,)


@app.cell
def _(first_order_form):
    first_order.show(first_order_form)
    return


if __name__ == "__main__":
    app.run()
