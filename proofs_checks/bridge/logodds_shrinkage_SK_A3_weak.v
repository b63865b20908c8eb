(** * SK-A3/weak of logodds_shrinkage, re-checked by interval arithmetic inside Coq

    T' > T ⇒ H(F_T'(p)) ≥ H(F_T(p)) (sourced).
    Scope: classes all, temperatures 1 to 4, entries at least 1/16.
    Written from a certificate of kdtheory; `interval` encloses the formula again on every leaf,
    and the theorems put the leaves together along the certificate's split tree. What they say
    of the claim rests on the reduction that the certificate names:
    the order of the entries is kept and their ratios shrink as T grows, so later outputs are
    majorised by earlier ones
    Certificate sha256:03529f258745e103a5139079f1bfced0bc95f264ababd0b10b7ea0f1250d88fb. *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
Open Scope R_scope.

(** A leaf: the enclosure of its formula, in floats and, should these be too coarse, in 80 bits. *)
Ltac computed := first [interval | interval with (i_prec 80)].
Ltac enclosed := first [computed | apply Rminus_le; computed].

(** A leaf by slope: the function is 0 where the anchored variables are, and rises in each. *)
Lemma rises_from_0 (f : R -> R) (h : R) :
  (forall x, 0 <= x <= h -> exists l, is_derive f x l /\ 0 <= l) ->
  forall x, 0 <= x <= h -> f 0 <= f x.
Proof.
intros slope x Hx.
destruct (MVT_gen f 0 x (Derive f)) as [c [Hc E]].
- intros c Hc. rewrite Rmin_left, Rmax_right in Hc by lra.
  destruct (slope c) as [l [D _]]; [lra|]. apply Derive_correct. now exists l.
- intros c Hc. rewrite Rmin_left, Rmax_right in Hc by lra.
  destruct (slope c) as [l [D _]]; [lra|].
  apply derivable_continuous_pt, ex_derive_Reals_0. now exists l.
- rewrite Rmin_left, Rmax_right in Hc by lra.
  destruct (slope c) as [l [D L]]; [lra|]. rewrite (is_derive_unique _ _ _ D) in E.
  assert (0 <= l * (x - 0)) by (apply Rmult_le_pos; lra). lra.
Qed.

Ltac vanishes :=
  repeat rewrite ?Rplus_0_r, ?Rplus_0_l, ?Rmult_0_r, ?Rmult_0_l, ?Ropp_0, ?Rminus_0_r;
  first [ring | field; repeat split; enclosed].

Ltac slope_enclosed :=
  split;
  [auto_derive;
   [repeat split; try exact I; enclosed
   | unfold Rdiv, Rminus; first [ring | field; repeat split; enclosed]]
  | enclosed].

(** ** ratios shrink: ∂/∂T log kernel(y) − ∂/∂T log kernel(y + d) ≥ 0 *)

Definition part0 (y d T : R) : R := Rpower (1 / (y * (1 / (1 - y)))) (1 / T) * ln (1 / (y * (1 / (1
  - y)))) / (T ^ 2 * (1 + Rpower (1 / (y * (1 / (1 - y)))) (1 / T))) - (Rpower (1 / ((y + d) * (1 /
  (1 - (y + d))))) (1 / T) * ln (1 / ((y + d) * (1 / (1 - (y + d))))) / (T ^ 2 * (1 + Rpower (1 /
  ((y + d) * (1 / (1 - (y + d))))) (1 / T)))).

Definition guard0_0 (y d T : R) : R := 1 - y - (y + d).

Definition slope0_0 (y d T : R) : R := - Rpower (1 / ((y + d) * (1 / (1 - (y + d))))) (1 / T) * (ln
  (1 / ((y + d) * (1 / (1 - (y + d))))) + (T + T * Rpower (1 / ((y + d) * (1 / (1 - (y + d))))) (1 /
  T))) / ((y + d) * ((-1) + (y + d)) * (1 + Rpower (1 / ((y + d) * (1 / (1 - (y + d))))) (1 / T)) ^
  2 * T ^ 3).

Lemma part0_holds_split_y {y_low y_high d_low d_high T_low T_high y_middle : R} :
  (forall y d T : R,
   y_low <= y <= y_middle -> d_low <= d <= d_high -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T) ->
  (forall y d T : R,
   y_middle <= y <= y_high -> d_low <= d <= d_high -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T) ->
  (forall y d T : R,
   y_low <= y <= y_high -> d_low <= d <= d_high -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T).
