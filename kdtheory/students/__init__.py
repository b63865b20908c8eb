"""Small models trained by the hundred, as one stack of matrices.

>>> from kdtheory.students import MLP, Adam, GaussianMixture, Problem, fit
>>> import numpy as np
>>> mixture = GaussianMixture(means=[[-1.0, 0.0], [1.0, 0.0]])
>>> x, labels = mixture.sample(np.random.default_rng(0), 200)
>>> problem = Problem(x, mixture.posterior(x), loss="kl")
>>> trained = fit(MLP(hidden=4), problem, Adam(epochs=200), seeds=range(3))
>>> bool((trained.losses < 0.01).all())
True
"""

from kdtheory.students.certified import Distances, distance_to_optimum
from kdtheory.students.data import Digits, GaussianMixture, digits, one_hot, resamples
from kdtheory.students.models import MLP, SoftmaxRegression
from kdtheory.students.optimisers import LBFGS, SGD, Adam
from kdtheory.students.problem import Problem
from kdtheory.students.pruning import Pruned, Stage, magnitude_masks, prune, sparsity_of
from kdtheory.students.training import Trained, evaluate, fit

__all__ = [
    "Adam",
    "Digits",
    "Distances",
    "GaussianMixture",
    "LBFGS",
    "MLP",
    "Problem",
    "Pruned",
    "SGD",
    "SoftmaxRegression",
    "Stage",
    "Trained",
    "digits",
    "distance_to_optimum",
    "evaluate",
    "fit",
    "magnitude_masks",
    "one_hot",
    "prune",
    "resamples",
    "sparsity_of",
]
