(** * Tracking a path of targets in [n] stages.

    SK-H3 (ours).  [0 <= rho < 1], [L, s >= 0], [n >= 1] stages.  If
    [e_0 <= 0] and [e_k <= rho (e_(k-1) + L s / n)] for [k = 1..n], then
    [e_n <= rho L s (1 - rho^n) / ((1 - rho) n)].
    Tight: the sequence with equalities attains it.  The bound tends to zero: it is at most
    [rho L s / ((1 - rho) n)].

    SK-C1 (sourced rate, reconstructed constants; Flouro and Chadwick, arXiv 2601.03195).  A
    loss that is [G]-Lipschitz in the distance to the end of the path, which SK-H3 bounds:
    [loss(S_n) <= loss(gamma(1)) + G rho L s / ((1 - rho) n)].

    SK-H2 (ours).  Stage errors of at most [C (s/n)^2] sum to at most [C s^2 / n], which
    vanishes; stage errors of [C s / n] sum to [C s], which does not. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex.
Open Scope R_scope.

(** The bound for a general stage length [h = L s / n], after [k] stages. *)
Lemma tracking_stage rho h (e : nat -> R) n : 0 <= rho < 1 -> e O <= 0 ->
  (forall k, (k < n)%nat -> e (S k) <= rho * (e k + h)) ->
  forall k, (k <= n)%nat -> e k <= rho * h * (1 - rho ^ k) / (1 - rho).
Proof.
  intros R Z B. induction k as [|k IH]; intros L.
  - simpl. replace (rho * h * (1 - 1) / (1 - rho)) with 0 by (field; lra). exact Z.
  - eapply Rle_trans; [apply B; lia|]. specialize (IH ltac:(lia)).
    replace (rho * h * (1 - rho ^ S k) / (1 - rho))
      with (rho * (rho * h * (1 - rho ^ k) / (1 - rho) + h)) by (simpl; field; lra).
    apply Rmult_le_compat_l; lra.
Qed.

Theorem SK_H3 rho L s (e : nat -> R) n : (0 < n)%nat -> 0 <= rho < 1 -> e O <= 0 ->
  (forall k, (k < n)%nat -> e (S k) <= rho * (e k + L * s / INR n)) ->
  e n <= rho * L * s * (1 - rho ^ n) / ((1 - rho) * INR n).
Proof.
  intros N R Z B. assert (0 < INR n) by (apply lt_0_INR; exact N).
  replace (rho * L * s * (1 - rho ^ n) / ((1 - rho) * INR n))
    with (rho * (L * s / INR n) * (1 - rho ^ n) / (1 - rho)) by (field; lra).
  apply (tracking_stage rho _ e n R Z B n). lia.
Qed.

Fixpoint tracker (rho h : R) (k : nat) : R :=
  match k with O => 0 | S j => rho * (tracker rho h j + h) end.

Lemma tracker_value rho h k : rho <> 1 ->
  tracker rho h k = rho * h * (1 - rho ^ k) / (1 - rho).
Proof.
  intros R. induction k as [|k IH]; simpl; [|rewrite IH]; field; lra.
Qed.

Theorem SK_H3_tight rho L s n : (0 < n)%nat -> 0 <= rho < 1 -> exists e : nat -> R,
  e O = 0 /\ (forall k, e (S k) = rho * (e k + L * s / INR n)) /\
  e n = rho * L * s * (1 - rho ^ n) / ((1 - rho) * INR n).
Proof.
  intros N R. assert (0 < INR n) by (apply lt_0_INR; exact N).
  exists (tracker rho (L * s / INR n)). split; [reflexivity|]. split; [reflexivity|].
  rewrite tracker_value by lra. field. lra.
Qed.

Theorem SK_H3_rate rho L s n : (0 < n)%nat -> 0 <= rho < 1 -> 0 <= L -> 0 <= s ->
  0 <= rho * L * s * (1 - rho ^ n) / ((1 - rho) * INR n) <= rho * L * s / (1 - rho) / INR n.
Proof.
  intros N R HL Hs. assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (P : 0 <= rho ^ n) by (apply pow_le; lra).
  assert (Q : rho ^ n <= 1) by (rewrite <- (pow1 n); apply pow_incr; lra).
  assert (M : 0 <= rho * L * s) by (repeat apply Rmult_le_pos; lra).
  assert (J : 0 <= / ((1 - rho) * INR n)).
  { apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; lra. }
  split.
  - apply Rmult_le_pos; [apply Rmult_le_pos; lra | exact J].
  - replace (rho * L * s / (1 - rho) / INR n) with (rho * L * s * 1 / ((1 - rho) * INR n))
      by (field; lra).
    apply Rmult_le_compat_r; [exact J|]. apply Rmult_le_compat_l; lra.
Qed.

Lemma inverse_limit c : is_lim_seq (fun n => c / INR (S n)) 0.
Proof.
  assert (Z : is_lim_seq (fun n => / INR (S n)) 0).
  { apply (is_lim_seq_incr_1 (fun n => / INR n)).
    replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
    apply is_lim_seq_inv; [apply is_lim_seq_INR | discriminate]. }
  replace (Finite 0) with (Rbar_mult c 0) by (simpl; f_equal; ring).
  apply (is_lim_seq_scal_l _ c _ Z).
Qed.

(** The error after all stages vanishes as their number grows. *)
Theorem SK_H3_limit rho L s (e : nat -> nat -> R) : 0 <= rho < 1 -> 0 <= L -> 0 <= s ->
  (forall n k, 0 <= e n k) -> (forall n, e n O = 0) ->
  (forall n k, (k < n)%nat -> e n (S k) <= rho * (e n k + L * s / INR n)) ->
  is_lim_seq (fun n => e (S n) (S n)) 0.
Proof.
  intros R HL Hs P Z B.
  apply is_lim_seq_le_le with (fun _ => 0) (fun n => rho * L * s / (1 - rho) / INR (S n)).
  - intros n. split; [apply P|]. assert (N : (0 < S n)%nat) by lia.
    eapply Rle_trans; [apply (SK_H3 rho L s (e (S n)) (S n) N R)|].
    + right. apply Z.
    + apply B.
    + apply SK_H3_rate; assumption.
  - apply is_lim_seq_const.
  - apply inverse_limit.
Qed.

(** [loss_end] is the loss at the end of the path, [loss_last] that of the last student. *)
Theorem SK_C1 rho L s G (e : nat -> R) n (loss_end loss_last : R) :
  (0 < n)%nat -> 0 <= rho < 1 -> 0 <= L -> 0 <= s -> 0 <= G -> e O <= 0 ->
  (forall k, (k < n)%nat -> e (S k) <= rho * (e k + L * s / INR n)) ->
  Rabs (loss_last - loss_end) <= G * e n ->
  loss_last <= loss_end + G * rho * L * s / ((1 - rho) * INR n).
Proof.
  intros N R HL Hs HG Z B F. assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (T := SK_H3 rho L s e n N R Z B). assert (Q := SK_H3_rate rho L s n N R HL Hs).
  assert (A : e n <= rho * L * s / (1 - rho) / INR n) by lra.
  apply (Rmult_le_compat_l G) in A; [|exact HG]. assert (D := Rle_abs (loss_last - loss_end)).
  replace (G * rho * L * s / ((1 - rho) * INR n))
    with (G * (rho * L * s / (1 - rho) / INR n)) by (field; lra). lra.
Qed.

(** ** SK-H2 *)

Theorem SK_H2 C s n (e : nat -> R) : (0 < n)%nat ->
  (forall k, (k < n)%nat -> e k <= C * (s / INR n) ^ 2) -> sum n e <= C * s ^ 2 / INR n.
Proof.
  intros N B. assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  eapply Rle_trans; [apply (sum_le n e (fun _ => C * (s / INR n) ^ 2)), B|].
  rewrite sum_const. right. field. lra.
Qed.

Theorem SK_H2_first_order_errors_do_not_vanish C s n : (0 < n)%nat ->
  sum n (fun _ => C * s / INR n) = C * s.
Proof.
  intros N. assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  rewrite sum_const. field. lra.
Qed.
