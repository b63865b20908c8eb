(** * Adaptive weighting: two more false readings.

    - AW-F2 (ours): clipping weights to a feasible box and renormalising can leave the box:
      (.9, .05, .05) with the box [[1/5, 1/2]] ends at (5/9, 2/9, 2/9).
    - AW-C1 (sourced, Flouro and Chadwick, arXiv 2601.17910): gradient steps drive the
      divergence to zero.  False without a further condition: the student
      [p_x = (s(x^2), 1 - s(x^2))] with [s] the logistic function, target (3/4, 1/4), start
      [x = 0]: the gradient vanishes there, every step size leaves [x = 0], the divergence
      stays positive, and yet another [x] has divergence zero. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm PoolSafety AnchoredLimits Weighting.
Open Scope R_scope.

Definition clip (lo hi x : R) : R := Rmax lo (Rmin hi x).

Theorem AW_F2_clip_and_renormalise_leaves_the_box :
  let lo := 1 / 5 in let hi := 1 / 2 in
  let w := triple (9 / 10) (1 / 20) (1 / 20) in
  dist 3 w /\ (exists v, in_box 3 lo hi v) /\
  ~ in_box 3 lo hi (normalised 3 (fun k => clip lo hi (w k))).
Proof.
  intros lo hi w. split; [apply triple_dist; lra|]. split.
  - apply AW_F1_feasible; [lia | unfold lo; lra | unfold lo, hi; lra|].
    unfold lo, hi. simpl. lra.
  - intros [_ B]. specialize (B 0%nat ltac:(lia)). revert B.
    unfold normalised, clip, lo, hi, w. simpl.
    rewrite (Rmin_left (1 / 2) (9 / 10)), (Rmin_right (1 / 2) (1 / 20)) by lra.
    rewrite (Rmax_right (1 / 5) (1 / 2)), (Rmax_left (1 / 5) (1 / 20)) by lra. lra.
Qed.

(** ** AW-C1 *)

Definition logistic (t : R) : R := / (1 + exp (- t)).
Definition flat_student (x : R) : nat -> R := pair (logistic (x * x)) (1 - logistic (x * x)).
Definition target : nat -> R := pair (3 / 4) (1 / 4).
Definition flat_loss (x : R) : R := KL 2 target (flat_student x).

Lemma logistic_range t : 0 < logistic t < 1.
Proof.
  assert (P := exp_pos (- t)). unfold logistic. split.
  - apply Rinv_0_lt_compat. lra.
  - rewrite <- Rinv_1. apply Rinv_lt_contravar; lra.
Qed.

Lemma flat_loss_formula x : flat_loss x
  = (3 / 4 * ln (3 / 4) + 1 / 4 * ln (1 / 4)) + (ln (1 + exp (- (x * x))) + x * x / 4).
Proof.
  assert (B := logistic_range (x * x)). assert (P := exp_pos (- (x * x))).
  unfold flat_loss, KL, target, flat_student, pair. simpl.
  rewrite !ln_div by lra.
  assert (A : ln (logistic (x * x)) = - ln (1 + exp (- (x * x)))).
  { unfold logistic. rewrite ln_Rinv; lra. }
  assert (C : 1 - logistic (x * x) = exp (- (x * x)) / (1 + exp (- (x * x)))).
  { unfold logistic. field. lra. }
  rewrite C, A, ln_div, ln_exp by lra. field.
Qed.

Lemma flat_gradient : is_derive flat_loss 0 0.
Proof.
  apply is_derive_ext with (fun x => (3 / 4 * ln (3 / 4) + 1 / 4 * ln (1 / 4))
                                     + (ln (1 + exp (- (x * x))) + x * x / 4)).
  - intros x. symmetry. apply flat_loss_formula.
  - auto_derive; [assert (P := exp_pos (- (0 * 0))); lra|]. field.
    assert (P := exp_pos (- (0 * 0))). rewrite ?Rmult_0_l in *. lra.
Qed.

Lemma target_dist : dist 2 target.
Proof. split; [intros [|i] _; simpl; lra | simpl; lra]. Qed.

Lemma flat_student_dist x : dist 2 (flat_student x) /\ pos 2 (flat_student x).
Proof.
  assert (B := logistic_range (x * x)).
  split; [split; [intros [|i] _; simpl; lra | simpl; lra] | intros [|i] _; simpl; lra].
Qed.

Lemma flat_start : 0 < flat_loss 0.
Proof.
  destruct (flat_student_dist 0) as [D P].
  destruct (gibbs 2 target (flat_student 0) target_dist D P) as [G|G]; [exact G|exfalso].
  assert (E := gibbs_equality 2 target (flat_student 0) target_dist D P (eq_sym G) 0%nat
                 ltac:(lia)).
  simpl in E. rewrite Rmult_0_l in E. unfold logistic in E. rewrite Ropp_0, exp_0 in E. lra.
Qed.

Lemma flat_optimum : flat_loss (sqrt (ln 3)) = 0.
Proof.
  assert (L : 0 < ln 3) by (rewrite <- ln_1; apply ln_increasing; lra).
  unfold flat_loss, KL, flat_student, target, pair. rewrite sqrt_sqrt by lra.
  assert (V : logistic (ln 3) = 3 / 4).
  { unfold logistic. rewrite exp_Ropp, exp_ln by lra. field. }
  simpl. rewrite V. replace (3 / 4 / (3 / 4)) with 1 by field.
  replace (1 / 4 / (1 - 3 / 4)) with 1 by field. rewrite ln_1. ring.
Qed.

Theorem AW_C1_gradient_steps_can_stay :
  (exists best, flat_loss best = 0) /\
  forall x step : nat -> R, x O = 0 ->
    (forall k, x (S k) = x k - step k * Derive flat_loss (x k)) ->
    (forall k, x k = 0) /\ ~ is_lim_seq (fun k => flat_loss (x k)) 0.
Proof.
  split; [exists (sqrt (ln 3)); apply flat_optimum|]. intros x step X0 X.
  assert (Z : forall k, x k = 0).
  { induction k as [|k IH]; [exact X0|].
    rewrite X, IH, (is_derive_unique _ _ _ flat_gradient). ring. }
  split; [exact Z|]. intros C.
  assert (K : is_lim_seq (fun _ => flat_loss 0) 0).
  { apply is_lim_seq_ext with (fun k => flat_loss (x k)); [|exact C].
    intros k. rewrite Z. reflexivity. }
  assert (P := flat_start). apply is_lim_seq_unique in K. rewrite Lim_seq_const in K.
  injection K. lra.
Qed.
