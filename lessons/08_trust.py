# ruff: noqa: B018
"""How to trust a computer proof: samples, intervals, certificates.

Find out what a million samples are worth, prove an inequality with interval arithmetic, catch
floating point lying, and try to cheat a checker.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="How to trust a computer proof")

with app.setup:
    import json
    from fractions import Fraction
    from functools import lru_cache
    from html import escape
    from itertools import pairwise

    import array_api_compat.numpy as np
    import marimo as mo
    import numpy

    from kdtheory.arithmetic import interval
    from kdtheory.arithmetic.interval import Interval
    from kdtheory.checker import check_document
    from kdtheory.engines.certificate import seal
    from kdtheory.operators.softening import mixture
    from kdtheory.teaching import (
        choice,
        exercise,
        number,
        numbers,
        parts,
        picture,
        point,
        right,
        slider,
        whole,
        wrong,
    )
    from kdtheory.teaching.charts import Axis, Chart
    from kdtheory.teaching.deciding import breaks, decide, sign
    from kdtheory.teaching.drawing import GREEN, INK, MUTED, REFUTED, Plane


@app.cell
def _():
    mo.md(r"""
    # 8 · How to trust a computer proof

    **Goal.** You can say how much a search without a counterexample is worth, you can prove an
    inequality on a whole interval with finitely many computations, you know why floating point may
    neither prove nor refute, and you know what a certificate has to contain.

    A program prints *proved*. Why should you believe it? It may have a bug. It may have rounded. It
    may have looked at a million points and missed the one that matters. This lesson goes through
    the kinds of evidence that this toolkit uses, from the weakest to the strongest.

    ## Samples: supported

    Draw $N$ random points. None violates the claim. Suppose a share $m$ of all points does violate
    it. Then the probability of having missed all of them is $(1-m)^N$. If that is below 5 %, we may
    say with 95 % confidence that $m$ is not so large. For small $m$ this gives the **rule of
    three**: after $N$ clean samples, $m < 3/N$.

    That is all a sample can say. It bounds how *much* is wrong, not *whether* something is wrong.
    And it holds for the law that the points were drawn from. So the verdict is *supported*, never
    more, however large $N$ is. (These statements are elementary statistics; nothing here is from
    the papers.)
    """)
    return


@app.function
@picture(
    N=slider("samples $N$", [10, 30, 100, 300, 1000], 100),
    m=slider("violating share $m$", [0.0001, 0.001, 0.01, 0.05], 0.01, baked=4),
)
def missed(N, m):
    """A claim that is violated on the small grey triangle, which holds a share $m$ of the whole.
    Dots are random points; those that hit are red. With how many samples would you have seen it?"""
    r = 0.5 * m**0.5
    corner = numpy.array([0.62, 0.23, 0.15])
    small = [corner + 2 * r * (numpy.eye(3)[k] - corner) for k in range(3)]
    drawn = numpy.random.default_rng(8).dirichlet([1.0, 1.0, 1.0], 1000)[:N]
    inside = ((drawn - corner * (1 - 2 * r)) >= 0).all(axis=1)
    plane = Plane("random points", side=320)
    for p in drawn[~inside]:
        plane.mark(p, "#9fc0e0", shape="small", name=f"{N} random points")
    plane.region(small, INK, f"where the claim is false (share {m:g})")
    for p in drawn[inside]:
        plane.mark(p, REFUTED, shape="small")
    hits = int(inside.sum())
    gone = (1 - m) ** N
    plane.named([], f"hit {hits} times; never hit with probability {gone:.2g}")
    return plane.svg()


@app.cell
def _():
    missed_at = missed.sliders()
    missed_at
    return (missed_at,)


@app.cell
def _(missed_at):
    missed.show(missed_at)
    return


@app.cell
def _():
    mo.md(r"""
    ## Exact points: refuted

    A single point can refute, if it is checked exactly. Floating point cannot do it. Doubles have
    53 binary digits; near a point where a margin is *supposed* to be zero, its computed value is
    noise around zero, and half of the time the noise is negative. So a candidate is made rational,
    and its margin is computed in *ball arithmetic*: each number is a midpoint with a rigorous
    radius. If the ball lies on the wrong side of zero, the claim is refuted. If it contains zero,
    nothing follows, and one takes more digits. Comparisons have three answers: yes, no, and *cannot
    tell*. A program that treats *cannot tell* as *no* will prove false theorems.

    ## Intervals: certified

    To prove that $f > 0$ on all of $[0, 1]$ one has to look at infinitely many points at once.
    **Interval arithmetic** does. It computes with sets: $[a,b] + [c,d] = [a+c, b+d]$, and each end
    is rounded outwards. Feed an interval into a formula, and you get an interval that contains all
    values. If it is positive, then $f$ is positive on the whole input interval. If it is not, cut
    the input in two and try again. This is *branch and bound*.
    """)
    return


@app.function
def enclosure(a, b, form):
    """Ends of an interval that contains all values on ``[a, b]``, in the toolkit's arithmetic."""
    x = Interval(numpy.array([float(a)]), numpy.array([float(b)]))
    ten = interval.div(Interval.point(numpy.array([3.0])), Interval.point(numpy.array([10.0])))
    if form.startswith("x²"):
        y = interval.add(interval.sub(interval.square(x), x), ten)
    else:
        half, one, twenty = (Interval.point(numpy.array([v])) for v in (0.5, 1.0, 20.0))
        y = interval.add(interval.square(interval.sub(x, half)), interval.div(one, twenty))
    return float(y.lo[0]), float(y.hi[0])


