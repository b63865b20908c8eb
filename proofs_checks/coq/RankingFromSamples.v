(** * How often relative frequencies order two classes wrongly.

    SK-P4 (ours).  For all [n] and [N], every distribution [p] and classes with [p_j <= p_i]:
    among [N] independent draws from [p] the class [j] occurs at least as often as [i] with
    probability at most [exp (- N (p_i - p_j)^2 / 2)].

    Proof.  Chernoff's bound [E x^(c_j - c_i)] at the best [x], with
    [1 - d^2 <= exp (- d^2)]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools Sampling.
Open Scope R_scope.

(** The moment generating function of [c_j - c_i]. *)
Lemma draws_exponential n p N i j t : dist n p -> (i < n)%nat -> (j < n)%nat -> i <> j ->
  draws n p N (fun c => exp (t * (c j - c i)))
  = (1 - p i - p j + p i * exp (- t) + p j * exp t) ^ N.
Proof.
  intros D Li Lj X. induction N as [|N IH].
  - simpl. rewrite Rminus_0_r, Rmult_0_r. apply exp_0.
  - simpl. rewrite <- IH. set (A := draws n p N _).
    rewrite (sum_ext n _ (fun k => A * (p k + ((exp (- t) - 1) * (p k * vertex k i)
                                              + (exp t - 1) * (p k * vertex k j))))).
    + rewrite sum_scal, !sum_plus, !sum_scal, !sum_by_vertex by assumption.
      destruct D as [_ ->]. ring.
    + intros k _. unfold A.
      rewrite (draws_ext n p N _ (fun c => exp (t * (vertex k j - vertex k i))
                                           * exp (t * (c j - c i)))).
      * rewrite draws_scal. fold A. unfold vertex.
        destruct (Nat.eqb_spec i k) as [E|E], (Nat.eqb_spec j k) as [F|F];
          [congruence| | |].
        -- replace (t * (0 - 1)) with (- t) by ring. ring.
        -- replace (t * (1 - 0)) with t by ring. ring.
        -- replace (t * (0 - 0)) with 0 by ring. rewrite exp_0. ring.
      * apply D.
      * intros c _. rewrite <- exp_plus. f_equal. ring.
Qed.

Lemma chernoff n p N i j t : dist n p -> (i < n)%nat -> (j < n)%nat -> i <> j -> 0 <= t ->
  draws n p N (fun c => if Rle_dec (c i) (c j) then 1 else 0)
  <= (1 - p i - p j + p i * exp (- t) + p j * exp t) ^ N.
Proof.
  intros D Li Lj X T. rewrite <- (draws_exponential n p N i j t D Li Lj X).
  apply draws_le; [apply D|]. intros c _. destruct (Rle_dec (c i) (c j)).
  - rewrite <- exp_0. assert (0 <= t * (c j - c i)) by (apply Rmult_le_pos; lra).
    destruct H as [H|<-]; [apply Rlt_le, exp_increasing, H | apply Rle_refl].
  - apply Rlt_le, exp_pos.
Qed.

Lemma two_masses n p i j : dist n p -> (i < n)%nat -> (j < n)%nat -> i <> j -> p i + p j <= 1.
Proof.
  intros [P E] Li Lj X.
  rewrite <- E, <- (sum_by_vertex n p i Li), <- (sum_by_vertex n p j Lj), <- sum_plus.
  apply sum_le. intros k L. specialize (P k L). unfold vertex.
  destruct (Nat.eqb_spec i k), (Nat.eqb_spec j k); try lra. congruence.
Qed.

(** [M <= sqrt (1 - d^2)] at the best exponent. *)
Lemma best_exponent x y : 0 <= y -> y <= x -> x + y <= 1 -> x - y < 1 ->
  exists t, 0 <= t /\ 0 <= 1 - x - y + x * exp (- t) + y * exp t
                    <= exp (- (x - y) ^ 2 / 2).
Proof.
  intros Y O S L. set (d := x - y) in *. set (q := sqrt (1 - d ^ 2)).
  assert (D2 : 0 < 1 - d ^ 2 <= 1) by (unfold d in *; nra).
  assert (Q : 0 < q) by (apply sqrt_lt_R0; lra).
  assert (Q2 : q * q = 1 - d ^ 2) by (apply sqrt_sqrt; lra).
  assert (Q1 : q <= 1) by nra.
  set (z := (1 + d) / q).
  assert (Z : 0 < z) by (apply Rdiv_lt_0_compat; unfold d; lra).
  assert (Z1 : 1 <= z).
  { apply Rmult_le_reg_r with q; [exact Q|]. unfold z, Rdiv.
    rewrite Rmult_assoc, Rinv_l by lra. unfold d in *. lra. }
  assert (ZI : / z = (1 - d) / q).
  { unfold z. apply Rmult_eq_reg_r with (1 + d); [|unfold d; lra].
    replace (/ ((1 + d) / q) * (1 + d)) with q by (field; unfold d; lra).
    apply Rmult_eq_reg_r with q; [|lra]. rewrite Q2. field. lra. }
  exists (ln z). split.
  { rewrite <- ln_1. destruct Z1 as [Z1| <-]; [apply Rlt_le, ln_increasing; lra|lra]. }
  rewrite exp_Ropp, exp_ln, ZI by exact Z. unfold z.
  assert (E : 1 - x - y + x * ((1 - d) / q) + y * ((1 + d) / q)
              = 1 - (x + y) + (x + y - d ^ 2) / q) by (unfold d; field; lra).
  assert (IQ : 1 <= / q) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra).
  rewrite E. split.
  - assert (0 <= (x + y - d ^ 2) / q); [|lra].
    apply Rmult_le_pos; [unfold d in *; nra | lra].
  - apply Rle_trans with q.
    + assert (F : q = (1 - d ^ 2) / q) by (rewrite <- Q2; field; lra).
      rewrite F at 2. unfold Rdiv. nra.
    + apply Rsqr_incr_0_var; [|apply Rlt_le, exp_pos]. unfold Rsqr. rewrite Q2, <- exp_plus.
      replace (- d ^ 2 / 2 + - d ^ 2 / 2) with (- d ^ 2) by field.
      generalize (exp_ineq1_le (- d ^ 2)). lra.
