(** * Relative entropy near its zero: second order.

    For all [n], positive distributions [p] and directions [v] with [sum v = 0]:

    - [KL(p || p + t v) / t^2] and [KL(p + t v || p) / t^2] tend to [sum v_i^2 / (2 p_i)] as
      [t -> 0] (textbook facts).

    Theory ids: the lemmas on which RM-C4 and the negation in RM-C6 rest. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm Calculus.
Open Scope R_scope.

(** ** Two functions with a double zero *)

Lemma through_zero (f d : R -> R) : f 0 = 0 ->
  (forall x, -1 < x -> is_derive f x (d x) /\ 0 <= d x) -> forall x, -1 < x -> 0 <= x * f x.
Proof.
  intros Z D x X.
  destruct (MVT_gen f 0 x d) as [c [C E]].
  - intros y Y. apply D. apply Rle_lt_trans with (2 := proj1 Y). unfold Rmin.
    destruct Rle_dec; lra.
  - intros y Y. apply derivable_continuous_pt, ex_derive_Reals_0. exists (d y). apply D.
    apply Rlt_le_trans with (2 := proj1 Y). unfold Rmin. destruct Rle_dec; lra.
  - rewrite Z in E. assert (0 <= d c).
    { apply D. apply Rlt_le_trans with (2 := proj1 C). unfold Rmin. destruct Rle_dec; lra. }
    replace (f x) with (d c * x) by lra. nra.
Qed.

Definition psi (x : R) : R := x - ln (1 + x).
Definition phi (x : R) : R := (1 + x) * ln (1 + x) - x.

Lemma second_order (f : R -> R) x : f 0 = 0 ->
  0 <= x * (x ^ 2 / 2 - f x) -> 0 <= x * (f x - x ^ 2 / (2 * (1 + x))) -> - / 2 <= x ->
  Rabs (f x - x ^ 2 / 2) <= Rabs x ^ 3.
Proof.
  intros Z A B L. destruct (Req_dec x 0) as [->|N].
  { rewrite Z. replace (0 - 0 ^ 2 / 2) with 0 by field. rewrite Rabs_R0. lra. }
  assert (P : 0 < Rabs x) by (apply Rabs_pos_lt, N).
  apply Rmult_le_reg_l with (Rabs x); [exact P|]. rewrite <- Rabs_mult.
  apply Rle_trans with (x * (x ^ 2 / 2 - x ^ 2 / (2 * (1 + x)))).
  { rewrite Rabs_left1; lra. }
  replace (x * (x ^ 2 / 2 - x ^ 2 / (2 * (1 + x)))) with (/ (2 * (1 + x)) * (x ^ 2 * x ^ 2))
    by (field; lra).
  replace (Rabs x * Rabs x ^ 3) with (Rabs x ^ 2 * Rabs x ^ 2) by ring.
  rewrite pow2_abs. rewrite <- (Rmult_1_l (x ^ 2 * x ^ 2)) at 2.
  apply Rmult_le_compat_r; [apply Rmult_le_pos; apply pow2_ge_0|].
  rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.

Lemma psi_second_order x : - / 2 <= x -> Rabs (psi x - x ^ 2 / 2) <= Rabs x ^ 3.
Proof.
  intros L. apply second_order; [unfold psi; rewrite Rplus_0_r, ln_1; ring| | |exact L].
  - apply (through_zero (fun x => x ^ 2 / 2 - psi x) (fun x => x ^ 2 / (1 + x))); [| |lra].
    + unfold psi. rewrite Rplus_0_r, ln_1. field.
    + intros y Y. split; [unfold psi; auto_derive; [lra | field; lra]|].
      apply Rmult_le_pos; [apply pow2_ge_0 | apply Rlt_le, Rinv_0_lt_compat; lra].
  - apply (through_zero (fun x => psi x - x ^ 2 / (2 * (1 + x)))
             (fun x => (x / (1 + x)) ^ 2 / 2)); [| |lra].
    + unfold psi. rewrite Rplus_0_r, ln_1. field.
    + intros y Y. split; [unfold psi; auto_derive; [lra | field; lra]|].
      apply Rmult_le_pos; [apply pow2_ge_0 | lra].
Qed.

Lemma phi_second_order x : - / 2 <= x -> Rabs (phi x - x ^ 2 / 2) <= Rabs x ^ 3.
Proof.
  intros L. apply second_order; [unfold phi; rewrite Rplus_0_r, ln_1; ring| | |exact L].
  - apply (through_zero (fun x => x ^ 2 / 2 - phi x) psi); [| |lra].
    + unfold phi. rewrite Rplus_0_r, ln_1. field.
    + intros y Y. split; [unfold phi, psi; auto_derive; [lra | field; lra]|].
      generalize (log_le_linear (1 + y) ltac:(lra)). unfold psi. lra.
  - apply (through_zero (fun x => phi x - x ^ 2 / (2 * (1 + x)))
             (fun x => ln (1 + x) - (2 * x + x ^ 2) / (2 * (1 + x) ^ 2))); [| |lra].
    + unfold phi. rewrite Rplus_0_r, ln_1. field.
    + intros y Y. split; [unfold phi; auto_derive; [lra | field; lra]|].
      assert (I : 0 < / ((1 + y) * (1 + y))) by (apply Rinv_0_lt_compat; nra).
      assert (G := log_le_linear _ I). rewrite ln_Rinv, ln_mult in G by nra.
      replace ((2 * y + y ^ 2) / (2 * (1 + y) ^ 2)) with ((1 - / ((1 + y) * (1 + y))) / 2)
        by (field; lra). lra.
Qed.

(** ** Quotients by [t^2] *)

Lemma linear_error (f : R -> R) l r k : 0 < r -> 0 <= k ->
  (forall t, t <> 0 -> Rabs t < r -> Rabs (f t - l) <= k * Rabs t) -> is_lim f 0 l.
Proof.
  intros R0 K E. apply is_lim_spec. intros eps.
  assert (P : 0 < eps / (k + 1)) by (apply Rdiv_lt_0_compat; [apply cond_pos | lra]).
  assert (M : 0 < Rmin r (eps / (k + 1))) by (apply Rmin_pos; assumption).
  exists (mkposreal _ M). intros t B N.
  assert (A : Rabs t < Rmin r (eps / (k + 1))).
  { change (Rabs (minus t 0) < Rmin r (eps / (k + 1))) in B. unfold minus, plus, opp in B.
    simpl in B. rewrite Ropp_0, Rplus_0_r in B. exact B. }
  assert (A1 := Rlt_le_trans _ _ _ A (Rmin_l _ _)).
  assert (A2 := Rlt_le_trans _ _ _ A (Rmin_r _ _)).
  apply Rle_lt_trans with (1 := E t N A1).
  assert (0 < Rabs t) by (apply Rabs_pos_lt, N).
  apply (Rmult_lt_compat_r (k + 1)) in A2; [|lra]. unfold Rdiv in A2.
  rewrite Rmult_assoc, Rinv_l in A2 by lra. nra.
Qed.

Lemma term_limit (f : R -> R) m c : 0 < m ->
  (forall x, - / 2 <= x -> Rabs (f x - x ^ 2 / 2) <= Rabs x ^ 3) ->
  is_lim (fun t => m * f (t * c) / t ^ 2) 0 (m * c ^ 2 / 2).
Proof.
  intros M B. assert (C := Rabs_pos c).
  assert (P : 0 < 2 * (Rabs c + 1)) by lra.
  apply (linear_error _ _ (/ (2 * (Rabs c + 1))) (m * Rabs c ^ 3)).
  - apply Rinv_0_lt_compat, P.
  - apply Rmult_le_pos; [lra | apply pow_le, C].
  - intros t N L. assert (T : 0 < Rabs t) by (apply Rabs_pos_lt, N).
    assert (S : Rabs (t * c) <= / 2).
    { rewrite Rabs_mult. apply (Rmult_lt_compat_r (2 * (Rabs c + 1))) in L; [|exact P].
      rewrite Rinv_l in L by lra. nra. }
    assert (Q := B (t * c) ltac:(generalize (Rle_abs (- (t * c))); rewrite Rabs_Ropp; lra)).
    replace (m * f (t * c) / t ^ 2 - m * c ^ 2 / 2)
      with (m / t ^ 2 * (f (t * c) - (t * c) ^ 2 / 2)) by (field; exact N).
    rewrite Rabs_mult, (Rabs_pos_eq (m / t ^ 2)).
    2: { apply Rlt_le, Rdiv_lt_0_compat; [exact M | apply pow2_gt_0, N]. }
    replace (m * Rabs c ^ 3 * Rabs t) with (m / t ^ 2 * Rabs (t * c) ^ 3).
    + apply Rmult_le_compat_l; [|exact Q].
      apply Rlt_le, Rdiv_lt_0_compat; [exact M | apply pow2_gt_0, N].
    + rewrite Rabs_mult, <- (pow2_abs t). field. lra.
Qed.

(** ** Relative entropies *)

Definition moved (p v : nat -> R) (t : R) : nat -> R := fun i => p i + t * v i.
Definition fisher (n : nat) (p v : nat -> R) : R := sum n (fun i => v i ^ 2 / (2 * p i)).

(** Close enough to [p] all entries stay positive. *)
Lemma moved_pos n p v : pos n p -> exists r, 0 < r /\
  forall t i, Rabs t < r -> (i < n)%nat -> 0 < 1 + t * (v i / p i) /\ 0 < moved p v t i.
Proof.
  intros P. induction n as [|n IH].
  - exists 1. split; [lra|]. intros t i _ L. lia.
  - destruct IH as [r [R0 E]]; [intros i L; apply P; lia|].
    set (c := v n / p n). assert (C := Rabs_pos c). assert (Pn := P n ltac:(lia)).
    assert (I : 0 < / (Rabs c + 1)) by (apply Rinv_0_lt_compat; lra).
    exists (Rmin r (/ (Rabs c + 1))). split; [apply Rmin_pos; assumption|].
    intros t i A L. assert (A1 := Rlt_le_trans _ _ _ A (Rmin_l _ _)).
    assert (A2 := Rlt_le_trans _ _ _ A (Rmin_r _ _)).
    destruct (Nat.eq_dec i n) as [->|N]; [|apply E; [exact A1 | lia]]. fold c.
    assert (B : Rabs (t * c) < 1).
    { rewrite Rabs_mult. assert (T := Rabs_pos t).
      apply (Rmult_lt_compat_r (Rabs c + 1)) in A2; [|lra]. rewrite Rinv_l in A2; nra. }
    apply Rabs_def2 in B. split; [lra|]. unfold moved.
    replace (p n + t * v n) with (p n * (1 + t * c)) by (unfold c; field; lra).
    apply Rmult_lt_0_compat; lra.
Qed.

Lemma moved_limit n p v (f : R -> R) (F : R -> R) : pos n p ->
  (forall x, - / 2 <= x -> Rabs (f x - x ^ 2 / 2) <= Rabs x ^ 3) ->
  (forall t, (forall i, (i < n)%nat -> 0 < 1 + t * (v i / p i) /\ 0 < moved p v t i) ->
     F t = sum n (fun i => p i * f (t * (v i / p i)))) ->
  is_lim (fun t => F t / t ^ 2) 0 (fisher n p v).
Proof.
  intros P B E. destruct (moved_pos n p v P) as [r [R0 M]].
  apply (is_lim_ext_loc (fun t => sum n (fun i => p i * f (t * (v i / p i)) / t ^ 2))).
  - exists (mkposreal r R0). intros t C N. rewrite E.
    + transitivity (/ t ^ 2 * sum n (fun i => p i * f (t * (v i / p i))));
        [|unfold Rdiv; ring].
      rewrite <- sum_scal. apply sum_ext. intros; unfold Rdiv; ring.
    + intros i L. apply M; [|exact L]. change (Rabs (minus t 0) < r) in C.
      unfold minus, plus, opp in C. simpl in C. rewrite Ropp_0, Rplus_0_r in C. exact C.
  - unfold fisher. apply (is_lim_sum n (fun i t => p i * f (t * (v i / p i)) / t ^ 2)).
    intros i L. specialize (P i L).
    replace (v i ^ 2 / (2 * p i)) with (p i * (v i / p i) ^ 2 / 2) by (field; lra).
    apply term_limit; assumption.
Qed.

Theorem KL_second_order n p v : pos n p -> sum n v = 0 ->
  is_lim (fun t => KL n p (moved p v t) / t ^ 2) 0 (fisher n p v).
Proof.
  intros P S. apply (moved_limit n p v psi); [exact P | apply psi_second_order|].
  intros t M. unfold KL.
  rewrite (sum_ext n _ (fun i => p i * psi (t * (v i / p i)) - t * v i)).
  - rewrite sum_minus, sum_scal, S. ring.
  - intros i L. destruct (M i L) as [A B]. specialize (P i L).
    replace (p i / moved p v t i) with (/ (1 + t * (v i / p i))).
    + rewrite ln_Rinv by exact A. unfold psi. field. lra.
    + unfold moved in *. field. repeat split; lra.
Qed.

Theorem KL_second_order_reversed n p v : pos n p -> sum n v = 0 ->
  is_lim (fun t => KL n (moved p v t) p / t ^ 2) 0 (fisher n p v).
Proof.
  intros P S. apply (moved_limit n p v phi); [exact P | apply phi_second_order|].
  intros t M. unfold KL.
  rewrite (sum_ext n _ (fun i => p i * phi (t * (v i / p i)) + t * v i)).
  - rewrite sum_plus, sum_scal, S. ring.
  - intros i L. destruct (M i L) as [A B]. specialize (P i L).
    replace (moved p v t i / p i) with (1 + t * (v i / p i)) by (unfold moved; field; lra).
    unfold phi, moved. field. lra.
Qed.

Lemma fisher_pos n p v : pos n p -> (exists i, (i < n)%nat /\ v i <> 0) -> 0 < fisher n p v.
Proof.
  intros P [i [L N]]. rewrite <- (Rmult_0_r (INR n)), <- sum_const. unfold fisher.
  apply (sum_lt n _ _ i L).
  - intros j Lj. specialize (P j Lj). apply Rmult_le_pos; [apply pow2_ge_0|].
    apply Rlt_le, Rinv_0_lt_compat. lra.
  - specialize (P i L). apply Rdiv_lt_0_compat; [apply pow2_gt_0, N | lra].
Qed.

Lemma fisher_scal n p v b : fisher n p (fun i => b * v i) = b ^ 2 * fisher n p v.
Proof.
  unfold fisher. rewrite <- sum_scal. apply sum_ext. intros i _. unfold Rdiv. ring.
Qed.

Lemma quotient_limit (f g : R -> R) (a b : R) : is_lim (fun t => f t / t ^ 2) 0 a ->
  is_lim (fun t => g t / t ^ 2) 0 b -> b <> 0 -> is_lim (fun t => f t / g t) 0 (a / b).
Proof.
  intros A B N.
  apply (is_lim_ext_loc (fun t => (f t / t ^ 2) / (g t / t ^ 2))).
  - exists (mkposreal 1 Rlt_0_1). intros t _ T. unfold Rdiv.
    destruct (Req_dec (g t) 0) as [Z|Z].
    + rewrite Z, Rmult_0_l. change (/ 0) with (Rinv 0). rewrite Rinv_0. ring.
    + field. split; [exact Z | exact T].
  - change (Finite (a / b)) with (Rbar_div a b).
    apply is_lim_div; [exact A | exact B | | exact I]. intros E. injection E. exact N.
Qed.
