"""What students learn from: scikit-learn's digits, and mixtures whose posterior is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kdtheory.students import checks
from kdtheory.students.losses import softmax


def one_hot(labels: Any, classes: int) -> Any:
    """Labels ``(...)`` in ``0 .. classes - 1`` as vertices of the simplex, ``(..., n)`` NumPy.

    Raises
    ------
    ValueError
        For a label outside the classes, naming its row.

    Examples
    --------
    >>> one_hot([1, 0], classes=3).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    return np.eye(classes)[checks.labels(labels, classes)]


def resamples(rng: np.random.Generator, samples: int, students: int) -> Any:
    """Multiplicities ``(S, N)`` of bootstrap resamples: ``N`` draws with replacement per student.

    Examples
    --------
    >>> resamples(np.random.default_rng(0), samples=5, students=2).sum(axis=1).tolist()
    [5.0, 5.0]
    """
    N, S = checks.count("samples", samples), checks.count("students", students)
    return rng.multinomial(N, np.full(N, 1 / N), size=S).astype(float)


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits: inputs in [0, 1], ``(N, 64)``, and labels 0 to 9, ``(N,)``."""

    x: Any
    labels: Any
    x_test: Any
    labels_test: Any
    classes: int = 10


def digits(*, test: float = 0.0, seed: int = 0, backend: str = "numpy") -> Digits:
    """scikit-learn's bundled 8×8 digits, 1797 rows, scaled to [0, 1].

    Parameters
    ----------
    test : float
        Share of rows kept apart for testing, in [0, 1), chosen by `seed`; rounded to whole rows.
    backend : {"numpy", "cupy", "auto"}
        Where the arrays live.

    Raises
    ------
    ImportError
        Without scikit-learn; the message says how to install it.
    ValueError
        For `test` outside [0, 1).

    Examples
    --------
    >>> data = digits(test=0.25, seed=1)
    >>> data.x.shape, data.labels_test.shape
    ((1348, 64), (449,))
    """
    if not 0 <= test < 1:
        raise ValueError(f"test is {test}; it is the share of rows kept apart, in [0, 1)")
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError(
            "the digits are bundled with scikit-learn, which is missing: "
            "pip install 'kdtheory[lessons]' or pip install scikit-learn"
        ) from error
    from kdtheory.arithmetic.floating import backend as namespace

    xp = namespace(backend)
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(y)) if test else np.arange(len(y))
    kept = len(y) - round(test * len(y))
    x, y = x[order] / 16.0, y[order].astype(np.int64)
    parts = x[:kept], y[:kept], x[kept:], y[kept:]
    return Digits(*(xp.asarray(a) for a in parts))


@dataclass(frozen=True, eq=False)
class GaussianMixture:
    """Normal classes whose posterior is known in closed form, so that bias has a truth.

    Parameters
    ----------
    means : array ``(n, d)``
    covariance : array ``(d, d)`` or ``(n, d, d)``, optional
        Shared, or one per class; symmetric and positive definite. The identity by default.
    priors : array ``(n,)``, optional
        Class probabilities, uniform by default.

    Notes
    -----
    With a shared covariance the posterior is a softmax regression, so that student can be
    unbiased; with one per class its logits are quadratic.

    Raises
    ------
    ValueError
        For shapes that do not fit, priors that are no distribution, or a covariance that is not
        symmetric and positive definite.

    Examples
    --------
    >>> mixture = GaussianMixture(means=[[-1.0], [1.0]])
    >>> mixture.posterior(np.array([[0.0], [np.log(3) / 2]])).round(6).tolist()
    [[0.5, 0.5], [0.25, 0.75]]
    """

    means: Any
    covariance: Any = None
    priors: Any = None

    def __post_init__(self) -> None:
        m = np.asarray(self.means, dtype=float)
        if m.ndim != 2 or len(m) < 2 or m.shape[1] < 1:
            raise ValueError(f"means have shape {m.shape}; give (n, d), at least two classes")
        checks.finite("means", m, np)
        n, d = m.shape
        given = np.eye(d) if self.covariance is None else np.asarray(self.covariance, dtype=float)
        if given.shape not in ((d, d), (n, d, d)):
            raise ValueError(
                f"covariance has shape {given.shape}; give ({d}, {d}) or ({n}, {d}, {d})"
            )
        each = np.broadcast_to(given, (n, d, d))
        for k, c in enumerate(each):
            if not (np.isfinite(c).all() and np.allclose(c, c.T) and np.linalg.eigvalsh(c)[0] > 0):
                raise ValueError(f"covariance of class {k} is not symmetric and positive definite")
        prior = np.full(n, 1 / n) if self.priors is None else np.asarray(self.priors, dtype=float)
        if prior.shape != (n,):
            raise ValueError(f"priors have shape {prior.shape}; give ({n},)")
        checks.distributions("priors", prior[None, :], np)
        for name, value in (("means", m), ("covariance", each.copy()), ("priors", prior)):
            object.__setattr__(self, name, value)

    def sample(self, rng: np.random.Generator, samples: int) -> tuple[Any, Any]:
        """`samples` inputs ``(N, d)`` and their labels ``(N,)``, NumPy."""
        N, (n, d) = checks.count("samples", samples), self.means.shape
        labels = rng.choice(n, size=N, p=self.priors)
        roots = np.linalg.cholesky(self.covariance)
        noise = np.einsum("ijk,ik->ij", roots[labels], rng.standard_normal((N, d)))
        return self.means[labels] + noise, labels

    def log_joint(self, x: Any) -> Any:
        """``log(π_k N(x; μ_k, Σ_k))``, ``(..., n)``, for inputs ``(..., d)``."""
        x, xp = checks.array(x)
        columns = []
        for mean, covariance, prior in zip(self.means, self.covariance, self.priors):
            root = np.linalg.inv(np.linalg.cholesky(covariance))
            whiten, centre = (checks.array(a, like=x)[0] for a in (root.T, mean))
            scaled = xp.matmul(x - centre, whiten)
            volume = np.log(np.diag(root)).sum() - len(mean) / 2 * np.log(2 * np.pi)
            level = volume + (np.log(prior) if prior > 0 else -np.inf)
            columns.append(float(level) - xp.sum(scaled * scaled, axis=-1) / 2)
        return xp.stack(columns, axis=-1)

    def posterior(self, x: Any) -> Any:
        """``P(class | x)``, ``(..., n)``, for inputs ``(..., d)``; exact up to rounding."""
        joint = self.log_joint(x)
        return softmax(joint, checks.array(joint)[1])