@app.function
@picture(
    pieces=slider("number of pieces", [1, 2, 4, 8, 12, 16, 24, 32], 4, baked=8),
    form=choice("written as", ("x² − x + 3/10", "(x − 1/2)² + 1/20")),
)
def boxes(pieces, form):
    """The function $f(x) = x^2 - x + 3/10$, and for each piece of $[0, 1]$ the interval that the
    arithmetic returns. Green boxes prove $f > 0$ on their piece. Red ones prove nothing, which is
    not the same as proving the contrary. Then write $f$ as $(x-1/2)^2 + 1/20$."""
    chart = Chart("enclosures", Axis("x", 0, 1), Axis("f(x)", -0.8, 1.4), high=240)
    for k in range(pieces):
        a, b = k / pieces, (k + 1) / pieces
        low, high = enclosure(a, b, form)
        good = low > 0
        chart.box(a, b, low, high, GREEN if good else REFUTED,
                  "proves f > 0" if good else "cannot tell")  # fmt: skip
    xs = [k / 100 for k in range(101)]
    chart.line(xs, [x * x - x + 0.3 for x in xs], INK, "f")
    chart.across(0, MUTED)
    return chart.svg()


@app.cell
def _():
    boxes_at = boxes.sliders()
    boxes_at
    return (boxes_at,)


@app.cell
def _(boxes_at):
    boxes.show(boxes_at)
    return


@app.cell
def _():
    mo.md(r"""
    Why are the boxes so tall? Because the arithmetic does not know that the $x$ in $x^2$ and the
    $x$ in $-x$ are the same. For the lower end it must allow for the smallest square
    and the largest subtrahend at once. This is the *dependency problem*. A better formula is worth
    more than a faster machine: with $(x-1/2)^2 + 1/20$ one box proves everything.

    There is a harder case. What if $f \ge 0$ with equality somewhere, as in "entropy does not
    fall", where nothing happens at the uniform point? Then boxes around that point always contain
    zero, however small they are. Cutting does not help; only a better argument does: a factor that
    can be divided out, a derivative, a symmetry. And if nothing works, the honest verdict is
    *undecided* there.

    The verdict **certified** also says *where*: for $n = 3$, $1 \le T \le 10$, $p_i \ge 1/1000$,
    say. Outside the box nothing is claimed.

    ## Derivations: proved

    The strongest evidence is a derivation for *all* parameters, as with the ratio lemma of lesson
    3: "it is enough that this quotient has that sign, and here is the algebra". It covers all
    numbers of classes and all temperatures. It can be wrong as well, if the reduction is wrong.
    That is why the core of the theory is also proved in Coq.
    Doing so corrected one of our lemmas.

    ## Certificates: do not trust us

    All this was computed by a large program. You need not trust it. Each of these verdicts comes
    with a **certificate**: a file that holds the statement, the formulas as plain data, the domain,
    and the evidence: the exact point, the way the box was cut, or the steps of the derivation. A
    small *checker* verifies it. It never runs the operator's code and shares no engine with the
    search. It is like a nut and a nutcracker: finding is hard, checking is easy.

    Below is a real certificate of a counterexample. Try to cheat. The checker is asked each time.
    """)
    return


