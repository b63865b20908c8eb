(** * The power transform can amplify the variance of its targets.

    SK-B6 (sourced intuition, Flouro and Chadwick, arXiv 2601.03195), a false reading for the
    power transform: softening need not reduce the variance.  Of the teachers (1, 0) and
    (0.9999, 0.0001) at equal odds, temperature 2 multiplies it by more than 9000. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex PoolSafety PowerDerivative Variance DistillationRisk AnchoredLimits.
Open Scope R_scope.

(** [S i o]: the probability of class [i] at outcome [o], and its image at temperature 2. *)
Definition nearly_sure (i o : nat) : R :=
  match o with O => pair (1 - 0) 0 i | S _ => pair (1 - / 10000) (/ 10000) i end.
Definition softened (i o : nat) : R := power_closed 2 2 (fun j => nearly_sure j o) i.

Lemma variance_of_two (S : nat -> nat -> R) :
  variance 2 half 2 S = ((S O O - S O 1%nat) ^ 2 + (S 1%nat O - S 1%nat 1%nat) ^ 2) / 4.
Proof. unfold variance, E, half. simpl. field. Qed.

Theorem SK_B6_power_can_amplify_the_variance :
  (forall o, (o < 2)%nat -> dist 2 (fun i => nearly_sure i o)) /\
  9000 * variance 2 half 2 nearly_sure < variance 2 half 2 softened.
Proof.
  split; [intros [|o] _; simpl; apply pair_dist; lra|].
  rewrite !variance_of_two. destruct (SK_A5_power_fixes_the_vertex 2) as [V0 V1].
  assert (S0 : softened O O = 1).
  { rewrite <- V0. unfold softened, power_closed, nearly_sure, pair. simpl.
    replace (1 - 0) with 1 by ring. reflexivity. }
  assert (S1 : softened 1%nat O = 0) by (apply SK_A5_power_keeps_zeros; reflexivity).
  set (r := sqrt (1 - / 10000)).
  assert (R0 : 0 < r) by (apply sqrt_lt_R0; lra).
  assert (R2 : r * r = 1 - / 10000) by (apply sqrt_sqrt; lra).
  assert (R1 : r <= 1) by nra.
  assert (Q : sqrt (/ 10000) = / 100).
  { replace (/ 10000) with (/ 100 * / 100) by field. apply sqrt_square. lra. }
  assert (W : forall i, (i < 2)%nat -> softened i 1%nat = pair r (/ 100) i / (r + / 100)).
  { intros [|[|i]] L; [| |lia]; unfold softened, power_closed, root, nearly_sure, pair; simpl;
      (destruct (Rlt_dec 0 (1 - / 10000)) as [_|N]; [|lra]);
      (destruct (Rlt_dec 0 (/ 10000)) as [_|N]; [|lra]);
      rewrite !Rpower_sqrt, Q by lra; fold r; f_equal; ring. }
  rewrite S0, S1, !W by lia. unfold nearly_sure, pair.
  set (b := / 100 / (r + / 100)).
  assert (B : 99 / 10000 <= b).
  { unfold b. apply Rmult_le_reg_r with (r + / 100); [lra|]. unfold Rdiv at 2.
    rewrite Rmult_assoc, Rinv_l by lra. lra. }
  replace (1 - r / (r + / 100)) with b by (unfold b; field; lra). nra.
Qed.
