(** * Anchored recursion with exact students: TV and KL contract.

    For all [n], distributions [p] (the anchor) and [s] (a student), [0 <= a <= 1] and the
    linear anchor [s' = a p + (1 - a) s]; [s_g] is its [g]-th iterate.

    - RM-C1 (reconstructed): [s_g - p = (1 - a)^g (s_0 - p)] entry by entry, hence
      [TV(s_g, p) = (1 - a)^g TV(s_0, p)]: an equality, for every [a].
    - RM-C2 (sourced, Flouro and Chadwick, arXiv 2601.13100):
      [KL(p || s_g) <= (1 - a)^g KL(p || s_0)], [s_0] positive, zeros in [p] allowed.
    - RM-C3 (sourced, same place): [KL(s_g || p) <= (1 - a)^g KL(s_0 || p)], [p] positive,
      zeros in [s_0] allowed. *)

From Coq Require Import Reals Lra Lia.
From KD Require Import Simplex Logarithm.
Open Scope R_scope.

Fixpoint anchored (a : R) (p s : nat -> R) (g : nat) : nat -> R :=
  match g with O => s | S k => mix a p (anchored a p s k) end.

(** ** RM-C1 *)

Theorem RM_C1_difference a p s g i : anchored a p s g i - p i = (1 - a) ^ g * (s i - p i).
Proof.
  induction g as [|g IH]; simpl; [ring|]. unfold mix.
  replace (a * p i + (1 - a) * anchored a p s g i - p i)
    with ((1 - a) * (anchored a p s g i - p i)) by ring.
  rewrite IH. ring.
Qed.

Theorem RM_C1 n a p s g : 0 <= a <= 1 ->
  TV n (anchored a p s g) p = (1 - a) ^ g * TV n s p.
Proof.
  intros A. unfold TV.
  rewrite (sum_ext n _ (fun i => (1 - a) ^ g * Rabs (s i - p i))).
  - rewrite sum_scal. ring.
  - intros i _. rewrite RM_C1_difference, Rabs_mult.
    rewrite (Rabs_pos_eq ((1 - a) ^ g)); [reflexivity | apply pow_le; lra].
Qed.

(** ** The iterates stay in the simplex *)

Lemma anchored_dist n a p s g : 0 <= a <= 1 -> dist n p -> dist n s ->
  dist n (anchored a p s g).
Proof. intros A P S. induction g; simpl; [exact S | apply mix_dist; assumption]. Qed.

Lemma anchored_pos n a p s g : 0 <= a < 1 -> nonneg n p -> pos n s ->
  pos n (anchored a p s g).
Proof.
  intros A P S. induction g as [|g IH]; simpl; [exact S|].
  intros i L. unfold mix. specialize (P i L). specialize (IH i L).
  assert (0 <= a * p i) by (apply Rmult_le_pos; lra).
  assert (0 < (1 - a) * anchored a p s g i) by (apply Rmult_lt_0_compat; lra). lra.
Qed.

(** ** RM-C2 *)

Lemma forward_term a p s : 0 <= a <= 1 -> 0 <= p -> 0 < s ->
  p * ln (p / (a * p + (1 - a) * s)) <= (1 - a) * (p * ln (p / s)).
Proof.
  intros A [P|<-] S; [|right; ring].
  assert (M : 0 < a * p + (1 - a) * s).
  { destruct (Rlt_dec 0 a).
    - assert (0 < a * p) by (apply Rmult_lt_0_compat; lra).
      assert (0 <= (1 - a) * s) by (apply Rmult_le_pos; lra). lra.
    - replace a with 0 by lra. lra. }
  rewrite !ln_div by assumption.
  assert (C := log_concave a p s A P S). apply (Rmult_le_compat_l p) in C; lra.
Qed.

Theorem RM_C2_step n a p s : 0 <= a <= 1 -> dist n p -> pos n s ->
  KL n p (mix a p s) <= (1 - a) * KL n p s.
Proof.
  intros A P S. unfold KL, mix. rewrite <- sum_scal. apply sum_le. intros i L.
  apply forward_term; [exact A | apply P, L | apply S, L].
Qed.

Theorem RM_C2 n a p s g : 0 <= a < 1 -> dist n p -> pos n s ->
  KL n p (anchored a p s g) <= (1 - a) ^ g * KL n p s.
Proof.
  intros A P S. induction g as [|g IH]; simpl; [lra|].
  eapply Rle_trans.
  - apply RM_C2_step; [lra | exact P | apply anchored_pos; [exact A | apply P | exact S]].
  - rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.

(** ** RM-C3 *)

Lemma reverse_term a p s : 0 <= a <= 1 -> 0 < p -> 0 <= s ->
  (a * p + (1 - a) * s) * ln ((a * p + (1 - a) * s) / p) <= (1 - a) * (s * ln (s / p)).
Proof.
  intros A P S. assert (P' : 0 <= p) by lra. assert (C := xlogx_convex a p s A P' S).
  assert (0 <= a * p) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - a) * s) by (apply Rmult_le_pos; lra).
  rewrite !xlog_div by lra.
  replace ((a * p + (1 - a) * s) * ln p) with (a * (p * ln p) + (1 - a) * (s * ln p)) by ring.
  lra.
Qed.

Theorem RM_C3_step n a p s : 0 <= a <= 1 -> pos n p -> nonneg n s ->
  KL n (mix a p s) p <= (1 - a) * KL n s p.
Proof.
  intros A P S. unfold KL, mix. rewrite <- sum_scal. apply sum_le. intros i L.
  apply reverse_term; [exact A | apply P, L | apply S, L].
Qed.

Theorem RM_C3 n a p s g : 0 <= a <= 1 -> dist n p -> pos n p -> dist n s ->
  KL n (anchored a p s g) p <= (1 - a) ^ g * KL n s p.
Proof.
  intros A D P S. induction g as [|g IH]; simpl; [lra|].
  eapply Rle_trans.
  - apply RM_C3_step; [exact A | exact P | apply anchored_dist; assumption].
  - rewrite Rmult_assoc. apply Rmult_le_compat_l; lra.
Qed.
