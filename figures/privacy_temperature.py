"""Privacy level against temperature

Left: the differential privacy ε of one drawn token in the teacher. Lines are exact levels: the
mixture's log(1 + n/(T − 1)) for n classes, the level 2Δ/T of softmax(z/T) with logits of
sensitivity Δ = 1, and the power transform's where every class of the teacher has at least the
probability μ (an upper bound). Marks are lower bounds on ε from distinguishing tests on 10⁸
tokens, which have to stay below. Right: the same tests against the bare power transform, T = 4:
their lower bound on ε against the number of tokens.

The surprise: the power transform, the softening that everybody uses, has no privacy level at
all: a class that the teacher excludes stays excluded at every T, so the bound grows like the
logarithm of the tokens and soon passes the mixture's level at the same T.

Theory: SK-D1 (ours), SK-D2 (ours), SK-D3 (ours).
"""

import numpy as np

from kdtheory.plotting import Figure, Records, run
from kdtheory.plotting.looks import line, marks

FIGURE = Figure(claims=("SK-D1", "SK-D2", "SK-D3"), size=(7.4, 3.5), tolerance=1e-6)
CURVE = np.concatenate([1 + np.geomspace(0.02, 1, 25)[:-1], np.geomspace(2, 16, 25)])
SIZES, FLOORS = (2, 10), (1e-3, 1e-6)


def data(settings):
    """Levels, and lower bounds of the attacks."""
    tables = {name: Records.of_table(t) for name, t in settings.measure("SK-D").items()}
    parts = [_level(f"mixture, n = {n}", np.log1p(n / (CURVE - 1))) for n in SIZES]
    parts.append(_level("softmax, Δ = 1", 2 / CURVE))
    parts += [_level(f"power, μ = {m:g}, n = 10", np.log(1 / m) / CURVE + (1 - 1 / CURVE)
                     * np.log(10)) for m in FLOORS]  # fmt: skip
    attacks = [("mixtures", "classes", n, f"mixture, n = {n}") for n in SIZES]
    attacks.append(("softmaxes", "sensitivity", 1.0, "softmax, Δ = 1"))
    for name, column, value, curve in attacks:
        some = tables[name].where(**{column: value})
        parts.append(Records({"part": "attack", "curve": curve, "T": some["T"],
                              "epsilon": some["lower_bound"]}))  # fmt: skip
    bare = tables["powers"]
    parts.append(Records({"part": "bare", "curve": "power", "tokens": bare["tokens"],
                          "T": bare["T"], "epsilon": bare["lower_bound"]}))  # fmt: skip
    return Records.joined(parts, {"T": "1", "epsilon": "nats"})


def _level(curve, epsilon):
    return Records({"part": "level", "curve": curve, "T": CURVE, "epsilon": epsilon})


def draw(records, fig):
    """Levels with attacks, and the attack on the bare power transform."""
    left, right = fig.subplots(1, 2, width_ratios=(1.35, 1))
    levels, attacks, bare = (records.where(part=x) for x in ("level", "attack", "bare"))
    for k, (name, some) in enumerate(levels.by("curve")):
        left.plot(some["T"], some["epsilon"], label=name.replace("1e-06", "10⁻⁶"), **line(k))
        tests = attacks.where(curve=name)
        left.plot(tests["T"], tests["epsilon"], **marks(k))
    left.set_xscale("log", base=2)
    left.set_xticks([1, 2, 4, 8, 16], labels=["1", "2", "4", "8", "16"])
    left.set_ylim(0, 14)
    left.set_xlabel("temperature T")
    left.set_ylabel("privacy level ε (nats)")
    left.legend(loc="upper right", handlelength=3.2)
    left.set_title("one token")
    T = bare["T"][0]
    right.plot(bare["tokens"], bare["epsilon"], "^", color="C1", linestyle="none",
               label="attack on the power transform")  # fmt: skip
    right.axhline(np.log1p(2 / (T - 1)), color="black", linestyle="-", linewidth=1.4,
                  label="level of the mixture")  # fmt: skip
    right.set_xscale("log")
    right.set_ylim(0, 24)
    right.set_xlabel("tokens from each teacher")
    right.set_ylabel("lower bound on ε (nats)")
    right.set_title(f"T = {T:g}, two classes")
    right.legend(loc="upper left")


if __name__ == "__main__":
    run(__file__)
