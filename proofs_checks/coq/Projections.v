(** * Squared loss: the optimal student of a convex class is the projection of the teacher.

    For all [n] and every convex class [Q] of students (a set of vectors), [|x|] Euclidean:

    - a student [q] of [Q] is optimal for the target [f], [|q - f|^2 <= |r - f|^2] for all [r] of
      [Q], iff [<f - q, r - q> <= 0] for all [r] of [Q]; it is unique;
    - with a random target [F] the expected loss [E |q - F|^2] has the optimal students of the
      mean target [E F];
    - SK-Q3 (reconstructed; Flouro and Chadwick, arXiv 2601.03195): the optimal students for two
      targets coincide iff the Euclidean projections of the targets on [Q] coincide. *)

From Coq Require Import Reals Lra Lia.
From KD Require Import Simplex Variance.
Open Scope R_scope.

Definition distance (n : nat) (x y : nat -> R) : R := sum n (fun i => (x i - y i) ^ 2).
Definition inner (n : nat) (x y : nat -> R) : R := sum n (fun i => x i * y i).
Definition students := (nat -> R) -> Prop.
Definition convex (Q : students) : Prop :=
  forall a q r, 0 <= a <= 1 -> Q q -> Q r -> Q (mix a r q).

(** Nothing in the class is nearer to [f]. *)
Definition projection (n : nat) (Q : students) (f q : nat -> R) : Prop :=
  Q q /\ forall r, Q r -> distance n q f <= distance n r f.

Lemma distance_expands n f q r a :
  distance n (mix a r q) f = distance n q f
    - 2 * a * inner n (fun i => f i - q i) (fun i => r i - q i) + a ^ 2 * distance n r q.
Proof.
  unfold distance, inner. rewrite <- !sum_scal, <- sum_minus, <- sum_plus.
  apply sum_ext. intros i _. unfold mix. ring.
Qed.

Lemma distance_nonneg n x y : 0 <= distance n x y.
Proof. apply sum_nonneg. intros i _. apply pow2_ge_0. Qed.

Lemma distance_zero n x y : distance n x y = 0 -> forall i, (i < n)%nat -> x i = y i.
Proof.
  intros Z i L. assert (E := sum_zero n (fun i => (x i - y i) ^ 2)
    (fun j _ => pow2_ge_0 _) Z i L). cbv beta in E. nra.
Qed.

Theorem projection_variational n Q f q : convex Q -> Q q ->
  projection n Q f q <-> forall r, Q r -> inner n (fun i => f i - q i) (fun i => r i - q i) <= 0.
Proof.
  intros C Qq. split.
  - intros [_ M] r Qr. set (s := inner n _ _). set (d := distance n r q).
    assert (D : 0 <= d) by apply distance_nonneg.
    destruct (Rle_or_lt s 0) as [L|L]; [exact L|exfalso].
    set (a := Rmin 1 (s / (d + 1))).
    assert (P : 0 < s / (d + 1)) by (apply Rdiv_lt_0_compat; lra).
    assert (A : 0 < a <= 1) by (split; [apply Rmin_pos; lra | apply Rmin_l]).
    assert (B : a * (d + 1) <= s).
    { apply Rle_trans with (s / (d + 1) * (d + 1)).
      - apply Rmult_le_compat_r; [lra | apply Rmin_r].
      - right. field. lra. }
    assert (E := M _ (C a q r ltac:(lra) Qq Qr)). rewrite distance_expands in E.
    fold s d in E. assert (a * (2 * s - a * d) <= 0) by nra. nra.
  - intros V. split; [exact Qq|]. intros r Qr. specialize (V r Qr).
    assert (E := distance_expands n f q r 1). assert (D := distance_nonneg n r q).
    assert (F : distance n (mix 1 r q) f = distance n r f).
    { apply sum_ext. intros i _. unfold mix. ring. }
    rewrite F in E. lra.
Qed.

Theorem projection_unique n Q f q r : convex Q -> projection n Q f q -> projection n Q f r ->
  forall i, (i < n)%nat -> q i = r i.
Proof.
  intros C Pq Pr. assert (V := proj1 (projection_variational n Q f q C (proj1 Pq)) Pq
                                r (proj1 Pr)).
  assert (W := proj1 (projection_variational n Q f r C (proj1 Pr)) Pr q (proj1 Pq)).
  assert (Z : distance n q r = 0).
  { assert (D := distance_nonneg n q r).
    assert (E : distance n q r = inner n (fun i => f i - q i) (fun i => r i - q i)
                               + inner n (fun i => f i - r i) (fun i => q i - r i)).
    { unfold distance, inner. rewrite <- sum_plus. apply sum_ext. intros i _. ring. }
    lra. }
  apply distance_zero, Z.
Qed.

(** [F i o]: entry [i] of the target at outcome [o]. *)
Theorem expected_loss m mu n (F : nat -> nat -> R) q : dist m mu ->
  E m mu (fun o => distance n q (fun i => F i o))
  = distance n q (fun i => E m mu (F i)) + sum n (fun i => Var m mu (F i)).
Proof.
  intros D. unfold distance. rewrite E_sum, <- sum_plus. apply sum_ext. intros i _.
  rewrite (E_ext m mu _ (fun o => (F i o - q i) ^ 2)) by (intros; ring).
  rewrite mean_square by exact D. ring.
Qed.

Theorem SK_Q3_projection m mu n (Q : students) (F : nat -> nat -> R) q : dist m mu -> Q q ->
  (forall r, Q r -> E m mu (fun o => distance n q (fun i => F i o))
                    <= E m mu (fun o => distance n r (fun i => F i o)))
  <-> projection n Q (fun i => E m mu (F i)) q.
Proof.
  intros D Qq. split; [intros M; split; [exact Qq|] | intros [_ M]]; intros r Qr;
    specialize (M r Qr); rewrite !expected_loss in * by exact D; lra.
Qed.

(** Two targets with projections: the same students are optimal iff these are the same. *)
Theorem SK_Q3 n Q f g q r : convex Q -> projection n Q f q -> projection n Q g r ->
  (forall s, projection n Q f s <-> projection n Q g s)
  <-> (forall i, (i < n)%nat -> q i = r i).
Proof.
  intros C Pf Pg. split.
  - intros S. apply (projection_unique n Q g); [exact C | apply S, Pf | exact Pg].
  - intros S.
    assert (T : forall h k x y, projection n Q h x -> projection n Q k y ->
              (forall i, (i < n)%nat -> x i = y i) -> forall s,
              projection n Q h s -> projection n Q k s).
    { intros h k x y Px Py X s Ps. split; [apply Ps|]. intros t Qt.
      assert (U := projection_unique n Q h x s C Px Ps).
      apply Rle_trans with (2 := proj2 Py t Qt). right. apply sum_ext. intros i L.
      rewrite <- (U i L), (X i L). reflexivity. }
    intros s. split; [apply (T f g q r) | apply (T g f r q)]; auto. intros i L.
    symmetry. apply S, L.
Qed.
