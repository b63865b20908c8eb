(** * The power transform: dH/dT, and its behaviour at large temperatures.

    For all [n], with [F_T(p)_i = p_i^(1/T) / sum_j p_j^(1/T)]:

    - SK-A3 (ours): for positive [p] and [T > 0],
      [d/dT H(F_T(p)) = Var_(F_T(p)) (log p) / T^3], which is not negative;
    - SK-A5 inf-open (sourced name, Flouro and Chadwick, arXiv 2601.03195; reconstructed form):
      [F_T(p)_i] tends to [1/n] as [T] grows, for positive [p];
    - SK-A5 inf-closed, a false reading (reconstructed): the same for every [p] in the closed
      simplex.  The power transform with [0^(1/T) = 0] keeps zeros, for every [T]; at
      [p = (1, 0)] its output is [(1, 0)]. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm PoolSafety PowerEntropy Variance Calculus.
Open Scope R_scope.

(** [sum_i p_i^(1/T) a_i]: the partition sum is the one with [a = 1]. *)
Definition weighted (n : nat) (p a : nat -> R) (T : R) : R :=
  sum n (fun i => Rpower (p i) (/ T) * a i).

Lemma weighted_derivative n p a T : 0 < T ->
  is_derive (weighted n p a) T (- / T ^ 2 * weighted n p (fun i => ln (p i) * a i) T).
Proof.
  intros P. unfold weighted. rewrite <- sum_scal.
  apply (is_derive_sum n (fun i T => Rpower (p i) (/ T) * a i)).
  intros i _. unfold Rpower. auto_derive; [lra|]. field. lra.
Qed.

Lemma mean_power n p a T : (0 < n)%nat ->
  E n (power n T p) a = weighted n p a T / weighted n p (fun _ => 1) T.
Proof.
  intros N. unfold E, power, weighted, Rdiv. rewrite Rmult_comm, <- sum_scal.
  apply sum_ext. intros i _. rewrite (sum_ext n (fun i => Rpower (p i) (/ T) * 1)
    (fun i => Rpower (p i) (/ T))) by (intros; ring). ring.
Qed.

Lemma partition_pos n p T : (0 < n)%nat -> 0 < weighted n p (fun _ => 1) T.
Proof.
  intros N. apply sum_pos; [exact N|]. intros i _. rewrite Rmult_1_r. apply exp_pos.
Qed.

Lemma entropy_formula n p T : (0 < n)%nat ->
  H n (power n T p) = ln (weighted n p (fun _ => 1) T)
    - / T * (weighted n p (fun i => ln (p i)) T / weighted n p (fun _ => 1) T).
Proof.
  intros N. rewrite entropy_power, <- (mean_power n p) by exact N. unfold weighted, mean_log, E.
  rewrite (sum_ext n (fun i => Rpower (p i) (/ T) * 1) (fun i => Rpower (p i) (/ T)))
    by (intros; ring). reflexivity.
Qed.

Theorem SK_A3_power_derivative n p T : (0 < n)%nat -> 0 < T ->
  is_derive (fun T => H n (power n T p)) T (Var n (power n T p) (fun i => ln (p i)) / T ^ 3).
Proof.
  intros N P. set (Z := weighted n p (fun _ => 1)). set (L := weighted n p (fun i => ln (p i))).
  set (Q := weighted n p (fun i => ln (p i) * ln (p i)) T).
  apply is_derive_ext with (fun T => ln (Z T) - / T * (L T / Z T)).
  { intros t. symmetry. apply entropy_formula, N. }
  assert (ZP : 0 < Z T) by (apply partition_pos, N).
  assert (DZ : is_derive Z T (- / T ^ 2 * L T)).
  { replace (L T) with (weighted n p (fun i => ln (p i) * 1) T).
    - apply weighted_derivative, P.
    - apply sum_ext. intros; ring. }
  assert (DL : is_derive L T (- / T ^ 2 * Q)) by (apply weighted_derivative, P).
  assert (V : Var n (power n T p) (fun i => ln (p i)) = Q / Z T - (L T / Z T) ^ 2).
  { assert (M := mean_square n (power n T p) (fun i => ln (p i)) 0 (power_dist n T p N)).
    rewrite (E_ext n _ _ (fun i => ln (p i) * ln (p i))) in M by (intros; ring).
    rewrite !mean_power in M by exact N. fold Z L Q in M.
    rewrite Rminus_0_r in M. lra. }
  rewrite V. auto_derive.
  - repeat split; try lra; [exists (- / T ^ 2 * L T) | exists (- / T ^ 2 * Q)
      | exists (- / T ^ 2 * L T)]; assumption.
  - change (Derive (fun x => Z x) T) with (Derive Z T).
    change (Derive (fun x => L x) T) with (Derive L T).
    rewrite (is_derive_unique _ _ _ DZ), (is_derive_unique _ _ _ DL). field. lra.
Qed.

Theorem SK_A3_power_slope_nonneg n p T : (0 < n)%nat -> 0 < T ->
  0 <= Var n (power n T p) (fun i => ln (p i)) / T ^ 3.
Proof.
  intros N P. apply Rmult_le_pos; [|apply Rlt_le, Rinv_0_lt_compat, pow_lt, P].
  apply sum_nonneg. intros i L. apply Rmult_le_pos.
  - apply Rlt_le, power_pos; assumption.
  - apply Rle_0_sqr.
Qed.

(** ** SK-A5 *)

Lemma root_limit x : is_lim (fun T => Rpower x (/ T)) p_infty 1.
Proof.
  unfold Rpower. replace 1 with (exp (0 * ln x)) by (rewrite Rmult_0_l; apply exp_0).
  apply (is_lim_comp_continuous (fun T => / T * ln x) exp p_infty (0 * ln x)).
  - apply (is_lim_scal_r (fun T => / T) (ln x) p_infty 0).
    replace (Finite 0) with (Rbar_inv p_infty) by reflexivity.
    apply is_lim_inv; [apply is_lim_id | discriminate].
  - apply continuous_exp.
Qed.

Theorem SK_A5_power_inf_open n p i : (0 < n)%nat -> pos n p -> (i < n)%nat ->
  is_lim (fun T => power n T p i) p_infty (/ INR n).
Proof.
  intros N _ _. assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (S : sum n (fun _ => 1) = INR n) by (rewrite sum_const; ring).
  unfold power. replace (Finite (/ INR n)) with (Rbar_div 1 (sum n (fun _ => 1))).
  - apply is_lim_div.
    + apply root_limit.
    + apply (is_lim_sum n (fun j T => Rpower (p j) (/ T))). intros; apply root_limit.
    + rewrite S. intros F. injection F. lra.
    + simpl. trivial.
  - simpl. rewrite S. f_equal. ring.
Qed.

(** [x^(1/T)] with [0^(1/T) = 0], and the power transform on the closed simplex. *)
Definition root (T x : R) : R := if Rlt_dec 0 x then Rpower x (/ T) else 0.
Definition power_closed (n : nat) (T : R) (p : nat -> R) : nat -> R :=
  fun i => root T (p i) / sum n (fun j => root T (p j)).

Theorem power_closed_extends n T p i : pos n p -> (i < n)%nat ->
  power_closed n T p i = power n T p i.
Proof.
  intros P L. assert (F : forall j, (j < n)%nat -> root T (p j) = Rpower (p j) (/ T)).
  { intros j Lj. unfold root. destruct (Rlt_dec 0 (p j)) as [|D]; [reflexivity|].
    destruct D. apply P, Lj. }
  unfold power_closed, power. rewrite F by exact L. f_equal. apply sum_ext, F.
Qed.

Theorem SK_A5_power_keeps_zeros n T p i : p i = 0 -> power_closed n T p i = 0.
Proof.
  intros Z. unfold power_closed, root at 1. rewrite Z.
  destruct (Rlt_dec 0 0); [lra|]. unfold Rdiv. ring.
Qed.

Theorem SK_A5_power_not_inf_closed :
  ~ (forall p, dist 2 p -> forall i, (i < 2)%nat ->
       is_lim (fun T => power_closed 2 T p i) p_infty (/ INR 2)).
Proof.
  intros A. set (p := fun i : nat => match i with O => 1 | _ => 0 end).
  assert (D : dist 2 p) by (split; [intros [|i] _|]; unfold p; simpl; lra).
  specialize (A p D 1%nat ltac:(lia)).
  assert (B : is_lim (fun T => power_closed 2 T p 1%nat) p_infty 0).
  { apply is_lim_ext with (fun _ => 0); [|apply is_lim_const].
    intros T. symmetry. apply SK_A5_power_keeps_zeros. reflexivity. }
  apply is_lim_unique in A. apply is_lim_unique in B. rewrite A in B.
  injection B. simpl. lra.
Qed.

(** At (1, 0) nothing moves at all. *)
Theorem SK_A5_power_fixes_the_vertex T :
  let p := fun i : nat => match i with O => 1 | _ => 0 end in
  power_closed 2 T p 0%nat = 1 /\ power_closed 2 T p 1%nat = 0.
Proof.
  intros p. split; [|apply SK_A5_power_keeps_zeros; reflexivity].
  unfold power_closed, root, p. simpl. destruct (Rlt_dec 0 1), (Rlt_dec 0 0); try lra.
  unfold Rpower. rewrite ln_1, Rmult_0_r, exp_0. field.
Qed.
