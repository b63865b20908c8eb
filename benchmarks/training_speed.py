"""Training a stack of students against loops over scikit-learn and PyTorch, and torch.func.vmap.

Softmax regressions learn bootstrap resamples of the digits until their objective is within 1e-6
nats of the optimum; every tool gets the loosest tolerance that achieves it. Perceptrons make the
same number of Adam epochs with the same minibatch size. Processor seconds on one core. Goals: at
least 5 times faster than each loop, no slower than vmap, at equal final loss.

    python benchmarks/training_speed.py [--quick] [--students N] [--output FILE]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import common
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from kdtheory.students import (
    LBFGS,
    MLP,
    Adam,
    Problem,
    SoftmaxRegression,
    digits,
    distance_to_optimum,
    evaluate,
    fit,
    one_hot,
    resamples,
)

try:
    import torch
except ImportError:  # the torch rows are then left out
    torch = None  # type: ignore[assignment]

L2, EXCESS = 1e-3, 1e-6
LADDER = (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 1e-7)
HIDDEN, RATE, MLP_L2 = 32, 3e-3, 1e-4
STEPS = 20000
GOALS = {"loop": 5.0, "vmap": 1.0}

Weights = Any  # (S, D, n)


# softmax regressions -------------------------------------------------------------------------


def ours_softmax(problem: Problem, tolerance: float) -> Weights:
    return fit(SoftmaxRegression(), problem, LBFGS(tolerance=tolerance)).parameters[0]


def sklearn_softmax(problem: Problem, tolerance: float, solver: str = "lbfgs") -> Weights:
    labels, out = problem.targets.argmax(axis=1), []
    for w in problem.weights:
        model = LogisticRegression(
            C=1 / (w.sum() * L2),
            fit_intercept=False,  # the column of ones carries a regularised bias, as in ours
            tol=tolerance,
            max_iter=STEPS,
            solver=solver,
        )
        out.append(model.fit(problem.design, labels, sample_weight=w).coef_.T)
    return np.stack(out)


def _torch_loss(W: Any, X: Any, labels: Any, share: Any) -> Any:
    each = torch.nn.functional.cross_entropy(X @ W, labels, reduction="none")
    return (each * share).sum() + L2 / 2 * (W * W).sum()


def _torch_data(problem: Problem) -> tuple[Any, Any, Any]:
    labels = torch.from_numpy(problem.targets.argmax(axis=1))
    return torch.from_numpy(problem.design), labels, torch.from_numpy(problem.shares)


def _torch_lbfgs(W: Any, loss_and_gradient: Callable[[], Any], tolerance: float) -> None:
    solver = torch.optim.LBFGS(
        [W],
        max_iter=STEPS,
        max_eval=2 * STEPS,
        tolerance_grad=tolerance,
        tolerance_change=1e-14,
        history_size=10,
        line_search_fn="strong_wolfe",
    )
    solver.step(loss_and_gradient)


def torch_softmax(problem: Problem, tolerance: float) -> Weights:
    X, labels, shares = _torch_data(problem)
    out = []
    for share in shares:
        W = torch.zeros(X.shape[1], problem.classes, dtype=X.dtype, requires_grad=True)

        def closure(W: Any = W, share: Any = share) -> Any:
            W.grad = None
            loss = _torch_loss(W, X, labels, share)
            loss.backward()
            return loss

        _torch_lbfgs(W, closure, tolerance)
        out.append(W.detach().numpy())
    return np.stack(out)


def vmap_softmax(problem: Problem, tolerance: float) -> Weights:
    X, labels, shares = _torch_data(problem)
    W = torch.zeros(len(shares), X.shape[1], problem.classes, dtype=X.dtype, requires_grad=True)
    one = torch.func.grad_and_value(_torch_loss)
    stack = torch.func.vmap(one, in_dims=(0, None, None, 0))

    def closure() -> Any:
        with torch.no_grad():
            W.grad, losses = stack(W, X, labels, shares)
        return losses.sum()

    _torch_lbfgs(W, closure, tolerance)
    return W.detach().numpy()


# perceptrons ---------------------------------------------------------------------------------

Run = tuple[Any, int, int]  # problem, epochs, batch


def ours_mlp(problem: Problem, epochs: int, batch: int, students: int) -> Any:
    how = Adam(rate=RATE, epochs=epochs, batch=batch)
    return fit(MLP(HIDDEN), problem, how, seeds=range(students)).parameters


def sklearn_mlp(problem: Problem, epochs: int, batch: int, students: int) -> Any:
    labels, out = problem.targets.argmax(axis=1), []
    for seed in range(students):
        model = MLPClassifier(
            (HIDDEN,),
            activation="tanh",
            alpha=MLP_L2 * batch,  # scikit-learn divides by the rows of the minibatch
            learning_rate_init=RATE,
            batch_size=batch,
            max_iter=epochs,
            n_iter_no_change=epochs + 1,
            tol=0.0,
            random_state=seed,
        ).fit(problem.x, labels)
        out.append([np.vstack(pair) for pair in zip(model.coefs_, model.intercepts_)])
    return tuple(np.stack(same) for same in zip(*out))


def _torch_mlp_loss(V: Any, W: Any, X: Any, labels: Any) -> Any:
    hidden = torch.tanh(X @ V[:-1] + V[-1])
    return torch.nn.functional.cross_entropy(hidden @ W[:-1] + W[-1], labels)


def _initial(problem: Problem, students: int) -> list[Any]:
    drawn = [
        MLP(HIDDEN).initial(np.random.default_rng([s, 0]), problem.features, problem.classes)
        for s in range(students)
    ]
    dtype = problem.x.dtype
    return [torch.from_numpy(np.stack(same).astype(dtype)).requires_grad_() for same in zip(*drawn)]


def torch_mlp(problem: Problem, epochs: int, batch: int, students: int) -> Any:
    X = torch.from_numpy(problem.x)
    labels = torch.from_numpy(problem.targets.argmax(axis=1))
    out = []
    for seed in range(students):
        order = torch.Generator().manual_seed(seed)
        V, W = (a[seed].detach().clone().requires_grad_() for a in _initial(problem, seed + 1))
        adam = torch.optim.Adam([V, W], lr=RATE, weight_decay=MLP_L2)
        for _ in range(epochs):
            for rows in torch.randperm(len(X), generator=order).split(batch):
                adam.zero_grad()
                _torch_mlp_loss(V, W, X[rows], labels[rows]).backward()
                adam.step()
        out.append([V.detach().numpy(), W.detach().numpy()])
    return tuple(np.stack(same) for same in zip(*out))


def vmap_mlp(problem: Problem, epochs: int, batch: int, students: int) -> Any:
    X = torch.from_numpy(problem.x)
    labels = torch.from_numpy(problem.targets.argmax(axis=1))
    V, W = _initial(problem, students)
    adam = torch.optim.Adam([V, W], lr=RATE, weight_decay=MLP_L2)
    gradient = torch.func.vmap(torch.func.grad(_torch_mlp_loss, argnums=(0, 1)))
    orders = [torch.Generator().manual_seed(s) for s in range(students)]
    for _ in range(epochs):
        order = torch.stack([torch.randperm(len(X), generator=g) for g in orders])
        for rows in order.split(batch, dim=1):
            with torch.no_grad():
                V.grad, W.grad = gradient(V, W, X[rows], labels[rows])
            adam.step()
    return V.detach().numpy(), W.detach().numpy()


# measuring -----------------------------------------------------------------------------------


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def reference(problem: Problem) -> tuple[Any, float]:
    """Optimal objectives, and a certified bound on their error."""
    best = fit(SoftmaxRegression(), problem, LBFGS(tolerance=1e-11))
    return best.losses, float(distance_to_optimum(best, problem).gaps.max())


def softmax_rows(tools: dict[str, Any], problem: Problem, probe: Problem) -> dict[str, Any]:
    """Seconds a student of every tool, at the loosest tolerance that is good enough."""
    best, gap = reference(problem)
    some = best[: probe.students]
    rows: dict[str, Any] = {"certified_error_of_the_optimum": gap}

    def excess(W: Weights, of: Problem, optimum: Any) -> float:
        return float((evaluate(SoftmaxRegression(), (W,), of)[0] - optimum).max())

    for name, tool in tools.items():
        good = (t for t in LADDER if excess(tool(probe, t), probe, some) <= EXCESS)
        tolerance = next(good, LADDER[-1])
        # a whole stack under one stopping rule may need a stricter one than a few students
        for t in (t for t in LADDER if t <= tolerance):
            took, W = seconds(lambda tool=tool, t=t: tool(problem, t))  # type: ignore[misc]
            left = excess(W, problem, best)
            if left <= EXCESS:
                break
        rows[name] = {"seconds": took, "tolerance": t, "excess": left}
        common.say(f"  {name}: {took:.2f} s, excess {left:.1e}")
    return rows


def mlp_rows(tools: dict[str, Any], problem: Problem, run: tuple[int, int, int]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for name, tool in tools.items():
        tool(problem, 1, run[1], 2)  # warm up
        took, parameters = seconds(lambda tool=tool: tool(problem, *run))  # type: ignore[misc]
        loss = evaluate(MLP(HIDDEN), parameters, problem)[0]
        rows[name] = {"seconds": took, "loss": float(loss.mean()), "spread": float(loss.std())}
        common.say(f"  {name}: {took:.2f} s, loss {loss.mean():.4f} ± {loss.std():.4f}")
    return rows


def summary(rows: dict[str, Any]) -> dict[str, Any]:
    """How many times slower the others are, and whether the goal is met."""
    out: dict[str, Any] = {}
    for name, row in rows.items():
        if isinstance(row, dict) and name != "ours":
            ratio = row["seconds"] / rows["ours"]["seconds"]
            out[name] = {"times": ratio, "met": ratio >= GOALS[name.split()[-1]]}
    return out


def versions() -> dict[str, str]:
    found = {}
    for package in ("scikit-learn", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def measure(given: argparse.Namespace) -> dict[str, Any]:
    S = given.students or (16 if given.quick else 256)
    epochs = 5 if given.quick else 20
    data = digits()
    q = one_hot(data.labels, data.classes)
    w = resamples(np.random.default_rng(0), len(q), S)
    convex = {"ours": ours_softmax, "scikit-learn loop": sklearn_softmax}
    nets = {"ours": ours_mlp, "scikit-learn loop": sklearn_mlp}
    if torch is None:
        common.say("PyTorch is missing: its rows are left out")
    else:
        torch.set_num_threads(1)
        convex |= {"torch loop": torch_softmax, "torch vmap": vmap_softmax}
        nets |= {"torch loop": torch_mlp, "torch vmap": vmap_mlp}
    common.say(f"{S} softmax regressions, float64")
    problem = Problem(data.x, q, w, l2=L2)
    runs = {"softmax regression, float64": softmax_rows(convex, problem, problem.take(range(4)))}
    for dtype in (np.float32, np.float64):
        for batch in (32, 200):
            name = f"perceptron, {np.dtype(dtype).name}, minibatch {batch}"
            common.say(f"{S} × {name}")
            one = Problem(data.x.astype(dtype), q, l2=MLP_L2)
            runs[name] = mlp_rows(nets, one, (epochs, batch, S))
    return {
        "what": "processor seconds to train a stack of students, and how many times more others "
        "take",
        "goals": GOALS,
        "students": S,
        "epochs": epochs,
        "compared_with": versions(),
        "summary": {name: summary(rows) for name, rows in runs.items()},
        "runs": runs,
    }


def main() -> None:
    parser = common.options(__doc__, "training_speed")
    parser.add_argument("--students", type=int, help="default 256, 16 with --quick")
    given = parser.parse_args()
    common.one_core()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # perceptrons stop after their epochs
        result = measure(given)
    rows = [["students", "against", "seconds", "ours, s", "×", "goal"]]
    for name, others in result["summary"].items():
        for other, found in others.items():
            took = (result["runs"][name][who]["seconds"] for who in (other, "ours"))
            met = "met" if found["met"] else "missed"
            rows.append([name, other, *(f"{t:.2f}" for t in took), f"{found['times']:.1f}", met])
    print(common.table(rows))
    common.finish(given, "training_speed", result)


if __name__ == "__main__":
    main()
