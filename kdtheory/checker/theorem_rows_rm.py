"""Claims of the theorems on anchored recursion, word for word."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.theorem_rows import R, S, X, row

RECURSION: dict[str, ProductStatement] = {
    "RM-C1/step": row(
        "s' − p_0 = (1−α)(s − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C1/three": row(
        "s_3 − p_0 = (1−α)³(s_0 − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C1/variation": row(
        "TV(s', p_0) = (1−α) TV(s, p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C1/step-without-linear": row(
        "s' − p_0 = (1−α)(s − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the anchor is linear, not geometric",
    ),
    "RM-C1/three-without-linear": row(
        "s_3 − p_0 = (1−α)³(s_0 − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the anchor is linear, not geometric",
    ),
    "RM-C1/variation-without-linear": row(
        "TV(s', p_0) = (1−α) TV(s, p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the anchor is linear, not geometric",
    ),
    "RM-C1/step-without-exact": row(
        "s' − p_0 = (1−α)(s − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); noise ∈ Δ°; delta ∈ (0, 1)",
        note="without: the student matches its target exactly",
    ),
    "RM-C1/three-without-exact": row(
        "s_3 − p_0 = (1−α)³(s_0 − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); noise ∈ Δ°; delta ∈ (0, 1)",
        note="without: the student matches its target exactly",
    ),
    "RM-C1/variation-without-exact": row(
        "TV(s', p_0) = (1−α) TV(s, p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); noise ∈ Δ°; delta ∈ (0, 1)",
        note="without: the student matches its target exactly",
    ),
    "RM-C1/step-without-linear-without-exact": row(
        "s' − p_0 = (1−α)(s − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); noise ∈ Δ°; delta ∈ (0, 1)",
        note="without: the anchor is linear, not geometric; without: the student matches its "
        "target exactly",
    ),
    "RM-C1/three-without-linear-without-exact": row(
        "s_3 − p_0 = (1−α)³(s_0 − p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); noise ∈ Δ°; delta ∈ (0, 1)",
        note="without: the anchor is linear, not geometric; without: the student matches its "
        "target exactly",
    ),
    "RM-C1/variation-without-linear-without-exact": row(
        "TV(s', p_0) = (1−α) TV(s, p_0)",
        R, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); noise ∈ Δ°; delta ∈ (0, 1)",
        note="without: the anchor is linear, not geometric; without: the student matches its "
        "target exactly",
    ),
    "RM-C2/step": row(
        "KL(p_0‖s') ≤ (1−α) KL(p_0‖s)",
        S, ">= 0", "p ∈ Δ; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C2/step-without-teacher": row(
        "KL(p_0‖s') ≤ (1−α) KL(p_0‖s)",
        S, ">= 0", "p ∈ Δ; s ∈ Δ°; alpha ∈ (0, 1); r ∈ Δ°",
        note="without: the anchor is the teacher p_0 itself, not an arbitrary reference",
    ),
    "RM-C3/step": row(
        "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)",
        S, ">= 0", "p ∈ Δ°; s ∈ Δ; alpha ∈ (0, 1)",
    ),
    "RM-C3/step-without-teacher": row(
        "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)",
        S, ">= 0", "p ∈ Δ°; s ∈ Δ; alpha ∈ (0, 1); r ∈ Δ°",
        note="without: the anchor is the teacher p_0 itself, not an arbitrary reference",
    ),
    "RM-C3/step-without-linear": row(
        "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)",
        S, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the anchor is linear, not geometric",
    ),
    "RM-C3/step-without-teacher-without-linear": row(
        "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)",
        S, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); r ∈ Δ°",
        note="without: the anchor is the teacher p_0 itself, not an arbitrary reference; without: "
        "the anchor is linear, not geometric",
    ),
    "RM-C4/strict": row(
        "s ≠ p_0 ⇒ KL(p_0‖s') < (1−α) KL(p_0‖s)",
        X, "> 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)", conditional=True,
    ),
    "RM-C4/second-order": row(
        "χ²(s', p_0) = (1−α)² χ²(s, p_0)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C4/strict-without-moved": row(
        "s ≠ p_0 ⇒ KL(p_0‖s') < (1−α) KL(p_0‖s)",
        X, "> 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the student is not the teacher",
    ),
    "RM-C4/second-order-without-quadratic": row(
        "KL(p_0‖s') ≤ (1−α)² KL(p_0‖s)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the distance is χ², the second-order part of both divergences",
    ),
    "RM-C5/fixed": row(
        "F(p_0) = p_0",
        S, ">= 0", "p ∈ Δ°; alpha ∈ (0, 1]",
    ),
    "RM-C5/unique": row(
        "F(s) ≠ s for s ≠ p_0",
        S, "> 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1]", conditional=True,
    ),
    "RM-C5/attracts": row(
        "s_g − p_0 = (1−α)^g (s_0 − p_0) → 0",
        S, "tends to 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1]; g ∈ [0, ∞)", limit="g",
    ),
    "RM-C5/unique-without-anchor": row(
        "F(s) ≠ s for s ≠ p_0",
        S, "> 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ [0, 1]", conditional=True,
        note="without: the anchor has positive weight, α > 0",
    ),
    "RM-C5/attracts-without-anchor": row(
        "s_g − p_0 = (1−α)^g (s_0 − p_0) → 0",
        S, "tends to 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ [0, 1]; g ∈ [0, ∞)", limit="g",
        note="without: the anchor has positive weight, α > 0",
    ),
    "RM-C6/step": row(
        "TV(s', p_0) ≤ (1−α) TV(s, p_0) + TV(q, s')",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; after ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C6/stationary": row(
        "s' = s ⇒ TV(p_0, s) ≤ TV(q, s)/α, q = α p_0 + (1−α) s",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C6/tight": row(
        "s' = s ⇒ TV(p_0, s) = TV(q, s)/α: the bound is attained",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C6/drift": row(
        "e_g/g → 0 for e' = (1−α) e + δ, e_0 = 0",
        X, "tends to 0", "alpha ∈ (0, 1); delta ∈ (0, 1); g ∈ [0, ∞)", limit="g",
    ),
    "RM-C6/divergence": row(
        "KL(p_0‖s') ≤ (1−α) KL(p_0‖s) + (ε + √(ε/2))/α, ε = KL(q‖s')",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; after ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C6/stationary-without-variation": row(
        "s' = s ⇒ KL(p_0‖s) ≤ KL(q‖s)/α, q = α p_0 + (1−α) s",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the student's error is measured in total variation, not by KL(q'‖s)",
    ),
    "RM-C6/drift-without-anchor": row(
        "e_g/g → 0 for e' = (1−α) e + δ, e_0 = 0",
        X, "tends to 0", "alpha ∈ [0, 1); delta ∈ (0, 1); g ∈ [0, ∞)", limit="g",
        note="without: the anchor has positive weight, α > 0",
    ),
    "RM-C7/contracts": row(
        "TV(s', p_0) ≤ (1−α) TV(s, p_0)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C7/converges": row(
        "s_g → p_0",
        X, "tends to 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); g ∈ [0, ∞)", limit="g",
    ),
    "RM-C7/contracts-without-previous": row(
        "TV(s', p_0) ≤ (1−α) TV(s, p_0)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); r ∈ Δ°",
        note="without: the free part r of α p_0 + (1−α) r is the previous student",
    ),
    "RM-C7/converges-without-previous": row(
        "s_g → p_0",
        X, "tends to 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1); g ∈ [0, ∞); r ∈ Δ°", limit="g",
        note="without: the free part r of α p_0 + (1−α) r is the previous student",
    ),
    "RM-C8/hilbert": row(
        "d_H(s', p_0) = (1−α) d_H(s, p_0)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C8/divergence": row(
        "KL(p_0‖s') ≤ (1−α) KL(p_0‖s)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
    ),
    "RM-C8/divergence-factor": row(
        "KL(p_0‖s') ≤ (1 − 1/1024) KL(p_0‖s) at α = 1/2",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°",
    ),
    "RM-C8/factor": row(
        "d(s', p_0) ≤ (1 − 1/1024) d(s, p_0) at α = 1/2",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°",
    ),
    "RM-C8/hilbert-without-geometric": row(
        "d_H(s', p_0) = (1−α) d_H(s, p_0)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the anchor is geometric, where distances are Hilbert's",
    ),
    "RM-C8/factor-without-geometric": row(
        "d(s', p_0) ≤ (1 − 1/32) d(s, p_0) at α = 1/2",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°",
        note="without: the anchor is geometric, where distances are Hilbert's",
    ),
    "RM-C8/divergence-without-forward": row(
        "KL(s'‖p_0) ≤ (1−α) KL(s‖p_0)",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="without: the divergence is KL(p_0‖·), not KL(·‖p_0)",
    ),
    "RM-C8/divergence-factor-without-forward": row(
        "KL(s'‖p_0) ≤ (1 − 1/1024) KL(s‖p_0) at α = 1/2",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°",
        note="without: the divergence is KL(p_0‖·), not KL(·‖p_0)",
    ),
    "RM-C8/factor-without-logarithmic": row(
        "d(s', p_0) ≤ (1 − 1/1024) d(s, p_0) at α = 1/2",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°",
        note="without: the distance is Hilbert's, not total variation",
    ),
    "RM-C8/factor-without-geometric-without-logarithmic": row(
        "d(s', p_0) ≤ (1 − 1/32) d(s, p_0) at α = 1/2",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°",
        note="without: the anchor is geometric, where distances are Hilbert's; without: the "
        "distance is Hilbert's, not total variation",
    ),
    "RM-C9/moments": row(
        "E(1 − ‖c/N‖²) = (1 − 1/N)(1 − ‖s‖²) for N draws from s, N ≤ 3",
        X, ">= 0", "s ∈ Δ°",
    ),
    "RM-C9/fixed": row(
        "v∞ = (1−α)² ((1 − 1/N) v∞ + (1 − ‖p_0‖²)/N)",
        X, ">= 0", "p ∈ Δ°; alpha ∈ (0, 1); N ∈ [1, ∞)",
    ),
    "RM-C9/sampled-after": row(
        "u = (1−α)² (1 − 1/N) u + (1 − ‖p_0‖²)/N for u = v∞/(1−α)²: anchoring, then sampling",
        X, ">= 0", "p ∈ Δ°; alpha ∈ (0, 1); N ∈ [1, ∞)",
    ),
    "RM-C9/diverse": row(
        "v∞ < 1 − ‖p_0‖²: fewer than all samples of one class",
        X, "> 0", "p ∈ Δ°; alpha ∈ (0, 1); N ∈ [1, ∞)",
    ),
    "RM-C9/settles": row(
        "v_g → v∞",
        X, "tends to 0", "p ∈ Δ°; alpha ∈ (0, 1); N ∈ [1, ∞); g ∈ [0, ∞)", limit="g",
    ),
    "RM-C9/diverse-without-anchor": row(
        "v∞ < 1 − ‖p_0‖²: fewer than all samples of one class",
        X, "> 0", "p ∈ Δ°; alpha ∈ [0, 1); N ∈ [1, ∞)",
        note="without: the anchor has positive weight, α > 0",
    ),
    "RM-C9/settles-without-finite": row(
        "v_g → 0",
        X, "tends to 0", "p ∈ Δ°; alpha ∈ (0, 1); N ∈ [1, ∞); g ∈ [0, ∞)", limit="g",
        note="without: the spread that is left is v∞ > 0, not zero: N is finite",
    ),
    "RM-C10/step": row(
        "E_s' i − E_p_0 i = (1−α)(E_s i − E_p_0 i), s' ∝ exp(θ i) the best student",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="s' up to what its solver leaves, |θ| ≤ 64",
    ),
    "RM-C10/step-without-moments": row(
        "TV(s', p_0) ≤ (1−α) TV(s, p_0), s' ∝ exp(θ i) the best student",
        X, ">= 0", "p ∈ Δ°; s ∈ Δ°; alpha ∈ (0, 1)",
        note="s' up to what its solver leaves, |θ| ≤ 64; without: what contracts is the family's "
        "moments, not the distance to p_0",
    ),
    "RM-C11/blocks": row(
        "KL(p_0‖s_(m−1+g)) ≤ (1−α)^⌈g/m⌉ max_(j<m) KL(p_0‖s_j), g ≤ 2m",
        R, ">= 0", "p ∈ Δ°; students ∈ Δ°^K; alpha ∈ (0, 1)",
    ),
    "RM-C11/blocks-without-worst": row(
        "KL(p_0‖s_(m−1+g)) ≤ (1−α)^⌈g/m⌉ KL(p_0‖s_(m−1)), g ≤ 2m",
        R, ">= 0", "p ∈ Δ°; students ∈ Δ°^K; alpha ∈ (0, 1)",
        note="without: the bound starts from the worst of the first m students, not from the last "
        "one",
    ),
    "RM-C11/blocks-without-blocks": row(
        "KL(p_0‖s_(m−1+g)) ≤ (1−α)^g max_(j<m) KL(p_0‖s_j), g ≤ 2m",
        R, ">= 0", "p ∈ Δ°; students ∈ Δ°^K; alpha ∈ (0, 1)",
        note="without: the exponent counts blocks of m generations, not generations",
    ),
    "RM-C11/blocks-without-worst-without-blocks": row(
        "KL(p_0‖s_(m−1+g)) ≤ (1−α)^g KL(p_0‖s_(m−1)), g ≤ 2m",
        R, ">= 0", "p ∈ Δ°; students ∈ Δ°^K; alpha ∈ (0, 1)",
        note="without: the bound starts from the worst of the first m students, not from the last "
        "one; without: the exponent counts blocks of m generations, not generations",
    ),
}  # fmt: skip
