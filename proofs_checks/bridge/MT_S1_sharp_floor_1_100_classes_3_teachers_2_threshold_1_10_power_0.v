(** * MT-S1, re-checked by interval arithmetic inside Coq

    q(U) ≤ C max_k p^k(U) for the power-mean pool of order s at equal weights (s = 0: the
    logarithmic pool), max_k p^k(U) = δ, all entries ≥ μ, U one class (reconstructed).
    Written from a certificate of kdtheory; `interval` encloses the formula again on every leaf,
    and the theorems put the leaves together along the certificate's split tree. What they say
    of the claim rests on the reduction that the certificate names:
    At equal weights q_i = m_i / Σ_j m_j with m_i the power mean of order s of p^1_i … p^K_i (s
    = 0: the geometric mean). For s ≤ 1 the mean is concave and homogeneous in its K arguments,
    so superadditive (Hölder, Minkowski): Σ_U m_i ≤ mean of p^k(U) ≤ δ.
    Certificate sha256:966cf190bf7827383ba6c1eed6a7bc1eaeb9623d83f406a64577e12b33c86832. *)

From Coq Require Import Reals Lra.
From Interval Require Import Tactic.
Open Scope R_scope.

(** A leaf: the enclosure of its formula, in floats and, should these be too coarse, in 80 bits. *)
Ltac computed := first [interval | interval with (i_prec 80)].
Ltac enclosed := first [computed | apply Rminus_le; computed].

(** ** for floor 1/100, classes 3, teachers 2, threshold 1/10, power 0 the constant is at most
  3.49522: the quotient on the unit cube *)

Definition numerator (u v : R) : R := 1.

Definition denominator (u v : R) : R := (1/10) + sqrt ((1/100) + (22/25) * u) * sqrt ((1/100) +
  (22/25) * v) + sqrt ((9/10) - ((1/100) + (22/25) * u)) * sqrt ((9/10) - ((1/100) + (22/25) * v)).

Lemma bound_holds_split_u {u_low u_high v_low v_high u_middle : R} :
  (forall u v : R,
   u_low <= u <= u_middle -> v_low <= v <= v_high ->
   numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v) ->
  (forall u v : R,
   u_middle <= u <= u_high -> v_low <= v <= v_high ->
   numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v) ->
  (forall u v : R,
   u_low <= u <= u_high -> v_low <= v <= v_high ->
   numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v).
Proof.
intros lower upper u v; intros.
destruct (Rle_or_lt u u_middle); [apply lower | apply upper]; lra.
Qed.

Lemma bound_holds_split_v {u_low u_high v_low v_high v_middle : R} :
  (forall u v : R,
   u_low <= u <= u_high -> v_low <= v <= v_middle ->
   numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v) ->
  (forall u v : R,
   u_low <= u <= u_high -> v_middle <= v <= v_high ->
   numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v) ->
  (forall u v : R,
   u_low <= u <= u_high -> v_low <= v <= v_high ->
   numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v).
Proof.
intros lower upper u v; intros.
destruct (Rle_or_lt v v_middle); [apply lower | apply upper]; lra.
Qed.

Lemma bound_holds_leaf0 :
  forall u v : R,
  0 <= u <= 1/2 -> 0 <= v <= 1/2 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf1 :
  forall u v : R,
  0 <= u <= 1/2 -> 1/2 <= v <= 3/4 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf2 :
  forall u v : R,
  0 <= u <= 1/4 -> 3/4 <= v <= 7/8 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf3 :
  forall u v : R,
  0 <= u <= 1/8 -> 7/8 <= v <= 15/16 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf4 :
  forall u v : R,
  0 <= u <= 1/16 -> 15/16 <= v <= 31/32 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf5 :
  forall u v : R,
  0 <= u <= 1/32 -> 31/32 <= v <= 63/64 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf6 :
  forall u v : R,
  0 <= u <= 1/32 -> 63/64 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf7 :
  forall u v : R,
  1/32 <= u <= 1/16 -> 31/32 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf8 :
  forall u v : R,
  1/16 <= u <= 1/8 -> 15/16 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf9 :
  forall u v : R,
  1/8 <= u <= 1/4 -> 7/8 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf10 :
  forall u v : R,
  1/4 <= u <= 1/2 -> 3/4 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf11 :
  forall u v : R,
  1/2 <= u <= 3/4 -> 0 <= v <= 1/2 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf12 :
  forall u v : R,
  3/4 <= u <= 7/8 -> 0 <= v <= 1/4 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf13 :
  forall u v : R,
  7/8 <= u <= 15/16 -> 0 <= v <= 1/8 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf14 :
  forall u v : R,
  15/16 <= u <= 31/32 -> 0 <= v <= 1/16 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf15 :
  forall u v : R,
  31/32 <= u <= 63/64 -> 0 <= v <= 1/32 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf16 :
  forall u v : R,
  63/64 <= u <= 1 -> 0 <= v <= 1/32 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf17 :
  forall u v : R,
  31/32 <= u <= 1 -> 1/32 <= v <= 1/16 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf18 :
  forall u v : R,
  15/16 <= u <= 1 -> 1/16 <= v <= 1/8 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf19 :
  forall u v : R,
  7/8 <= u <= 1 -> 1/8 <= v <= 1/4 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf20 :
  forall u v : R,
  3/4 <= u <= 1 -> 1/4 <= v <= 1/2 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf21 :
  forall u v : R,
  1/2 <= u <= 1 -> 1/2 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
intros u v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Theorem bound_holds :
  forall u v : R,
  0 <= u <= 1 -> 0 <= v <= 1 ->
  numerator u v <= 174761/50000 * denominator u v /\ 0 < denominator u v.
Proof.
exact
 (bound_holds_split_u
  (bound_holds_split_v
   bound_holds_leaf0
   (bound_holds_split_v
    bound_holds_leaf1
    (bound_holds_split_u
     (bound_holds_split_v
      bound_holds_leaf2
      (bound_holds_split_u
       (bound_holds_split_v
        bound_holds_leaf3
        (bound_holds_split_u
         (bound_holds_split_v
          bound_holds_leaf4
          (bound_holds_split_u
           (bound_holds_split_v
            bound_holds_leaf5
            bound_holds_leaf6)
           bound_holds_leaf7))
         bound_holds_leaf8))
       bound_holds_leaf9))
     bound_holds_leaf10)))
  (bound_holds_split_v
   (bound_holds_split_u
    bound_holds_leaf11
    (bound_holds_split_v
     (bound_holds_split_u
      bound_holds_leaf12
      (bound_holds_split_v
       (bound_holds_split_u
        bound_holds_leaf13
        (bound_holds_split_v
         (bound_holds_split_u
          bound_holds_leaf14
          (bound_holds_split_v
           (bound_holds_split_u
            bound_holds_leaf15
            bound_holds_leaf16)
           bound_holds_leaf17))
         bound_holds_leaf18))
       bound_holds_leaf19))
     bound_holds_leaf20))
   bound_holds_leaf21)).
Qed.
