"""Claims of the theorems on sparse students, word for word: SK-B, SK-H, SK-C."""

from __future__ import annotations

from kdtheory.checker.product_statements import ProductStatement
from kdtheory.checker.theorem_rows import R, S, X, row

STUDENTS: dict[str, ProductStatement] = {
    "SK-B1/squares": row(
        "E‖S − q‖² = ‖E S − q‖² + E‖S − E S‖²",
        S, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; q ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B1/noise": row(
        "E‖S − Y‖² = ‖E S − E Y‖² + E‖S − E S‖² + E‖Y − E Y‖², S and Y independent",
        S, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K",
        note="K counts the outcomes",
    ),
    "SK-B1/noise-without-independent": row(
        "E‖S − Y‖² = ‖E S − E Y‖² + E‖S − E S‖² + E‖Y − E Y‖², S and Y jointly distributed",
        S, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K",
        note="K counts the outcomes; without: the noise of the target is independent of the "
        "student",
    ),
    "SK-B2/identity": row(
        "E‖T − f‖² − E‖S − f‖² = Var T − Var S − (‖E S − f‖² − ‖E T − f‖²)",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B2/wins": row(
        "Var T − Var S > ‖E S − f‖² − ‖E T − f‖² ⇒ E‖S − f‖² < E‖T − f‖²",
        X, "> 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°", conditional=True,
        note="K counts the outcomes",
    ),
    "SK-B2/loses": row(
        "Var T − Var S ≤ ‖E S − f‖² − ‖E T − f‖² ⇒ E‖S − f‖² ≥ E‖T − f‖²",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°", conditional=True,
        note="K counts the outcomes",
    ),
    "SK-B2/identity-without-common": row(
        "E‖T − f‖² − E‖S − f‖² = Var T − Var S − (‖E S − q‖² − ‖E T − f‖²)",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°; q ∈ Δ°",
        note="K counts the outcomes; without: both biases are measured against the same target f",
    ),
    "SK-B2/wins-without-common": row(
        "Var T − Var S > ‖E S − q‖² − ‖E T − f‖² ⇒ E‖S − f‖² < E‖T − f‖²",
        X, "> 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°; q ∈ Δ°", conditional=True,
        note="K counts the outcomes; without: both biases are measured against the same target f",
    ),
    "SK-B2/loses-without-common": row(
        "Var T − Var S ≤ ‖E S − q‖² − ‖E T − f‖² ⇒ E‖S − f‖² ≥ E‖T − f‖²",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°; q ∈ Δ°", conditional=True,
        note="K counts the outcomes; without: both biases are measured against the same target f",
    ),
    "SK-B3/splits": row(
        "E KL(f‖S) = KL(f‖S̄) + E KL(S̄‖S), S̄ ∝ exp E log S",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B3/finite": row(
        "Π_k exp(−KL(f‖s_k)) > 0: the expected divergence is finite",
        X, "> 0", "ss ∈ Δ°^K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B3/splits-without-geometric": row(
        "E KL(f‖S) = KL(f‖S̄) + E KL(S̄‖S), S̄ = E S",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes; without: the mean student is the normalised geometric "
        "mean, not the arithmetic one",
    ),
    "SK-B3/finite-without-positive": row(
        "Π_k exp(−KL(f‖s_k)) > 0: the expected divergence is finite",
        X, "> 0", "ss ∈ Δ^K; f ∈ Δ°",
        note="K counts the outcomes; without: no student has an exact zero",
    ),
    "SK-B4/squares": row(
        "E D(f, S) = D(f, S̄) + E D(S̄, S), S̄ = E S, φ(x) = x²",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B4/entropy": row(
        "E D(f, S) = D(f, S̄) + E D(S̄, S), φ'(S̄) = E φ'(S), φ(x) = x log x",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B4/logarithm": row(
        "E D(f, S) = D(f, S̄) + E D(S̄, S), φ'(S̄) = E φ'(S), φ(x) = −log x",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B4/first": row(
        "E D(S, f) = D(E S, f) + E D(S, E S), φ(x) = x log x",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes",
    ),
    "SK-B4/entropy-without-dual": row(
        "E D(f, S) = D(f, S̄) + E D(S̄, S), S̄ = E S, φ(x) = x log x",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes; without: the mean is taken of φ'(S), not of S",
    ),
    "SK-B4/logarithm-without-dual": row(
        "E D(f, S) = D(f, S̄) + E D(S̄, S), S̄ = E S, φ(x) = −log x",
        X, ">= 0", "ss ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°",
        note="K counts the outcomes; without: the mean is taken of φ'(S), not of S",
    ),
    "SK-B5/better": row(
        "Var T − Var S > ‖E S − f‖² − ‖E T − f‖² ⇒ E‖S − f‖² < E‖T − f‖²",
        S, "> 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°; T ∈ [1, ∞)", conditional=True,
        note="K counts the outcomes",
    ),
    "SK-B5/better-without-common": row(
        "Var T − Var S > ‖E S − F_T(E T)‖² − ‖E T − f‖² ⇒ E‖S − f‖² < E‖T − f‖²",
        S, "> 0", "ss ∈ Δ°^K; w ∈ Δ°_K; ts ∈ Δ°^K; v ∈ Δ°_K; f ∈ Δ°; T ∈ [1, ∞)", conditional=True,
        note="K counts the outcomes; without: the student's bias is measured against f as well, "
        "not against F_T(E T)",
    ),
    "SK-B6/exact": row(
        "Var F_T(P) = Var P/T²",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞)",
        note="K counts the outcomes",
    ),
    "SK-B6/reduces": row(
        "Var F_T(P) ≤ Var P",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞)",
        note="K counts the outcomes",
    ),
    "SK-B6/floor": row(
        "Var F_T(P) ≤ Var P/(2μT)² for the power transform, P = m u + (1−m) p, P ≥ μ = m/n",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞); m ∈ (0, 1)",
        note="K counts the outcomes",
    ),
    "SK-B6/contracts": row(
        "|F_2(a, 1−a) − F_2(b, 1−b)| ≤ |a − b| for the power transform, a and b in [1/9, 8/9]",
        S, ">= 0", "a ∈ [1/9, 8/9]; b ∈ [1/9, 8/9]",
    ),
    "SK-B6/sharp": row(
        "|F_T(a, 1−a) − F_T(b, 1−b)| ≤ L |a − b| for the power transform, L = F_1 F_2/(T "
        "μ(1−μ)) at (μ, 1−μ), a and b in [μ, 1−μ], μ = m/2",
        S, ">= 0", "s ∈ [0, 1]; t ∈ [0, 1]; T ∈ [1, ∞); m ∈ (0, 1)",
    ),
    "SK-B6/exact-without-mixture": row(
        "Var F_T(P) = Var P/T²",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞)",
        note="K counts the outcomes; without: the softening is the mixture, not the power "
        "transform",
    ),
    "SK-B6/reduces-without-mixture": row(
        "Var F_T(P) ≤ Var P",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞)",
        note="K counts the outcomes; without: the softening is the mixture, not the power "
        "transform",
    ),
    "SK-B6/floor-without-floor": row(
        "Var F_T(P) ≤ Var P/(2μT)² for the power transform, μ = m/n, P anywhere",
        S, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞); m ∈ (0, 1)",
        note="K counts the outcomes; without: every teacher gives every class at least μ",
    ),
    "SK-B6/contracts-without-floor": row(
        "|F_2(a, 1−a) − F_2(b, 1−b)| ≤ |a − b| for the power transform, a and b in [0, 1]",
        S, ">= 0", "a ∈ [0, 1]; b ∈ [0, 1]",
        note="without: every teacher gives every class at least μ",
    ),
    "SK-B6/sharp-without-floor": row(
        "|F_T(a, 1−a) − F_T(b, 1−b)| ≤ L |a − b| for the power transform, L = F_1 F_2/(T "
        "μ(1−μ)) at (μ, 1−μ), a and b in [0, 1], μ = m/2",
        S, ">= 0", "s ∈ [0, 1]; t ∈ [0, 1]; T ∈ [1, ∞); m ∈ (0, 1)",
        note="without: every teacher gives every class at least μ",
    ),
    "SK-B7/risk": row(
        "E‖F_T(P) − f‖² = V/T² + (1 − 1/T)² B, V = E‖P − E P‖², B = ‖f − u‖², f = E P",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞)",
        note="K counts the outcomes",
    ),
    "SK-B7/least": row(
        "(V + B) E‖F_T(P) − f‖² ≥ VB, V = E‖P − E P‖², B = ‖f − u‖², f = E P",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; T ∈ [1, ∞)",
        note="K counts the outcomes",
    ),
    "SK-B7/attained": row(
        "(V + B) E‖b P + (1−b) u − f‖² = VB at b = B/(V + B), V = E‖P − E P‖², B = ‖f − u‖², f "
        "= E P",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K", conditional=True,
        note="K counts the outcomes",
    ),
    "SK-B7/risk-without-unbiased": row(
        "E‖F_T(P) − f‖² = V/T² + (1 − 1/T)² B, V = E‖P − E P‖², B = ‖f − u‖²",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°; T ∈ [1, ∞)",
        note="K counts the outcomes; without: the teacher is unbiased, E P = f",
    ),
    "SK-B7/least-without-unbiased": row(
        "(V + B) E‖F_T(P) − f‖² ≥ VB, V = E‖P − E P‖², B = ‖f − u‖²",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°; T ∈ [1, ∞)",
        note="K counts the outcomes; without: the teacher is unbiased, E P = f",
    ),
    "SK-B7/attained-without-unbiased": row(
        "(V + B) E‖b P + (1−b) u − f‖² = VB at b = B/(V + B), V = E‖P − E P‖², B = ‖f − u‖²",
        X, ">= 0", "ps ∈ Δ°^K; w ∈ Δ°_K; f ∈ Δ°", conditional=True,
        note="K counts the outcomes; without: the teacher is unbiased, E P = f",
    ),
    "SK-H1/reaches": row(
        "1 − N (s/N) = 1 − s",
        R, ">= 0", "s ∈ (0, 1); N ∈ [1, ∞)",
    ),
    "SK-H1/shares": row(
        "N log(1 − r) = log(1 − s) for stages that remove the share r = 1 − (1−s)^(1/N) of what "
        "is left",
        R, ">= 0", "s ∈ (0, 1); N ∈ [1, ∞)",
    ),
    "SK-H1/moves": row(
        "TV(γ_0, γ_n) ≤ n max_k TV(γ_(k−1), γ_k)",
        R, ">= 0", "path ∈ Δ°^K",
        note="K = n + 1",
    ),
    "SK-H1/reaches-without-original": row(
        "(1 − s/N)^N = 1 − s",
        R, ">= 0", "s ∈ (0, 1); N ∈ [1, ∞)",
        note="without: a stage removes s/n of the original weights, not of those left",
    ),
    "SK-H2/sum": row(
        "N e ≤ C s²/N for stage errors e ≤ C (s/N)²",
        X, ">= 0", "C ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞); part ∈ [0, 1]",
    ),
    "SK-H2/vanishes": row(
        "N e → 0 as N → ∞ for stage errors e = C (s/N)²",
        X, "tends to 0", "C ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞)", limit="N",
    ),
    "SK-H2/sum-without-second": row(
        "N e ≤ C s²/N for stage errors e ≤ C s/N",
        X, ">= 0", "C ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞); part ∈ [0, 1]",
        note="without: the error of a stage is of second order, C (s/n)², not C s/n",
    ),
    "SK-H2/vanishes-without-second": row(
        "N e → 0 as N → ∞ for stage errors e = C s/N",
        X, "tends to 0", "C ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞)", limit="N",
        note="without: the error of a stage is of second order, C (s/n)², not C s/n",
    ),
    "SK-H3/bound": row(
        "e_n ≤ ρLs(1−ρⁿ)/((1−ρ)n) for e_k ≤ ρ(e_(k−1) + Ls/n), e_0 = 0, n ≤ 4",
        X, ">= 0", "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1); part ∈ [0, 1]",
    ),
    "SK-H3/tight": row(
        "e_n = ρLs(1−ρⁿ)/((1−ρ)n) for e_k = ρ(e_(k−1) + Ls/n), e_0 = 0, n ≤ 4",
        X, ">= 0", "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1)",
    ),
    "SK-H3/vanishes": row(
        "e_n → 0 as n → ∞ for e_k = ρ(e_(k−1) + Ls/n), e_0 = 0",
        X, "tends to 0", "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞)", limit="N",
    ),
    "SK-H3/bound-without-start": row(
        "e_n ≤ ρLs(1−ρⁿ)/((1−ρ)n) for e_k ≤ ρ(e_(k−1) + Ls/n), any e_0, n ≤ 4",
        X, ">= 0", "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1); start ∈ [0, 1]; part ∈ [0, 1]",
        note="without: the path starts at the optimum, e_0 = 0",
    ),
    "SK-H3/tight-without-start": row(
        "e_n = ρLs(1−ρⁿ)/((1−ρ)n) for e_k = ρ(e_(k−1) + Ls/n), any e_0, n ≤ 4",
        X, ">= 0", "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1); start ∈ [0, 1]",
        note="without: the path starts at the optimum, e_0 = 0",
    ),
    "SK-H3/vanishes-without-contracting": row(
        "e_n → 0 as n → ∞ for e_k = ρ(e_(k−1) + Ls/n), e_0 = 0",
        X, "tends to 0", "rho ∈ (0, 1]; L ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞)", limit="N",
        note="without: training contracts, ρ < 1",
    ),
    "SK-H4/flow": row(
        "the flow y' = −4y(y² − 1) from y_0 = 1 − h tends to 1, h < 1",
        X, "tends to 0", "h ∈ [0, 1); t ∈ [0, ∞)", limit="t",
    ),
    "SK-H4/stays": row(
        "after a stage of s/N, N > s, the slope of (y² − 1)² leads to y = 1 all the way: "
        "−ℓ'(y)(1 − y) > 0, y = 1 − (1 − part) s/N",
        X, "> 0", "s ∈ [0, 4]; N ∈ [1, ∞); part ∈ [0, 1)", conditional=True,
    ),
    "SK-H4/rule": row(
        "r − L s/N > 0 for N > L s/r",
        X, "> 0", "s ∈ [0, 4]; L ∈ (0, ∞); r ∈ (0, ∞); N ∈ [1, ∞)", conditional=True,
    ),
    "SK-H4/flow-without-stages": row(
        "the flow y' = −4y(y² − 1) from y_0 = 1 − h tends to 1, h ≤ 4",
        X, "tends to 0", "h ∈ [0, 4]; t ∈ [0, ∞)", limit="t",
        note="without: there are enough stages, n > L s/r (here L = r = 1, s = 5/2: n ≥ 3)",
    ),
    "SK-H4/stays-without-stages": row(
        "after a stage of s/N, any N, the slope of (y² − 1)² leads to y = 1 all the way: "
        "−ℓ'(y)(1 − y) > 0, y = 1 − (1 − part) s/N",
        X, "> 0", "s ∈ [0, 4]; N ∈ [1, ∞); part ∈ [0, 1)", conditional=True,
        note="without: there are enough stages, n > L s/r (here L = r = 1, s = 5/2: n ≥ 3)",
    ),
    "SK-H4/rule-without-stages": row(
        "r − L s/N > 0",
        X, "> 0", "s ∈ [0, 4]; L ∈ (0, ∞); r ∈ (0, ∞); N ∈ [1, ∞)",
        note="without: there are enough stages, n > L s/r (here L = r = 1, s = 5/2: n ≥ 3)",
    ),
    "SK-C1/expected": row(
        "E ℓ(S_N) ≤ ℓ(0) + GρLs/((1−ρ)N), ℓ(x) = G|x − c|, S_N two outcomes with |S_N| ≤ "
        "ρLs(1−ρ^N)/((1−ρ)N), γ(1) = 0",
        R, ">= 0",
        "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞); G ∈ (0, ∞); c ∈ [-10, 10]; "
        "first_error ∈ [-1, 1]; second_error ∈ [-1, 1]; chance ∈ (0, 1)",
    ),
    "SK-C1/expected-without-lipschitz": row(
        "E ℓ(S_N) ≤ ℓ(0) + GρLs/((1−ρ)N), ℓ(x) = G (x − c)², S_N two outcomes with |S_N| ≤ "
        "ρLs(1−ρ^N)/((1−ρ)N), γ(1) = 0",
        R, ">= 0",
        "rho ∈ (0, 1); L ∈ (0, ∞); s ∈ (0, 1); N ∈ [1, ∞); G ∈ (0, ∞); c ∈ [-10, 10]; "
        "first_error ∈ [-1, 1]; second_error ∈ [-1, 1]; chance ∈ (0, 1)",
        note="without: the loss is G-Lipschitz, not G times a square",
    ),
    "SK-C2/bound": row(
        "ℓ(S_N) ≤ ℓ(T) + 1/N, ℓ = TV(·, f), γ(1) = T + part (f − T), S_N one N-th of the way "
        "from γ(1) to any other",
        S, ">= 0", "f ∈ Δ°; teacher ∈ Δ°; other ∈ Δ°; N ∈ [1, ∞); part ∈ [0, 1]",
    ),
    "SK-C2/vanishes": row(
        "max(ℓ(S_N) − ℓ(T), 0) → 0, ℓ = TV(·, f), γ(1) = T + part (f − T), S_N one N-th of the "
        "way from γ(1) to any other",
        S, "tends to 0", "f ∈ Δ°; teacher ∈ Δ°; other ∈ Δ°; N ∈ [1, ∞); part ∈ [0, 1]", limit="N",
    ),
    "SK-C2/bound-without-realisable": row(
        "ℓ(S_N) ≤ ℓ(T) + 1/N, ℓ = TV(·, f), γ(1) anywhere, S_N one N-th of the way from γ(1) to "
        "any other",
        S, ">= 0", "f ∈ Δ°; teacher ∈ Δ°; other ∈ Δ°; N ∈ [1, ∞); sparse ∈ Δ°",
        note="without: the loss does not rise along the path: γ(1) is no worse than T",
    ),
    "SK-C2/vanishes-without-realisable": row(
        "max(ℓ(S_N) − ℓ(T), 0) → 0, ℓ = TV(·, f), γ(1) anywhere, S_N one N-th of the way from "
        "γ(1) to any other",
        S, "tends to 0", "f ∈ Δ°; teacher ∈ Δ°; other ∈ Δ°; N ∈ [1, ∞); sparse ∈ Δ°", limit="N",
        note="without: the loss does not rise along the path: γ(1) is no worse than T",
    ),
}  # fmt: skip
