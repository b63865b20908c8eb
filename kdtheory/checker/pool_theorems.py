"""The theorems about pools: each is shown of a formula by putting it in form.

``x`` is a teacher's probability of a class, ``w`` the teacher's weight, ``K`` and ``n`` count
teachers and classes. A theorem returns quietly or rejects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from kdtheory.checker.extents import INF, positive
from kdtheory.checker.grammar import Rejected, need
from kdtheory.checker.pool_continuity import continuous
from kdtheory.checker.pool_forms import Forms
from kdtheory.checker.pool_formula import Pool
from kdtheory.checker.products import Form, Product

# forms ---------------------------------------------------------------------------------------


def _of_teachers(pool: Pool, bound: Product, what: Form) -> tuple[Form, Any] | None:
    """``(v, s)`` where a product is ``Σ_k v_k what_k^s`` with v the same in all classes."""
    f = pool.forms
    if len(bound) != 1:
        return None
    ((k, e),) = bound
    fold = f.folds.get(f.built.rows[k].value) if f.built.rows[k].op == "var" else None
    if e != 1 or fold is None or (fold.kind, fold.axis) != ("sum", "teacher"):
        return None
    ((product, c),) = fold.form.items()
    (((part, _),),) = what
    exponent = dict(product).get(part)
    rest = frozenset(p for p in product if p[0] != part)
    if c != 1 or exponent is None or any("class" in f.along(j) for j, _ in rest):
        return None
    return {rest: fmpq(1)}, exponent


def _collected(pool: Pool, form: Form, what: Form) -> Form:
    """The class-free v with ``form = Σ_k v_k what_k``."""
    f, found = pool.forms, Form()
    for product, c in form.items():
        bound, free = f.divided(product, "class")
        part = _of_teachers(pool, bound, what)
        if part is None or part[1] != 1:
            raise Rejected("the formula is not of the theorem's form")
        found = f.add(found, f.mul({free: c}, part[0]))
    return found


def _shares(pool: Pool) -> Form:
    return _collected(pool, pool.entry, pool.forms.variable("x"))


def _kernel(pool: Pool) -> Product:
    need(len(pool.entry) == 1, "the formula is not a normalised product")
    ((product, c),) = pool.entry.items()
    bound, _ = pool.forms.divided(product, "class")
    need(bool(bound) and c > 0, "the formula is not a normalised product")
    return bound


def _exponents(pool: Pool) -> Form:
    """The class-free c with ``q_i ∝ Π_k x_k^{c_k}``."""
    f = pool.forms
    logs, log = f.log({_kernel(pool): fmpq(1)}), f.log(f.variable("x"))
    if logs is None or log is None:
        raise Rejected("the formula is not a product of powers")
    return _collected(pool, logs, log)


def _mean(pool: Pool) -> tuple[Form, Any]:
    """Weights and exponent of a power mean."""
    bound = _kernel(pool)
    need(len(bound) == 1, "the formula is not a power mean")
    ((k, outer),) = bound
    part = _of_teachers(pool, frozenset({(k, fmpq(1))}), pool.forms.variable("x"))
    if part is None or part[1] * outer != 1:
        raise Rejected("the formula is not a power mean")
    return part


def _need_homogeneous(pool: Pool, v: Form) -> None:
    """``v_k ∝ w_k^a d_k`` with ``a >= 0`` and ``d_k`` free of weights."""
    f = pool.forms
    need(bool(v), "the shares vanish")
    _, shared, rest = f.common(v)
    own = f.built.make("var", "w")
    bound, _ = f.divided(shared, "teacher")
    for k, e in bound:
        if k == own:
            need(e >= 0, "the shares fall with the weights")
        else:
            need("w" not in f.names({frozenset({(k, e)}): fmpq(1)}), "weights act on each other")
    if any("teacher" in f.along(k) for product in rest for k, _ in product):
        need("w" not in f.names(rest), "the shares are not a power of the weights")


# theorems ------------------------------------------------------------------------------------


def _convex(pool: Pool, goal: str = ">= 0") -> Form:
    v = _shares(pool)
    pool.need_sign(v, goal, "the shares")
    pool.need_whole(v, "teacher", "the shares do not")
    return v


def _strictly_convex(pool: Pool) -> None:
    _convex(pool, "> 0")


def _linear(pool: Pool) -> None:
    pool.need_equal(_shares(pool), pool.forms.variable("w"), "the shares are not the weights")


def _distribution(pool: Pool) -> None:
    pool.need_entry_sign(">= 0")
    _normalised(pool)


def _normalised(pool: Pool) -> None:
    pool.need_whole(pool.entry, "class", "the entries do not")


def _positive(pool: Pool) -> None:
    pool.need_entry_sign("> 0")


def _positive_kept(pool: Pool) -> None:
    need(pool.stated.closed, "the theorem is about the closed simplex")
    there = pool.forms.replaced(pool.entry, pool.forms.kept(pool.entry))
    pool.need_sign(there, "> 0", "the entry")


def _unanimous(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    agreed = Pool(pool.stated, lambda f: f.variable("y"))
    agreed.need_equal(agreed.entry, agreed.forms.variable("y"), "agreed teachers are overruled")


def _to_uniform(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    continuous(pool)
    uniform = Pool(pool.stated, _one_over_n)
    uniform.need_equal(uniform.entry, _one_over_n(uniform.forms), "uniform teachers are overruled")


def _one_over_n(f: Forms) -> Form:
    found = f.div(f.number(1), f.variable("n"))
    if found is None:
        raise Rejected("1/n has no form")
    return found


def _log_linear(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    need("x" not in pool.forms.names(_exponents(pool)), "the exponents depend on the teachers")
    _normalised(pool)


def _unweighted(pool: Pool) -> None:
    need("w" not in pool.forms.names(pool.entry), "the pool depends on its weights")


def _moved_convex(pool: Pool) -> None:
    _need_homogeneous(pool, _convex(pool))


def _moved_geometric(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    c = _exponents(pool)
    pool.need_sign(c, ">= 0", "the exponents")
    pool.need_whole(c, "teacher", "the exponents do not")
    _need_homogeneous(pool, c)
    _normalised(pool)


def _moved_power(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    c, _ = _mean(pool)
    pool.need_sign(c, "> 0", "the weights of the mean")
    _need_homogeneous(pool, c)
    _normalised(pool)


def _jensen_geometric(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    pool.need_equal(_exponents(pool), pool.forms.variable("w"), "the exponents are not the weights")
    _normalised(pool)


def _jensen_power(pool: Pool) -> None:
    need(not pool.stated.closed, "the theorem is about the open simplex")
    f = pool.forms
    c, s = _mean(pool)
    need(0 < s <= 1, "the mean's exponent is not between zero and one")
    pool.need_sign(c, "> 0", "the weights of the mean")
    ratio = f.mul(c, {frozenset({(f.built.make("var", "w"), fmpq(-1))}): fmpq(1)})
    same = all("teacher" not in f.along(k) for product in ratio for k, _ in product)
    need(same, "the mean's weights are not proportional to the weights")
    _normalised(pool)


def positive_inside(pool: Pool) -> None:
    """The entry in a class where all teachers are positive; sums over classes stay as they are.

    A sum over the classes of nonnegative terms, one of which is positive, is positive.
    """
    need(pool.stated.closed, "the theorem is about the closed simplex")
    f, stated = pool.forms, pool.stated
    given = dict(pool.given) | {"x": f.variable("inside")}
    for name, made in stated.aggregates.items():
        need(pool.defined(made.summand), "a sum may be undefined")
        inner = f.read(stated.rows, made.summand, given)
        if made.axis == "teacher":
            if any("class" in f.along(k) for p in pool.given[name] for k, _ in p):
                given[name] = f.fold(made.kind, made.axis, inner)
        elif made.kind == "sum" and not any(f.along(k) for p in pool.given[name] for k, _ in p):
            given[name] = _with_own_term(pool, name, inner)
    entry = f.read(stated.rows, stated.entry, given)
    places = {name: f.row(form) for name, form in given.items()}
    raw = f.built.copy(stated.rows, [stated.entry], places)[stated.entry]
    need(f.algebra.extents.defined(raw), "the entry may be undefined")
    pool.need_sign(entry, "> 0", "the entry")


def _with_own_term(pool: Pool, name: str, inner: Form) -> Form:
    """A sum over the classes, made a positive variable if the class's own term is positive."""
    f = pool.forms
    made = pool.stated.aggregates[name]
    terms = f.read(pool.stated.rows, made.summand, pool.given)
    own = f.row(inner)
    shown = f.algebra.extents.defined(own) and positive(f.reach(own))
    if f.reach_of(terms)[0] < 0 or not shown:
        return pool.given[name]
    f.reaches[f"p{name}"] = (f.reach_of(terms)[0], INF, f.reach_of(terms)[0] == 0, True)
    return f.variable(f"p{name}")


