"""Claims of the theorems on adaptive weighting, word for word."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.theorem_rows import S, X, row

WEIGHTING: dict[str, ProductStatement] = {
    "AW-C1/gradient": row(
        "KL(t‖p_θ) ≤ (d KL/dθ)²/(p(1−p)), p = σ(θ)",
        S, ">= 0", "t ∈ Δ°; theta ∈ [-20, 20]",
    ),
    "AW-C1/gradient-without-regular": row(
        "KL(t‖p_θ) ≤ (d KL/dθ)²/(p(1−p)), p = σ(θ²)",
        S, ">= 0", "t ∈ Δ°; theta ∈ [-20, 20]",
        note="without: the parameter is the logit; no gradient vanishes but at the target",
    ),
    "AW-C2/induction": row(
        "e ≤ Q/t, G²/μ² ≤ Q ⇒ (1 − 2/t) e + G²/(μt)² ≤ Q/(t+1), t ≥ 2",
        S, ">= 0", "t ∈ [2, ∞); Q ∈ (0, ∞); noise ∈ [0, 1]; part ∈ [0, 1]",
    ),
    "AW-C2/attained": row(
        "e_t = Q/(t−1), Q = σ²/μ² ⇒ (1 − 1/t)² e_t + Q/t² = Q/t: a quadratic with noise",
        S, ">= 0", "t ∈ [2, ∞); Q ∈ (0, ∞)",
    ),
    "AW-C2/induction-without-strong": row(
        "e ≤ Q/t, G²/μ² ≤ Q ⇒ (1 − 2c/t) e + G²/(μt)² ≤ Q/(t+1), t ≥ 2",
        S, ">= 0", "t ∈ [2, ∞); Q ∈ (0, ∞); noise ∈ [0, 1]; part ∈ [0, 1]; curvature ∈ [0, 1]",
        note="without: the loss is μ-strongly convex, μ > 0, not just convex",
    ),
    "AW-F1/sufficient": row(
        "w_min ≤ 1/K ≤ w_max",
        X, ">= 0", "w ∈ Δ°_K; low ∈ [0, 1]; high ∈ [0, 1]", conditional=True,
    ),
    "AW-F1/necessary": row(
        "Σ w_k = 1 ⇒ K min w ≤ 1 ≤ K max w",
        X, ">= 0", "w ∈ Δ°_K",
    ),
    "AW-F1/unique": row(
        "|w_k − 1/K| ≤ (K−1) min(1 − K min w, K max w − 1)",
        X, ">= 0", "w ∈ Δ°_K",
    ),
    "AW-F1/many": row(
        "weights (1/K + t, 1/K − t, 1/K, ..) with t > 0 are in the box",
        X, "> 0", "w ∈ Δ°_K; low ∈ [0, 1]; high ∈ [0, 1]", conditional=True,
    ),
    "AW-F1/sufficient-without-ends": row(
        "w_min ≤ 1/K ≤ w_max",
        X, ">= 0", "w ∈ Δ°_K; low ∈ [0, 1]; high ∈ [0, 1]", conditional=True,
        note="without: K w_min ≤ 1 ≤ K w_max",
    ),
    "AW-F1/many-without-slack": row(
        "weights (1/K + t, 1/K − t, 1/K, ..) with t > 0 are in the box",
        X, "> 0", "w ∈ Δ°_K; low ∈ [0, 1]; high ∈ [0, 1]", conditional=True,
        note="without: neither end is attained, K w_min < 1 < K w_max (for more than one solution)",
    ),
    "AW-F2/box": row(
        "w_min ≤ w_k ≤ w_max",
        X, ">= 0", "scores ∈ ℝ^K",
        note="[0.1, 0.7]",
    ),
    "AW-F2/box-without-projected": row(
        "w_min ≤ w_k ≤ w_max",
        X, ">= 0", "scores ∈ ℝ^K",
        note="[0.1, 0.7]; without: the weights are projected onto the box, not clipped and divided",
    ),
    "AW-N1/sum": row(
        "Σ_i q(i) = 1, q(i) = Σ_k w_k(i) p^k(i) / Σ",
        S, ">= 0", "ps ∈ Δ°^K; by_token ∈ (Δ°_K)^n",
    ),
    "AW-N1/sum-without-renormalised": row(
        "Σ_i q(i) = 1, q(i) = Σ_k w_k(i) p^k(i)",
        S, ">= 0", "ps ∈ Δ^K; by_token ∈ (Δ°_K)^n",
        note="without: the mixture is divided by its sum over the tokens",
    ),
    "AW-P1/valid": row(
        "w ≥ 0, Σ w_k = 1",
        S, ">= 0", "token ∈ Δ°_K; task ∈ Δ°_K; context ∈ Δ°_K",
    ),
    "AW-P1/bounds": row(
        "a³/(a³+(K−1)b³) ≤ w_k ≤ b³/(b³+(K−1)a³) for factors in [a, b]",
        S, ">= 0", "token ∈ Δ°_K; task ∈ Δ°_K; context ∈ Δ°_K",
    ),
    "AW-P1/bounds-without-compounded": row(
        "a ≤ w_k ≤ b for factors in [a, b]",
        S, ">= 0", "token ∈ Δ°_K; task ∈ Δ°_K; context ∈ Δ°_K",
        note="without: the bounds are those of the product, not those of one scale",
    ),
    "AW-P2/order": row(
        "token weights of j above those of k, and no scale says otherwise, ⇒ w_j > w_k",
        X, "> 0", "token ∈ Δ°_K; task ∈ Δ°_K; context ∈ Δ°_K", conditional=True,
    ),
    "AW-P2/order-without-compatible": row(
        "token weights of j above those of k ⇒ w_j > w_k",
        X, "> 0", "token ∈ Δ°_K; task ∈ Δ°_K; context ∈ Δ°_K", conditional=True,
        note="without: the other scales do not order the two teachers the other way",
    ),
    "AW-S1/distance": row(
        "‖q − q'‖₁ ≤ ‖w − w'‖₁",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; v ∈ Δ°_K",
    ),
    "AW-S1/divergence": row(
        "KL(q‖q') ≤ max_k log(w_k/w'_k)",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; v ∈ Δ°_K",
    ),
    "AW-S1/distance-without-linear": row(
        "‖q − q'‖₁ ≤ ‖w − w'‖₁",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; v ∈ Δ°_K",
        note="without: the pool is linear, not logarithmic",
    ),
    "AW-S1/divergence-without-linear": row(
        "KL(q‖q') ≤ max_k log(w_k/w'_k)",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; v ∈ Δ°_K",
        note="without: the pool is linear, not logarithmic",
    ),
    "AW-Z1/highest": row(
        "c ≤ max s ⇒ the safest class meets c",
        S, ">= 0", "safety ∈ Δ; c ∈ [0, 1]", conditional=True,
    ),
    "AW-Z1/necessary": row(
        "⟨s, q⟩ ≤ max s",
        S, ">= 0", "safety ∈ Δ; q ∈ Δ",
    ),
    "AW-Z1/bound": row(
        "⟨s, q⟩ ≥ c ⇒ KL(p‖q) ≥ Σ p log(1 + λ(c − s)), 0 ≤ λ < 1/(max s − c)",
        S, ">= 0", "p ∈ Δ°; q ∈ Δ°; safety ∈ Δ; c ∈ [0, 1]; part ∈ [0, 1)", conditional=True,
    ),
    "AW-Z1/safer": row(
        "q ∝ p/(1 + λ(⟨s, p⟩ − s)) is at least as safe as p",
        S, ">= 0", "p ∈ Δ°; safety ∈ Δ; part ∈ [0, 1)",
    ),
    "AW-Z1/highest-without-level": row(
        "the safest class meets c",
        S, ">= 0", "safety ∈ Δ; c ∈ [0, 1]",
        note="without: the level is at most the largest safety of a class",
    ),
    "AW-Z1/bound-without-safe": row(
        "⟨s, q⟩ ≥ c ⇒ KL(p‖q) ≥ Σ p log(1 + λ(c − s)), 0 ≤ λ < 1/(max s − c)",
        S, ">= 0", "p ∈ Δ°; q ∈ Δ°; safety ∈ Δ; c ∈ [0, 1]; part ∈ [0, 1)", conditional=True,
        note="without: the student that is compared meets the level",
    ),
}  # fmt: skip
