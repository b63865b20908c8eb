(** * The power transform: entropy grows with temperature.

    For all [n], positive distributions [p], temperatures [0 < T <= T'];
    [F_T(p)_i = p_i^(1/T) / sum_j p_j^(1/T)].

    - SK-A3 weak (sourced, Flouro and Chadwick, arXiv 2601.03195):
      [H(F_T(p)) <= H(F_T'(p))];
    - SK-A3 strict: [<] when [T < T'] and [p] has two different entries;
    - R4 (ours): for [p] with two different entries and any effective temperatures [t, t' > 0],
      [H(F_t(p)) <= H(F_t'(p))] iff [t <= t'];
    - SK-A4: [F_1(p) = p];  SK-A1: [p_j < p_i] implies [F_T(p)_j < F_T(p)_i].

    Proof of A3.  With [b = 1/T], [log F(i) = b log p_i - log Z], so the sum of the two
    relative entropies between the outputs is [(b - b') (E_F log p - E_F' log p)], which is
    not negative; and the entropy is at most the cross entropy (Gibbs). *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm PoolSafety.
Open Scope R_scope.

Lemma power_sum_pos n T p : (0 < n)%nat -> 0 < sum n (fun j => Rpower (p j) (/ T)).
Proof. intros N. apply sum_pos; [exact N | intros i _; apply exp_pos]. Qed.

Lemma power_pos n T p : (0 < n)%nat -> pos n (power n T p).
Proof.
  intros N i _. apply Rdiv_lt_0_compat; [apply exp_pos | apply power_sum_pos, N].
Qed.

Lemma power_dist n T p : (0 < n)%nat -> dist n (power n T p).
Proof.
  intros N. split.
  - intros i L. apply Rlt_le, power_pos; assumption.
  - assert (Z := power_sum_pos n T p N). unfold power.
    rewrite (sum_ext n _ (fun i => / sum n (fun j => Rpower (p j) (/ T)) * Rpower (p i) (/ T)))
      by (intros; unfold Rdiv; ring).
    rewrite sum_scal. apply Rinv_l. lra.
Qed.

Theorem SK_A4_power n p : dist n p -> pos n p ->
  forall i, (i < n)%nat -> power n 1 p i = p i.
Proof.
  intros [_ S] P i L. unfold power. rewrite Rinv_1.
  rewrite (sum_ext n _ p) by (intros; apply Rpower_1, P; assumption).
  rewrite S, Rpower_1 by (apply P, L). field.
Qed.

Theorem SK_A1_power n T p i j : 0 < T -> pos n p -> (i < n)%nat -> (j < n)%nat ->
  p j < p i -> power n T p j < power n T p i.
Proof.
  intros HT P Li Lj O. unfold power, Rdiv. apply Rmult_lt_compat_r.
  - apply Rinv_0_lt_compat, power_sum_pos. lia.
  - unfold Rpower. apply exp_increasing, Rmult_lt_compat_l.
    + apply Rinv_0_lt_compat, HT.
    + apply ln_increasing; [apply P, Lj | exact O].
Qed.

Lemma log_power n T p i : (0 < n)%nat ->
  ln (power n T p i) = / T * ln (p i) - ln (sum n (fun j => Rpower (p j) (/ T))).
Proof.
  intros N. unfold power. rewrite ln_div by (apply exp_pos || apply power_sum_pos, N).
  unfold Rpower at 1. rewrite ln_exp. reflexivity.
Qed.

(** The mean of [log p] under a distribution. *)
Definition mean_log (n : nat) (q p : nat -> R) : R := sum n (fun i => q i * ln (p i)).

Lemma cross_entropy_power n T p r : dist n r ->
  - sum n (fun i => r i * ln (power n T p i))
  = ln (sum n (fun j => Rpower (p j) (/ T))) - / T * mean_log n r p.
Proof.
  intros D. assert (N := dist_size n r D).
  set (c := ln (sum n (fun j => Rpower (p j) (/ T)))).
  rewrite (sum_ext n _ (fun i => / T * (r i * ln (p i)) - c * r i)).
  - rewrite sum_minus, !sum_scal. destruct D as [_ ->]. unfold mean_log. ring.
  - intros i L. rewrite log_power by exact N. fold c. ring.
Qed.

Lemma entropy_power n T p : (0 < n)%nat ->
  H n (power n T p)
  = ln (sum n (fun j => Rpower (p j) (/ T))) - / T * mean_log n (power n T p) p.
Proof. intros N. apply cross_entropy_power, power_dist, N. Qed.

Lemma inverse_order T T' : 0 < T -> T < T' -> / T' < / T.
Proof. intros A B. apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. Qed.

(** Gibbs for the outputs at two temperatures. *)
Lemma power_gibbs n T T' p : (0 < n)%nat ->
  H n (power n T p)
  <= ln (sum n (fun j => Rpower (p j) (/ T'))) - / T' * mean_log n (power n T p) p.
Proof.
  intros N. rewrite <- cross_entropy_power by (apply power_dist, N).
  apply entropy_le_cross; [apply power_dist | apply power_dist | apply power_pos]; exact N.
Qed.

(** The colder output has the larger mean of [log p]. *)
Lemma mean_log_order n T T' p : (0 < n)%nat -> 0 < T -> T < T' ->
  mean_log n (power n T' p) p <= mean_log n (power n T p) p.
Proof.
  intros N A B. assert (I := inverse_order T T' A B).
  assert (G := power_gibbs n T T' p N). assert (K := power_gibbs n T' T p N).
  rewrite entropy_power in G, K by exact N.
  apply Rmult_le_reg_l with (/ T - / T'); lra.
Qed.

Theorem SK_A3_power n T T' p : (0 < n)%nat -> 0 < T <= T' ->
  H n (power n T p) <= H n (power n T' p).
Proof.
  intros N [A [B|<-]]; [|lra]. assert (J : 0 < / T') by (apply Rinv_0_lt_compat; lra).
  eapply Rle_trans; [apply (power_gibbs n T T' p N)|].
  rewrite (entropy_power n T' p N).
  assert (M := mean_log_order n T T' p N A B). apply (Rmult_le_compat_l (/ T')) in M; lra.
Qed.

(** ** Strict growth *)

Lemma power_equal_ratio n T p i j : (0 < n)%nat ->
  ln (power n T p i) - ln (power n T p j) = / T * (ln (p i) - ln (p j)).
Proof. intros N. rewrite !log_power by exact N. ring. Qed.

Theorem SK_A3_power_strict n T T' p i j : 0 < T < T' -> pos n p ->
  (i < n)%nat -> (j < n)%nat -> p i <> p j -> H n (power n T p) < H n (power n T' p).
Proof.
  intros [A B] P Li Lj D. assert (N : (0 < n)%nat) by lia.
  assert (I := inverse_order T T' A B).
  assert (J : 0 < / T') by (apply Rinv_0_lt_compat; lra).
  destruct (SK_A3_power n T T' p N (conj A (Rlt_le _ _ B))) as [S|S]; [exact S|exfalso].
  assert (M := mean_log_order n T T' p N A B). apply (Rmult_le_compat_l (/ T')) in M; [|lra].
  assert (Z : KL n (power n T p) (power n T' p) = 0).
  { assert (G := power_gibbs n T T' p N). rewrite (entropy_power n T' p N) in S.
    unfold KL. rewrite (sum_ext n _ (fun i => power n T p i * ln (power n T p i)
                                              - power n T p i * ln (power n T' p i))).
    - rewrite sum_minus. assert (C := cross_entropy_power n T' p _ (power_dist n T p N)).
      unfold H in S, G. lra.
    - intros k Lk. apply xlog_div; [apply Rlt_le|]; apply power_pos; assumption. }
  assert (Q := gibbs_equality n _ _ (power_dist n T p N) (power_dist n T' p N)
                 (power_pos n T' p N) Z).
  assert (F : / T * (ln (p i) - ln (p j)) = / T' * (ln (p i) - ln (p j))).
  { rewrite <- !(power_equal_ratio n _ p i j N), (Q i Li), (Q j Lj). reflexivity. }
  apply D, ln_inv; [apply P, Li | apply P, Lj|].
  assert (W : (/ T - / T') * (ln (p i) - ln (p j)) = 0) by lra.
  apply Rmult_integral in W. lra.
Qed.

Theorem R4 n t t' p i j : 0 < t -> 0 < t' -> pos n p -> (i < n)%nat -> (j < n)%nat ->
  p i <> p j -> H n (power n t p) <= H n (power n t' p) <-> t <= t'.
Proof.
  intros A B P Li Lj D. split; intros L.
  - destruct (Rle_or_lt t t') as [O|O]; [exact O|exfalso].
    assert (S := SK_A3_power_strict n t' t p i j (conj B O) P Li Lj D). lra.
  - apply SK_A3_power; [lia | lra].
Qed.
