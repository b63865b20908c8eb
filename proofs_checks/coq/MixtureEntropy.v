(** * The mixture with the uniform distribution: entropy grows with its weight.

    For all [n] and every [p] in the simplex, zeros allowed;
    [M_l(p) = (1 - l) p + l u] with [0 <= l <= 1], canonically [l = 1 - 1/T].

    - concavity of the entropy: [H(a p + (1-a) s) >= a H(p) + (1-a) H(s)];
    - SK-A3 (sourced, Flouro and Chadwick, arXiv 2601.03195) and R2 (ours):
      [l <= l'] implies [H(M_l(p)) <= H(M_l'(p))]; for [l = 1 - 1/T], [1 <= T <= T'];
    - R2: strict A1 for every [l < 1], A4 at [l = 0] (that is [T = 1]), and
      SK-A5 inf-closed: [M_l(p)] tends to [u] as [T] grows, for every [p]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm.
Open Scope R_scope.

Definition mixture (n : nat) (l : R) (p : nat -> R) : nat -> R := mix l (uniform n) p.

Theorem entropy_concave n a p s : 0 <= a <= 1 -> nonneg n p -> nonneg n s ->
  a * H n p + (1 - a) * H n s <= H n (mix a p s).
Proof.
  intros A P S. unfold H.
  assert (B : sum n (fun i => mix a p s i * ln (mix a p s i))
              <= sum n (fun i => a * (p i * ln (p i)) + (1 - a) * (s i * ln (s i)))).
  { apply sum_le. intros i L. apply xlogx_convex; [exact A | apply P, L | apply S, L]. }
  rewrite sum_plus, !sum_scal in B. lra.
Qed.

Lemma mixture_dist n l p : 0 <= l <= 1 -> dist n p -> dist n (mixture n l p).
Proof.
  intros L D. apply mix_dist; [exact L | apply uniform_dist, (dist_size n p D) | exact D].
Qed.

Lemma H_ext n p q : (forall i, (i < n)%nat -> p i = q i) -> H n p = H n q.
Proof.
  intros E. unfold H. f_equal. apply sum_ext. intros i L. rewrite E by exact L. reflexivity.
Qed.

(** More mixing is mixing of what is mixed already. *)
Lemma mixture_again n l m p i :
  mixture n m (mixture n l p) i = mixture n (m + (1 - m) * l) p i.
Proof. unfold mixture, mix. ring. Qed.

Lemma mixture_grows n m p : 0 <= m <= 1 -> dist n p -> H n p <= H n (mixture n m p).
Proof.
  intros M D. assert (U := uniform_dist n (dist_size n p D)).
  assert (C := entropy_concave n m (uniform n) p M (proj1 U) (proj1 D)).
  assert (B := entropy_le_uniform n p D). unfold mixture.
  apply (Rmult_le_compat_l m) in B; lra.
Qed.

Theorem SK_A3_mixture n l l' p : 0 <= l <= l' -> l' <= 1 -> dist n p ->
  H n (mixture n l p) <= H n (mixture n l' p).
Proof.
  intros [L0 L1] L2 D. destruct (Req_dec l 1) as [E|E].
  { replace l' with l by lra. lra. }
  set (m := (l' - l) / (1 - l)).
  assert (M : 0 <= m <= 1).
  { assert (0 < / (1 - l)) by (apply Rinv_0_lt_compat; lra). unfold m, Rdiv. split.
    - apply Rmult_le_pos; lra.
    - apply Rmult_le_reg_r with (1 - l); [lra|]. rewrite Rmult_assoc, Rinv_l; lra. }
  eapply Rle_trans; [apply (mixture_grows n m), mixture_dist; [exact M | lra | exact D]|].
  right. apply H_ext. intros i _. rewrite mixture_again. f_equal. unfold m. field. lra.
Qed.

Definition canonical (T : R) : R := 1 - / T.

Lemma canonical_range T : 1 <= T -> 0 <= canonical T <= 1.
Proof.
  intros HT. assert (0 < / T) by (apply Rinv_0_lt_compat; lra).
  assert (/ T <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra). unfold canonical. lra.
Qed.

Theorem SK_A3_mixture_canonical n T T' p : 1 <= T <= T' -> dist n p ->
  H n (mixture n (canonical T) p) <= H n (mixture n (canonical T') p).
Proof.
  intros HT D. assert (/ T' <= / T) by (apply Rinv_le_contravar; lra).
  assert (A := canonical_range T ltac:(lra)). assert (B := canonical_range T' ltac:(lra)).
  apply SK_A3_mixture; [unfold canonical in *; lra | lra | exact D].
Qed.

Theorem SK_A1_mixture n l p i j : l < 1 -> p j < p i -> mixture n l p j < mixture n l p i.
Proof.
  intros L E. unfold mixture, mix, uniform. apply (Rmult_lt_compat_l (1 - l)) in E; lra.
Qed.

Theorem SK_A4_mixture n p i : mixture n (canonical 1) p i = p i.
Proof. unfold mixture, mix, canonical. rewrite Rinv_1. ring. Qed.

Theorem SK_A5_mixture_inf_closed n p i :
  is_lim (fun T => mixture n (canonical T) p i) p_infty (/ INR n).
Proof.
  apply is_lim_ext with (fun T => / INR n + / T * (p i - / INR n)).
  { intros T. unfold mixture, mix, canonical, uniform. ring. }
  replace (Finite (/ INR n)) with (Finite (/ INR n + 0 * (p i - / INR n))) by (f_equal; ring).
  apply is_lim_plus'; [apply is_lim_const|].
  apply (is_lim_scal_r (fun T => / T) (p i - / INR n) p_infty 0).
  replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
  apply is_lim_inv; [apply is_lim_id | discriminate].
Qed.