Proof.
intros lower upper y d T; intros.
destruct (Rle_or_lt y y_middle); [apply lower | apply upper]; lra.
Qed.

Lemma part0_holds_split_d {y_low y_high d_low d_high T_low T_high d_middle : R} :
  (forall y d T : R,
   y_low <= y <= y_high -> d_low <= d <= d_middle -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T) ->
  (forall y d T : R,
   y_low <= y <= y_high -> d_middle <= d <= d_high -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T) ->
  (forall y d T : R,
   y_low <= y <= y_high -> d_low <= d <= d_high -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T).
Proof.
intros lower upper y d T; intros.
destruct (Rle_or_lt d d_middle); [apply lower | apply upper]; lra.
Qed.

Lemma part0_holds_split_T {y_low y_high d_low d_high T_low T_high T_middle : R} :
  (forall y d T : R,
   y_low <= y <= y_high -> d_low <= d <= d_high -> T_low <= T <= T_middle -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T) ->
  (forall y d T : R,
   y_low <= y <= y_high -> d_low <= d <= d_high -> T_middle <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T) ->
  (forall y d T : R,
   y_low <= y <= y_high -> d_low <= d <= d_high -> T_low <= T <= T_high -> 0 <= guard0_0 y d T ->
   0 <= part0 y d T).
Proof.
intros lower upper y d T; intros.
destruct (Rle_or_lt T T_middle); [apply lower | apply upper]; lra.
Qed.

Lemma part0_holds_leaf0 :
  forall y d T : R,
  1/16 <= y <= 9/32 -> 0 <= d <= 15/32 -> 1 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
assert (part0 y 0 T = 0) by (unfold part0, guard0_0, slope0_0, Rpower; vanishes).
assert (part0 y 0 T <= part0 y d T).
{ apply (rises_from_0 (fun moved => part0 y moved T) (15/32)); [|lra].
  intros moved within; exists (slope0_0 y moved T).
  unfold part0, guard0_0, slope0_0, Rpower; slope_enclosed. }
lra.
Qed.

Lemma part0_holds_leaf1 :
  forall y d T : R,
  1/16 <= y <= 11/64 -> 15/32 <= d <= 45/64 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf2 :
  forall y d T : R,
  1/16 <= y <= 15/128 -> 45/64 <= d <= 105/128 -> 1 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf3 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 1 <= T <= 11/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf4 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 1 <= T <= 11/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf5 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 1 <= T <= 11/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf6 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 1 <= T <= 11/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf7 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 11/8 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf8 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 11/8 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf9 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 11/8 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf10 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 11/8 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf11 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 45/64 <= d <= 105/128 -> 1 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf12 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 105/128 <= d <= 15/16 -> 1 <= T <= 7/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf13 :
  forall y d T : R,
  1/16 <= y <= 15/128 -> 45/64 <= d <= 105/128 -> 7/4 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf14 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 7/4 <= T <= 17/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf15 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 7/4 <= T <= 17/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf16 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 7/4 <= T <= 17/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf17 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 7/4 <= T <= 17/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf18 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 17/8 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf19 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 17/8 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf20 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 17/8 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf21 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 17/8 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf22 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 45/64 <= d <= 105/128 -> 7/4 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf23 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 105/128 <= d <= 15/16 -> 7/4 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf24 :
  forall y d T : R,
  11/64 <= y <= 9/32 -> 15/32 <= d <= 45/64 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf25 :
  forall y d T : R,
  11/64 <= y <= 9/32 -> 45/64 <= d <= 15/16 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf26 :
  forall y d T : R,
  1/16 <= y <= 11/64 -> 15/32 <= d <= 45/64 -> 5/2 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf27 :
  forall y d T : R,
  1/16 <= y <= 15/128 -> 45/64 <= d <= 105/128 -> 5/2 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf28 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 5/2 <= T <= 23/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf29 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 5/2 <= T <= 23/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf30 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 5/2 <= T <= 23/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf31 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 5/2 <= T <= 23/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf32 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 23/8 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf33 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 23/8 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf34 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 23/8 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf35 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 23/8 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf36 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 45/64 <= d <= 105/128 -> 5/2 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf37 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 105/128 <= d <= 15/16 -> 5/2 <= T <= 13/4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf38 :
  forall y d T : R,
  1/16 <= y <= 15/128 -> 45/64 <= d <= 105/128 -> 13/4 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf39 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 13/4 <= T <= 29/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf40 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 13/4 <= T <= 29/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf41 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 13/4 <= T <= 29/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf42 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 13/4 <= T <= 29/8 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf43 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 105/128 <= d <= 225/256 -> 29/8 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf44 :
  forall y d T : R,
  1/16 <= y <= 23/256 -> 225/256 <= d <= 15/16 -> 29/8 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf45 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 105/128 <= d <= 225/256 -> 29/8 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf46 :
  forall y d T : R,
  23/256 <= y <= 15/128 -> 225/256 <= d <= 15/16 -> 29/8 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf47 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 45/64 <= d <= 105/128 -> 13/4 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf48 :
  forall y d T : R,
  15/128 <= y <= 11/64 -> 105/128 <= d <= 15/16 -> 13/4 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf49 :
  forall y d T : R,
  11/64 <= y <= 9/32 -> 15/32 <= d <= 45/64 -> 5/2 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf50 :
  forall y d T : R,
  11/64 <= y <= 9/32 -> 45/64 <= d <= 15/16 -> 5/2 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf51 :
  forall y d T : R,
  9/32 <= y <= 25/64 -> 0 <= d <= 15/64 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
