(** * Anchored recursion with students of limited capacity.

    RM-C10 (ours), for all [n] and exponential-family students [softmax (A theta)].  In every
    generation the student is a best fit to the target [a p + (1 - a) s], [s] the previous
    student, [0 < a <= 1].
    - Its moments tend to those of [p] by exactly [1 - a] a generation:
      [A' s_g - A' p = (1 - a)^g (A' s_0 - A' p)].
    - A student is a fixed point, that is a best fit to [a p + (1 - a) s] for itself as [s],
      iff it is a best fit to [p]: no error accumulates beyond the capacity gap. *)

From Coq Require Import Reals Lra Lia.
From KD Require Import Simplex ExponentialFamily.
Open Scope R_scope.

Lemma moment_mix n A a p s c :
  moment n A (mix a p s) c = a * moment n A p c + (1 - a) * moment n A s c.
Proof.
  unfold moment, mix. rewrite <- !sum_scal, <- sum_plus. apply sum_ext. intros; ring.
Qed.

(** [theta g]: the parameter of generation [g]. *)
Theorem RM_C10_moments n d A a p (theta : nat -> nat -> R) : 0 <= a <= 1 -> dist n p ->
  (forall g, minimiser n d A (mix a p (student n d A (theta g))) (theta (S g))) ->
  forall g c, (c < d)%nat ->
    moment n A (student n d A (theta g)) c - moment n A p c
    = (1 - a) ^ g * (moment n A (student n d A (theta O)) c - moment n A p c).
Proof.
  intros R D B g c L. assert (N := dist_size n p D). induction g as [|g IH]; [simpl; ring|].
  assert (Dt : dist n (mix a p (student n d A (theta g))))
    by (apply mix_dist; [exact R | exact D | apply student_dist, N]).
  assert (M := proj1 (SK_Q2_minimiser n d A _ _ Dt) (B g) c L).
  rewrite moment_mix in M. simpl. rewrite Rmult_assoc, <- IH, M. ring.
Qed.

Theorem RM_C10_fixed_point n d A a p theta : 0 < a <= 1 -> dist n p ->
  minimiser n d A (mix a p (student n d A theta)) theta <-> minimiser n d A p theta.
Proof.
  intros R D. assert (N := dist_size n p D).
  assert (Dt : dist n (mix a p (student n d A theta)))
    by (apply mix_dist; [lra | exact D | apply student_dist, N]).
  rewrite !SK_Q2_minimiser by assumption.
  split; intros M c L; specialize (M c L); rewrite moment_mix in *.
  - apply Rmult_eq_reg_l with a; lra.
  - rewrite M. ring.
Qed.
