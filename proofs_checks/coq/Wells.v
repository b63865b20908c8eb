(** * One shot fails, stages succeed: a minimum that moves.

    SK-H4 (ours, on the staged pruning of Flouro and Chadwick, arXiv 2601.03195).  The loss
    [((x - s)^2 - 1)^2] has two wells, at [s - 1] and [s + 1]; descent is its gradient flow
    [x' = - 4 (x - s) ((x - s)^2 - 1)].  For every [s] and start [x]:

    - the flow never leaves the side of [s] on which it starts: it is
      [x(t) = s + c / sqrt (c^2 + (1 - c^2) exp (- 8 t))] with [c = x(0) - s <> 0], and tends to
      [s + 1] for [c > 0], to [s - 1] for [c < 0];
    - start in the right well, at 1 for [s = 0], and move [s] to 5/2 in [n] equal stages, descent
      after each.  For every [n >= 3] the end is the right well, 7/2; for [n = 1] and [n = 2] it is
      the left one, 3/2. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
Open Scope R_scope.

Definition slope (s x : R) : R := 4 * (x - s) * ((x - s) ^ 2 - 1).
Definition flow (s x t : R) : R :=
  s + (x - s) / sqrt ((x - s) ^ 2 + (1 - (x - s) ^ 2) * exp (- 8 * t)).

Theorem SK_H4_slope s x : is_derive (fun x => ((x - s) ^ 2 - 1) ^ 2) x (slope s x).
Proof. unfold slope. auto_derive; [exact I | ring]. Qed.

Lemma below_root c t : 0 <= t -> c <> 0 -> 0 < c ^ 2 + (1 - c ^ 2) * exp (- 8 * t).
Proof.
  intros T C. assert (P : 0 < c ^ 2) by (apply pow2_gt_0, C).
  assert (E : 0 < exp (- 8 * t)) by apply exp_pos.
  assert (L : exp (- 8 * t) <= 1).
  { rewrite <- exp_0. destruct T as [T|<-];
      [apply Rlt_le, exp_increasing; lra | right; f_equal; ring]. }
  nra.
Qed.

Theorem SK_H4_flow_starts_and_descends s x : x <> s ->
  flow s x 0 = x /\
  forall t, 0 <= t -> is_derive (flow s x) t (- slope s (flow s x t)).
Proof.
  intros N. set (c := x - s). assert (C : c <> 0) by (unfold c; lra). split.
  - unfold flow. fold c. replace (- 8 * 0) with 0 by ring. rewrite exp_0.
    replace (c ^ 2 + (1 - c ^ 2) * 1) with 1 by ring. rewrite sqrt_1. unfold c. field.
  - intros t T. assert (P := below_root c t T C). unfold flow. fold c.
    assert (Q : 0 < sqrt (c ^ 2 + (1 - c ^ 2) * exp (- 8 * t))) by (apply sqrt_lt_R0, P).
    assert (S := sqrt_sqrt _ (Rlt_le _ _ P)).
    auto_derive.
    + repeat split; [exact P | apply Rgt_not_eq, Q].
    + unfold slope. change (c * (c * 1)) with (c ^ 2) in *.
      set (r := sqrt (c ^ 2 + (1 - c ^ 2) * exp (- 8 * t))) in *.
      assert (E : (1 - c ^ 2) * exp (- 8 * t) = r * r - c ^ 2) by lra.
      replace (s + c / r - s) with (c / r) by ring.
      transitivity (4 * c * ((1 - c ^ 2) * exp (- 8 * t)) / (r * r * r)); [field; lra|].
      rewrite E. field. lra.
Qed.

Lemma exponential_vanishes : is_lim (fun t => exp (- 8 * t)) p_infty 0.
Proof.
  apply (is_lim_comp exp (fun t => - 8 * t) p_infty 0 m_infty).
  - apply is_lim_exp_m.
  - apply (is_lim_le_m_loc (fun t => - t)).
    + exists 0. intros t T. lra.
    + apply (is_lim_opp (fun t => t) p_infty p_infty), is_lim_id.
  - exists 0. intros t _. discriminate.
Qed.

Lemma flow_limit s x : x <> s ->
  is_lim (flow s x) p_infty (s + (x - s) / Rabs (x - s)).
Proof.
  intros N. set (c := x - s). assert (C : c <> 0) by (unfold c; lra).
  assert (P : 0 < c ^ 2) by (apply pow2_gt_0, C).
  set (g := fun u => s + c / sqrt (c ^ 2 + (1 - c ^ 2) * u)).
  replace (Finite (s + c / Rabs c)) with (Finite (g 0)).
  2: { unfold g. rewrite Rmult_0_r, Rplus_0_r, <- (pow2_abs c), sqrt_pow2 by apply Rabs_pos.
       reflexivity. }
  apply (is_lim_comp_continuous (fun t => exp (- 8 * t)) g p_infty 0).
  - apply exponential_vanishes.
  - apply (@ex_derive_continuous R_AbsRing R_NormedModule g 0). unfold g. auto_derive.
    change (c * (c * 1)) with (c ^ 2). rewrite Rmult_0_r, Rplus_0_r.
    repeat split; [exact P|]. apply Rgt_not_eq, sqrt_lt_R0, P.
Qed.

Theorem SK_H4_flow_settles_on_its_side s x :
  (s < x -> is_lim (flow s x) p_infty (s + 1)) /\
  (x < s -> is_lim (flow s x) p_infty (s - 1)).
Proof.
  split; intros L; assert (F := flow_limit s x ltac:(lra)).
  - rewrite Rabs_pos_eq in F by lra.
    replace (s + 1) with (s + (x - s) / (x - s)) by (field; lra). exact F.
  - rewrite Rabs_left in F by lra.
    replace (s - 1) with (s + (x - s) / - (x - s)) by (field; lra). exact F.
Qed.

(** ** Stages *)

(** Where the flow ends. *)
Definition settled (s x : R) : R := if Rlt_dec s x then s + 1 else s - 1.

(** After [k] of [n] stages. *)
Fixpoint staged (n k : nat) : R :=
  match k with O => 1 | S j => settled (5 / 2 * INR (S j) / INR n) (staged n j) end.

Theorem SK_H4_stages_succeed n : (3 <= n)%nat -> staged n n = 5 / 2 + 1.
Proof.
  intros N. assert (I : 3 <= INR n) by (apply (le_INR 3) in N; simpl in N; lra).
  assert (J : / INR n <= / 3) by (apply Rinv_le_contravar; lra).
  assert (A : forall k, staged n k = 5 / 2 * INR k / INR n + 1).
  { induction k as [|k IH]; [simpl; unfold Rdiv; ring|].
    cbn [staged]. rewrite IH. unfold settled. destruct Rlt_dec as [_|L]; [reflexivity|].
    exfalso. apply L. rewrite S_INR. unfold Rdiv in *. lra. }
  rewrite A. field. lra.
Qed.

Theorem SK_H4_one_shot_fails : staged 1 1 = 5 / 2 - 1 /\ staged 2 2 = 5 / 2 - 1.
Proof.
  unfold staged, settled. simpl. split; repeat destruct Rlt_dec; lra.
Qed.
