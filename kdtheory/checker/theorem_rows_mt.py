"""Claims of the theorems on teachers and their pools, word for word."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.theorem_rows import R, S, X, row

AGGREGATION: dict[str, ProductStatement] = {
    "MT-A3/linear": row(
        "KL(p^1‖q) does not grow for w' = (1−s) w + s e_1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1)",
    ),
    "MT-A3/logarithmic": row(
        "KL(p^1‖q) does not grow for w' = (1−s) w + s e_1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1)",
    ),
    "MT-A3/positive-order": row(
        "KL(p^1‖q) does not grow for w' = (1−s) w + s e_1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1); order ∈ (0, ∞)",
    ),
    "MT-A3/negative-order": row(
        "KL(p^1‖q) does not grow for w' = (1−s) w + s e_1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1); order ∈ (0, ∞)",
    ),
    "MT-A3/variation": row(
        "TV(p^1, q) of the linear pool does not grow for w' = (1−s) w + s e_1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1)",
    ),
    "MT-A3/linear-without-renormalised": row(
        "KL(p^1‖q) does not grow for weight moved from the last teacher to 1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1)",
        note="without: the other weights keep their ratios; weight is not moved from one of them",
    ),
    "MT-A3/logarithmic-without-renormalised": row(
        "KL(p^1‖q) does not grow for weight moved from the last teacher to 1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1)",
        note="without: the other weights keep their ratios; weight is not moved from one of them",
    ),
    "MT-A3/positive-order-without-renormalised": row(
        "KL(p^1‖q) does not grow for weight moved from the last teacher to 1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1); order ∈ (0, ∞)",
        note="without: the other weights keep their ratios; weight is not moved from one of them",
    ),
    "MT-A3/negative-order-without-renormalised": row(
        "KL(p^1‖q) does not grow for weight moved from the last teacher to 1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1); order ∈ (0, ∞)",
        note="without: the other weights keep their ratios; weight is not moved from one of them",
    ),
    "MT-A3/variation-without-renormalised": row(
        "TV(p^1, q) of the linear pool does not grow for weight moved from the last teacher "
        "to 1",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; s ∈ (0, 1)",
        note="without: the other weights keep their ratios; weight is not moved from one of them",
    ),
    "MT-B1/two": row(
        "|E q − p*| ≤ Σ w_k |E p^k − p*| in every class, two equally indexed outcomes of all "
        "teachers",
        S, ">= 0", "ps ∈ Δ°^K; rs ∈ Δ°^K; w ∈ Δ°_K; chance ∈ (0, 1); truth ∈ Δ°",
    ),
    "MT-B1/two-without-linear": row(
        "|E q − p*| ≤ Σ w_k |E p^k − p*| in every class, two equally indexed outcomes of all "
        "teachers",
        S, ">= 0", "ps ∈ Δ°^K; rs ∈ Δ°^K; w ∈ Δ°_K; chance ∈ (0, 1); truth ∈ Δ°",
        note="without: the pool is linear, not logarithmic",
    ),
    "MT-J1/power": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; order ∈ (0, 1]",
    ),
    "MT-J1/linear": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K",
    ),
    "MT-J1/logarithmic": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K",
    ),
    "MT-J1/power-without-order": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; order ∈ (0, ∞)",
        note="without: the order of the power mean lies between 0 and 1",
    ),
    "MT-J1/negative-without-order": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; order ∈ (0, ∞)",
        note="without: the order of the power mean lies between 0 and 1",
    ),
    "MT-J1/linear-without-weights": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K",
        note="without: the pool weighs its teachers by w itself, not by other shares",
    ),
    "MT-J1/linear-without-unsmoothed": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; share ∈ (0, 1)",
        note="without: the pool is a mean of its teachers, with no share of uniform",
    ),
    "MT-J1/linear-without-weights-without-unsmoothed": row(
        "G(i) ≥ Π_k p^k(i)^(w_k)",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; share ∈ (0, 1)",
        note="without: the pool weighs its teachers by w itself, not by other shares; without: the "
        "pool is a mean of its teachers, with no share of uniform",
    ),
    "MT-L1/l1": row(
        "‖q_w − q_v‖₁ ≤ ‖w − v‖₁",
        X, ">= 0", "ps ∈ Δ^K; w ∈ Δ°_K; v ∈ Δ°_K",
    ),
    "MT-L1/l1-without-linear": row(
        "‖q_w − q_v‖₁ ≤ ‖w − v‖₁",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; v ∈ Δ°_K",
        note="without: the pool is the linear pool, not the logarithmic one",
    ),
    "MT-S1/linear-average": row(
        "q(U) ≤ Σ_k w_k p^k(U)",
        R, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; U ∈ {0, 1}^n",
    ),
    "MT-S1/linear-maximum": row(
        "q(U) ≤ max_k p^k(U)",
        R, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; U ∈ {0, 1}^n",
    ),
    "MT-S1/power": row(
        "q(U) ≤ K^(1/s−1) max_k p^k(U), power mean of order 1/8 ≤ s ≤ 1 at equal weights",
        R, ">= 0", "ps ∈ Δ°^K; U ∈ {0, 1}^n; order ∈ [1/8, 1]",
    ),
    "MT-S1/linear-average-without-linear": row(
        "q(U) ≤ Σ_k w_k p^k(U)",
        R, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; U ∈ {0, 1}^n",
        note="without: the pool is the linear pool, not the logarithmic one",
    ),
    "MT-S1/linear-maximum-without-linear": row(
        "q(U) ≤ max_k p^k(U)",
        R, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; U ∈ {0, 1}^n",
        note="without: the pool is the linear pool, not the logarithmic one",
    ),
    "MT-S1/power-without-amplified": row(
        "q(U) ≤ max_k p^k(U), power mean of order 1/8 ≤ s ≤ 1 at equal weights",
        R, ">= 0", "ps ∈ Δ°^K; U ∈ {0, 1}^n; order ∈ [1/8, 1]",
        note="without: power means of order s < 1 are granted the factor K^(1/s−1)",
    ),
    "MT-T1/apart": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r with p_i/r_i, i = "
        "1, 2, 3, all different",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ (1, ∞)", conditional=True,
    ),
    "MT-T1/compatible": row(
        "F_T((1−t) p + t r) lies between F_T(p) and F_T(r)",
        X, ">= 0", "ps ∈ Δ°^K; t ∈ (0, 1); T ∈ (1, ∞); c ∈ [-1, 1]^n",
    ),
    "MT-T1/apart-without-classes": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r with |F_T(p)_1 − "
        "F_T(r)_1| > 1/10",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ (1, ∞)", conditional=True,
        note="without: there are at least three classes",
    ),
    "MT-T1/apart-without-softened": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r with p_i/r_i, i = "
        "1, 2, 3, all different",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ [1, ∞)", conditional=True,
        note="without: there is some softening, T > 1",
    ),
    "MT-T1/apart-without-different": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r of any kind",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ (1, ∞)",
        note="without: the ratios of the two teachers take three different values",
    ),
    "MT-T1/compatible-without-binary": row(
        "F_T((1−t) p + t r) lies between F_T(p) and F_T(r)",
        X, ">= 0", "ps ∈ Δ°^K; t ∈ (0, 1); T ∈ (1, ∞); c ∈ [-1, 1]^n",
        note="without: there are only two classes, if both requirements are to hold",
    ),
    "MT-T1/apart-without-classes-without-softened": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r with |F_T(p)_1 − "
        "F_T(r)_1| > 1/10",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ [1, ∞)", conditional=True,
        note="without: there are at least three classes; without: there is some softening, T > 1",
    ),
    "MT-T1/apart-without-classes-without-different": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r of any kind",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ (1, ∞)",
        note="without: there are at least three classes; without: the ratios of the two teachers "
        "take three different values",
    ),
    "MT-T1/apart-without-softened-without-different": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r of any kind",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ [1, ∞)",
        note="without: there is some softening, T > 1; without: the ratios of the two teachers "
        "take three different values",
    ),
    "MT-T1/apart-without-classes-without-softened-without-different": row(
        "(1−t) p + t r ≠ F_(1/T)((1−u) F_T(p) + u F_T(r)) for teachers p, r of any kind",
        X, "> 0", "ps ∈ Δ°^K; t ∈ (0, 1); u ∈ (0, 1); T ∈ [1, ∞)",
        note="without: there are at least three classes; without: there is some softening, T > 1; "
        "without: the ratios of the two teachers take three different values",
    ),
    "MT-V1/variance": row(
        "Var(Σ w_k x_k) = Σ_jk w_j w_k Cov(x_j, x_k), joint law of x on M outcomes",
        S, ">= 0", "xs ∈ Δ°^K; w ∈ Δ°_K; chance ∈ Δ°",
        note="n counts the outcomes",
    ),
    "MT-V1/variance-without-linear": row(
        "Var(Σ w_k x_k) = Σ_jk w_j w_k Cov(x_j, x_k), joint law of x on M outcomes",
        S, ">= 0", "xs ∈ Δ°^K; w ∈ Δ°_K; chance ∈ Δ°",
        note="n counts the outcomes; without: the pool is linear, not logarithmic",
    ),
    "MT-V2/independent": row(
        "wᵀΣw = σ²/K",
        S, ">= 0", "w ∈ Δ°_K; sigma2 ∈ (0, ∞)",
    ),
    "MT-V2/correlated": row(
        "wᵀΣw = σ²(ρ + (1−ρ)/K)",
        S, ">= 0", "w ∈ Δ°_K; sigma2 ∈ (0, ∞); rho ∈ [-1, 1]", conditional=True,
    ),
    "MT-V2/independent-without-uncorrelated": row(
        "wᵀΣw = σ²/K",
        S, ">= 0", "w ∈ Δ°_K; sigma2 ∈ (0, ∞); rho ∈ [-1, 1]", conditional=True,
        note="without: the teachers' errors are uncorrelated",
    ),
    "MT-V2/independent-without-uniform": row(
        "wᵀΣw = σ²/K",
        S, ">= 0", "w ∈ Δ°_K; sigma2 ∈ (0, ∞)",
        note="without: the weights are equal",
    ),
    "MT-V2/correlated-without-uniform": row(
        "wᵀΣw = σ²(ρ + (1−ρ)/K)",
        S, ">= 0", "w ∈ Δ°_K; sigma2 ∈ (0, ∞); rho ∈ [-1, 1]", conditional=True,
        note="without: the weights are equal",
    ),
    "MT-V2/independent-without-uncorrelated-without-uniform": row(
        "wᵀΣw = σ²/K",
        S, ">= 0", "w ∈ Δ°_K; sigma2 ∈ (0, ∞); rho ∈ [-1, 1]", conditional=True,
        note="without: the teachers' errors are uncorrelated; without: the weights are equal",
    ),
    "MT-V3/least": row(
        "wᵀΣw ≥ w*ᵀΣw* for all weights w, w* ∝ Σ⁻¹1",
        S, ">= 0", "L ∈ (ℝ^K)^K; w ∈ Δ°_K",
    ),
    "MT-V3/valid": row(
        "Σ⁻¹1 ≥ 0",
        S, ">= 0", "L ∈ (ℝ^K)^K",
    ),
    "MT-V3/least-without-structured": row(
        "wᵀΣw ≥ uᵀΣu for all weights w, u uniform",
        S, ">= 0", "L ∈ (ℝ^K)^K; w ∈ Δ°_K",
        note="without: the weights are those of Σ⁻¹1, not uniform",
    ),
    "MT-V3/valid-without-uncorrelated": row(
        "Σ⁻¹1 ≥ 0",
        S, ">= 0", "L ∈ (ℝ^K)^K",
        note="without: the teachers are uncorrelated, if the optimum is to be a weighting w ≥ 0",
    ),
    "MT-V4/two": row(
        "E‖q − Eq‖² ≤ E‖p¹ − Ep¹‖², p¹ and p² independent with the same law on two points, q "
        "their pool",
        X, ">= 0", "p ∈ Δ°; q ∈ Δ°; chance ∈ (0, 1)",
    ),
    "MT-V4/two-without-linear": row(
        "E‖q − Eq‖² ≤ E‖p¹ − Ep¹‖², p¹ and p² independent with the same law on two points, q "
        "their pool",
        X, ">= 0", "p ∈ Δ°; q ∈ Δ°; chance ∈ (0, 1)",
        note="without: the pool is linear, not logarithmic",
    ),
}  # fmt: skip