Theorem = Callable[[Pool], Any]
_HULL = "MT-A1/valid MT-A1/hull MT-A1/between MT-A2/all MT-A5/limits MT-A6/unanimity MT-S1/maximum"
_NEARER = "MT-A3/kl MT-A3/tv"
#: Each theorem, the claims it shows, and whether the formula has to be defined everywhere.
THEOREMS: dict[str, tuple[Theorem, frozenset[str]]] = {
    name: (theorem, frozenset(keys.split()))
    for name, theorem, keys in (
        ("MT/convex", _convex, _HULL),
        ("MT/convex+", _strictly_convex, "MT-A2/any"),
        ("MT/linear", _linear, "MT-J1/jensen MT-S1/average"),
        ("MT/distribution", _distribution, "MT-A1/valid"),
        ("MT/positive", _positive, "MT-A2/all MT-A2/any"),
        ("MT/positive-kept", _positive_kept, "MT-A2/all MT-A2/any"),
        ("MT/positive-inside", positive_inside, "MT-A2/all"),
        ("MT/continuous", continuous, "MT-A4/open MT-A4/closed"),
        ("MT/unanimous", _unanimous, "MT-A6/unanimity"),
        ("MT/to-uniform", _to_uniform, "MT-A5/limits"),
        ("MT/log-linear", _log_linear, "MT-A5/commute MT-A5/entropy"),
        ("MT/unweighted", _unweighted, f"{_NEARER} MT-A3/componentwise"),
        ("MT/moved-convex", _moved_convex, f"{_NEARER} MT-A3/componentwise"),
        ("MT/moved-geometric", _moved_geometric, _NEARER),
        ("MT/moved-power", _moved_power, _NEARER),
        ("MT/Jensen-geometric", _jensen_geometric, "MT-J1/jensen"),
        ("MT/Jensen-power", _jensen_power, "MT-J1/jensen"),
    )
}
