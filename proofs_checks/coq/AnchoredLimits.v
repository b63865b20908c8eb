(** * Anchored recursion: the fixed point, inexact students, arbitrary references.

    For all [n]; [p] is the anchor, [0 < a <= 1] its weight.

    - RM-C5 (sourced, Flouro and Chadwick, arXiv 2601.13100): [p] is the only fixed point of
      [s |-> a p + (1 - a) s], and from every start the iterates converge to it.
    - RM-C6 (ours): if every student misses its target by at most [d] in total variation,
      [TV(s_(g+1), a p + (1 - a) s_g) <= d], then
      [TV(s_g, p) <= (1 - a)^g TV(s_0, p) + (1 - (1 - a)^g) d / a], so [limsup TV <= d / a].
      Tight: some sequence stays at [d / a].  Without an anchor, [a = 0], the error is at
      most [g d], and some sequence reaches that.
    - RM-C7 (ours), a false reading: with arbitrary references [r_g] instead of the previous
      student, [a p + (1 - a) r_g] need not converge, for any [a < 1] and any anchor. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex AnchoredContraction.
Open Scope R_scope.

(** ** RM-C5 *)

Theorem RM_C5_unique n a p s : 0 < a ->
  (forall i, (i < n)%nat -> mix a p s i = s i) <-> (forall i, (i < n)%nat -> s i = p i).
Proof.
  intros A. unfold mix. split; intros E i L; specialize (E i L).
  - apply Rmult_eq_reg_l with a; lra.
  - rewrite E. ring.
Qed.

Lemma geometric_limit a c : 0 < a <= 1 -> is_lim_seq (fun g => (1 - a) ^ g * c) 0.
Proof.
  intros A. replace (Finite 0) with (Rbar_mult 0 c) by (simpl; f_equal; ring).
  apply is_lim_seq_scal_r, is_lim_seq_geom. rewrite Rabs_pos_eq; lra.
Qed.

Theorem RM_C5_attracts n a p s : 0 < a <= 1 ->
  is_lim_seq (fun g => TV n (anchored a p s g) p) 0.
Proof.
  intros A. apply is_lim_seq_ext with (fun g => (1 - a) ^ g * TV n s p).
  - intros g. symmetry. apply RM_C1. lra.
  - apply geometric_limit, A.
Qed.

(** ** RM-C6 *)

Lemma mix_TV n a p s : 0 <= a <= 1 -> TV n (mix a p s) p = (1 - a) * TV n s p.
Proof. intros A. generalize (RM_C1 n a p s 1 A). simpl. rewrite Rmult_1_r. auto. Qed.

Theorem RM_C6 n a p (s : nat -> nat -> R) d : 0 < a <= 1 ->
  (forall g, TV n (s (S g)) (mix a p (s g)) <= d) ->
  forall g, TV n (s g) p <= (1 - a) ^ g * TV n (s O) p + (1 - (1 - a) ^ g) * (d / a).
Proof.
  intros A E. induction g as [|g IH]; simpl; [lra|].
  assert (T := TV_triangle n (s (S g)) (mix a p (s g)) p).
  rewrite mix_TV in T by lra. specialize (E g).
  apply (Rmult_le_compat_l (1 - a)) in IH; [|lra].
  assert (d = a * (d / a)) by (field; lra). nra.
Qed.

Theorem RM_C6_limsup n a p (s : nat -> nat -> R) d : 0 < a <= 1 ->
  (forall g, TV n (s (S g)) (mix a p (s g)) <= d) ->
  forall eps, 0 < eps -> exists N, forall g, (N <= g)%nat -> TV n (s g) p <= d / a + eps.
Proof.
  intros A E eps P.
  assert (D : 0 <= d / a).
  { apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat; lra].
    eapply Rle_trans; [apply TV_nonneg | apply (E O)]. }
  destruct (proj2 (is_lim_seq_spec _ _) (geometric_limit a (TV n (s O) p) A)
              (mkposreal eps P)) as [N C]. simpl in C.
  exists N. intros g L. specialize (C g L). rewrite Rminus_0_r in C.
  apply Rabs_def2 in C. assert (B := RM_C6 n a p s d A E g).
  assert (0 <= (1 - a) ^ g) by (apply pow_le; lra). nra.
Qed.

Definition pair (x y : R) : nat -> R := fun i => match i with O => x | S _ => y end.

Lemma pair_dist x : 0 <= x <= 1 -> dist 2 (pair (1 - x) x).
Proof. intros X. split; [intros [|i] _; simpl; lra | simpl; lra]. Qed.

Lemma pair_TV x y : TV 2 (pair (1 - x) x) (pair (1 - y) y) = Rabs (x - y).
Proof.
  unfold TV, pair. simpl. replace (1 - x - (1 - y)) with (- (x - y)) by ring.
  rewrite Rabs_Ropp. field.
Qed.

Lemma pair_mix a x y i :
  mix a (pair (1 - x) x) (pair (1 - y) y) i
  = pair (1 - (a * x + (1 - a) * y)) (a * x + (1 - a) * y) i.
Proof. unfold mix, pair. destruct i; ring. Qed.

Lemma TV_ext n p q p' q' : (forall i, p i = p' i) -> (forall i, q i = q' i) ->
  TV n p q = TV n p' q'.
Proof. intros E F. unfold TV. f_equal. apply sum_ext. intros i _. rewrite E, F. reflexivity. Qed.

