(** * R1: entropy monotonicity of separable softening operators.

    [F_T(p)_i = g_T(p_i) / sum_j g_T(p_j)] with [g_T > 0] on (0, 1).  For all [n >= 2] and
    positive distributions [p].  All statements are ours.

    - A3: if [g_T] and [g_T'] order (0, 1) weakly and
      [g_T'(x) / g_T'(y) <= g_T(x) / g_T(y)] for [0 < y < x], [x + y <= 1], then
      [F_T'(p)] is majorised by [F_T(p)] and [H(F_T(p)) <= H(F_T'(p))].
    - A3 by elasticities: the same if the derivative of [log g] in [x] does not grow from
      [T] to [T']. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Majorisation.
Open Scope R_scope.

Definition separable (n : nat) (g : R -> R) (p : nat -> R) : nat -> R :=
  fun i => g (p i) / sum n (fun j => g (p j)).

Definition positive_on_unit (g : R -> R) : Prop := forall x, 0 < x < 1 -> 0 < g x.

(** Two different entries of a distribution sum to at most one. *)
Lemma two_entries n p i j : dist n p -> (i < n)%nat -> (j < n)%nat -> i <> j -> p i + p j <= 1.
Proof.
  intros [N S] Li Lj D.
  assert (G : forall m, (m <= n)%nat -> (i < m)%nat -> (j < m)%nat -> p i + p j <= sum m p).
  { induction m as [|m IH]; intros L Mi Mj; [lia|]. simpl.
    assert (Nm : forall k, (k < m)%nat -> 0 <= p k) by (intros; apply N; lia).
    destruct (Nat.eq_dec i m) as [->|Di].
    - assert (p j <= sum m p) by (apply sum_term; [lia|exact Nm]). lra.
    - destruct (Nat.eq_dec j m) as [->|Dj].
      + assert (p i <= sum m p) by (apply sum_term; [lia|exact Nm]). lra.
      + assert (0 <= p m) by (apply N; lia).
        specialize (IH ltac:(lia) ltac:(lia) ltac:(lia)). lra. }
  rewrite <- S. apply G; auto.
Qed.

Lemma entry_in_unit n p i : (2 <= n)%nat -> dist n p -> pos n p -> (i < n)%nat -> 0 < p i < 1.
Proof.
  intros N D P L. split; [apply P, L|].
  set (j := match i with O => 1%nat | _ => O end).
  assert (Lj : (j < n)%nat) by (unfold j; destruct i; lia).
  assert (B := two_entries n p i j D L Lj ltac:(unfold j; destruct i; lia)).
  specialize (P j Lj). lra.
Qed.

Lemma separable_sum_pos n g p : (2 <= n)%nat -> positive_on_unit g -> dist n p -> pos n p ->
  0 < sum n (fun j => g (p j)).
Proof.
  intros N G D P. apply sum_pos; [lia|]. intros i L. apply G, (entry_in_unit n); assumption.
Qed.

Lemma separable_pos n g p : (2 <= n)%nat -> positive_on_unit g -> dist n p -> pos n p ->
  pos n (separable n g p).
Proof.
  intros N G D P i L. apply Rdiv_lt_0_compat.
  - apply G, (entry_in_unit n); assumption.
  - apply separable_sum_pos; assumption.
Qed.

Lemma separable_dist n g p : (2 <= n)%nat -> positive_on_unit g -> dist n p -> pos n p ->
  dist n (separable n g p).
Proof.
  intros N G D P. split; [intros i L; apply Rlt_le, separable_pos; assumption|].
  assert (Z := separable_sum_pos n g p N G D P). unfold separable.
  rewrite (sum_ext n _ (fun i => / sum n (fun j => g (p j)) * g (p i)))
    by (intros; unfold Rdiv; ring).
  rewrite sum_scal. apply Rinv_l. lra.
Qed.

(** ** A3 *)

(** The ratio of two values does not grow from [g] to [h], for pairs that can occur. *)
Definition ratios_shrink (g h : R -> R) : Prop :=
  forall x y, 0 < y -> y < x -> x < 1 -> x + y <= 1 -> h x * g y <= g x * h y.

Definition weakly_increasing (g : R -> R) : Prop :=
  forall x y, 0 < y -> y < x -> x < 1 -> x + y <= 1 -> g y <= g x.

Theorem R1_A3 n g h p : (2 <= n)%nat -> positive_on_unit g -> positive_on_unit h ->
  weakly_increasing h -> ratios_shrink g h -> dist n p -> pos n p ->
  majorised n (separable n h p) (separable n g p) /\
  H n (separable n g p) <= H n (separable n h p).
Proof.
  intros N G Hh W S D P.
  assert (Zg := separable_sum_pos n g p N G D P). assert (Zh := separable_sum_pos n h p N Hh D P).
  assert (U := fun i => entry_in_unit n p i N D P).
  assert (C : forall i j, (i < n)%nat -> (j < n)%nat -> p j <= p i ->
            h (p j) <= h (p i) /\ h (p i) * g (p j) <= g (p i) * h (p j)).
  { intros i j Li Lj [O|O]; [|rewrite O; split; lra].
    assert (B : p i + p j <= 1) by (apply (two_entries n); auto; intros ->; lra).
    specialize (U i Li) as Ui. specialize (U j Lj) as Uj.
    split; [apply W | apply S]; lra. }
  apply (R3 n p).
  - apply separable_dist; assumption.
  - apply separable_dist; assumption.
  - apply separable_pos; assumption.
  - intros i j Li Lj O. unfold separable, Rdiv.
    apply Rmult_le_compat_r; [apply Rlt_le, Rinv_0_lt_compat, Zh | apply C; assumption].
  - intros i j Li Lj O. destruct (C i j Li Lj O) as [_ K]. unfold separable.
    set (a := sum n (fun j => h (p j))) in *. set (b := sum n (fun j => g (p j))) in *.
    replace (h (p i) / a * (g (p j) / b)) with (h (p i) * g (p j) * / (a * b)) by (field; lra).
    replace (g (p i) / b * (h (p j) / a)) with (g (p i) * h (p j) * / (a * b)) by (field; lra).
    apply Rmult_le_compat_r; [|exact K].
    apply Rlt_le, Rinv_0_lt_compat, Rmult_lt_0_compat; assumption.
Qed.

(** Elasticities that do not grow make the ratios shrink: mean value theorem. *)
Lemma elasticity_ratios g h e f : positive_on_unit g -> positive_on_unit h ->
  (forall x, 0 < x < 1 -> is_derive (fun x => ln (g x)) x (e x)) ->
  (forall x, 0 < x < 1 -> is_derive (fun x => ln (h x)) x (f x)) ->
  (forall x, 0 < x < 1 -> f x <= e x) -> ratios_shrink g h.
Proof.
  intros G Hh E F L x y Y O X _.
  set (d := fun x => ln (h x) - ln (g x)).
  assert (D : forall t, 0 < t < 1 -> is_derive d t (f t - e t)).
  { intros t T. apply (is_derive_minus (fun x => ln (h x)) (fun x => ln (g x))); auto. }
  destruct (MVT_gen d y x (fun t => f t - e t)) as [c [[C0 C1] M]].
  - intros t. rewrite Rmin_left, Rmax_right by lra. intros T. apply D. lra.
  - intros t. rewrite Rmin_left, Rmax_right by lra. intros T.
    apply continuity_pt_filterlim, (ex_derive_continuous d).
    exists (f t - e t). apply D. lra.
  - rewrite Rmin_left in C0 by lra. rewrite Rmax_right in C1 by lra.
    specialize (L c ltac:(lra)).
    assert (B : 0 <= (e c - f c) * (x - y)) by (apply Rmult_le_pos; lra).
    assert (P : 0 < g x /\ 0 < g y /\ 0 < h x /\ 0 < h y)
      by (repeat split; apply G || apply Hh; lra).
    assert (Q : ln (h x * g y) <= ln (g x * h y)) by (unfold d in M; rewrite !ln_mult by lra; lra).
    destruct (Rle_or_lt (h x * g y) (g x * h y)) as [R|R]; [exact R|exfalso].
    apply ln_increasing in R; [lra|]. apply Rmult_lt_0_compat; lra.
Qed.

Theorem R1_A3_elasticity n g h e f p : (2 <= n)%nat ->
  positive_on_unit g -> positive_on_unit h -> weakly_increasing h ->
  (forall x, 0 < x < 1 -> is_derive (fun x => ln (g x)) x (e x)) ->
  (forall x, 0 < x < 1 -> is_derive (fun x => ln (h x)) x (f x)) ->
  (forall x, 0 < x < 1 -> f x <= e x) -> dist n p -> pos n p ->
  majorised n (separable n h p) (separable n g p) /\
  H n (separable n g p) <= H n (separable n h p).
Proof.
  intros N G Hh W E F L D P. apply R1_A3; try assumption.
  apply (elasticity_ratios g h e f); assumption.
Qed.