Qed.

Lemma exp_pow x N : exp x ^ N = exp (INR N * x).
Proof.
  induction N as [|N IH]; [simpl; rewrite Rmult_0_l, exp_0; reflexivity|].
  rewrite S_INR. simpl. rewrite IH, <- exp_plus. f_equal. ring.
Qed.

Theorem SK_P4 n p N i j : dist n p -> (i < n)%nat -> (j < n)%nat -> i <> j -> p j <= p i ->
  draws n p N (fun c => if Rle_dec (c i) (c j) then 1 else 0)
  <= exp (- INR N * (p i - p j) ^ 2 / 2).
Proof.
  intros D Li Lj X O. assert (S := two_masses n p i j D Li Lj X).
  assert (P := proj1 D j Lj). assert (PI := proj1 D i Li).
  replace (- INR N * (p i - p j) ^ 2 / 2) with (INR N * (- (p i - p j) ^ 2 / 2)) by field.
  rewrite <- exp_pow. destruct (Rlt_le_dec (p i - p j) 1) as [L|L].
  - destruct (best_exponent (p i) (p j) P O S L) as [t [T B]].
    eapply Rle_trans; [apply (chernoff n p N i j t); assumption|]. apply pow_incr, B.
  - assert (A : p j = 0) by lra. assert (B : p i = 1) by lra.
    eapply Rle_trans; [apply (chernoff n p N i j (/ 2)); try assumption; lra|].
    rewrite A, B. right. f_equal.
    replace (- (1 - 0) ^ 2 / 2) with (- / 2) by field. ring.
Qed.
