(** * R1: ranking under separable softening operators.

    [F(p)_i = g(p_i) / sum_j g(p_j)] with [g > 0] on (0, 1), for one temperature.  Strict A1 on
    the open simplex: [p_j < p_i] implies [F(p)_j < F(p)_i].  All statements are ours.

    - For all [n >= 3]: strict A1 holds iff [g(y) < g(x)] for all [0 < y < x], [x + y < 1].
      In particular it holds if [g] increases on (0, 1).
    - A false reading: strict A1 implies that [g] increases on (0, 1).  Two entries above 1/2
      never occur in one distribution: [g(x) = min(x, 1 - x)] satisfies strict A1 for every
      [n >= 3] and decreases beyond 1/2.
    - A4: [g(x) = c x], [c > 0], gives [F(p) = p]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Separable.
Open Scope R_scope.

Definition strict_ranking (n : nat) (g : R -> R) : Prop :=
  forall p, dist n p -> pos n p -> forall i j, (i < n)%nat -> (j < n)%nat ->
    p j < p i -> separable n g p j < separable n g p i.

Definition increasing_where_it_counts (g : R -> R) : Prop :=
  forall x y, 0 < y -> y < x -> x + y < 1 -> g y < g x.

(** One distribution orders its outputs as [g] orders its entries. *)
Lemma separable_order n g p i j : (2 <= n)%nat -> positive_on_unit g -> dist n p -> pos n p ->
  separable n g p j < separable n g p i <-> g (p j) < g (p i).
Proof.
  intros N G D P. assert (Z := separable_sum_pos n g p N G D P). unfold separable, Rdiv.
  assert (0 < / sum n (fun j => g (p j))) by (apply Rinv_0_lt_compat, Z). split; intros L.
  - apply Rmult_lt_reg_r with (/ sum n (fun j => g (p j))); assumption.
  - apply Rmult_lt_compat_r; assumption.
Qed.

(** Two entries leave a positive rest when there are three classes. *)
Lemma two_entries_strict n p i j : (3 <= n)%nat -> dist n p -> pos n p ->
  (i < n)%nat -> (j < n)%nat -> i <> j -> p i + p j < 1.
Proof.
  intros N D P Li Lj E.
  assert (K : exists k, (k < 3)%nat /\ k <> i /\ k <> j).
  { destruct (Nat.eq_dec i 0), (Nat.eq_dec j 0), (Nat.eq_dec i 1), (Nat.eq_dec j 1);
      try lia; (exists 0%nat; lia) || (exists 1%nat; lia) || (exists 2%nat; lia). }
  destruct K as (k & K3 & Ki & Kj). assert (Lk : (k < n)%nat) by lia.
  (* move the rest onto entry [i]: still a non-negative vector with sum one *)
  set (q := fun m => if Nat.eqb m k then 0 else if Nat.eqb m i then p i + p k else p m).
  assert (Nq : nonneg n q).
  { intros m Lm. unfold q. assert (Pm := P m Lm). assert (Pi := P i Li). assert (Pk := P k Lk).
    destruct (Nat.eqb m k), (Nat.eqb m i); lra. }
  assert (S : forall m, sum m q = sum m p - (if Nat.ltb k m then p k else 0)
                                  + (if Nat.ltb i m then p k else 0)).
  { induction m as [|m IH]; simpl; [lra|]. rewrite IH. unfold q.
    destruct (Nat.eqb_spec m k), (Nat.eqb_spec m i), (Nat.ltb_spec k m), (Nat.ltb_spec k (S m)),
      (Nat.ltb_spec i m), (Nat.ltb_spec i (S m)); subst; try lia; lra. }
  assert (Dq : dist n q).
  { split; [exact Nq|]. rewrite S. destruct D as [_ ->].
    destruct (Nat.ltb_spec k n), (Nat.ltb_spec i n); try lia; lra. }
  assert (B := two_entries n q i j Dq Li Lj E). unfold q in B.
  destruct (Nat.eqb_spec i k), (Nat.eqb_spec j k), (Nat.eqb_spec i i), (Nat.eqb_spec j i);
    try lia; try congruence. specialize (P k Lk). lra.
Qed.

(** A distribution with given first two entries. *)
Definition with_two (n : nat) (x y : R) : nat -> R :=
  fun i => match i with O => x | S O => y | _ => (1 - x - y) / INR (n - 2) end.

Lemma with_two_dist n x y : (3 <= n)%nat -> 0 < x -> 0 < y -> x + y < 1 ->
  dist n (with_two n x y) /\ pos n (with_two n x y).
Proof.
  intros N X Y B. assert (I : 0 < INR (n - 2)) by (apply lt_0_INR; lia).
  assert (P : pos n (with_two n x y)).
  { intros [|[|i]] _; simpl; try lra. apply Rdiv_lt_0_compat; lra. }
  split; [|exact P]. split; [intros i L; apply Rlt_le, P, L|].
  assert (Sum : forall m, sum (S (S m)) (with_two n x y)
                        = x + y + INR m * ((1 - x - y) / INR (n - 2))).
  { induction m as [|m IH]; [simpl; lra|].
    change (sum (S (S m)) (with_two n x y) + (1 - x - y) / INR (n - 2)
            = x + y + INR (S m) * ((1 - x - y) / INR (n - 2))).
    rewrite IH, S_INR. ring. }
  replace n with (S (S (n - 2))) at 1 by lia. rewrite Sum. field. lra.
Qed.

Theorem R1_A1 n g : (3 <= n)%nat -> positive_on_unit g ->
  strict_ranking n g <-> increasing_where_it_counts g.
Proof.
  intros N G. split.
  - intros A x y Y O B. destruct (with_two_dist n x y N) as [D P]; try lra.
    apply (separable_order n g (with_two n x y) 0 1); try assumption; [lia|].
    apply A; try assumption; lia.
  - intros A p D P i j Li Lj O. apply separable_order; try assumption; [lia|].
    apply A; [apply P, Lj | exact O|]. apply (two_entries_strict n); try assumption.
    intros ->. lra.
Qed.

Theorem R1_A1_sufficient n g : (3 <= n)%nat -> positive_on_unit g ->
  (forall x y, 0 < y -> y < x -> x < 1 -> g y < g x) -> strict_ranking n g.
Proof. intros N G A. apply R1_A1; try assumption. intros x y Y O B. apply A; lra. Qed.

Definition tent (x : R) : R := Rmin x (1 - x).

Theorem R1_A1_increasing_is_not_necessary :
  positive_on_unit tent /\ (forall n, (3 <= n)%nat -> strict_ranking n tent) /\
  ~ (forall x y, 0 < y -> y < x -> x < 1 -> tent y < tent x).
Proof.
  assert (G : positive_on_unit tent) by (intros x X; apply Rmin_pos; lra).
  split; [exact G|]. split.
  - intros n N. apply R1_A1; [exact N | exact G|]. intros x y Y O B.
    unfold tent, Rmin. destruct (Rle_dec y (1 - y)), (Rle_dec x (1 - x)); lra.
  - intros A. specialize (A (9 / 10) (6 / 10) ltac:(lra) ltac:(lra) ltac:(lra)). revert A.
    unfold tent, Rmin. destruct (Rle_dec (6 / 10) _), (Rle_dec (9 / 10) _); lra.
Qed.

Theorem R1_A4 n g c p i : 0 < c -> (forall x, 0 < x < 1 -> g x = c * x) -> (2 <= n)%nat ->
  dist n p -> pos n p -> (i < n)%nat -> separable n g p i = p i.
Proof.
  intros C E N D P L. unfold separable.
  rewrite (sum_ext n _ (fun j => c * p j)), sum_scal.
  - destruct D as [Np S]. rewrite S, E; [field; lra|].
    apply (entry_in_unit n); try assumption. split; assumption.
  - intros j Lj. apply E, (entry_in_unit n); assumption.
Qed.
