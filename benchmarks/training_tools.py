"""The tools that training_speed.py compares: ours, loops over scikit-learn and PyTorch, vmap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from kdtheory.students import LBFGS, MLP, Adam, Problem, SoftmaxRegression, fit

try:
    import torch
except ImportError:  # the torch rows are then left out
    torch = None  # type: ignore[assignment]

L2, STEPS = 1e-3, 20000
HIDDEN, MLP_L2 = 32, 1e-4

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


@dataclass(frozen=True)
class Setting:
    """How a perceptron is trained; for L-BFGS `epochs` are iterations and the rest is idle."""

    dtype: str
    epochs: int
    batch: int
    rate: float
    solver: str = "adam"


def ours_mlp(problem: Problem, how: Setting, seeds: Any) -> Any:
    adam = Adam(rate=how.rate, epochs=how.epochs, batch=how.batch, order=0)
    return fit(MLP(HIDDEN), problem, adam, seeds=seeds).parameters


def sklearn_mlp(problem: Problem, how: Setting, seeds: Any) -> Any:
    labels, out = problem.targets.argmax(axis=1), []
    rows = problem.samples if how.solver == "lbfgs" else how.batch
    for seed in seeds:
        model = MLPClassifier(
            (HIDDEN,),
            activation="tanh",
            solver=how.solver,
            alpha=MLP_L2 * rows,  # scikit-learn divides by the rows of the minibatch
            learning_rate_init=how.rate,
            batch_size=how.batch,
            max_iter=how.epochs,
            n_iter_no_change=how.epochs + 1,
            tol=0.0,
            random_state=int(seed),
        ).fit(problem.x, labels)
        out.append([np.vstack(pair) for pair in zip(model.coefs_, model.intercepts_)])
    return tuple(np.stack(same) for same in zip(*out))


def _torch_mlp_loss(V: Any, W: Any, X: Any, labels: Any) -> Any:
    hidden = torch.tanh(X @ V[:-1] + V[-1])
    return torch.nn.functional.cross_entropy(hidden @ W[:-1] + W[-1], labels)


def _initial(problem: Problem, seeds: Any) -> list[Any]:
    drawn = [
        MLP(HIDDEN).initial(np.random.default_rng([int(s), 0]), problem.features, problem.classes)
        for s in seeds
    ]
    dtype = problem.x.dtype
    return [torch.from_numpy(np.stack(same).astype(dtype)).requires_grad_() for same in zip(*drawn)]


def torch_mlp(problem: Problem, how: Setting, seeds: Any) -> Any:
    X = torch.from_numpy(problem.x)
    labels = torch.from_numpy(problem.targets.argmax(axis=1))
    out = []
    for seed in seeds:
        order = torch.Generator().manual_seed(int(seed))
        V, W = (a[0].detach().clone().requires_grad_() for a in _initial(problem, [seed]))
        adam = torch.optim.Adam([V, W], lr=how.rate, weight_decay=MLP_L2)
        for _ in range(how.epochs):
            for rows in torch.randperm(len(X), generator=order).split(how.batch):
                adam.zero_grad()
                _torch_mlp_loss(V, W, X[rows], labels[rows]).backward()
                adam.step()
        out.append([V.detach().numpy(), W.detach().numpy()])
    return tuple(np.stack(same) for same in zip(*out))


def vmap_mlp(problem: Problem, how: Setting, seeds: Any) -> Any:
    """All students see the same minibatches, as ours do here: that is quicker."""
    X = torch.from_numpy(problem.x)
    labels = torch.from_numpy(problem.targets.argmax(axis=1))
    V, W = _initial(problem, seeds)
    adam = torch.optim.Adam([V, W], lr=how.rate, weight_decay=MLP_L2)
    gradient = torch.func.grad(_torch_mlp_loss, argnums=(0, 1))
    stack = torch.func.vmap(gradient, in_dims=(0, 0, None, None))
    order = torch.Generator().manual_seed(0)
    for _ in range(how.epochs):
        for rows in torch.randperm(len(X), generator=order).split(how.batch):
            with torch.no_grad():
                V.grad, W.grad = stack(V, W, X[rows], labels[rows])
            adam.step()
    return V.detach().numpy(), W.detach().numpy()
