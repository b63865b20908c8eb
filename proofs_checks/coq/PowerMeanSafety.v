(** * Power-mean pools of order [0 < s <= 1] amplify by a bounded factor.

    MT-S1 (ours, for a name of Flouro and Chadwick, arXiv 2601.09165).  For all [n] and [K],
    positive teachers, equal weights [1/K] and every event [U]: if every teacher gives [U] at most
    [c], the power-mean pool of order [s] gives it at most [K^(1/s - 1) c].

    The linear pool is [s = 1], factor one.  The logarithmic pool, the limit [s = 0], has no such
    bound: [MT_S1_log_pool_up_to_1].

    Proof.  The means are at most the linear pool's entries, and the normaliser is at least
    [K^(1 - 1/s)], because a norm of order [s <= 1] is at least the sum. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools PoolSafety PowerMeans.
Open Scope R_scope.

Lemma Rpower_below_1 x e : 0 < x <= 1 -> 1 <= e -> Rpower x e <= x.
Proof.
  intros X E. assert (L : ln x <= 0).
  { rewrite <- ln_1. destruct (proj2 X) as [Y| ->]; [apply Rlt_le, ln_increasing; lra | lra]. }
  rewrite <- (exp_ln x) at 2 by lra. unfold Rpower.
  destruct (Rle_lt_or_eq_dec (e * ln x) (ln x)) as [C|C]; [nra| |].
  - apply Rlt_le, exp_increasing, C.
  - rewrite C. apply Rle_refl.
Qed.

(** The sum is at most the norm of order [s <= 1]. *)
Lemma sum_below_norm K s x : (0 < K)%nat -> 0 < s <= 1 -> pos K x ->
  sum K x <= Rpower (sum K (fun k => Rpower (x k) s)) (/ s).
Proof.
  intros N S X. set (A := sum K (fun k => Rpower (x k) s)).
  assert (NA : nonneg K (fun k => Rpower (x k) s)) by (intros k _; apply Rlt_le, exp_pos).
  assert (PA : 0 < A) by (apply sum_pos; [exact N | intros k _; apply exp_pos]).
  assert (E : 1 <= / s) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
  apply Rle_trans with (sum K (fun k => Rpower A (/ s) / A * Rpower (x k) s)).
  - apply sum_le. intros k L. assert (PX : 0 < Rpower (x k) s) by apply exp_pos.
    assert (U : 0 < Rpower (x k) s / A <= 1).
    { split; [apply Rdiv_lt_0_compat; assumption|].
      apply Rmult_le_reg_r with A; [exact PA|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra.
      rewrite Rmult_1_l, Rmult_1_r. apply (sum_term K (fun k => Rpower (x k) s) k L NA). }
    assert (B := Rpower_below_1 _ _ U E).
    assert (R : x k = Rpower A (/ s) * Rpower (Rpower (x k) s / A) (/ s)).
    { rewrite Rpower_mult_distr by (apply U || exact PA).
      replace (A * (Rpower (x k) s / A)) with (Rpower (x k) s) by (field; lra).
      rewrite Rpower_mult, Rinv_r by lra. symmetry. apply Rpower_1, X, L. }
    rewrite R at 1. replace (Rpower A (/ s) / A * Rpower (x k) s)
      with (Rpower A (/ s) * (Rpower (x k) s / A)) by (field; lra).
    apply Rmult_le_compat_l; [apply Rlt_le, exp_pos | exact B].
  - rewrite sum_scal. fold A. right. field. lra.
Qed.

Lemma normaliser_bound n K s P : 0 < s <= 1 -> (0 < K)%nat ->
  teachers n K P -> positive_teachers n K P ->
  Rpower (INR K) (1 - / s) <= sum n (fun j => power_mean K s (uniform K) (class P j)).
Proof.
  intros S NK T Q. assert (IK : 0 < INR K) by (apply lt_0_INR; exact NK).
  apply Rle_trans with (sum n (fun j => Rpower (INR K) (- / s) * sum K (class P j))).
  - rewrite sum_scal. unfold class. rewrite sum_swap.
    rewrite (sum_ext K _ (fun _ => 1)) by (intros k L; apply (T k L)).
    rewrite sum_const, Rmult_1_r. rewrite <- (Rpower_1 (INR K)) at 3 by exact IK.
    rewrite <- Rpower_plus. right. f_equal. ring.
  - apply sum_le. intros j L. unfold power_mean, uniform. rewrite sum_scal.
    rewrite <- Rpower_mult_distr; [|apply Rinv_0_lt_compat, IK|
      apply sum_pos; [exact NK | intros k _; apply exp_pos]].
    replace (Rpower (/ INR K) (/ s)) with (Rpower (INR K) (- / s))
      by (unfold Rpower; rewrite ln_Rinv by exact IK; f_equal; ring).
    apply Rmult_le_compat_l; [apply Rlt_le, exp_pos|].
    apply sum_below_norm; [exact NK | exact S | intros k Lk; apply Q; assumption].
Qed.

Theorem MT_S1_power_mean_amplification n K s P U c : 0 < s <= 1 -> (0 < K)%nat -> (0 < n)%nat ->
  teachers n K P -> positive_teachers n K P ->
  (forall k, (k < K)%nat -> event n U (P k) <= c) ->
  event n U (power_pool n K s (uniform K) P) <= Rpower (INR K) (/ s - 1) * c.
Proof.
  intros S NK N T Q B. assert (D := uniform_dist K NK).
  set (Z := sum n (fun j => power_mean K s (uniform K) (class P j))).
  assert (ZP : 0 < Z) by (apply normaliser_pos, N).
  assert (ZL : Rpower (INR K) (1 - / s) <= Z) by (apply normaliser_bound; assumption).
  assert (EL : event n U (linear_pool K (uniform K) P) <= c)
    by (apply MT_S1_linear_maximum; assumption).
  assert (EU : event n U (power_pool n K s (uniform K) P)
               <= / Z * event n U (linear_pool K (uniform K) P)).
  { unfold event. rewrite <- sum_scal. apply sum_le. intros i L. destruct (U i); [|lra].
    unfold power_pool. fold Z. unfold Rdiv. rewrite (Rmult_comm _ (/ Z)).
    apply Rmult_le_compat_l; [apply Rlt_le, Rinv_0_lt_compat, ZP|].
    apply power_mean_below_linear; [exact S|exact D|intros k Lk; apply Q; assumption]. }
  assert (EP : 0 <= event n U (linear_pool K (uniform K) P)).
  { apply sum_nonneg. intros i L. destruct (U i); [|lra].
    apply Rlt_le, (linear_pool_pos n); assumption. }
  assert (IZ : / Z <= Rpower (INR K) (/ s - 1)).
  { replace (/ s - 1) with (- (1 - / s)) by ring. rewrite Rpower_Ropp.
    apply Rinv_le_contravar; [apply exp_pos | exact ZL]. }
  assert (0 < / Z) by (apply Rinv_0_lt_compat, ZP). nra.
Qed.
