(** * No pool of two teachers is continuous, inside their hull and coherent with the power
    transform.

    MT-T1 (ours, on the axioms of Flouro and Chadwick, arXiv 2601.09165).  For every number of
    classes [n >= 3] there is no aggregation [G_t(p, q)] of two teachers with weights [(1 - t, t)]
    that is at once, for all positive distributions [p], [q] and all [0 <= t <= 1]:

    - equal to the only teacher with weight, [G_0(p, q) = p] and [G_1(p, q) = q];
    - continuous in [t];
    - inside the hull, [G_t(p, q) = (1 - l) p + l q] for some [0 <= l <= 1];
    - coherent with the power transform at the one temperature 2,
      [G_t(F_2(p), F_2(q)) = F_2(G_t(p, q))].

    Proof.  Let [p] and [q] be proportional to (1, 4, 4, ...) and (4, 1, 4, ...).  By continuity
    some [t] gives their midpoint, proportional to (5/2, 5/2, 4, ...).  Its image under [F_2] would
    lie between those of [p] and [q], and be proportional to (3, 3, 4, ...); but its square is
    not. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm PoolSafety PowerEntropy.
Open Scope R_scope.

Definition continuous_on_unit (f : R -> R) : Prop :=
  forall t, 0 <= t <= 1 -> forall eps, 0 < eps -> exists d, 0 < d /\
    forall u, 0 <= u <= 1 -> Rabs (u - t) < d -> Rabs (f u - f t) < eps.

Lemma intermediate_value f y : continuous_on_unit f -> f 0 <= y <= f 1 ->
  exists t, 0 <= t <= 1 /\ f t = y.
Proof.
  intros C B. set (clamp := fun t => Rmax 0 (Rmin t 1)).
  assert (K : forall t, 0 <= clamp t <= 1).
  { intros t. unfold clamp, Rmax, Rmin. repeat destruct Rle_dec; lra. }
  assert (L : forall t u, Rabs (clamp u - clamp t) <= Rabs (u - t)).
  { intros t u. unfold clamp, Rmax, Rmin, Rabs. repeat destruct Rle_dec;
      repeat destruct Rcase_abs; lra. }
  destruct (IVT_cor (fun t => f (clamp t) - y) 0 1) as [z [Z E]].
  - intros t eps P. destruct (C (clamp t) (K t) eps P) as [d [D F]].
    exists d. split; [exact D|]. intros u [_ N]. simpl in *. unfold R_dist in *.
    replace (f (clamp u) - y - (f (clamp t) - y)) with (f (clamp u) - f (clamp t)) by ring.
    apply F; [apply K | apply Rle_lt_trans with (1 := L t u), N].
  - lra.
  - replace (clamp 0) with 0 by (unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra).
    replace (clamp 1) with 1 by (unfold clamp, Rmax, Rmin; repeat destruct Rle_dec; lra). nra.
  - exists (clamp z). split; [apply K | lra].
Qed.

(** The squares of the outputs at temperature 2 have the ratios of the inputs. *)
Lemma power_2_ratio n x i j : pos n x -> (i < n)%nat -> (j < n)%nat ->
  power n 2 x i ^ 2 * x j = power n 2 x j ^ 2 * x i.
Proof.
  intros P Li Lj. assert (Z := power_sum_pos n 2 x ltac:(lia)).
  unfold power. set (S := sum n _) in *. rewrite !Rpower_sqrt by (apply P; assumption).
  assert (A := sqrt_sqrt (x i) (Rlt_le _ _ (P i Li))).
  assert (B := sqrt_sqrt (x j) (Rlt_le _ _ (P j Lj))).
  set (a := sqrt (x i)) in *. set (b := sqrt (x j)) in *. rewrite <- A, <- B. field. lra.
Qed.

Lemma power_ext n T x y i : (i < n)%nat -> (forall j, (j < n)%nat -> x j = y j) ->
  power n T x i = power n T y i.
Proof.
  intros L E. unfold power. rewrite (E i L). f_equal. apply sum_ext. intros j Lj.
  rewrite (E j Lj). reflexivity.
Qed.

Lemma power_2_double n x i j : pos n x -> (i < n)%nat -> (j < n)%nat -> x j = 4 * x i ->
  power n 2 x j = 2 * power n 2 x i.
Proof.
  intros P Li Lj E. assert (R := power_2_ratio n x i j P Li Lj). rewrite E in R.
  assert (A := power_pos n 2 x ltac:(lia) i Li). assert (B := power_pos n 2 x ltac:(lia) j Lj).
  specialize (P i Li). assert (S : power n 2 x j ^ 2 = (2 * power n 2 x i) ^ 2) by nra. nra.
Qed.

(** (1, 4, 4, ...) and (4, 1, 4, ...), normalised: [low] tells the place of the one. *)
Definition raw (low i : nat) : R := if Nat.eqb i low then 1 else 4.
Definition teacher (n low : nat) : nat -> R := fun i => raw low i / sum n (raw low).

Lemma raw_sum n low : (0 < n)%nat -> 0 < sum n (raw low).
Proof. intros N. apply sum_pos; [exact N|]. intros i _. unfold raw. destruct (i =? low); lra. Qed.

Lemma teacher_pos n low : (0 < n)%nat -> pos n (teacher n low).
Proof.
  intros N i _. apply Rdiv_lt_0_compat; [unfold raw; destruct (i =? low); lra|].
  apply raw_sum, N.
Qed.

Lemma teacher_dist n low : (0 < n)%nat -> dist n (teacher n low).
Proof.
  intros N. split; [intros i L; apply Rlt_le, teacher_pos; assumption|].
  assert (S := raw_sum n low N). unfold teacher, Rdiv.
  rewrite (sum_ext n _ (fun i => / sum n (raw low) * raw low i)) by (intros; ring).
  rewrite sum_scal. apply Rinv_l. lra.
Qed.

Lemma raw_sum_value n low : (low < n)%nat -> sum n (raw low) = 4 * INR n - 3.
Proof.
  induction n as [|n IH]; intros L; [lia|]. rewrite S_INR. simpl.
  destruct (Nat.eq_dec low n) as [->|N].
  - rewrite (sum_ext n _ (fun _ => 4)), sum_const; unfold raw; [rewrite Nat.eqb_refl; ring|].
    intros i Li. destruct (Nat.eqb_spec i n); [lia|reflexivity].
  - rewrite IH by lia. unfold raw. destruct (Nat.eqb_spec n low); [lia|ring].
Qed.

Theorem MT_T1 n : (3 <= n)%nat -> ~ exists G : R -> (nat -> R) -> (nat -> R) -> nat -> R,
  forall p q, dist n p -> pos n p -> dist n q -> pos n q ->
    (forall i, (i < n)%nat -> G 0 p q i = p i /\ G 1 p q i = q i) /\
    (forall i, (i < n)%nat -> continuous_on_unit (fun t => G t p q i)) /\
    (forall t, 0 <= t <= 1 -> exists l, 0 <= l <= 1 /\
       forall i, (i < n)%nat -> G t p q i = (1 - l) * p i + l * q i) /\
    (forall t i, 0 <= t <= 1 -> (i < n)%nat ->
       G t (power n 2 p) (power n 2 q) i = power n 2 (G t p q) i).
Proof.
  intros N [G A]. assert (N0 : (0 < n)%nat) by lia.
  set (p := teacher n 0). set (q := teacher n 1).
  assert (Pp : pos n p) by (apply teacher_pos, N0).
  assert (Pq : pos n q) by (apply teacher_pos, N0).
  destruct (A p q (teacher_dist n 0 N0) Pp (teacher_dist n 1 N0) Pq) as [E [C [Hull Co]]].
  set (Z := 4 * INR n - 3).
  assert (ZP : 0 < Z) by (unfold Z; rewrite <- (raw_sum_value n 0) by lia; apply raw_sum, N0).
  assert (V : p 0%nat = 1 / Z /\ p 1%nat = 4 / Z /\ p 2%nat = 4 / Z /\
              q 0%nat = 4 / Z /\ q 1%nat = 1 / Z /\ q 2%nat = 4 / Z).
  { unfold p, q, teacher. rewrite !raw_sum_value by lia. unfold raw. simpl. repeat split. }
  destruct V as [p0 [p1 [p2 [q0 [q1 q2]]]]].
  assert (IZ : 0 < / Z) by (apply Rinv_0_lt_compat, ZP).
  destruct (intermediate_value (fun t => G t p q 0%nat) (5 / 2 / Z) (C 0%nat ltac:(lia)))
    as [t [T M]].
  { destruct (E 0%nat ltac:(lia)) as [-> ->]. rewrite p0, q0. unfold Rdiv. lra. }
  destruct (Hull t T) as [l [_ H]].
  assert (M0 := H 0%nat ltac:(lia)). assert (M1 := H 1%nat ltac:(lia)).
  assert (M2 := H 2%nat ltac:(lia)). rewrite M0, p0, q0 in M. unfold Rdiv in M.
  assert (L : l = / 2) by nra. subst l.
  rewrite p0, q0 in M0. rewrite p1, q1 in M1. rewrite p2, q2 in M2.
  assert (Dp := power_dist n 2 p N0). assert (Dq := power_dist n 2 q N0).
  destruct (A _ _ Dp (power_pos n 2 p N0) Dq (power_pos n 2 q N0)) as [_ [_ [Hull' _]]].
  destruct (Hull' t T) as [b [_ H']].
  assert (B : forall i, (i < n)%nat ->
            power n 2 (G t p q) i = (1 - b) * power n 2 p i + b * power n 2 q i).
  { intros i L. rewrite <- Co by assumption. apply H', L. }
  assert (W0 := B 0%nat ltac:(lia)). assert (W1 := B 1%nat ltac:(lia)).
  assert (W2 := B 2%nat ltac:(lia)).
  rewrite (power_2_double n p 0 1 Pp ltac:(lia) ltac:(lia) ltac:(rewrite p0, p1; lra)) in W1.
  rewrite (power_2_double n p 0 2 Pp ltac:(lia) ltac:(lia) ltac:(rewrite p0, p2; lra)) in W2.
  rewrite (power_2_double n q 1 0 Pq ltac:(lia) ltac:(lia) ltac:(rewrite q0, q1; lra)) in W0.
  rewrite (power_2_double n q 1 2 Pq ltac:(lia) ltac:(lia) ltac:(rewrite q1, q2; lra)) in W2.
  assert (PG : pos n (G t p q)).
  { intros i Li. rewrite H by exact Li. specialize (Pp i Li). specialize (Pq i Li). lra. }
  assert (R1 := power_2_ratio n _ 0 1 PG ltac:(lia) ltac:(lia)).
  assert (R2 := power_2_ratio n _ 0 2 PG ltac:(lia) ltac:(lia)).
  assert (Q0 := power_pos n 2 (G t p q) N0 0%nat ltac:(lia)).
  assert (Q1 := power_pos n 2 (G t p q) N0 1%nat ltac:(lia)).
  set (m0 := power n 2 (G t p q) 0%nat) in *. set (m1 := power n 2 (G t p q) 1%nat) in *.
  set (m2 := power n 2 (G t p q) 2%nat) in *.
  set (x := (1 - b) * power n 2 p 0%nat) in *. set (y := b * power n 2 q 1%nat) in *.
  assert (S1 : m0 ^ 2 = m1 ^ 2).
  { apply Rmult_eq_reg_r with (5 / 2 * / Z); [|lra].
    replace (5 / 2 * / Z) with (G t p q 1%nat) at 1 by (rewrite M1; unfold Rdiv; lra).
    rewrite R1, M0. unfold Rdiv. f_equal. lra. }
  assert (S2 : m0 ^ 2 * 4 = m2 ^ 2 * (5 / 2)).
  { apply Rmult_eq_reg_r with (/ Z); [|lra].
    replace (m0 ^ 2 * 4 * / Z) with (m0 ^ 2 * G t p q 2%nat) by (rewrite M2; unfold Rdiv; lra).
    rewrite R2, M0. unfold Rdiv. lra. }
  assert (D : m0 = m1) by nra. assert (F : x = y) by (unfold x, y in *; lra).
  assert (m0 = 3 * x) by (unfold x, y in *; lra). assert (m2 = 4 * x) by (unfold x, y in *; lra).
  nra.
Qed.
