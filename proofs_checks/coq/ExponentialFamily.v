(** * Exponential-family students: equivalence classes of targets.

    For all [n] (classes) and [d] (parameters), any matrix [A] of [n] rows and [d] columns;
    the student with parameter [theta] is [m_theta = softmax (A theta)], its loss on a target
    [p] of the simplex is [KL(p || m_theta)], and the moments of [p] are [A' p].

    SK-Q2 (reconstructed; Flouro and Chadwick, arXiv 2601.03195):
    - the derivative of the loss along [v] is [< v, A' m_theta - A' p >];
    - [theta] is stationary iff [A' m_theta = A' p], iff [theta] minimises the loss
      (over all parameters);
    - all minimisers for one target give one and the same student distribution;
    - targets with equal moments have the same minimisers, and targets that share one
      minimiser have equal moments. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm Pools Calculus.
Open Scope R_scope.

Definition score (d : nat) (A : nat -> nat -> R) (theta : nat -> R) (i : nat) : R :=
  sum d (fun c => A i c * theta c).
Definition partition (n d : nat) A theta : R := sum n (fun i => exp (score d A theta i)).
Definition student (n d : nat) A theta : nat -> R :=
  fun i => exp (score d A theta i) / partition n d A theta.
Definition loss (n d : nat) A p theta : R := KL n p (student n d A theta).

(** [A' p] *)
Definition moment (n : nat) (A : nat -> nat -> R) (p : nat -> R) (c : nat) : R :=
  sum n (fun i => A i c * p i).
Definition same_moments (n d : nat) A (p q : nat -> R) : Prop :=
  forall c, (c < d)%nat -> moment n A p c = moment n A q c.

Definition move (theta v : nat -> R) (t : R) : nat -> R := fun c => theta c + t * v c.
Definition stationary (n d : nat) A p theta : Prop :=
  forall v, is_derive (fun t => loss n d A p (move theta v t)) 0 0.
Definition minimiser (n d : nat) A p theta : Prop :=
  forall theta', loss n d A p theta <= loss n d A p theta'.

Lemma partition_pos n d A theta : (0 < n)%nat -> 0 < partition n d A theta.
Proof. intros N. apply sum_pos; [exact N | intros i _; apply exp_pos]. Qed.

Lemma student_pos n d A theta : (0 < n)%nat -> pos n (student n d A theta).
Proof. intros N i _. apply Rdiv_lt_0_compat; [apply exp_pos | apply partition_pos, N]. Qed.

Lemma student_dist n d A theta : (0 < n)%nat -> dist n (student n d A theta).
Proof.
  intros N. split; [intros i L; apply Rlt_le, student_pos; assumption|].
  assert (Z := partition_pos n d A theta N). unfold student.
  rewrite (sum_ext n _ (fun i => / partition n d A theta * exp (score d A theta i)))
    by (intros; unfold Rdiv; ring).
  rewrite sum_scal. fold (partition n d A theta). apply Rinv_l. lra.
Qed.

Lemma log_student n d A theta i : (0 < n)%nat ->
  ln (student n d A theta i) = score d A theta i - ln (partition n d A theta).
Proof.
  intros N. unfold student. rewrite ln_div, ln_exp; [reflexivity | apply exp_pos|].
  apply partition_pos, N.
Qed.

(** The mean score is linear in the moments. *)
Lemma mean_score n d A theta p :
  sum n (fun i => p i * score d A theta i) = sum d (fun c => theta c * moment n A p c).
Proof.
  unfold score, moment.
  rewrite (sum_ext n _ (fun i => sum d (fun c => theta c * (A i c * p i)))).
  - rewrite sum_swap. apply sum_ext. intros c _. rewrite sum_scal. reflexivity.
  - intros i _. rewrite <- sum_scal. apply sum_ext. intros; ring.
Qed.

(** The loss: minus the entropy, minus a linear function, plus the log partition function. *)
Lemma loss_formula n d A p theta : dist n p ->
  loss n d A p theta
  = - H n p - sum d (fun c => theta c * moment n A p c) + ln (partition n d A theta).
Proof.
  intros D. assert (N := dist_size n p D). unfold loss, KL, H.
  rewrite (sum_ext n _ (fun i => (p i * ln (p i) - p i * score d A theta i)
                                 + ln (partition n d A theta) * p i)).
  - rewrite sum_plus, sum_minus, sum_scal, mean_score. destruct D as [_ ->]. ring.
  - intros i L. rewrite xlog_div by (apply D, L || apply student_pos; assumption).
    rewrite log_student by exact N. ring.
Qed.

(** ** The derivative, and stationary points *)

Lemma score_move d A theta v t i :
  score d A (move theta v t) i = score d A theta i + t * score d A v i.
Proof.
  unfold score, move. rewrite <- sum_scal, <- sum_plus. apply sum_ext. intros; ring.
Qed.

Lemma log_partition_derivative n d A theta v : (0 < n)%nat ->
  is_derive (fun t => ln (partition n d A (move theta v t))) 0
    (sum d (fun c => v c * moment n A (student n d A theta) c)).
Proof.
  intros N. assert (Z := partition_pos n d A theta N).
  set (s := sum n (fun i => exp (score d A theta i) * score d A v i)).
  assert (P0 : partition n d A (move theta v 0) = partition n d A theta).
  { apply sum_ext. intros i _. rewrite score_move. f_equal. ring. }
  assert (D : is_derive (fun t => partition n d A (move theta v t)) 0 s).
  { apply (is_derive_sum n (fun i t => exp (score d A (move theta v t) i))). intros i _.
    apply is_derive_ext with (fun t => exp (score d A theta i + t * score d A v i)).
    - intros t. rewrite score_move. reflexivity.
    - auto_derive; [trivial|]. rewrite Rmult_0_l, Rplus_0_r. ring. }
  replace (sum d _) with (s * / partition n d A theta).
  - apply (is_derive_comp ln (fun t => partition n d A (move theta v t))); [|exact D].
    rewrite P0. apply is_derive_Reals, derivable_pt_lim_ln, Z.
  - rewrite <- mean_score. unfold s, student. rewrite Rmult_comm, <- sum_scal.
    apply sum_ext. intros; unfold Rdiv; ring.
Qed.

Theorem SK_Q2_derivative n d A p theta v : dist n p ->
  is_derive (fun t => loss n d A p (move theta v t)) 0
    (sum d (fun c => v c * (moment n A (student n d A theta) c - moment n A p c))).
Proof.
  intros D. set (b := sum d (fun c => v c * moment n A p c)).
  set (a := - H n p - sum d (fun c => theta c * moment n A p c)).
  apply is_derive_ext with
    (fun t => (a - t * b) + ln (partition n d A (move theta v t))).
  - intros t. rewrite loss_formula by exact D. unfold a, b, move. f_equal.
    rewrite <- sum_scal. unfold Rminus. rewrite !Rplus_assoc. f_equal.
    rewrite <- Ropp_plus_distr, <- sum_plus. f_equal. apply sum_ext. intros; ring.
  - replace (sum d (fun c => v c * (moment n A (student n d A theta) c - moment n A p c)))
      with (- b + sum d (fun c => v c * moment n A (student n d A theta) c)).
    + apply (is_derive_plus (fun t => a - t * b)).
      * auto_derive; [trivial | ring].
      * apply log_partition_derivative, (dist_size n p D).
    + unfold b. rewrite <- sum_opp, <- sum_plus. apply sum_ext. intros; ring.
Qed.

Theorem SK_Q2_stationary n d A p theta : dist n p ->
  stationary n d A p theta <-> same_moments n d A (student n d A theta) p.
Proof.
  intros D. split.
  - intros S c L. specialize (S (vertex c)).
    assert (B := SK_Q2_derivative n d A p theta (vertex c) D).
    apply is_derive_unique in S. apply is_derive_unique in B. rewrite S in B.
    rewrite (sum_vertex d c) in B by exact L. lra.
  - intros M v. assert (B := SK_Q2_derivative n d A p theta v D).
    rewrite (sum_ext d _ (fun _ => 0)) in B.
    + rewrite sum_const, Rmult_0_r in B. exact B.
    + intros c L. rewrite (M c L). ring.
Qed.

(** ** Minimisers *)

(** The Pythagorean identity at a student with the moments of the target. *)
Theorem SK_Q2_pythagoras n d A p theta theta' : dist n p ->
  same_moments n d A (student n d A theta) p ->
  loss n d A p theta'
  = loss n d A p theta + KL n (student n d A theta) (student n d A theta').
Proof.
  intros D M. assert (N := dist_size n p D). assert (Dm := student_dist n d A theta N).
  change (KL n (student n d A theta) (student n d A theta'))
    with (loss n d A (student n d A theta) theta').
  assert (Z : loss n d A (student n d A theta) theta = 0).
  { unfold loss, KL. rewrite (sum_ext n _ (fun _ => 0)), sum_const; [ring|].
    intros i L. assert (P := student_pos n d A theta N i L).
    rewrite xlog_div by lra. ring. }
  rewrite loss_formula in Z by exact Dm. rewrite !loss_formula by assumption.
  assert (F : forall u, sum d (fun c => u c * moment n A (student n d A theta) c)
                        = sum d (fun c => u c * moment n A p c)).
  { intros u. apply sum_ext. intros c L. rewrite (M c L). reflexivity. }
  rewrite F in Z |- *. lra.
Qed.

Theorem SK_Q2_minimiser n d A p theta : dist n p ->
  minimiser n d A p theta <-> same_moments n d A (student n d A theta) p.
Proof.
  intros D. assert (N := dist_size n p D). split.
  - intros B. apply SK_Q2_stationary; [exact D|]. intros v.
    assert (C := SK_Q2_derivative n d A p theta v D).
    assert (Z := derivative_at_minimum (fun t => loss n d A p (move theta v (0 + t))) 0).
    set (s := sum d _) in C. assert (S : s = 0); [|rewrite S in C; exact C]. apply Z.
    + intros t. replace (loss n d A p (move theta v (0 + 0))) with (loss n d A p theta).
      * apply B.
      * rewrite !loss_formula by exact D. unfold move.
        assert (F : forall c, theta c + (0 + 0) * v c = theta c) by (intros; ring).
        rewrite (sum_ext d (fun c => (theta c + (0 + 0) * v c) * _)
          (fun c => theta c * moment n A p c)) by (intros; rewrite F; reflexivity).
        f_equal. f_equal. apply sum_ext. intros i _. f_equal. apply sum_ext. intros c _.
        rewrite F. reflexivity.
    + apply is_derive_ext with (fun t => loss n d A p (move theta v t)); [|exact C].
      intros t. rewrite Rplus_0_l. reflexivity.
  - intros M theta'. rewrite (SK_Q2_pythagoras n d A p theta theta' D M).
    assert (0 <= KL n (student n d A theta) (student n d A theta')); [|lra].
    apply gibbs; [apply student_dist | apply student_dist | apply student_pos]; exact N.
Qed.

Theorem SK_Q2_one_student n d A p theta theta' : dist n p ->
  minimiser n d A p theta -> minimiser n d A p theta' ->
  forall i, (i < n)%nat -> student n d A theta i = student n d A theta' i.
Proof.
  intros D B B'. assert (N := dist_size n p D).
  assert (M := proj1 (SK_Q2_minimiser n d A p theta D) B).
  apply gibbs_equality; [apply student_dist | apply student_dist | apply student_pos |]; auto.
  assert (P := SK_Q2_pythagoras n d A p theta theta' D M).
  specialize (B theta'). specialize (B' theta).
  assert (L := gibbs n _ _ (student_dist n d A theta N) (student_dist n d A theta' N)
                 (student_pos n d A theta' N)). lra.
Qed.

Theorem SK_Q2_same_optimum n d A p q theta : dist n p -> dist n q ->
  same_moments n d A p q -> minimiser n d A p theta <-> minimiser n d A q theta.
Proof.
  intros D D' S. rewrite !SK_Q2_minimiser by assumption.
  split; intros M c L; rewrite (M c L); [|symmetry]; apply S, L.
Qed.

Theorem SK_Q2_shared_optimum n d A p q theta : dist n p -> dist n q ->
  minimiser n d A p theta -> minimiser n d A q theta -> same_moments n d A p q.
Proof.
  intros D D' B B' c L. apply SK_Q2_minimiser in B; [|exact D].
  apply SK_Q2_minimiser in B'; [|exact D']. rewrite <- (B c L). apply B', L.
Qed.
