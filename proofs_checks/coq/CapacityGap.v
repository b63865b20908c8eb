(** * Staged pruning against the dense teacher: when the excess loss vanishes, and when not.

    SK-C2 (sourced; Flouro and Chadwick, arXiv 2601.03195): [loss(S_n) <= loss(T) + O(1/n)] for
    [n] stages.

    - It holds on a realisable path, one whose end loses no more than the teacher: with the
      constants of SK-C1, [loss(S_n) <= loss(T) + G rho L s / ((1 - rho) n)].
    - It is false with a capacity gap (ours).  The truth and the teacher are (1/2, 1/2), students
      keep one class only.  For the squared loss every student loses 1/2 more than the teacher,
      whatever [n]: no constant [C] gives [loss(S_n) <= loss(T) + C/n] for all [n]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Pools PoolSafety Tracking.
Open Scope R_scope.

Theorem SK_C2_realisable n rho G L s (e : nat -> R) loss_n loss_end loss_teacher :
  (0 < n)%nat -> 0 <= rho < 1 -> 0 <= G -> 0 <= L * s -> e O <= 0 ->
  (forall k, (k < n)%nat -> e (S k) <= rho * (e k + L * s / INR n)) ->
  loss_n <= loss_end + G * e n -> loss_end <= loss_teacher ->
  loss_n <= loss_teacher + G * rho * L * s / ((1 - rho) * INR n).
Proof.
  intros N R PG PL Z B A T.
  assert (K := SK_H3 rho L s e n N R Z B). assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (Q : 0 < / ((1 - rho) * INR n)).
  { apply Rinv_0_lt_compat, Rmult_lt_0_compat; lra. }
  assert (P : 0 <= rho ^ n) by (apply pow_le; lra).
  assert (M : e n <= rho * L * s / ((1 - rho) * INR n)).
  { apply Rle_trans with (1 := K). unfold Rdiv. apply Rmult_le_compat_r; [lra|].
    assert (0 <= rho * (L * s) * rho ^ n); [|lra].
    apply Rmult_le_pos; [apply Rmult_le_pos; lra | exact P]. }
  apply (Rmult_le_compat_l G) in M; [|exact PG].
  replace (G * rho * L * s / ((1 - rho) * INR n)) with (G * (rho * L * s / ((1 - rho) * INR n)))
    by (unfold Rdiv; ring). lra.
Qed.

Definition squared_loss (truth q : nat -> R) : R := sum 2 (fun i => (q i - truth i) ^ 2).

(** A student of one class. *)
Definition sparse (q : nat -> R) : Prop := dist 2 q /\ (q O = 0 \/ q 1%nat = 0).

Theorem SK_C2_capacity_gap q : sparse q -> squared_loss half q = squared_loss half half + / 2.
Proof.
  intros [[_ S] Z]. unfold squared_loss, half. simpl in *.
  destruct Z as [Z|Z]; rewrite Z in *; [replace (q 1%nat) with 1 by lra|
                                        replace (q O) with 1 by lra]; field.
Qed.

Theorem SK_C2_false_with_a_capacity_gap :
  ~ exists C, exists S : nat -> nat -> R, (forall n, sparse (S n)) /\
      forall n, (0 < n)%nat -> squared_loss half (S n) <= squared_loss half half + C / INR n.
Proof.
  intros [C [S [P B]]].
  destruct (archimed_cor1 (/ (2 * (Rabs C + 1)))) as [N [A L]].
  { apply Rinv_0_lt_compat. generalize (Rabs_pos C). lra. }
  specialize (B N L). rewrite SK_C2_capacity_gap in B by apply P.
  assert (Q := Rabs_pos C). assert (R := Rle_abs C).
  assert (I : 0 < / INR N) by (apply Rinv_0_lt_compat, lt_0_INR, L).
  assert (D : / 2 <= C * / INR N) by (unfold Rdiv in B; lra).
  assert (E : (Rabs C + 1) * / INR N < / 2).
  { apply Rmult_lt_reg_l with (/ (Rabs C + 1)); [apply Rinv_0_lt_compat; lra|].
    rewrite <- Rmult_assoc, Rinv_l, Rmult_1_l by lra. rewrite <- Rinv_mult.
    rewrite Rmult_comm. exact A. }
  nra.
Qed.
