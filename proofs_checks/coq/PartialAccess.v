(** * Truncated teachers, and privacy of the mixture.

    For all [n]:
    - SK-P1 (reconstructed; Flouro and Chadwick, arXiv 2601.03195): keep the classes in a set,
      drop the others, whose mass is [t < 1], renormalise: [p~].  Then [TV(p~, p) = t] and, for
      positive [p], [KL(p~ || p) = - log (1 - t)].
    - SK-D1 (ours): one token drawn from the mixture [(1 - l) p + l u], [0 < l <= 1]: for any
      two teachers and every event [U], [q(U) <= exp(eps) q'(U)] with
      [eps = log (1 + n (1 - l) / l)]; for [n >= 2] no smaller factor does. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools PoolSafety MixtureEntropy.
Open Scope R_scope.

(** ** SK-P1 *)

Definition tail (n : nat) (kept : nat -> bool) (p : nat -> R) : R :=
  event n (fun i => negb (kept i)) p.
Definition truncated (n : nat) (kept : nat -> bool) (p : nat -> R) : nat -> R :=
  fun i => if kept i then p i / (1 - tail n kept p) else 0.

Lemma kept_mass n kept p : dist n p -> event n kept p = 1 - tail n kept p.
Proof.
  intros [_ S]. rewrite <- S. unfold tail, event. rewrite <- sum_minus.
  apply sum_ext. intros i _. destruct (kept i); simpl; ring.
Qed.

Lemma tail_nonneg n kept p : dist n p -> 0 <= tail n kept p.
Proof.
  intros [N _]. apply sum_nonneg. intros i L. specialize (N i L). destruct (kept i); simpl; lra.
Qed.

Theorem SK_P1_truncated_dist n kept p : dist n p -> tail n kept p < 1 ->
  dist n (truncated n kept p).
Proof.
  intros D T. split.
  - intros i L. unfold truncated. destruct (kept i); [|lra].
    apply Rmult_le_pos; [apply D, L | apply Rlt_le, Rinv_0_lt_compat; lra].
  - assert (M := kept_mass n kept p D). unfold truncated, event in *.
    rewrite (sum_ext n _ (fun i => / (1 - tail n kept p) * (if kept i then p i else 0)))
      by (intros i _; destruct (kept i); unfold Rdiv; ring).
    rewrite sum_scal, M. apply Rinv_l. lra.
Qed.

Theorem SK_P1_TV n kept p : dist n p -> tail n kept p < 1 ->
  TV n (truncated n kept p) p = tail n kept p.
Proof.
  intros D T. assert (T0 := tail_nonneg n kept p D). assert (M := kept_mass n kept p D).
  set (t := tail n kept p) in *. unfold TV.
  rewrite (sum_ext n _ (fun i => t / (1 - t) * (if kept i then p i else 0)
                                 + (if negb (kept i) then p i else 0))).
  - rewrite sum_plus, sum_scal. change (sum n (fun i => if negb (kept i) then p i else 0)) with t.
    change (sum n (fun i => if kept i then p i else 0)) with (event n kept p).
    rewrite M. field. lra.
  - intros i L. destruct D as [N _]. specialize (N i L). unfold truncated. fold t.
    destruct (kept i); simpl.
    + replace (p i / (1 - t) - p i) with (t / (1 - t) * p i) by (field; lra).
      rewrite Rabs_pos_eq; [ring|].
      repeat apply Rmult_le_pos; try assumption. apply Rlt_le, Rinv_0_lt_compat. lra.
    + rewrite Rminus_0_l, Rabs_Ropp, Rabs_pos_eq by exact N. ring.
Qed.

Theorem SK_P1_KL n kept p : dist n p -> pos n p -> tail n kept p < 1 ->
  KL n (truncated n kept p) p = - ln (1 - tail n kept p).
Proof.
  intros D P T. destruct (SK_P1_truncated_dist n kept p D T) as [_ S].
  unfold KL. rewrite (sum_ext n _ (fun i => - ln (1 - tail n kept p) * truncated n kept p i)).
  - rewrite sum_scal, S. ring.
  - intros i L. specialize (P i L). unfold truncated. destruct (kept i); [|ring].
    replace (p i / (1 - tail n kept p) / p i) with (/ (1 - tail n kept p)) by (field; lra).
    rewrite ln_Rinv by lra. ring.
Qed.

(** ** SK-D1 *)

Definition privacy_factor (n : nat) (l : R) : R := 1 + INR n * (1 - l) / l.

Theorem SK_D1 n l p p' U : 0 < l <= 1 -> dist n p -> dist n p' ->
  event n U (mixture n l p)
  <= exp (ln (privacy_factor n l)) * event n U (mixture n l p').
Proof.
  intros L D D'. assert (N := dist_size n p D).
  assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (F : 1 <= privacy_factor n l).
  { assert (0 < / l) by (apply Rinv_0_lt_compat; lra). unfold privacy_factor, Rdiv.
    assert (0 <= INR n * (1 - l) * / l) by (repeat apply Rmult_le_pos; lra). lra. }
  rewrite exp_ln by lra. unfold event. rewrite <- sum_scal. apply sum_le. intros i Li.
  destruct (U i); [|lra]. assert (A := dist_le_1 n p i D Li). assert (B := proj1 D' i Li).
  unfold mixture, mix, uniform.
  (* the entry is at most [l/n + (1-l)], the other at least [l/n] *)
  apply Rle_trans with (privacy_factor n l * (l * / INR n)).
  - unfold privacy_factor.
    replace ((1 + INR n * (1 - l) / l) * (l * / INR n)) with (l * / INR n + (1 - l))
      by (field; lra).
    apply (Rmult_le_compat_l (1 - l)) in A; lra.
  - apply Rmult_le_compat_l; [lra|]. apply (Rmult_le_compat_l (1 - l)) in B; lra.
Qed.

Theorem SK_D1_tight n l : (2 <= n)%nat -> 0 < l <= 1 ->
  exists p p' U, dist n p /\ dist n p' /\ 0 < event n U (mixture n l p') /\
    event n U (mixture n l p) = privacy_factor n l * event n U (mixture n l p').
Proof.
  intros N L. assert (I : 0 < INR n) by (apply lt_0_INR; lia).
  exists (vertex 0), (vertex 1), (fun i => Nat.eqb i 0).
  split; [apply vertex_dist; lia|]. split; [apply vertex_dist; lia|].
  assert (V : forall q, event n (fun i => Nat.eqb i 0) q = q 0%nat).
  { intros q. rewrite <- (sum_vertex n 0 q) by lia. apply sum_ext. intros i _.
    unfold vertex. destruct (Nat.eqb i 0); ring. }
  rewrite !V. unfold mixture, mix, uniform, vertex, privacy_factor. simpl. split.
  - assert (0 < / INR n) by (apply Rinv_0_lt_compat, I).
    assert (0 < l * / INR n) by (apply Rmult_lt_0_compat; lra). lra.
  - field. lra.
Qed.
