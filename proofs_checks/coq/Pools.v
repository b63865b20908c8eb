(** * Linear and logarithmic pools of [K] teachers: Jensen.

    For all [n] and [K]; teachers [P 0, ..., P (K-1)] in the simplex of [n] classes, weights
    [w] in the simplex of [K] teachers.

    - linear pool [q = sum_k w_k P_k]; logarithmic pool [q_i = G_i / sum_j G_j] with
      [G_i = exp (sum_k w_k log P_k(i))], for positive teachers;
    - both are distributions;
    - MT-J1 (sourced, Flouro and Chadwick, arXiv 2601.09165), pointwise form:
      [q_i >= prod_k P_k(i)^(w_k)], that is [log q_i >= sum_k w_k log P_k(i)];
    - MT-J1, log-loss form: for every distribution [r] (zeros allowed)
      [KL(r || q) <= sum_k w_k KL(r || P_k)];
    - the two forms are equivalent for one and the same positive [q], as the source says:
      a vertex [r] gives the pointwise form back. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm.
Open Scope R_scope.

Definition linear_pool (K : nat) (w : nat -> R) (P : nat -> nat -> R) : nat -> R :=
  fun i => sum K (fun k => w k * P k i).

(** The weighted geometric mean of the teachers, not yet normalised. *)
Definition geometric (K : nat) (w : nat -> R) (P : nat -> nat -> R) : nat -> R :=
  fun i => exp (sum K (fun k => w k * ln (P k i))).

Definition log_pool (n K : nat) (w : nat -> R) (P : nat -> nat -> R) : nat -> R :=
  fun i => geometric K w P i / sum n (geometric K w P).

Definition teachers (n K : nat) (P : nat -> nat -> R) : Prop :=
  forall k, (k < K)%nat -> dist n (P k).
Definition positive_teachers (n K : nat) (P : nat -> nat -> R) : Prop :=
  forall k, (k < K)%nat -> pos n (P k).

(** ** Both pools are distributions *)

Theorem linear_pool_dist n K w P : dist K w -> teachers n K P -> dist n (linear_pool K w P).
Proof.
  intros [Nw Sw] T. split; unfold linear_pool.
  - intros i L. apply sum_nonneg. intros k Lk.
    apply Rmult_le_pos; [apply Nw, Lk | apply (T k Lk), L].
  - rewrite sum_swap, (sum_ext K _ w); [exact Sw|].
    intros k Lk. rewrite sum_scal. destruct (T k Lk) as [_ ->]. ring.
Qed.

Lemma linear_pool_pos n K w P : dist K w -> positive_teachers n K P ->
  pos n (linear_pool K w P).
Proof. intros D T i L. apply mean_pos; [exact D | intros k Lk; apply T; assumption]. Qed.

Lemma geometric_pos K w P i : 0 < geometric K w P i.
Proof. apply exp_pos. Qed.

Lemma geometric_sum_pos n K w P : (0 < n)%nat -> 0 < sum n (geometric K w P).
Proof. intros N. apply sum_pos; [exact N | intros i _; apply geometric_pos]. Qed.

Theorem log_pool_dist n K w P : (0 < n)%nat -> dist n (log_pool n K w P).
Proof.
  intros N. assert (Z := geometric_sum_pos n K w P N). split; unfold log_pool.
  - intros i _. apply Rlt_le, Rdiv_lt_0_compat; [apply geometric_pos | exact Z].
  - rewrite (sum_ext n _ (fun i => / sum n (geometric K w P) * geometric K w P i))
      by (intros; unfold Rdiv; ring).
    rewrite sum_scal. apply Rinv_l. lra.
Qed.

Lemma log_pool_pos n K w P : (0 < n)%nat -> pos n (log_pool n K w P).
Proof.
  intros N i _. apply Rdiv_lt_0_compat; [apply geometric_pos | apply geometric_sum_pos, N].
Qed.

(** ** Pointwise form *)

Theorem MT_J1_linear_pointwise n K w P i : dist K w -> positive_teachers n K P -> (i < n)%nat ->
  sum K (fun k => w k * ln (P k i)) <= ln (linear_pool K w P i).
Proof.
  intros D T L. apply (log_jensen K w (fun k => P k i)); [exact D|].
  intros k Lk. apply T; assumption.
Qed.

(** The weighted geometric mean is at most the arithmetic mean, so its sum is at most one. *)
Lemma geometric_le_linear n K w P i : dist K w -> positive_teachers n K P -> (i < n)%nat ->
  geometric K w P i <= linear_pool K w P i.
Proof.
  intros D T L. rewrite <- (exp_ln (linear_pool K w P i)).
  - destruct (MT_J1_linear_pointwise n K w P i D T L) as [S|S].
    + apply Rlt_le, exp_increasing, S.
    + unfold geometric. rewrite S. apply Rle_refl.
  - apply (linear_pool_pos n); assumption.
Qed.

Lemma geometric_sum_le_1 n K w P : dist K w -> teachers n K P -> positive_teachers n K P ->
  sum n (geometric K w P) <= 1.
Proof.
  intros D T Q. destruct (linear_pool_dist n K w P D T) as [_ <-].
  apply sum_le. intros i L. apply (geometric_le_linear n); assumption.
Qed.

Theorem MT_J1_log_pointwise n K w P i :
  dist K w -> teachers n K P -> positive_teachers n K P -> (i < n)%nat ->
  sum K (fun k => w k * ln (P k i)) <= ln (log_pool n K w P i).
Proof.
  intros D T Q L. assert (N : (0 < n)%nat) by lia.
  assert (Z := geometric_sum_pos n K w P N). assert (B := geometric_sum_le_1 n K w P D T Q).
  unfold log_pool. rewrite ln_div by (exact Z || apply geometric_pos).
  unfold geometric at 1. rewrite ln_exp.
  assert (ln (sum n (geometric K w P)) <= 0); [|lra].
  rewrite <- ln_1. destruct B as [B|B]; [apply Rlt_le, ln_increasing; assumption|rewrite B; lra].
Qed.

(** ** Log-loss form *)

(** The pointwise form gives the log-loss form, whatever the aggregate [q]. *)
Theorem MT_J1_pointwise_to_log_loss n K w P q r :
  dist K w -> dist n r -> positive_teachers n K P -> pos n q ->
  (forall i, (i < n)%nat -> sum K (fun k => w k * ln (P k i)) <= ln (q i)) ->
  KL n r q <= sum K (fun k => w k * KL n r (P k)).
Proof.
  intros [_ Sw] [Nr _] T Q E. unfold KL.
  rewrite (sum_ext K _ (fun k => sum n (fun i => w k * (r i * ln (r i / P k i)))))
    by (intros; rewrite sum_scal; reflexivity).
  rewrite sum_swap. apply sum_le. intros i L. specialize (E i L). specialize (Nr i L).
  rewrite xlog_div by auto.
  rewrite (sum_ext K _ (fun k => r i * ln (r i) * w k - r i * (w k * ln (P k i)))).
  - rewrite sum_minus, !sum_scal, Sw. apply (Rmult_le_compat_l (r i)) in E; lra.
  - intros k Lk. rewrite xlog_div; [ring | exact Nr | apply T; assumption].
Qed.

Theorem MT_J1_linear n K w P r :
  dist K w -> dist n r -> positive_teachers n K P ->
  KL n r (linear_pool K w P) <= sum K (fun k => w k * KL n r (P k)).
Proof.
  intros D R T. apply MT_J1_pointwise_to_log_loss; try assumption.
  - apply linear_pool_pos; assumption.
  - intros i L. apply (MT_J1_linear_pointwise n); assumption.
Qed.

Theorem MT_J1_log n K w P r :
  dist K w -> dist n r -> teachers n K P -> positive_teachers n K P ->
  KL n r (log_pool n K w P) <= sum K (fun k => w k * KL n r (P k)).
Proof.
  intros D R T Q. assert (N := dist_size n r R).
  apply MT_J1_pointwise_to_log_loss; try assumption.
  - apply log_pool_pos, N.
  - intros i L. apply MT_J1_log_pointwise; assumption.
Qed.

(** ** From the log-loss form back to the pointwise form *)

Definition vertex (j : nat) : nat -> R := fun i => if Nat.eqb i j then 1 else 0.

Lemma sum_vertex n j f : (j < n)%nat -> sum n (fun i => vertex j i * f i) = f j.
Proof.
  unfold vertex. induction n as [|n IH]; intros L; simpl; [lia|].
  destruct (Nat.eq_dec j n) as [->|D].
  - rewrite Nat.eqb_refl, (sum_ext n _ (fun _ => 0)), sum_const; [ring|].
    intros i Li. destruct (Nat.eqb_spec i n); [lia|ring].
  - rewrite IH by lia. destruct (Nat.eqb_spec n j); [lia|ring].
Qed.

Lemma vertex_dist n j : (j < n)%nat -> dist n (vertex j).
Proof.
  intros L. split.
  - intros i _. unfold vertex. destruct (Nat.eqb i j); lra.
  - rewrite <- (sum_vertex n j (fun _ => 1) L). apply sum_ext. intros; ring.
Qed.

Lemma KL_vertex n j q : (j < n)%nat -> pos n q -> KL n (vertex j) q = - ln (q j).
Proof.
  intros L Q. unfold KL. rewrite (sum_vertex n j (fun i => ln (vertex j i / q i)) L).
  unfold vertex. rewrite Nat.eqb_refl, ln_div, ln_1; [ring | lra | apply Q, L].
Qed.

Theorem MT_J1_log_loss_to_pointwise n K w P q :
  positive_teachers n K P -> pos n q ->
  (forall r, dist n r -> KL n r q <= sum K (fun k => w k * KL n r (P k))) ->
  forall i, (i < n)%nat -> sum K (fun k => w k * ln (P k i)) <= ln (q i).
Proof.
  intros T Q E i L. specialize (E (vertex i) (vertex_dist n i L)).
  rewrite KL_vertex in E by assumption.
  rewrite (sum_ext K _ (fun k => - (w k * ln (P k i)))) in E.
  - rewrite sum_opp in E. lra.
  - intros k Lk. rewrite KL_vertex; [ring | exact L | apply T; assumption].
Qed.
