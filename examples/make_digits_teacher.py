"""Teacher probabilities from a real classifier: softmax regression on digits.

Fits an L2-regularised softmax regression to two thirds of scikit-learn's
bundled handwritten digits (1797 images, 8 x 8 pixels, 10 classes; nothing is
downloaded) and writes the class probabilities of the held-out images to
``digits_teacher.npy`` next to this script: float32, shape ``(600, 10)``, each
row a probability vector, as a deep-learning framework would save it.

Run with ``python examples/make_digits_teacher.py``. Needs scikit-learn
(``pip install "kdtheory[lessons]"``). The split is seeded and the problem is
strictly convex, so a second run gives the same teacher up to the tolerance of
the solver.
"""

from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

HELD_OUT = 600
PENALTY = 1e-4
SEED = 20260101
OUTPUT = Path(__file__).with_name("digits_teacher.npy")


def load_split(rng):
    """Shuffle the digits and split them into a training and a held-out part.

    Parameters
    ----------
    rng : numpy.random.Generator or int
        Source of the shuffle.

    Returns
    -------
    x_train, x_test : ndarray of float64, shapes (m, 65) and (600, 65)
        Pixel intensities divided by 16, so in [0, 1], and a constant 1 for the
        intercept.
    y_train, y_test : ndarray of int, shapes (m,) and (600,)
        Labels 0 to 9.
    """
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    features = np.column_stack([pixels / 16.0, np.ones(len(pixels))])
    order = np.random.default_rng(rng).permutation(len(labels))
    test, train = order[:HELD_OUT], order[HELD_OUT:]
    return features[train], features[test], labels[train], labels[test]


def loss_and_gradient(weights, x, one_hot, penalty):
    """Regularised cross-entropy of softmax regression and its gradient.

    Parameters
    ----------
    weights : ndarray, shape (d * n,)
        The ``(d, n)`` weight matrix, flattened; ``d`` features, ``n`` classes.
    x : ndarray, shape (m, d)
        Features.
    one_hot : ndarray, shape (m, n)
        Labels as unit vectors.
    penalty : float
        Factor of ``||weights||^2 / 2``, intercepts included.

    Returns
    -------
    loss : float
        Mean cross-entropy plus penalty, in nats per image.
    gradient : ndarray, shape (d * n,)
        Its gradient with respect to ``weights``.
    """
    scores = x @ weights.reshape(x.shape[1], -1)
    loss = -np.mean(np.sum(one_hot * log_softmax(scores, axis=1), axis=1))
    gradient = x.T @ (softmax(scores, axis=1) - one_hot) / len(x)
    return (
        loss + penalty / 2 * weights @ weights,
        gradient.ravel() + penalty * weights,
    )


def fit(x, labels, penalty=PENALTY):
    """Fit the weights by L-BFGS.

    Parameters
    ----------
    x : ndarray, shape (m, d)
        Features.
    labels : ndarray of int, shape (m,)
        Class of each row, 0 to n - 1.
    penalty : float, default 1e-4
        Strength of the L2 penalty.

    Returns
    -------
    ndarray, shape (d, n)
        The weight matrix.

    Raises
    ------
    RuntimeError
        If the solver stops without converging.
    """
    one_hot = np.eye(labels.max() + 1)[labels]
    start = np.zeros(x.shape[1] * one_hot.shape[1])
    result = minimize(
        loss_and_gradient,
        start,
        args=(x, one_hot, penalty),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 5000, "gtol": 1e-9, "ftol": 1e-15},
    )
    if not result.success:
        raise RuntimeError(f"softmax regression did not converge: {result.message}")
    return result.x.reshape(x.shape[1], -1)


def digits_teacher(rng=SEED):
    """Probabilities that the fitted classifier gives the held-out digits.

    Parameters
    ----------
    rng : numpy.random.Generator or int
        Source of the split.

    Returns
    -------
    probabilities : ndarray of float32, shape (600, 10)
        One row per image; entries in [0, 1], dimensionless, summing to 1 up to
        float32 rounding.
    labels : ndarray of int, shape (600,)
        The true classes.
    """
    x_train, x_test, y_train, y_test = load_split(rng)
    probabilities = softmax(x_test @ fit(x_train, y_train), axis=1)
    return probabilities.astype(np.float32), y_test


def main():
    """Write the teacher and say how good it is."""
    probabilities, labels = digits_teacher()
    np.save(OUTPUT, probabilities)
    accuracy = np.mean(probabilities.argmax(axis=1) == labels)
    top = probabilities.max(axis=1)
    print(f"{OUTPUT.name}: {probabilities.shape[0]} x {probabilities.shape[1]} float32")
    print(f"held-out accuracy {accuracy:.3f}, largest probability: median {np.median(top):.3f}")
    print(f"entries from {probabilities.min():.1e} to {top.max():.9f}")


if __name__ == "__main__":
    main()
