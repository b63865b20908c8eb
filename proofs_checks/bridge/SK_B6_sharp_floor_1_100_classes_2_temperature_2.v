(** * SK-B6, re-checked by interval arithmetic inside Coq

    ‖F_T(p) - F_T(p')‖₁ ≤ C ‖p - p'‖₁ for F_T(p) = p^(1/T)/Z and all p, p' with entries ≥ μ
    (ours).
    Written from a certificate of kdtheory; `interval` encloses the formula again on every leaf,
    and the theorems put the leaves together along the certificate's split tree. What they say
    of the claim rests on the reduction that the certificate names:
    On a convex domain the Lipschitz constant is the largest norm of the Jacobian on the tangent
    directions Σ v = 0. The unit ball of ‖·‖₁ there has the corners (e_i - e_j)/2, so the norm
    is the largest of ½‖J(e_i - e_j)‖₁.
    Certificate sha256:d19d5a2afae3020e364a118bbe0723c54193620675a8bf3131465c69f0fe705a. *)

From Coq Require Import Reals Lra.
From Interval Require Import Tactic.
Open Scope R_scope.

(** A leaf: the enclosure of its formula, in floats and, should these be too coarse, in 80 bits. *)
Ltac computed := first [interval | interval with (i_prec 80)].
Ltac enclosed := first [computed | apply Rminus_le; computed].

(** ** for floor 1/100, classes 2, temperature 2 the constant is at most 4.22888: the quotient on
  the unit cube *)

Definition numerator (v : R) : R := (1/2) * (Rpower ((1/100) + (49/50) * ((1/2) * v)) (-1/2) * sqrt
  ((1/100) + (49/50) * (1 - ((1/2) * v))) + Rpower ((1/100) + (49/50) * (1 - ((1/2) * v))) (-1/2) *
  sqrt ((1/100) + (49/50) * ((1/2) * v)) + Rpower ((1/100) + (49/50) * ((1/2) * v)) (-1/2) * 0).

Definition denominator (v : R) : R := (sqrt ((1/100) + (49/50) * ((1/2) * v)) + sqrt ((1/100) +
  (49/50) * (1 - ((1/2) * v))) + 0) ^ 2.

Lemma bound_holds_split_v {v_low v_high v_middle : R} :
  (forall v : R,
   v_low <= v <= v_middle ->
   numerator v <= 52861/12500 * denominator v /\ 0 < denominator v) ->
  (forall v : R,
   v_middle <= v <= v_high ->
   numerator v <= 52861/12500 * denominator v /\ 0 < denominator v) ->
  (forall v : R,
   v_low <= v <= v_high ->
   numerator v <= 52861/12500 * denominator v /\ 0 < denominator v).
Proof.
intros lower upper v; intros.
destruct (Rle_or_lt v v_middle); [apply lower | apply upper]; lra.
Qed.

Lemma bound_holds_leaf0 :
  forall v : R,
  0 <= v <= 1/128 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf1 :
  forall v : R,
  1/128 <= v <= 1/64 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf2 :
  forall v : R,
  1/64 <= v <= 1/32 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf3 :
  forall v : R,
  1/32 <= v <= 1/16 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf4 :
  forall v : R,
  1/16 <= v <= 1/8 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf5 :
  forall v : R,
  1/8 <= v <= 1/4 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf6 :
  forall v : R,
  1/4 <= v <= 1/2 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Lemma bound_holds_leaf7 :
  forall v : R,
  1/2 <= v <= 1 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
intros v; intros.
unfold numerator, denominator, Rpower; repeat split; enclosed.
Qed.

Theorem bound_holds :
  forall v : R,
  0 <= v <= 1 ->
  numerator v <= 52861/12500 * denominator v /\ 0 < denominator v.
Proof.
exact
 (bound_holds_split_v
  (bound_holds_split_v
   (bound_holds_split_v
    (bound_holds_split_v
     (bound_holds_split_v
      (bound_holds_split_v
       (bound_holds_split_v
        bound_holds_leaf0
        bound_holds_leaf1)
       bound_holds_leaf2)
      bound_holds_leaf3)
     bound_holds_leaf4)
    bound_holds_leaf5)
   bound_holds_leaf6)
  bound_holds_leaf7).
Qed.
