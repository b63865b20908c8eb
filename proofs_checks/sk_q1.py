"""SK-Q1: students without restriction learn the softened teacher itself."""

from sympy import Sum, log

from kdtheory.derivations import Derivation, derivation


@derivation("SK-Q1", "unrestricted students: equivalent iff equal", "sourced")
def unrestricted(d: Derivation) -> None:
    """KL(q‖s) is zero at s = q and positive at every other s (Gibbs, strictly), so q is the only
    best student, and targets that differ in a class have different best students.
    """
    n = d.size("n")
    i, k = d.index("i k", n)
    δ = d.kronecker("δ", n)
    q, s = d.distribution("q", n), d.distribution("s", n)

    def kl(a, b):
        return Sum(a * log(a / b), (i, 1, n))

    itself = d.claim("the target is a student without loss", kl(q[i], q[i]), "=", 0)
    d.conclude(itself, d.identity(itself.lhs, 0))
    best = d.claim("no student is better", kl(q[i], s[i]), "≥", 0)
    d.conclude(best, d.since("gibbs", i, q[i], s[i]))
    apart = d.assume("they differ in class k", (q[k] - s[k]) ** 2, ">", 0)
    other = d.claim("every other student is worse: the best students of q and of s differ",
                    kl(q[i], s[i]), ">", 0)  # fmt: skip
    d.conclude(other, d.since("strict_gibbs", δ, k, i, lambda i: q[i], lambda i: s[i], apart))