(** The bound is attained in every generation, for every admissible error. *)
Theorem RM_C6_tight a d : 0 < a <= 1 -> 0 <= d <= a ->
  exists p s, dist 2 p /\ dist 2 s /\ TV 2 s (mix a p s) = d /\ TV 2 s p = d / a.
Proof.
  intros A D. set (x := d / a).
  assert (X : 0 <= x <= 1).
  { assert (I := Rinv_0_lt_compat a (proj1 A)). unfold x, Rdiv. split.
    - apply Rmult_le_pos; lra.
    - apply Rmult_le_reg_r with a; [lra|]. rewrite Rmult_assoc, Rinv_l; lra. }
  exists (pair (1 - 0) 0), (pair (1 - x) x).
  split; [apply pair_dist; lra|]. split; [apply pair_dist, X|]. split.
  - rewrite (TV_ext 2 _ _ (pair (1 - x) x) _ (fun i => eq_refl) (pair_mix a 0 x)), pair_TV.
    replace (x - (a * 0 + (1 - a) * x)) with d by (unfold x; field; lra).
    apply Rabs_pos_eq. lra.
  - rewrite pair_TV, Rminus_0_r. apply Rabs_pos_eq. lra.
Qed.

Theorem RM_C6_drift n (s : nat -> nat -> R) d :
  (forall g, TV n (s (S g)) (s g) <= d) -> forall g, TV n (s g) (s O) <= INR g * d.
Proof.
  intros E. induction g as [|g IH].
  - right. unfold TV. rewrite (sum_ext n _ (fun _ => 0)).
    + rewrite sum_const. simpl. ring.
    + intros i _. rewrite Rminus_diag_eq by reflexivity. apply Rabs_R0.
  - assert (T := TV_triangle n (s (S g)) (s g) (s O)). specialize (E g).
    rewrite S_INR. lra.
Qed.

Theorem RM_C6_drift_reached m d : 0 <= d -> INR m * d <= 1 ->
  exists s : nat -> nat -> R, (forall g, (g <= m)%nat -> dist 2 (s g)) /\
    (forall g, TV 2 (s (S g)) (s g) = d) /\ (forall g, TV 2 (s g) (s O) = INR g * d).
Proof.
  intros D B. exists (fun g => pair (1 - INR g * d) (INR g * d)).
  assert (P : forall g, 0 <= INR g * d) by (intros; apply Rmult_le_pos; [apply pos_INR|lra]).
  split; [|split].
  - intros g L. apply pair_dist. split; [apply P|].
    apply le_INR in L. apply (Rmult_le_compat_r d) in L; lra.
  - intros g. rewrite pair_TV, S_INR.
    replace ((INR g + 1) * d - INR g * d) with d by ring. apply Rabs_pos_eq, D.
  - intros g. rewrite pair_TV. simpl (INR 0). rewrite Rmult_0_l, Rminus_0_r.
    apply Rabs_pos_eq, P.
Qed.

(** ** RM-C7 *)

Fixpoint alternating (g : nat) : R := match g with O => 0 | S k => 1 - alternating k end.

Lemma alternating_range g : 0 <= alternating g <= 1.
Proof. induction g; simpl; lra. Qed.

Lemma alternating_step g : Rabs (alternating (S g) - alternating g) = 1.
Proof.
  assert (C : alternating g = 0 \/ alternating g = 1) by (induction g; simpl; lra).
  simpl. destruct C as [-> | ->].
  - rewrite Rabs_pos_eq; lra.
  - rewrite Rabs_left; lra.
Qed.

Theorem RM_C7_arbitrary_references_do_not_converge a p : 0 <= a < 1 -> dist 2 p ->
  exists r : nat -> nat -> R, (forall g, dist 2 (r g)) /\
    forall q, ~ is_lim_seq (fun g => TV 2 (mix a p (r g)) q) 0.
Proof.
  intros A D. exists (fun g => pair (1 - alternating g) (alternating g)).
  split; [intros g; apply pair_dist, alternating_range|].
  intros q C. set (s := fun g => mix a p (pair (1 - alternating g) (alternating g))).
  assert (P : 0 < (1 - a) / 2) by lra.
  destruct (proj2 (is_lim_seq_spec _ _) C (mkposreal _ P)) as [N L]. simpl in L.
  assert (L0 := L N (Nat.le_refl N)). assert (L1 := L (S N) (Nat.le_succ_diag_r N)).
  rewrite Rminus_0_r in L0, L1.
  rewrite Rabs_pos_eq in L0, L1 by apply TV_nonneg.
  fold (s N) in L0. fold (s (S N)) in L1.
  assert (T := TV_triangle 2 (s (S N)) q (s N)).
  assert (Y : TV 2 q (s N) = TV 2 (s N) q).
  { unfold TV. f_equal. apply sum_ext. intros i _. apply Rabs_minus_sym. }
  assert (Z : TV 2 (s (S N)) (s N) = 1 - a).
  { transitivity ((1 - a) * Rabs (alternating (S N) - alternating N));
      [|rewrite alternating_step; ring].
    rewrite <- pair_TV. unfold TV.
    rewrite (Rmult_comm (1 - a)), Rmult_assoc. f_equal. rewrite Rmult_comm, <- sum_scal.
    apply sum_ext. intros i _. unfold s, mix.
    rewrite <- (Rabs_pos_eq (1 - a)) at 3 by lra. rewrite <- Rabs_mult. f_equal. ring. }
  unfold s in *. lra.
Qed.
