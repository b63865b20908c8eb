(** * Two criteria for entropy monotonicity: the path criterion, and mixing.

    All statements are ours.  For all [n]:

    - R5: outputs [F_T], positive distributions, with
      [dF_i/dT = - w_i (phi_i - m)], [w_i >= 0], [sum w > 0], [m = sum w phi / sum w] their
      weighted mean, and [phi] ordered like [F].  Then
      [dH/dT = sum w_i (phi_i - m) log F_i >= 0].
    - R7: if the hotter output [q] is majorised by the colder one [r], then
      [(1 - l') q + l' u] is majorised by [(1 - l) r + l u] for [0 <= l <= l' <= 1], so its
      entropy is no smaller.  (Entropy monotonicity alone does not carry over to mixtures;
      falling in majorisation does.) *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm Calculus Majorisation MixtureEntropy.
Open Scope R_scope.

(** ** R5 *)

Definition weighted_mean (n : nat) (w phi : nat -> R) : R :=
  sum n (fun i => w i * phi i) / sum n w.

Lemma centred n w phi : 0 < sum n w ->
  sum n (fun i => w i * (phi i - weighted_mean n w phi)) = 0.
Proof.
  intros W. rewrite (sum_ext n _ (fun i => w i * phi i - weighted_mean n w phi * w i))
    by (intros; ring).
  rewrite sum_minus, sum_scal. unfold weighted_mean. field. lra.
Qed.

Theorem R5_derivative n (F : R -> nat -> R) w phi T : pos n (F T) -> 0 < sum n w ->
  (forall i, (i < n)%nat ->
     is_derive (fun t => F t i) T (- w i * (phi i - weighted_mean n w phi))) ->
  is_derive (fun t => H n (F t)) T
    (sum n (fun i => w i * (phi i - weighted_mean n w phi) * ln (F T i))).
Proof.
  intros P W D. set (m := weighted_mean n w phi) in *. unfold H.
  replace (sum n (fun i => w i * (phi i - m) * ln (F T i)))
    with (- sum n (fun i => - w i * (phi i - m) * (ln (F T i) + 1))).
  - apply (is_derive_opp (fun t => sum n (fun i => F t i * ln (F t i)))).
    apply (is_derive_sum n (fun i t => F t i * ln (F t i))). intros i L.
    specialize (D i L). specialize (P i L).
    replace (- w i * (phi i - m) * (ln (F T i) + 1))
      with (- w i * (phi i - m) * ln (F T i)
            + F T i * (- w i * (phi i - m) * / F T i)) by (field; lra).
    apply (is_derive_mult (fun t => F t i) (fun t => ln (F t i)) T _ _ D);
      [|intros; apply Rmult_comm].
    apply (is_derive_comp ln (fun t => F t i) T (/ F T i) _); [|exact D].
    apply is_derive_ln, P.
  - rewrite <- sum_opp.
    rewrite (sum_ext n _ (fun i => w i * (phi i - m) * ln (F T i) + w i * (phi i - m)))
      by (intros; ring).
    rewrite sum_plus. unfold m. rewrite (centred n w phi W). ring.
Qed.

Theorem R5 n (F : R -> nat -> R) w phi T : pos n (F T) -> nonneg n w -> 0 < sum n w ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> F T j <= F T i -> phi j <= phi i) ->
  0 <= sum n (fun i => w i * (phi i - weighted_mean n w phi) * ln (F T i)).
Proof.
  intros P N W O. set (m := weighted_mean n w phi).
  assert (B := chebyshev n w phi (fun i => ln (F T i)) N).
  assert (C : sum n (fun i => w i * phi i) * sum n (fun i => w i * ln (F T i))
              <= sum n w * sum n (fun i => w i * (phi i * ln (F T i)))).
  { apply B. intros i j Li Lj. assert (Pi := P i Li). assert (Pj := P j Lj).
    destruct (Rtotal_order (F T i) (F T j)) as [A|[A|A]].
    - assert (X := O j i Lj Li ltac:(lra)). assert (Y := ln_increasing _ _ Pi A). nra.
    - rewrite A. right. ring.
    - assert (X := O i j Li Lj ltac:(lra)). assert (Y := ln_increasing _ _ Pj A). nra. }
  rewrite (sum_ext n _ (fun i => w i * (phi i * ln (F T i)) - m * (w i * ln (F T i))))
    by (intros; ring).
  rewrite sum_minus, sum_scal. apply Rmult_le_reg_l with (sum n w); [exact W|].
  rewrite Rmult_0_r. unfold m, weighted_mean.
  replace (sum n w * (sum n (fun i => w i * (phi i * ln (F T i)))
      - sum n (fun i => w i * phi i) / sum n w * sum n (fun i => w i * ln (F T i))))
    with (sum n w * sum n (fun i => w i * (phi i * ln (F T i)))
      - sum n (fun i => w i * phi i) * sum n (fun i => w i * ln (F T i))) by (field; lra).
  lra.
Qed.

(** ** R7 *)

Lemma concave_affine c l n : 0 <= l < 1 -> (0 < n)%nat -> concave c ->
  concave (fun x => c (l * / INR n + (1 - l) * x)).
Proof.
  intros L N [slope C]. assert (I : 0 < / INR n) by (apply Rinv_0_lt_compat, lt_0_INR, N).
  exists (fun y => (1 - l) * slope (l * / INR n + (1 - l) * y)). intros x y X Y.
  assert (0 <= l * / INR n) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - l) * x) by (apply Rmult_le_pos; lra).
  assert (0 < (1 - l) * y) by (apply Rmult_lt_0_compat; lra).
  eapply Rle_trans; [apply (C _ (l * / INR n + (1 - l) * y)); lra|]. right. ring.
