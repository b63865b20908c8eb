"""Claims on what operators and access to them make of students, word for word: SK-E, Q, P, D."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.theorem_rows import R, S, X, row

ACCESS: dict[str, ProductStatement] = {
    "SK-E1/power-mixture": row(
        "three different entries ⇒ power transform ≠ mixture",
        S, "> 0", "p ∈ Δ°; T ∈ (1, ∞)", conditional=True,
    ),
    "SK-E1/power-rational": row(
        "three different entries ⇒ power transform ≠ mixture of weight (T−1)/(T+1)",
        S, "> 0", "p ∈ Δ°; T ∈ (1, ∞)", conditional=True,
    ),
    "SK-E1/mixtures": row(
        "three different entries ⇒ mixtures of weight 1 − 1/T and (T−1)/(T+1) differ",
        S, "> 0", "p ∈ Δ°; T ∈ (1, ∞)", conditional=True,
    ),
    "SK-E1/power-is-mixture": row(
        "power transform = mixture at T = 1",
        S, ">= 0", "p ∈ Δ°",
    ),
    "SK-E1/power-is-rational": row(
        "power transform = mixture of weight (T−1)/(T+1) at T = 1",
        S, ">= 0", "p ∈ Δ°",
    ),
    "SK-E1/mixtures-agree": row(
        "mixture of weight 1 − 1/T = mixture of weight (T−1)/(T+1) at T = 1",
        S, ">= 0", "p ∈ Δ°",
    ),
    "SK-E1/entropic": row(
        "T (log n − H(F_T(p))) → 0 as T → ∞, F_T the power transform",
        S, "tends to 0", "p ∈ Δ°; T ∈ [1, ∞)", limit="T",
    ),
    "SK-E1/power-mixture-without-softened": row(
        "three different entries ⇒ power transform ≠ mixture",
        S, "> 0", "p ∈ Δ°; T ∈ [1, ∞)", conditional=True,
        note="without: there is some softening, T > 1",
    ),
    "SK-E1/power-rational-without-softened": row(
        "three different entries ⇒ power transform ≠ mixture of weight (T−1)/(T+1)",
        S, "> 0", "p ∈ Δ°; T ∈ [1, ∞)", conditional=True,
        note="without: there is some softening, T > 1",
    ),
    "SK-E1/mixtures-without-softened": row(
        "three different entries ⇒ mixtures of weight 1 − 1/T and (T−1)/(T+1) differ",
        S, "> 0", "p ∈ Δ°; T ∈ [1, ∞)", conditional=True,
        note="without: there is some softening, T > 1",
    ),
    "SK-E1/power-mixture-without-entries": row(
        "power transform ≠ mixture",
        S, "> 0", "p ∈ Δ°; T ∈ (1, ∞)",
        note="without: the teacher has three different entries",
    ),
    "SK-E1/power-rational-without-entries": row(
        "power transform ≠ mixture of weight (T−1)/(T+1)",
        S, "> 0", "p ∈ Δ°; T ∈ (1, ∞)",
        note="without: the teacher has three different entries",
    ),
    "SK-E1/mixtures-without-entries": row(
        "mixtures of weight 1 − 1/T and (T−1)/(T+1) differ",
        S, "> 0", "p ∈ Δ°; T ∈ (1, ∞)",
        note="without: the teacher has three different entries",
    ),
    "SK-E1/entropic-without-power": row(
        "T (log n − H(F_T(p))) → 0 as T → ∞, H(F_T(p)) = H(p) + (1 − 1/T)(log n − H(p))",
        S, "tends to 0", "p ∈ Δ°; T ∈ [1, ∞)", limit="T",
        note="without: the entropy is that of the power transform, not of the entropic projection",
    ),
    "SK-E1/power-is-mixture-without-identity": row(
        "power transform = mixture",
        S, ">= 0", "p ∈ Δ°; T ∈ (1, ∞)",
        note="without: T = 1, where every family is the identity (for families to agree)",
    ),
    "SK-E1/power-is-rational-without-identity": row(
        "power transform = mixture of weight (T−1)/(T+1)",
        S, ">= 0", "p ∈ Δ°; T ∈ (1, ∞)",
        note="without: T = 1, where every family is the identity (for families to agree)",
    ),
    "SK-E1/mixtures-agree-without-identity": row(
        "mixture of weight 1 − 1/T = mixture of weight (T−1)/(T+1)",
        S, ">= 0", "p ∈ Δ°; T ∈ (1, ∞)",
        note="without: T = 1, where every family is the identity (for families to agree)",
    ),
    "SK-E2/apart": row(
        "three different entries ⇒ F_T(p) ≠ (1−λ) p + λ u for the power transform",
        X, "> 0", "p ∈ Δ°; T ∈ (1, ∞); lam ∈ [0, 1]", conditional=True,
    ),
    "SK-E2/segment": row(
        "F_T(p) lies between p and u for the power transform",
        X, ">= 0", "p ∈ Δ°; T ∈ [1, ∞); c ∈ [-1, 1]^n",
    ),
    "SK-E2/entropy": row(
        "(H(q) − H(p))(‖p − u‖₁ − ‖q − u‖₁) ≥ 0: more entropy is nearer to u",
        X, ">= 0", "p ∈ Δ°; q ∈ Δ°",
    ),
    "SK-E2/apart-without-softened": row(
        "three different entries ⇒ F_T(p) ≠ (1−λ) p + λ u for the power transform",
        X, "> 0", "p ∈ Δ°; T ∈ [1, ∞); lam ∈ [0, 1]", conditional=True,
        note="without: there is some softening, T > 1",
    ),
    "SK-E2/apart-without-entries": row(
        "F_T(p) ≠ (1−λ) p + λ u for the power transform",
        X, "> 0", "p ∈ Δ°; T ∈ (1, ∞); lam ∈ [0, 1]",
        note="without: the teacher has three different entries",
    ),
    "SK-E2/segment-without-binary": row(
        "F_T(p) lies between p and u for the power transform",
        X, ">= 0", "p ∈ Δ°; T ∈ [1, ∞); c ∈ [-1, 1]^n",
        note="without: there are only two classes",
    ),
    "SK-E2/entropy-without-binary": row(
        "(H(q) − H(p))(‖p − u‖₁ − ‖q − u‖₁) ≥ 0: more entropy is nearer to u",
        X, ">= 0", "p ∈ Δ°; q ∈ Δ°",
        note="without: there are only two classes",
    ),
    "SK-Q1/optimal": row(
        "s ≠ q ⇒ KL(q‖s) > 0: the best student is q",
        S, "> 0", "q ∈ Δ°; s ∈ Δ°", conditional=True,
    ),
    "SK-Q1/apart": row(
        "q ≠ r ⇒ the best students q and r differ",
        S, "> 0", "q ∈ Δ°; r ∈ Δ°", conditional=True,
    ),
    "SK-Q1/apart-without-unrestricted": row(
        "q ≠ r ⇒ the best students softmax(θ i) differ: their means E_q i and E_r i do",
        S, "> 0", "q ∈ Δ°; r ∈ Δ°", conditional=True,
        note="without: the students are all distributions, not the family softmax(θ i)",
    ),
    "SK-Q2/difference": row(
        "(KL(q‖s_t) − KL(q‖s)) − (KL(r‖s_t) − KL(r‖s)) = −t cᵀ(q − r)",
        R, ">= 0", "q ∈ Δ°; r ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n; t ∈ [-10, 10]",
        note="s_t ∝ s exp(t c)",
    ),
    "SK-Q2/coincide": row(
        "cᵀ(q − r) = 0 ⇒ (KL(q‖s_t) − KL(q‖s)) − (KL(r‖s_t) − KL(r‖s)) = 0: the losses have the "
        "same minima",
        R, ">= 0", "q ∈ Δ°; r ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n; t ∈ [-10, 10]", conditional=True,
        note="s_t ∝ s exp(t c)",
    ),
    "SK-Q2/convex": row(
        "KL(q‖s_t) ≥ KL(q‖s) + t cᵀ(s − q)",
        R, ">= 0", "q ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n; t ∈ [-10, 10]",
        note="s_t ∝ s exp(t c)",
    ),
    "SK-Q2/optimal": row(
        "cᵀ(s − q) = 0 ⇒ KL(q‖s_t) ≥ KL(q‖s)",
        R, ">= 0", "q ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n; t ∈ [-10, 10]", conditional=True,
        note="s_t ∝ s exp(t c)",
    ),
    "SK-Q2/unmatched": row(
        "cᵀ(q − r) ≠ 0 ⇒ no student s has cᵀ(s − q) = cᵀ(s − r) = 0",
        R, "> 0", "q ∈ Δ°; r ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n", conditional=True,
    ),
    "SK-Q2/coincide-without-matched": row(
        "(KL(q‖s_t) − KL(q‖s)) − (KL(r‖s_t) − KL(r‖s)) = 0: the losses have the same minima",
        R, ">= 0", "q ∈ Δ°; r ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n; t ∈ [-10, 10]",
        note="s_t ∝ s exp(t c); without: the moments are matched",
    ),
    "SK-Q2/optimal-without-matched": row(
        "KL(q‖s_t) ≥ KL(q‖s)",
        R, ">= 0", "q ∈ Δ°; s ∈ Δ°; c ∈ [-1, 1]^n; t ∈ [-10, 10]",
        note="s_t ∝ s exp(t c); without: the moments are matched",
    ),
    "SK-Q3/projection": row(
        "‖s − q‖² ≥ ‖Πq − q‖² + ‖s − Πq‖² for every s of the segment [a, b]",
        R, ">= 0", "q ∈ Δ°; a ∈ Δ°; b ∈ Δ°; part ∈ [0, 1]",
    ),
    "SK-Q3/orthogonal": row(
        "‖Πq − Πr‖ ‖b − a‖ = |⟨b − a, q − r⟩| where both project inside, Π onto [a, b]",
        R, ">= 0", "q ∈ Δ°; r ∈ Δ°; a ∈ Δ°; b ∈ Δ°", conditional=True,
    ),
    "SK-Q3/projection-without-convex": row(
        "‖s − q‖² ≥ ‖Πq − q‖² + ‖s − Πq‖² for every s of the two points {a, b}",
        R, ">= 0", "q ∈ Δ°; a ∈ Δ°; b ∈ Δ°",
        note="without: the class is convex: a whole segment, not its two ends",
    ),
    "SK-Q3/orthogonal-without-interior": row(
        "‖Πq − Πr‖ ‖b − a‖ = |⟨b − a, q − r⟩|, Π onto [a, b]",
        R, ">= 0", "q ∈ Δ°; r ∈ Δ°; a ∈ Δ°; b ∈ Δ°",
        note="without: both targets project inside the segment, not beyond its ends",
    ),
    "SK-P1/variation": row(
        "TV(p̃, p) = τ",
        R, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n",
    ),
    "SK-P1/reverse": row(
        "KL(p̃‖p) = −log(1 − τ)",
        R, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n",
    ),
    "SK-P1/forward": row(
        "exp(−KL(p‖p̃)) = 0: the divergence is infinite",
        R, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n",
    ),
    "SK-P1/finite": row(
        "exp(−KL(p‖(1−ε) p̃ + ε u)) > 0, 0 < ε < 1",
        R, "> 0", "p ∈ Δ°; U ∈ {0, 1}^n; epsilon ∈ (0, 1)",
    ),
    "SK-P1/bounded": row(
        "KL(p‖(1−ε) p̃ + ε u) ≤ log(n/ε)",
        R, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; epsilon ∈ (0, 1)",
    ),
    "SK-P1/finite-without-smoothed": row(
        "exp(−KL(p‖(1−ε) p̃ + ε u)) > 0, 0 ≤ ε < 1",
        R, "> 0", "p ∈ Δ°; U ∈ {0, 1}^n; epsilon ∈ [0, 1)",
        note="without: the truncated teacher is mixed with the uniform distribution, ε > 0",
    ),
    "SK-P2/softened": row(
        "TV(F_T p̃, F_T p) = F_T(p) outside U",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞)",
    ),
    "SK-P2/grows": row(
        "U the k largest ⇒ TV(F_T' p̃, F_T' p) ≥ TV(F_T p̃, F_T p), T' = T + rise",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞); rise ∈ [0, ∞)", conditional=True,
    ),
    "SK-P2/cap": row(
        "U the k largest ⇒ F_T(p) outside U ≤ (n − k)/n for the power transform",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞)", conditional=True,
    ),
    "SK-P2/limit": row(
        "F_T(p) outside U → (n − k)/n as T → ∞ for the power transform",
        X, "tends to 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞)", limit="T",
    ),
    "SK-P2/grows-without-top": row(
        "TV(F_T' p̃, F_T' p) ≥ TV(F_T p̃, F_T p), T' = T + rise",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞); rise ∈ [0, ∞)",
        note="without: the k largest classes are kept",
    ),
    "SK-P2/cap-without-top": row(
        "F_T(p) outside U ≤ (n − k)/n for the power transform",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞)",
        note="without: the k largest classes are kept",
    ),
    "SK-P2/softened-without-power": row(
        "TV(F_T p̃, F_T p) = F_T(p) outside U",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞)",
        note="without: the softening is the power transform, not the mixture",
    ),
    "SK-P2/grows-without-power": row(
        "U the k largest ⇒ TV(F_T' p̃, F_T' p) ≥ TV(F_T p̃, F_T p), T' = T + rise",
        X, ">= 0", "p ∈ Δ°; U ∈ {0, 1}^n; T ∈ [1, ∞); rise ∈ [0, ∞)", conditional=True,
        note="without: the softening is the power transform, not the mixture",
    ),
    "SK-P3/moments": row(
        "E‖c/N − p‖² = (1 − ‖p‖²)/N for N draws from p, N ≤ 3",
        R, ">= 0", "p ∈ Δ°",
    ),
    "SK-P3/error": row(
        "E‖F_T(c/N) − F_T(p)‖² = (1 − ‖p‖²)/(N T²) for N draws from p, N ≤ 2",
        R, ">= 0", "p ∈ Δ°; T ∈ [1, ∞)",
    ),
    "SK-P3/lipschitz": row(
        "‖F_T(p) − F_T(r)‖₁ ≤ ‖p − r‖₁/T",
        R, ">= 0", "p ∈ Δ°; r ∈ Δ°; T ∈ [1, ∞)",
    ),
    "SK-P3/unseen": row(
        "N^(−1/T)/2 ≤ F_T(1 − 1/N, 1/N)_2 ≤ N^(−1/T) for the power transform",
        R, ">= 0", "N ∈ [2, ∞); T ∈ [1, ∞)",
    ),
    "SK-P3/error-without-mixture": row(
        "E‖F_T(c/N) − F_T(p)‖² = (1 − ‖p‖²)/(N T²) for N draws from p, N ≤ 2",
        R, ">= 0", "p ∈ Δ°; T ∈ [1, ∞)",
        note="without: the softening is the mixture, not the power transform",
    ),
    "SK-P3/lipschitz-without-mixture": row(
        "‖F_T(p) − F_T(r)‖₁ ≤ ‖p − r‖₁/T",
        R, ">= 0", "p ∈ Δ°; r ∈ Δ°; T ∈ [1, ∞)",
        note="without: the softening is the mixture, not the power transform",
    ),
    "SK-P3/unseen-without-exponent": row(
        "N^(−1/T)/2 ≤ F_T(1 − 1/N, 1/N)_2 ≤ 1/N for the power transform",
        R, ">= 0", "N ∈ [2, ∞); T ∈ [1, ∞)",
        note="without: the rate of an unseen class is N^(−1/T), not 1/N",
    ),
    "SK-P4/hoeffding": row(
        "p_1 > p_2 ⇒ P(c_1 ≤ c_2) ≤ exp(−N(p_1 − p_2)²/2) for N draws from p, N ≤ 3",
        X, ">= 0", "p ∈ Δ°", conditional=True,
    ),
    "SK-P4/lemma": row(
        "log E exp(−λX) ≤ λ²/2 − λ(p_1 − p_2), X = 1, −1, 0 for class 1, 2, others",
        X, ">= 0", "p ∈ Δ°; lam ∈ [0, 20]",
    ),
    "SK-P4/hoeffding-without-ordered": row(
        "P(c_1 ≤ c_2) ≤ exp(−N(p_1 − p_2)²/2) for N draws from p, N ≤ 3",
        X, ">= 0", "p ∈ Δ°",
        note="without: class 1 has the larger probability",
    ),
    "SK-D1/level": row(
        "F(p)_i ≤ (1 + n(1−λ)/λ) F(r)_i, F(p) = (1−λ) p + λ u",
        X, ">= 0", "p ∈ Δ; r ∈ Δ; lam ∈ (0, 1)",
    ),
    "SK-D1/level-without-mixture": row(
        "F(p)_i ≤ (1 + n(1−λ)/λ) F(r)_i, F(p) = power transform at T = 1/(1−λ)",
        X, ">= 0", "p ∈ Δ; r ∈ Δ; lam ∈ (0, 1)",
        note="without: the token is drawn from the mixture, not from the power transform at T = "
        "1/(1−λ)",
    ),
    "SK-D2/level": row(
        "q_i ≤ exp(2Δ/T) q'_i and back, q = softmax(z/T), q' = softmax((z + Δ c)/T)",
        X, ">= 0", "q ∈ Δ°; c ∈ [-1, 1]^n; delta ∈ [0, 10]; T ∈ [1, ∞)",
    ),
    "SK-D2/level-without-normaliser": row(
        "q_i ≤ exp(Δ/T) q'_i and back, q = softmax(z/T), q' = softmax((z + Δ c)/T)",
        X, ">= 0", "q ∈ Δ°; c ∈ [-1, 1]^n; delta ∈ [0, 10]; T ∈ [1, ∞)",
        note="without: ε counts the change of the normaliser as well: 2Δ/T, not Δ/T",
    ),
    "SK-D3/possible": row(
        "F_T(p)_i > 0: some ε is finite, p replaced by (1−m) p + m u",
        X, "> 0", "p ∈ Δ; T ∈ [1, ∞); m ∈ (0, 1]",
    ),
    "SK-D3/level": row(
        "F_T(p)_i ≤ n m^(−1/T) F_T(r)_i, p and r replaced by (1−m) p + m u",
        X, ">= 0", "p ∈ Δ; r ∈ Δ; T ∈ [1, ∞); m ∈ (0, 1]",
    ),
    "SK-D3/possible-without-floor": row(
        "F_T(p)_i > 0: some ε is finite, p replaced by p itself",
        X, "> 0", "p ∈ Δ; T ∈ [1, ∞); m ∈ (0, 1]",
        note="without: every class has at least the probability μ = m/n",
    ),
    "SK-D3/level-without-floor": row(
        "F_T(p)_i ≤ n m^(−1/T) F_T(r)_i, p and r replaced by p itself",
        X, ">= 0", "p ∈ Δ; r ∈ Δ; T ∈ [1, ∞); m ∈ (0, 1]",
        note="without: every class has at least the probability μ = m/n",
    ),
}  # fmt: skip
