(** * Privacy of softened logits, and none of the bare power transform.

    For all [n] and [T > 0]; statements are ours, on the privacy remarks of Flouro and Chadwick,
    arXiv 2601.03195:

    - SK-D2: if two teachers' logits differ by at most [d] in every class, one token drawn from
      [softmax(z/T)] is [2 d/T]-differentially private: [q(U) <= exp(2 d/T) q'(U)] for every
      event [U].
    - SK-D3, a false reading: on the closed simplex the power transform is private for no
      [eps].  At (1/2, 1/2) and (1, 0) the second class has probability 1/2 and 0, whatever [T]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm PoolSafety PowerDerivative AnchoredLimits.
Open Scope R_scope.

Definition softmax (n : nat) (T : R) (z : nat -> R) : nat -> R :=
  fun i => exp (z i / T) / sum n (fun j => exp (z j / T)).

Lemma exp_le x y : x <= y -> exp x <= exp y.
Proof. intros [L|E]; [apply Rlt_le, exp_increasing, L | rewrite E; apply Rle_refl]. Qed.

Theorem SK_D2 n T d z z' U : 0 < T ->
  (forall i, (i < n)%nat -> Rabs (z i - z' i) <= d) ->
  event n U (softmax n T z) <= exp (2 * d / T) * event n U (softmax n T z').
Proof.
  intros HT B. unfold event. rewrite <- sum_scal. apply sum_le. intros i L.
  destruct (U i); [|lra]. assert (N : (0 < n)%nat) by lia.
  assert (IT : 0 < / T) by (apply Rinv_0_lt_compat, HT).
  assert (S : 0 < sum n (fun j => exp (z j / T)))
    by (apply sum_pos; [exact N | intros j _; apply exp_pos]).
  assert (S' : 0 < sum n (fun j => exp (z' j / T)))
    by (apply sum_pos; [exact N | intros j _; apply exp_pos]).
  assert (A : forall j, (j < n)%nat -> exp (z j / T) <= exp (d / T) * exp (z' j / T) /\
                                      exp (z' j / T) <= exp (d / T) * exp (z j / T)).
  { intros j Lj. specialize (B j Lj).
    assert (B1 := Rle_abs (z j - z' j)). assert (B2 := Rle_abs (- (z j - z' j))).
    rewrite Rabs_Ropp in B2. rewrite <- !exp_plus.
    split; apply exp_le; unfold Rdiv; rewrite <- Rmult_plus_distr_r;
      apply Rmult_le_compat_r; lra. }
  assert (Z : sum n (fun j => exp (z' j / T)) <= exp (d / T) * sum n (fun j => exp (z j / T))).
  { rewrite <- sum_scal. apply sum_le. intros j Lj. apply A, Lj. }
  unfold softmax. apply Rmult_le_reg_r with (sum n (fun j => exp (z j / T))); [exact S|].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rle_trans with (1 := proj1 (A i L)).
  replace (2 * d / T) with (d / T + d / T) by (field; lra). rewrite exp_plus.
  replace (exp (d / T) * exp (d / T) * (exp (z' i / T) / sum n (fun j => exp (z' j / T)))
           * sum n (fun j => exp (z j / T)))
    with (exp (d / T) * exp (z' i / T) / sum n (fun j => exp (z' j / T))
          * (exp (d / T) * sum n (fun j => exp (z j / T)))) by (field; lra).
  apply Rle_trans with (exp (d / T) * exp (z' i / T) / sum n (fun j => exp (z' j / T))
                        * sum n (fun j => exp (z' j / T))).
  - right. field. lra.
  - apply Rmult_le_compat_l; [|exact Z]. apply Rlt_le, Rdiv_lt_0_compat; [|exact S'].
    apply Rmult_lt_0_compat; apply exp_pos.
Qed.

(** ** SK-D3 *)

Theorem SK_D3_power_is_not_private T : 0 < T ->
  ~ exists eps, forall p p' U, dist 2 p -> dist 2 p' ->
      event 2 U (power_closed 2 T p) <= exp eps * event 2 U (power_closed 2 T p').
Proof.
  intros HT [eps E].
  specialize (E (pair (1 - / 2) (/ 2)) (pair (1 - 0) 0) (Nat.eqb 1)
                (pair_dist (/ 2) ltac:(lra)) (pair_dist 0 ltac:(lra))).
  assert (Z : power_closed 2 T (pair (1 - 0) 0) 1%nat = 0)
    by (apply SK_A5_power_keeps_zeros; reflexivity).
  assert (A : 0 < power_closed 2 T (pair (1 - / 2) (/ 2)) 1%nat).
  { unfold power_closed, root, pair. simpl.
    destruct (Rlt_dec 0 (1 - / 2)) as [_|N]; [|exfalso; lra].
    destruct (Rlt_dec 0 (/ 2)) as [_|N]; [|exfalso; lra].
    assert (P := exp_pos (/ T * ln (1 - / 2))). assert (Q := exp_pos (/ T * ln (/ 2))).
    apply Rdiv_lt_0_compat; unfold Rpower; lra. }
  unfold event in E. simpl in E. rewrite Z in E. lra.
Qed.
