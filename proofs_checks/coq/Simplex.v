(** * Functions on a finite index: sums, distributions, divergences.

    A vector with [n] entries is a function [nat -> R] of which only the values at
    [i < n] count.  Every theorem of this folder is stated for all [n].

    - [sum n f]    the sum of [f i] over [i < n];
    - [dist n p]   [p] lies in the simplex (zeros allowed), [pos n p]: all entries positive;
    - [TV], [KL], [H]  total variation, relative entropy and entropy in nats, with
      [0 log 0 = 0]; [KL] is used only where the second argument is positive;
    - [mix a p s]  the convex combination [a p + (1 - a) s]. *)

From Coq Require Import Reals Lra Lia Arith.
Open Scope R_scope.

Fixpoint sum (n : nat) (f : nat -> R) : R :=
  match n with O => 0 | S m => sum m f + f m end.

Definition pos (n : nat) (p : nat -> R) : Prop := forall i, (i < n)%nat -> 0 < p i.
Definition nonneg (n : nat) (p : nat -> R) : Prop := forall i, (i < n)%nat -> 0 <= p i.
Definition dist (n : nat) (p : nat -> R) : Prop := nonneg n p /\ sum n p = 1.

Definition TV (n : nat) (p q : nat -> R) : R := / 2 * sum n (fun i => Rabs (p i - q i)).
Definition KL (n : nat) (p q : nat -> R) : R := sum n (fun i => p i * ln (p i / q i)).
Definition H (n : nat) (p : nat -> R) : R := - sum n (fun i => p i * ln (p i)).
Definition mix (a : R) (p s : nat -> R) : nat -> R := fun i => a * p i + (1 - a) * s i.
Definition uniform (n : nat) : nat -> R := fun _ => / INR n.

(** ** Finite sums *)

Lemma sum_ext n f g : (forall i, (i < n)%nat -> f i = g i) -> sum n f = sum n g.
Proof.
  induction n as [|n IH]; intros E; simpl; [reflexivity|].
  rewrite (IH (fun i L => E i (Nat.lt_lt_succ_r _ _ L))), (E n); [reflexivity | lia].
Qed.

Lemma sum_plus n f g : sum n (fun i => f i + g i) = sum n f + sum n g.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; lra. Qed.

Lemma sum_scal n c f : sum n (fun i => c * f i) = c * sum n f.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; lra. Qed.

Lemma sum_minus n f g : sum n (fun i => f i - g i) = sum n f - sum n g.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; lra. Qed.

Lemma sum_opp n f : sum n (fun i => - f i) = - sum n f.
Proof. induction n as [|n IH]; simpl; [|rewrite IH]; lra. Qed.

Lemma sum_const n c : sum n (fun _ => c) = INR n * c.
Proof. induction n as [|n IH]; [simpl; lra|]. rewrite S_INR. simpl. rewrite IH. lra. Qed.

Lemma sum_le n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f <= sum n g.
Proof.
  induction n as [|n IH]; intros E; simpl; [lra|].
  apply Rplus_le_compat; [apply IH; intros; apply E; lia | apply E; lia].
Qed.

Lemma sum_nonneg n f : nonneg n f -> 0 <= sum n f.
Proof. intros E. rewrite <- (Rmult_0_r (INR n)), <- sum_const. apply sum_le, E. Qed.

Lemma sum_lt n f g k : (k < n)%nat -> (forall i, (i < n)%nat -> f i <= g i) ->
  f k < g k -> sum n f < sum n g.
Proof.
  induction n as [|n IH]; intros Hk E L; simpl; [lia|].
  destruct (Nat.eq_dec k n) as [->|D].
  - apply Rplus_le_lt_compat; [apply sum_le; intros; apply E; lia | exact L].
  - apply Rplus_lt_le_compat; [|apply E; lia].
    apply IH; [lia | intros; apply E; lia | exact L].
Qed.

Lemma sum_pos n f : (0 < n)%nat -> pos n f -> 0 < sum n f.
Proof.
  intros N E. rewrite <- (Rmult_0_r (INR n)), <- sum_const.
  apply (sum_lt _ _ _ 0%nat); [exact N | intros; apply Rlt_le; auto | auto].
Qed.

(** One entry of a non-negative vector is at most the sum. *)
Lemma sum_term n f k : (k < n)%nat -> nonneg n f -> f k <= sum n f.
Proof.
  induction n as [|n IH]; intros Hk E; simpl; [lia|].
  assert (N : nonneg n f) by (intros i L; apply E; lia).
  destruct (Nat.eq_dec k n) as [->|D].
  - generalize (sum_nonneg n f N). lra.
  - assert (0 <= f n) by (apply E; lia). assert (f k <= sum n f) by (apply IH; [lia|exact N]). lra.