@app.function
@lru_cache(maxsize=1)
def certificate():
    """A counterexample to SK-A3 for an operator that cools down on the way."""
    (verdict,) = decide("mixture_reheated", ["SK-A3/weak"]).verdicts
    return json.dumps(verdict.document)


@app.function
def tampered(how):
    """The certificate after somebody has been at it."""
    document = json.loads(certificate())
    if how == "change the statement":
        return document | {"statement": "entropy falls"}
    if how == "change the statement, renew the digest":
        return seal(document | {"statement": "entropy falls"})
    if how == "move the point to uniform":
        even = [f"1/{len(document['inputs']['p'])}"] * len(document["inputs"]["p"])
        return seal(document | {"inputs": document["inputs"] | {"p": even}})
    if how == "exchange the temperatures":
        swapped = document["inputs"]["T"][::-1]
        return seal(document | {"inputs": document["inputs"] | {"T": swapped}})
    if how == "claim a larger violation":
        return seal(document | {"enclosure": ["-0.9", "-0.8"]})
    if how == "claim it for another axiom":
        return seal(document | {"claim": "SK-A1", "variant": "strict"})
    return document


@app.function
@picture(
    how=choice(
        "what you do",
        ("nothing", "change the statement", "change the statement, renew the digest",
         "move the point to uniform", "exchange the temperatures", "claim a larger violation",
         "claim it for another axiom"),
    ),
)  # fmt: skip
def cheat(how):
    """The essential parts of the certificate, and the answer of the checker. A digest protects
    against accidents only, since everybody can compute a new one. What protects against cheats is
    that everything is computed again."""
    document = tampered(how)
    result = check_document(document)
    shown = {k: document[k] for k in ("kind", "claim", "variant", "statement", "inputs",
             "enclosure")}  # fmt: skip
    lines = (f"{k}: {json.dumps(x, ensure_ascii=False)}" for k, x in shown.items())
    text = escape("\n".join(lines))
    fill, word = (GREEN, "accepted") if result.accepted else (REFUTED, "rejected")
    why = escape(result.summary if result.accepted else result.reason)
    return (
        f"<pre style='text-align:left;font-size:.8rem;overflow-x:auto'>{text}</pre>"
        f"<p style='text-align:left'><b style='color:{fill}'>{word}</b>: {why}</p>"
    )


@app.cell
def _():
    cheat_at = cheat.sliders()
    cheat_at
    return (cheat_at,)


@app.cell
def _(cheat_at):
    cheat.show(cheat_at)
    return


@app.cell
def _():
    mo.md(r"""
    So what do you trust in the end? The checker, its arithmetic, and that the formula in the file
    is the formula you meant. That is not nothing. But it is far less than a search engine with all
    its heuristics, and none of these can do any harm.

    | verdict | what it says | what it does not say |
    |---|---|---|
    | supported | nothing was found | that there is nothing |
    | refuted | false, at this exact point | false elsewhere |
    | certified | true on this box | true outside |
    | proved | true in the stated scope | true for another reading |
    | undecided | the evidence is not enough | false |

    ## Exercises
    """)
    return


@app.function
@exercise(
    "How many samples?",
    whole(),
    solution="2995731",
    because=r"""
    $(1-10^{-6})^N \le 1/20$ means $N \ge \log 20 / (-\log(1 - 10^{-6})) = 2995730.8$. The rule of
    three says three million, which is almost the same.
    """,
    mistakes=("2995730", "3000000", "1000000", "20", "-5"),
)
def samples(N):
    r"""No violation in $N$ independent samples. From which $N$ on can you say, with 95 %
    confidence, that at most a millionth of the points violates the claim? Give the smallest $N$
    with $(1-10^{-6})^N \le 1/20$."""
    if not 1 <= N <= 10**9:
        return wrong("Between 1 and a billion, please.")

    def chance(N, xp):
        return N * xp.log1p(-xp.asarray(1.0) / 10**6) + xp.log(xp.asarray(20.0))

    if sign(chance, N) == 1:
        return wrong(f"With {N} samples a millionth is missed with more than 5 % probability.")
    if sign(chance, N - 1) != 1:
        return wrong("That is enough, but it is not the smallest number: one less would do.")
    return right("It is enough, and one less is not; both were decided in ball arithmetic.")


@app.cell
def _():
    samples_form = samples.form()
    return (samples_form,)


@app.cell
def _(samples_form):
    samples.show(samples_form)
    return


