(** * Power and mixture trace different curves.

    For all [n], positive distributions [p] with three different entries, [T >= 1]:

    - a strictly concave power [x^b], [0 < b < 1], meets a line in at most two points;
    - SK-E2 (ours, on the families of Flouro and Chadwick, arXiv 2601.03195): the power curve
      [F_T(p)] and the segment of the mixtures [(1 - l) p + l u] have only [p] in common:
      [F_T(p) = (1 - l) p + l u] only for [T = 1], [l = 0].  (Their common limit [u] is reached
      by no finite temperature.)
    - SK-E1 (sourced): three families, the power transform and the mixtures of weights [1 - 1/T]
      and [1 - 1/T^2], that preserve the strict order (A1), do not lower the entropy as [T]
      grows (A3), are the identity at [T = 1] (A4) and tend to [u] (A5), and whose outputs
      differ in pairs at every [T > 1]. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm PoolSafety PowerEntropy PowerMeans MixtureEntropy
  PowerDerivative.
Open Scope R_scope.

(** Below its tangent at [y]. *)
Lemma power_below_tangent b x y : 0 < b < 1 -> 0 < x -> 0 < y -> x <> y ->
  Rpower x b < Rpower y b + b * Rpower y b / y * (x - y).
Proof.
  intros B X Y N. assert (Q : 0 < x / y) by (apply Rdiv_lt_0_compat; assumption).
  assert (D : x / y <> 1).
  { intros E. apply N. apply (Rmult_eq_compat_r y) in E. unfold Rdiv in E.
    rewrite Rmult_assoc, Rinv_l in E by lra. lra. }
  assert (S := bernoulli_strict b (x / y) B Q D).
  replace x with (y * (x / y)) at 1 by (field; lra).
  rewrite <- Rpower_mult_distr by assumption.
  replace (Rpower y b + b * Rpower y b / y * (x - y))
    with (Rpower y b * (1 + b * (x / y - 1))) by (field; lra).
  apply Rmult_lt_compat_l; [apply exp_pos | exact S].
Qed.

Theorem SK_E2_line_meets_power_twice b x y z a c : 0 < b < 1 -> 0 < x -> x < y -> y < z ->
  ~ (Rpower x b = a + c * x /\ Rpower y b = a + c * y /\ Rpower z b = a + c * z).
Proof.
  intros B X O1 O2 [Ex [Ey Ez]].
  assert (A := power_below_tangent b x y B X ltac:(lra) ltac:(lra)).
  assert (D := power_below_tangent b z y B ltac:(lra) ltac:(lra) ltac:(lra)).
  set (s := b * Rpower y b / y) in *. rewrite Ex, Ey in A. rewrite Ez, Ey in D.
  assert (c < s) by (apply Rmult_lt_reg_r with (z - y); lra).
  assert (s < c) by (apply Rmult_lt_reg_r with (y - x); lra). lra.
Qed.

Theorem SK_E2 n T l p i j k : dist n p -> pos n p -> 1 <= T -> 0 <= l <= 1 ->
  (i < n)%nat -> (j < n)%nat -> (k < n)%nat -> p i < p j < p k ->
  (forall h, (h < n)%nat -> power n T p h = mixture n l p h) -> T = 1 /\ l = 0.
Proof.
  intros D P HT L Li Lj Lk [O1 O2] E. destruct HT as [HT|<-].
  - exfalso. set (Z := sum n (fun h => Rpower (p h) (/ T))).
    assert (ZP : 0 < Z) by (apply power_sum_pos; lia).
    assert (B : 0 < / T < 1).
    { split; [apply Rinv_0_lt_compat; lra|]. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra. }
    assert (F : forall h, (h < n)%nat ->
              Rpower (p h) (/ T) = Z * (l * / INR n) + Z * (1 - l) * p h).
    { intros h Lh. specialize (E h Lh). unfold power, mixture, mix, uniform in E. fold Z in E.
      apply (Rmult_eq_compat_r Z) in E. unfold Rdiv in E.
      rewrite Rmult_assoc, Rinv_l in E by lra. lra. }
    apply (SK_E2_line_meets_power_twice (/ T) (p i) (p j) (p k)
             (Z * (l * / INR n)) (Z * (1 - l)) B (P i Li) O1 O2).
    repeat split; apply F; assumption.
  - split; [reflexivity|]. assert (A := E i Li). assert (C := E j Lj).
    rewrite SK_A4_power in A, C by assumption. unfold mixture, mix in A, C.
    unfold uniform in A, C. nra.
Qed.

(** ** Three families *)

Definition family := R -> nat -> (nat -> R) -> nat -> R.
Definition powers : family := fun T n p => power n T p.
Definition mixtures : family := fun T n p => mixture n (canonical T) p.
Definition late_mixtures : family := fun T n p => mixture n (canonical (T ^ 2)) p.

(** A1 strict, A3 weak, A4 and A5 (inf-open) on the softness range. *)
Definition conforming (F : family) : Prop := forall n p, dist n p -> pos n p ->
  (forall T i j, 1 <= T -> (i < n)%nat -> (j < n)%nat -> p j < p i -> F T n p j < F T n p i) /\
  (forall T T', 1 <= T <= T' -> H n (F T n p) <= H n (F T' n p)) /\
  (forall i, (i < n)%nat -> F 1 n p i = p i) /\
  (forall i, (i < n)%nat -> is_lim (fun T => F T n p i) p_infty (/ INR n)).

Lemma canonical_below_1 T : 1 <= T -> canonical T < 1.
Proof. intros L. assert (0 < / T) by (apply Rinv_0_lt_compat; lra). unfold canonical. lra. Qed.

Lemma square_range T T' : 1 <= T <= T' -> 1 <= T ^ 2 <= T' ^ 2.
Proof. intros L. nra. Qed.

Theorem SK_E1_conforming : conforming powers /\ conforming mixtures /\ conforming late_mixtures.
Proof.
  split; [|split]; intros n p D P; (split; [|split; [|split]]).
  - intros T i j L Li Lj O. apply SK_A1_power; [lra|assumption..].
  - intros T T' L. apply SK_A3_power; [apply (dist_size n p); assumption | lra].
  - intros i L. apply SK_A4_power; assumption.
  - intros i L. apply SK_A5_power_inf_open; [lia|assumption..].
  - intros T i j L _ _ O. apply SK_A1_mixture; [apply canonical_below_1, L | exact O].
  - intros T T' L. apply SK_A3_mixture_canonical; assumption.
  - intros i _. apply SK_A4_mixture.
  - intros i _. apply SK_A5_mixture_inf_closed.
  - intros T i j L _ _ O. apply SK_A1_mixture; [apply canonical_below_1; nra | exact O].
  - intros T T' L. apply SK_A3_mixture_canonical; [apply square_range, L | assumption].
  - intros i _. unfold late_mixtures. rewrite pow1. apply SK_A4_mixture.
  - intros i _. unfold late_mixtures.
    apply (is_lim_comp (fun x => mixture n (canonical x) p i) (fun T => T ^ 2) p_infty _ p_infty).
    + apply SK_A5_mixture_inf_closed.
    + apply (is_lim_le_p_loc (fun T => T)); [|apply is_lim_id].
      exists 1. intros x L'. nra.
    + exists 0. intros x _. discriminate.
Qed.

Theorem SK_E1_different n p T i j k : dist n p -> pos n p -> 1 < T ->
  (i < n)%nat -> (j < n)%nat -> (k < n)%nat -> p i < p j < p k ->
  ~ (forall h, (h < n)%nat -> powers T n p h = mixtures T n p h) /\
  ~ (forall h, (h < n)%nat -> powers T n p h = late_mixtures T n p h) /\
  ~ (forall h, (h < n)%nat -> mixtures T n p h = late_mixtures T n p h).
Proof.
  intros D P L Li Lj Lk O. unfold powers, mixtures, late_mixtures.
  assert (C := canonical_range T ltac:(lra)). assert (Q := canonical_range (T ^ 2) ltac:(nra)).
  split; [|split]; intros E.
  - destruct (SK_E2 n T _ p i j k D P ltac:(lra) C Li Lj Lk O E). lra.
  - destruct (SK_E2 n T _ p i j k D P ltac:(lra) Q Li Lj Lk O E). lra.
  - assert (A := E i Li). assert (B := E j Lj). unfold mixture, mix, uniform in A, B.
    assert (W : canonical T = canonical (T ^ 2)) by nra. unfold canonical in W.
    assert (/ T ^ 2 < / T) by (apply Rinv_lt_contravar; nra). lra.
Qed.