assert (part0 y 0 T = 0) by (unfold part0, guard0_0, slope0_0, Rpower; vanishes).
assert (part0 y 0 T <= part0 y d T).
{ apply (rises_from_0 (fun moved => part0 y moved T) (15/64)); [|lra].
  intros moved within; exists (slope0_0 y moved T).
  unfold part0, guard0_0, slope0_0, Rpower; slope_enclosed. }
lra.
Qed.

Lemma part0_holds_leaf52 :
  forall y d T : R,
  9/32 <= y <= 25/64 -> 15/64 <= d <= 15/32 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
unfold part0, guard0_0, slope0_0, Rpower; repeat split; enclosed.
Qed.

Lemma part0_holds_leaf53 :
  forall y d T : R,
  25/64 <= y <= 1/2 -> 0 <= d <= 15/64 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
assert (part0 y 0 T = 0) by (unfold part0, guard0_0, slope0_0, Rpower; vanishes).
assert (part0 y 0 T <= part0 y d T).
{ apply (rises_from_0 (fun moved => part0 y moved T) (15/64)); [|lra].
  intros moved within; exists (slope0_0 y moved T).
  unfold part0, guard0_0, slope0_0, Rpower; slope_enclosed. }
lra.
Qed.

Lemma part0_holds_leaf54 :
  forall y d T : R,
  25/64 <= y <= 1/2 -> 15/64 <= d <= 15/32 -> 1 <= T <= 5/2 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf55 :
  forall y d T : R,
  9/32 <= y <= 25/64 -> 0 <= d <= 15/32 -> 5/2 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
assert (part0 y 0 T = 0) by (unfold part0, guard0_0, slope0_0, Rpower; vanishes).
assert (part0 y 0 T <= part0 y d T).
{ apply (rises_from_0 (fun moved => part0 y moved T) (15/32)); [|lra].
  intros moved within; exists (slope0_0 y moved T).
  unfold part0, guard0_0, slope0_0, Rpower; slope_enclosed. }
lra.
Qed.

Lemma part0_holds_leaf56 :
  forall y d T : R,
  25/64 <= y <= 1/2 -> 0 <= d <= 15/64 -> 5/2 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
assert (part0 y 0 T = 0) by (unfold part0, guard0_0, slope0_0, Rpower; vanishes).
assert (part0 y 0 T <= part0 y d T).
{ apply (rises_from_0 (fun moved => part0 y moved T) (15/64)); [|lra].
  intros moved within; exists (slope0_0 y moved T).
  unfold part0, guard0_0, slope0_0, Rpower; slope_enclosed. }
lra.
Qed.

Lemma part0_holds_leaf57 :
  forall y d T : R,
  25/64 <= y <= 1/2 -> 15/64 <= d <= 15/32 -> 5/2 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Lemma part0_holds_leaf58 :
  forall y d T : R,
  9/32 <= y <= 1/2 -> 15/32 <= d <= 15/16 -> 1 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
