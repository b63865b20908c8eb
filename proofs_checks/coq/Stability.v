(** * Stability of the linear pool in its weights.

    AW-S1 (ours), for all [n], [K], weights [w], [v] and one set of teachers [P]:
    - [sum_i |q_i - q'_i| <= sum_k |w_k - v_k|] for the linear pools [q], [q'] (for any two
      weight vectors; this is MT-L1 as well);
    - [KL(q || q') <= c] whenever [w_k <= exp(c) v_k] for all [k], so with
      [c = max_k log (w_k / v_k)], for positive weights and teachers.

    MT-B1 (ours): the bias of a linear pool is at most the mean size of the biases of its
    teachers, [|sum_k w_k m_k - t| <= sum_k w_k |m_k - t|]. *)

From Coq Require Import Reals Lra Lia.
From KD Require Import Simplex Logarithm Pools.
Open Scope R_scope.

Theorem AW_S1_L1 n K w v P : teachers n K P ->
  sum n (fun i => Rabs (linear_pool K w P i - linear_pool K v P i))
    <= sum K (fun k => Rabs (w k - v k)).
Proof.
  intros T.
  apply Rle_trans with (sum n (fun i => sum K (fun k => Rabs (w k - v k) * P k i))).
  - apply sum_le. intros i L. unfold linear_pool. rewrite <- sum_minus.
    eapply Rle_trans; [apply sum_abs|]. apply sum_le. intros k Lk.
    replace (w k * P k i - v k * P k i) with ((w k - v k) * P k i) by ring.
    rewrite Rabs_mult, (Rabs_pos_eq (P k i)); [lra | apply (T k Lk), L].
  - rewrite sum_swap. right. apply sum_ext. intros k Lk. rewrite sum_scal.
    destruct (T k Lk) as [_ ->]. ring.
Qed.

Theorem AW_S1_TV n K w v P : teachers n K P ->
  TV n (linear_pool K w P) (linear_pool K v P) <= TV K w v.
Proof. intros T. apply Rmult_le_compat_l; [lra | apply AW_S1_L1, T]. Qed.

Lemma pools_ratio n K w v P c i : (i < n)%nat -> positive_teachers n K P ->
  (forall k, (k < K)%nat -> w k <= exp c * v k) ->
  linear_pool K w P i <= exp c * linear_pool K v P i.
Proof.
  intros L T E. unfold linear_pool. rewrite <- sum_scal. apply sum_le. intros k Lk.
  rewrite <- Rmult_assoc. apply Rmult_le_compat_r; [apply Rlt_le, T; assumption | apply E, Lk].
Qed.

Theorem AW_S1_KL n K w v P c : dist K w -> dist K v -> teachers n K P ->
  positive_teachers n K P -> (forall k, (k < K)%nat -> w k <= exp c * v k) ->
  KL n (linear_pool K w P) (linear_pool K v P) <= c.
Proof.
  intros W V T Q E. set (q := linear_pool K w P). set (r := linear_pool K v P).
  assert (Dq : dist n q) by (apply linear_pool_dist; assumption).
  assert (Pq : pos n q) by (apply linear_pool_pos; assumption).
  assert (Pr : pos n r) by (apply linear_pool_pos; assumption).
  apply Rle_trans with (sum n (fun i => c * q i)).
  - apply sum_le. intros i L. specialize (Pq i L). specialize (Pr i L).
    rewrite Rmult_comm. apply Rmult_le_compat_r; [lra|].
    assert (R := pools_ratio n K w v P c i L Q E). fold q r in R.
    rewrite <- (ln_exp c).
    assert (B : q i / r i <= exp c).
    { apply Rmult_le_reg_r with (r i); [exact Pr|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
    assert (0 < q i / r i) by (apply Rdiv_lt_0_compat; assumption).
    destruct B as [B|B]; [apply Rlt_le, ln_increasing; assumption | rewrite B; apply Rle_refl].
  - rewrite sum_scal. destruct Dq as [_ ->]. lra.
Qed.

(** With the largest log-ratio itself. *)
Fixpoint largest (K : nat) (x : nat -> R) : R :=
  match K with O => 0 | S O => x O | S m => Rmax (largest m x) (x m) end.

Lemma largest_bound K x k : (k < K)%nat -> x k <= largest K x.
Proof.
  induction K as [|K IH]; intros L; [lia|]. destruct K as [|m].
  - replace k with 0%nat by lia. simpl. lra.
  - change (largest (S (S m)) x) with (Rmax (largest (S m) x) (x (S m))).
    destruct (Nat.eq_dec k (S m)) as [->|D]; [apply Rmax_r|].
    eapply Rle_trans; [apply IH; lia | apply Rmax_l].
Qed.

Theorem AW_S1 n K w v P : dist K w -> dist K v -> pos K w -> pos K v -> teachers n K P ->
  positive_teachers n K P ->
  KL n (linear_pool K w P) (linear_pool K v P) <= largest K (fun k => ln (w k / v k)).
Proof.
  intros W V Pw Pv T Q. apply AW_S1_KL; try assumption. intros k L.
  specialize (Pw k L). specialize (Pv k L).
  assert (D : 0 < w k / v k) by (apply Rdiv_lt_0_compat; assumption).
  replace (w k) with (w k / v k * v k) at 1 by (field; lra).
  apply Rmult_le_compat_r; [lra|]. rewrite <- (exp_ln (w k / v k)) at 1 by exact D.
  destruct (largest_bound K (fun k => ln (w k / v k)) k L) as [B|B].
  - apply Rlt_le, exp_increasing, B.
  - simpl in B. rewrite B. apply Rle_refl.
Qed.

Theorem MT_B1 K w (m : nat -> R) t : dist K w ->
  Rabs (sum K (fun k => w k * m k) - t) <= sum K (fun k => w k * Rabs (m k - t)).
Proof.
  intros [Nw Sw].
  replace (sum K (fun k => w k * m k) - t) with (sum K (fun k => w k * (m k - t))).
  - eapply Rle_trans; [apply sum_abs|]. apply sum_le. intros k L.
    rewrite Rabs_mult, (Rabs_pos_eq (w k)) by (apply Nw, L). lra.
  - rewrite (sum_ext K _ (fun k => w k * m k - t * w k)) by (intros; ring).
    rewrite sum_minus, sum_scal, Sw. ring.
Qed.