Qed.

(** Mixing with the uniform distribution lowers in majorisation. *)
Lemma mixture_majorised n m p : 0 <= m <= 1 -> dist n p -> majorised n (mixture n m p) p.
Proof.
  intros M D c [slope C]. assert (N := dist_size n p D).
  assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (J : 0 < / INR n) by (apply Rinv_0_lt_compat, I).
  destruct (Req_dec m 0) as [->|Z].
  { right. apply sum_ext. intros i _. unfold mixture, mix. f_equal. ring. }
  assert (A : forall i, (i < n)%nat ->
            (1 - m) * c (p i) + m * c (/ INR n) <= c (mixture n m p i)).
  { intros i L. assert (P := proj1 D i L). unfold mixture, mix, uniform.
    set (y := m * / INR n + (1 - m) * p i).
    assert (Y : 0 < y).
    { assert (0 < m * / INR n) by (apply Rmult_lt_0_compat; lra).
      assert (0 <= (1 - m) * p i) by (apply Rmult_le_pos; lra). unfold y. lra. }
    assert (B1 := C (p i) y P Y). assert (B2 := C (/ INR n) y ltac:(lra) Y).
    apply (Rmult_le_compat_l (1 - m)) in B1; [|lra]. apply (Rmult_le_compat_l m) in B2; [|lra].
    assert (E : (1 - m) * (slope y * (p i - y)) + m * (slope y * (/ INR n - y)) = 0)
      by (unfold y; ring). lra. }
  assert (U : sum n (fun i => c (p i)) <= INR n * c (/ INR n)).
  { rewrite <- sum_const.
    apply Rle_trans with (sum n (fun i => c (/ INR n) + slope (/ INR n) * (p i - / INR n))).
    - apply sum_le. intros i L. apply C; [apply D, L | exact J].
    - rewrite sum_plus, sum_scal, sum_minus, !sum_const. destruct D as [_ ->].
      right. field. lra. }
  apply Rle_trans with (sum n (fun i => (1 - m) * c (p i) + m * c (/ INR n))).
  - rewrite sum_plus, sum_scal, sum_const. nra.
  - apply sum_le. exact A.
Qed.

Theorem R7 n l l' q r : 0 <= l <= l' -> l' <= 1 -> dist n q -> dist n r -> majorised n q r ->
  majorised n (mixture n l' q) (mixture n l r) /\
  H n (mixture n l r) <= H n (mixture n l' q).
Proof.
  intros L L1 Dq Dr M. assert (N := dist_size n q Dq).
  assert (K : majorised n (mixture n l' q) (mixture n l r)).
  { destruct (Req_dec l 1) as [E|E].
    { intros c _. right. apply sum_ext. intros i _. unfold mixture, mix.
      replace l' with 1 by lra. rewrite E. f_equal. ring. }
    set (m := (l' - l) / (1 - l)).
    assert (B : 0 <= m <= 1).
    { assert (0 < / (1 - l)) by (apply Rinv_0_lt_compat; lra). unfold m, Rdiv. split.
      - apply Rmult_le_pos; lra.
      - apply Rmult_le_reg_r with (1 - l); [lra|]. rewrite Rmult_assoc, Rinv_l; lra. }
    intros c C.
    apply Rle_trans with (sum n (fun i => c (mixture n l q i))).
    - apply (M (fun x => c (l * / INR n + (1 - l) * x))), concave_affine; [lra|exact N|exact C].
    - assert (D : dist n (mixture n l q)) by (apply mixture_dist; [lra | exact Dq]).
      eapply Rle_trans; [apply (mixture_majorised n m _ B D c C)|].
      right. apply sum_ext. intros i _. rewrite mixture_again. f_equal. f_equal.
      unfold m. field. lra. }
  split; [exact K | apply majorised_entropy, K].
Qed.