intros y d T; intros.
exfalso. first [assert (guard0_0 y d T < 0) by (unfold part0, guard0_0, slope0_0, Rpower; enclosed);
  lra].
Qed.

Theorem part0_holds :
  forall y d T : R,
  1/16 <= y <= 1/2 -> 0 <= d <= 15/16 -> 1 <= T <= 4 -> 0 <= guard0_0 y d T ->
  0 <= part0 y d T.
Proof.
exact
 (part0_holds_split_y
  (part0_holds_split_d
   part0_holds_leaf0
   (part0_holds_split_T
    (part0_holds_split_y
     (part0_holds_split_d
      part0_holds_leaf1
      (part0_holds_split_T
       (part0_holds_split_y
        (part0_holds_split_d
         part0_holds_leaf2
         (part0_holds_split_T
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf3
            part0_holds_leaf4)
           (part0_holds_split_d
            part0_holds_leaf5
            part0_holds_leaf6))
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf7
            part0_holds_leaf8)
           (part0_holds_split_d
            part0_holds_leaf9
            part0_holds_leaf10))))
        (part0_holds_split_d
         part0_holds_leaf11
         part0_holds_leaf12))
       (part0_holds_split_y
        (part0_holds_split_d
         part0_holds_leaf13
         (part0_holds_split_T
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf14
            part0_holds_leaf15)
           (part0_holds_split_d
            part0_holds_leaf16
            part0_holds_leaf17))
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf18
            part0_holds_leaf19)
           (part0_holds_split_d
            part0_holds_leaf20
            part0_holds_leaf21))))
        (part0_holds_split_d
         part0_holds_leaf22
         part0_holds_leaf23))))
     (part0_holds_split_d
      part0_holds_leaf24
      part0_holds_leaf25))
    (part0_holds_split_y
     (part0_holds_split_d
      part0_holds_leaf26
      (part0_holds_split_T
       (part0_holds_split_y
        (part0_holds_split_d
         part0_holds_leaf27
         (part0_holds_split_T
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf28
            part0_holds_leaf29)
           (part0_holds_split_d
            part0_holds_leaf30
            part0_holds_leaf31))
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf32
            part0_holds_leaf33)
           (part0_holds_split_d
            part0_holds_leaf34
            part0_holds_leaf35))))
        (part0_holds_split_d
         part0_holds_leaf36
         part0_holds_leaf37))
       (part0_holds_split_y
        (part0_holds_split_d
         part0_holds_leaf38
         (part0_holds_split_T
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf39
            part0_holds_leaf40)
           (part0_holds_split_d
            part0_holds_leaf41
            part0_holds_leaf42))
          (part0_holds_split_y
           (part0_holds_split_d
            part0_holds_leaf43
            part0_holds_leaf44)
           (part0_holds_split_d
            part0_holds_leaf45
            part0_holds_leaf46))))
        (part0_holds_split_d
         part0_holds_leaf47
         part0_holds_leaf48))))
     (part0_holds_split_d
      part0_holds_leaf49
      part0_holds_leaf50))))
  (part0_holds_split_d
   (part0_holds_split_T
    (part0_holds_split_y
     (part0_holds_split_d
      part0_holds_leaf51
      part0_holds_leaf52)
     (part0_holds_split_d
      part0_holds_leaf53
      part0_holds_leaf54))
    (part0_holds_split_y
     part0_holds_leaf55
     (part0_holds_split_d
      part0_holds_leaf56
      part0_holds_leaf57)))
   part0_holds_leaf58)).
Qed.

(** ** the order is kept: ∂/∂x log kernel *)

Definition part1 (x T : R) : R := - Rpower (1 / (x * (1 / (1 - x)))) (1 / T) / (x * (T * (1 + Rpower
  (1 / (x * (1 / (1 - x)))) (1 / T))) * (x + (-1))).

Lemma part1_holds_leaf0 :
  forall x T : R,
  1/16 <= x <= 15/16 -> 1 <= T <= 4 ->
  0 <= part1 x T.
Proof.
intros x T; intros.
unfold part1, Rpower; repeat split; enclosed.
Qed.

Theorem part1_holds :
  forall x T : R,
  1/16 <= x <= 15/16 -> 1 <= T <= 4 ->
  0 <= part1 x T.
Proof.
exact
 part1_holds_leaf0.
Qed.
