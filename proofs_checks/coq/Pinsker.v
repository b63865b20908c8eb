(** * Pinsker's inequality, and anchored students with an error in relative entropy.

    For all [n]:
    - Pinsker (textbook): [2 TV(p, q)^2 <= KL(p || q)] for distributions, [q] positive;
    - RM-C6 (ours): let the student [s'] miss its target [t = a p + (1 - a) s] by
      [KL(t || s') <= e].  Then, for [0 < a <= 1],
      [KL(p || s') <= (1 - a) KL(p || s) + (e + sqrt (e / 2)) / a]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm AnchoredContraction.
Open Scope R_scope.

(** ** One term: [3 (x - 1)^2 <= (4 + 2 x) (x log x - x + 1)] *)

Definition excess (x : R) : R := (4 + 2 * x) * (x * ln x - x + 1) - 3 * (x - 1) ^ 2.
Definition excess' (x : R) : R := 4 * (1 + x) * ln x - 8 * (x - 1).

Lemma excess_derivative x : 0 < x -> is_derive excess x (excess' x).
Proof. intros X. unfold excess, excess'. auto_derive; [exact X|]. field. lra. Qed.

Lemma excess'_derivative x : 0 < x -> is_derive excess' x (4 * (ln x + / x - 1)).
Proof. intros X. unfold excess'. auto_derive; [exact X|]. field. lra. Qed.

Lemma log_above x : 0 < x -> 0 <= ln x + / x - 1.
Proof.
  intros X. assert (P : 0 < / x) by (apply Rinv_0_lt_compat, X).
  assert (L := log_le_linear (/ x) P). rewrite ln_Rinv in L by exact X. lra.
Qed.

(** A function with a derivative between two positive points. *)
Lemma mean_value f d x y : 0 < x -> x < y ->
  (forall z, 0 < z -> is_derive f z (d z)) ->
  exists c, x <= c <= y /\ f y - f x = d c * (y - x).
Proof.
  intros X O D. destruct (MVT_gen f x y d) as [c [C M]].
  - intros z. rewrite Rmin_left by lra. intros Z. apply D. lra.
  - intros z. rewrite Rmin_left by lra. intros Z.
    apply continuity_pt_filterlim, (ex_derive_continuous f). exists (d z). apply D. lra.
  - rewrite Rmin_left, Rmax_right in C by lra. exists c. split; assumption.
Qed.

Lemma excess'_increasing x y : 0 < x -> x < y -> excess' x <= excess' y.
Proof.
  intros X O. destruct (mean_value excess' _ x y X O excess'_derivative) as [c [C M]].
  assert (L := log_above c ltac:(lra)).
  assert (0 <= 4 * (ln c + / c - 1) * (y - x)) by (apply Rmult_le_pos; lra). lra.
Qed.

Lemma excess'_at_1 : excess' 1 = 0.
Proof. unfold excess'. rewrite ln_1. ring. Qed.

Lemma excess_at_1 : excess 1 = 0.
Proof. unfold excess. rewrite ln_1. ring. Qed.

Lemma excess_nonneg x : 0 < x -> 0 <= excess x.
Proof.
  intros X. destruct (Rtotal_order x 1) as [O | [-> | O]].
  - destruct (mean_value excess _ x 1 X O excess_derivative) as [c [[C0 C1] M]].
    assert (excess' c <= 0).
    { rewrite <- excess'_at_1. destruct C1 as [C1| ->]; [apply excess'_increasing; lra | lra]. }
    rewrite excess_at_1 in M. nra.
  - rewrite excess_at_1. lra.
  - destruct (mean_value excess _ 1 x ltac:(lra) O excess_derivative) as [c [[C0 C1] M]].
    assert (0 <= excess' c).
    { rewrite <- excess'_at_1. destruct C0 as [C0| <-]; [apply excess'_increasing; lra | lra]. }
    rewrite excess_at_1 in M. nra.
Qed.

Lemma pinsker_term p q : 0 <= p -> 0 < q ->
  3 * (p - q) ^ 2 <= (4 * q + 2 * p) * (p * ln (p / q) - p + q).
Proof.
  intros [P| <-] Q; [|nra]. assert (X : 0 < p / q) by (apply Rdiv_lt_0_compat; assumption).
  assert (E := excess_nonneg (p / q) X). unfold excess in E.
  apply (Rmult_le_compat_l (q ^ 2)) in E; [|nra].
  replace (q ^ 2 * ((4 + 2 * (p / q)) * (p / q * ln (p / q) - p / q + 1) - 3 * (p / q - 1) ^ 2))
    with ((4 * q + 2 * p) * (p * ln (p / q) - p + q) - 3 * (p - q) ^ 2) in E by (field; lra).
  lra.
Qed.

(** ** The sum: Cauchy and Schwarz *)

(** If [3 d_i^2 <= w_i k_i] for all [i], then [3 (sum |d|)^2 <= (sum w) (sum k)]. *)
Lemma cauchy_schwarz n d w k : pos n w -> nonneg n k ->
  (forall i, (i < n)%nat -> 3 * d i ^ 2 <= w i * k i) ->
  3 * sum n (fun i => Rabs (d i)) ^ 2 <= sum n w * sum n k.
Proof.
  induction n as [|n IH]; intros W K D; simpl; [lra|].
  assert (W' : pos n w) by (intros i L; apply W; lia).
  assert (K' : nonneg n k) by (intros i L; apply K; lia).
  assert (I := IH W' K' (fun i L => D i (Nat.lt_lt_succ_r _ _ L))).
  assert (Dn := D n (Nat.lt_succ_diag_r n)). assert (Wn := W n (Nat.lt_succ_diag_r n)).
  assert (Kn := K n (Nat.lt_succ_diag_r n)). assert (S := sum_nonneg n k K').
  assert (A : 0 <= sum n w) by (apply sum_nonneg; intros i L; apply Rlt_le, W', L).
  rewrite <- (pow2_abs (d n)) in Dn. assert (B := Rabs_pos (d n)).
  set (x := sum n (fun i => Rabs (d i))) in *. set (y := Rabs (d n)) in *.
  assert (X : 0 <= x) by (apply sum_nonneg; intros i _; apply Rabs_pos).
  set (a := sum n w) in *. set (b := sum n k) in *. set (u := w n) in *. set (v := k n) in *.
  (* 3 x^2 <= a b and 3 y^2 <= u v give 6 x y <= a v + u b *)
  assert (M : 6 * (x * y) <= a * v + u * b).
  { apply Rsqr_incr_0_var; [|assert (0 <= a * v) by (apply Rmult_le_pos; assumption);
      assert (0 <= u * b) by (apply Rmult_le_pos; lra); lra].
    unfold Rsqr.
    assert (P : (3 * x ^ 2) * (3 * y ^ 2) <= (a * b) * (u * v))
      by (apply Rmult_le_compat; try assumption; nra).
    assert (0 <= (a * v - u * b) ^ 2) by apply pow2_ge_0. nra. }
  nra.
Qed.

Theorem pinsker n p q : dist n p -> dist n q -> pos n q -> 2 * TV n p q ^ 2 <= KL n p q.
Proof.
  intros [Np Sp] [Nq Sq] Q.
  assert (C := cauchy_schwarz n (fun i => p i - q i) (fun i => 4 * q i + 2 * p i)
                 (fun i => p i * ln (p i / q i) - p i + q i)).
  rewrite !sum_plus, sum_minus, !sum_scal, Sp, Sq in C. fold (KL n p q) in C.
  unfold TV. set (x := sum n (fun i => Rabs (p i - q i))) in *.
  assert (3 * x ^ 2 <= (4 * 1 + 2 * 1) * (KL n p q - 1 + 1)); [|lra].
  apply C.
  - intros i L. specialize (Np i L). specialize (Q i L). lra.
  - intros i L. assert (G := gibbs_term (p i) (q i) (Np i L) (Q i L)). simpl. lra.
  - intros i L. apply pinsker_term; auto.
Qed.

(** ** RM-C6 *)

(** The positive part of the log-ratio costs at most the divergence plus the variation. *)
Lemma positive_part t s : 0 < t -> 0 < s ->
  t * Rmax (ln (t / s)) 0 <= t * ln (t / s) + Rmax (s - t) 0.
Proof.
  intros T S. assert (G := gibbs_term t s (Rlt_le _ _ T) S).
  unfold Rmax. repeat destruct Rle_dec; lra.
Qed.

Lemma positive_variation n t s : dist n t -> dist n s ->
  sum n (fun i => Rmax (s i - t i) 0) = TV n t s.
Proof.
  intros [_ T] [_ S]. unfold TV.
  rewrite (sum_ext n (fun i => Rmax (s i - t i) 0)
             (fun i => / 2 * Rabs (t i - s i) + / 2 * (s i - t i))).
  - rewrite sum_plus, !sum_scal, sum_minus, T, S. lra.
  - intros i _. unfold Rmax, Rabs. destruct Rle_dec, Rcase_abs; lra.
Qed.

Theorem RM_C6_KL n a p s s' e : 0 < a <= 1 -> dist n p -> dist n s -> dist n s' ->
  pos n s -> pos n s' -> pos n (mix a p s) -> KL n (mix a p s) s' <= e ->
  KL n p s' <= (1 - a) * KL n p s + (e + sqrt (e / 2)) / a.
Proof.
  intros A P Ds Ds' S S' T E. set (t := mix a p s) in *.
  assert (Dt : dist n t) by (apply mix_dist; [lra | exact P | exact Ds]).
  (* KL(p || s') = KL(p || t) + sum p log (t / s'), and a p <= t *)
  assert (Split : KL n p s' = KL n p t + sum n (fun i => p i * ln (t i / s' i))).
  { unfold KL. rewrite <- sum_plus. apply sum_ext. intros i L.
    specialize (T i L). specialize (S' i L).
    rewrite !xlog_div by (apply P, L || assumption). rewrite ln_div by assumption. ring. }
  assert (B : a * sum n (fun i => p i * ln (t i / s' i)) <= KL n t s' + TV n t s').
  { rewrite <- sum_scal, <- (positive_variation n t s' Dt Ds'). unfold KL.
    rewrite <- sum_plus. apply sum_le. intros i L.
    assert (Pi := proj1 P i L). assert (Si := proj1 Ds i L).
    eapply Rle_trans; [|apply positive_part; [apply T, L | apply S', L]].
    assert (M0 := Rmax_r (ln (t i / s' i)) 0). assert (M1 := Rmax_l (ln (t i / s' i)) 0).
    apply Rle_trans with (a * p i * Rmax (ln (t i / s' i)) 0).
    - rewrite <- Rmult_assoc. apply Rmult_le_compat_l; [apply Rmult_le_pos|]; lra.
    - apply Rmult_le_compat_r; [exact M0|]. unfold t, mix.
      assert (0 <= (1 - a) * s i) by (apply Rmult_le_pos; lra). lra. }
  assert (V : TV n t s' <= sqrt (e / 2)).
  { rewrite <- (sqrt_pow2 (TV n t s')) by apply TV_nonneg. apply sqrt_le_1_alt.
    assert (K := pinsker n t s' Dt Ds' S'). lra. }
  assert (F := RM_C2_step n a p s ltac:(lra) P S). fold t in F.
  assert (G : sum n (fun i => p i * ln (t i / s' i)) <= (e + sqrt (e / 2)) / a).
  { apply Rmult_le_reg_l with a; [lra|].
    replace (a * ((e + sqrt (e / 2)) / a)) with (e + sqrt (e / 2)) by (field; lra). lra. }
  lra.
Qed.