@app.function
@exercise(
    "A proof by cutting",
    numbers(),
    start="0, 1/2, 1",
    solution="0, 0.29, 0.38, 0.44, 0.49, 0.53, 0.58, 0.63, 0.69, 0.77, 0.89, 1",
    because=r"""
    On $[a, b]$ the arithmetic returns the lower end $a^2 - b + 3/10$. It is positive as long as
    $b < a^2 + 3/10$. So begin at $a = 0$ and go as far as you may: to just below $0.3$, then to
    just below $0.29^2 + 0.3$, and so on. Near $1/2$ the steps are smallest, since there $f$ is.
    """,
    mistakes=(
        "0, 1/2, 1",
        "0, 1/4, 1/2, 3/4, 1",
        "0, 0.29, 0.38, 0.44, 0.49, 0.53, 0.58, 0.63, 0.69, 0.77, 0.89",
        "0, 0.29, 0.38, 0.44, 0.49, 0.53, 0.58, 0.63, 0.69, 0.9, 1",
        "0, 0.5, 0.3, 1",
        "0, 1/10, 2/10, 3/10, 4/10, 5/10, 6/10, 7/10, 8/10, 9/10, 1",
    ),
)
def cutting(cuts):
    """Prove $x^2 - x + 3/10 > 0$ on $[0, 1]$ in the form as it stands: give places at which to cut,
    from 0 to 1, at most 16 of them, so that the interval arithmetic returns a positive interval on
    each piece."""
    if cuts[0] != 0 or cuts[-1] != 1:
        return wrong("The pieces have to cover everything from 0 to 1.")
    if any(a >= b for a, b in pairwise(cuts)):
        return wrong("Give the places in increasing order.")
    if len(cuts) > 16:
        return wrong(f"These are {len(cuts)} places; 16 are allowed.")
    for a, b in pairwise(cuts):
        low, high = enclosure(a, b, "x² − x + 3/10")
        if not low > 0:
            return wrong(
                f"On [{a}, {b}] the arithmetic returns [{low:.4g}, {high:.4g}], which proves "
                "nothing. Make this piece shorter."
            )
    return right(f"Proved, with {len(cuts) - 1} pieces, for all real numbers between 0 and 1.")


@app.cell
def _():
    cutting_form = cutting.form()
    return (cutting_form,)


@app.cell
def _(cutting_form):
    cutting.show(cutting_form)
    return


@app.function
@exercise(
    "Catch floating point lying",
    parts(p=point(), T=number()),
    start="2/3, 1/3\n2",
    solution="2/3, 1/3\n1e17",
    because=r"""
    At $T = 10^{17}$ the weight of $p$ is $10^{-17}$. In doubles $1 - 10^{-17}$ rounds to 1, so the
    result is $(1/2, 1/2)$ exactly: a tie where the order should be strict. In exact arithmetic the
    entries differ by $10^{-17}/3$. The violation is the arithmetic's, not the operator's.
    """,
    mistakes=("2/3, 1/3\n2", "1/2, 1/2\n1e17", "2/3, 1/3\n1e6", "2/3, 1/3\n1/2", "2/3, 1/3"),
)
def lying(answer):
    """The mixture keeps the ranking strictly: $p_i > p_j$ implies $F_T(p)_i > F_T(p)_j$. Find $p$
    and $T \\ge 1$ at which a computation in double precision reports a violation, $p_i > p_j$ and
    yet $F_T(p)_i \\le F_T(p)_j$, although exact arithmetic finds none."""
    p, T = answer["p"], answer["T"]
    if T < 1:
        return wrong("The mixture is defined for $T \\ge 1$.")
    row = np.asarray([float(x) for x in p])
    F = mixture(row, np.asarray(float(T)), np)
    reported = (row[:, None] > row[None, :]) & (F[:, None] <= F[None, :])
    if not bool(reported.any()):
        if len(set(p)) == 1:
            return wrong("All entries are equal, so the axiom says nothing about them.")
        return wrong("Double precision is right here. When does $1 - 1/T$ round to 1?")
    if breaks("SK-A1/strict", "mixture", p=p, T=[Fraction(T)]) is not None:
        return wrong("Exact arithmetic confirms this violation.")
    return right("Doubles report a violation, exact arithmetic finds none.")


@app.cell
def _():
    lying_form = lying.form()
    return (lying_form,)


@app.cell
def _(lying_form):
    lying.show(lying_form)
    return


if __name__ == "__main__":
    app.run()