Qed.

(** A non-negative vector whose sum is zero is zero. *)
Lemma sum_zero n f : nonneg n f -> sum n f = 0 -> forall i, (i < n)%nat -> f i = 0.
Proof.
  intros N Z i L. generalize (sum_term n f i L N) (N i L). lra.
Qed.

Lemma sum_abs n f : Rabs (sum n f) <= sum n (fun i => Rabs (f i)).
Proof.
  induction n as [|n IH]; simpl; [rewrite Rabs_R0; lra|].
  eapply Rle_trans; [apply Rabs_triang | lra].
Qed.

Lemma sum_swap n m (f : nat -> nat -> R) :
  sum n (fun i => sum m (f i)) = sum m (fun j => sum n (fun i => f i j)).
Proof.
  induction n as [|n IH]; simpl.
  - symmetry. rewrite sum_const. lra.
  - rewrite IH, <- sum_plus. reflexivity.
Qed.

Lemma sum_product n m f g : sum n f * sum m g = sum n (fun i => sum m (fun j => f i * g j)).
Proof.
  rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros i _. rewrite sum_scal. ring.
Qed.

(** ** Distributions *)

Lemma dist_size n p : dist n p -> (0 < n)%nat.
Proof. intros [_ E]. destruct n; simpl in E; [lra | lia]. Qed.

Lemma dist_le_1 n p i : dist n p -> (i < n)%nat -> p i <= 1.
Proof. intros [N E] L. rewrite <- E. apply sum_term; assumption. Qed.

(** Some entry of a distribution is positive. *)
Lemma dist_positive_entry n p : dist n p -> exists i, (i < n)%nat /\ 0 < p i.
Proof.
  intros [N E].
  assert (forall m, (m <= n)%nat -> 0 < sum m p -> exists i, (i < m)%nat /\ 0 < p i) as A.
  { induction m as [|m IH]; simpl; intros L P; [lra|].
    destruct (Rlt_dec 0 (p m)) as [Q|Q]; [exists m; split; [lia|exact Q]|].
    destruct IH as [i [I P']]; [lia|lra|]. exists i. split; [lia|exact P']. }
  apply A; [lia|lra].
Qed.

(** The mean of positive numbers is positive. *)
Lemma mean_pos n w x : dist n w -> pos n x -> 0 < sum n (fun i => w i * x i).
Proof.
  intros D P. destruct (dist_positive_entry n w D) as [k [L Q]].
  eapply Rlt_le_trans; [apply Rmult_lt_0_compat; [exact Q | exact (P k L)]|].
  apply (sum_term n (fun i => w i * x i) k L).
  intros i I. apply Rmult_le_pos; [apply D; exact I | apply Rlt_le, P, I].
Qed.

Lemma mix_dist n a p s : 0 <= a <= 1 -> dist n p -> dist n s -> dist n (mix a p s).
Proof.
  intros A [Np Sp] [Ns Ss]. split; unfold mix.
  - intros i L. specialize (Np i L). specialize (Ns i L).
    apply Rplus_le_le_0_compat; apply Rmult_le_pos; lra.
  - rewrite sum_plus, !sum_scal, Sp, Ss. lra.
Qed.

Lemma uniform_dist n : (0 < n)%nat -> dist n (uniform n).
Proof.
  intros N. assert (0 < INR n) by (apply lt_0_INR; exact N). split; unfold uniform.
  - intros i _. apply Rlt_le, Rinv_0_lt_compat; assumption.
  - rewrite sum_const. apply Rinv_r. lra.
Qed.

Lemma TV_nonneg n p q : 0 <= TV n p q.
Proof.
  unfold TV. apply Rmult_le_pos; [lra | apply sum_nonneg; intros i _; apply Rabs_pos].
Qed.

Lemma TV_triangle n p q r : TV n p r <= TV n p q + TV n q r.
Proof.
  unfold TV. rewrite <- Rmult_plus_distr_l, <- sum_plus.
  apply Rmult_le_compat_l; [lra|]. apply sum_le. intros i _.
  replace (p i - r i) with ((p i - q i) + (q i - r i)) by ring. apply Rabs_triang.
Qed.

(** Total variation separates distributions. *)
Lemma TV_zero n p q : TV n p q = 0 -> forall i, (i < n)%nat -> p i = q i.
Proof.
  unfold TV. intros E i L.
  assert (Z : sum n (fun i => Rabs (p i - q i)) = 0) by lra.
  assert (Rabs (p i - q i) = 0).
  { apply (sum_zero n (fun i => Rabs (p i - q i))); [intros j _; apply Rabs_pos|exact Z|exact L]. }
  destruct (Req_dec (p i - q i) 0) as [D|D]; [lra | apply Rabs_no_R0 in D; lra].
Qed.
