(** * An infinite-dimensional family of softening operators.

    R6 (ours).  Let [omega] be strictly convex on the unit interval and [f] its derivative; the
    operator is [F_T(p) = argmax_q <f(p), q> - T sum_i omega(q_i)] over the simplex.  ([f = log]
    gives the power transform, [f(x) = -1/x] the Burg family.)  For all [n], positive [p] and
    [T > 0]:

    - a positive distribution [q] with [T f(q_i) = f(p_i) - mu] for all [i] and some [mu] is the
      only maximiser; call it an interior output at [T].

    For interior outputs:

    - A1: [p_j < p_i] implies [q_j < q_i];
    - A3: of two interior outputs the hotter one is majorised by the colder one, so its entropy
      is no smaller;
    - A4: at [T = 1] the only interior output is [p].

    That interior outputs exist, and A2 and A5, are not shown here. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Majorisation.
Open Scope R_scope.

Definition increasing_on_unit (f : R -> R) : Prop :=
  forall x y, 0 < x -> x < y -> y <= 1 -> f x < f y.

(** Strictly above the tangent with slope [f]. *)
Definition strictly_convex (omega f : R -> R) : Prop :=
  forall x y, 0 < x <= 1 -> 0 <= y <= 1 -> x <> y -> omega x + f x * (y - x) < omega y.

Definition objective (n : nat) (omega f : R -> R) (T : R) (p q : nat -> R) : R :=
  sum n (fun i => f (p i) * q i - T * omega (q i)).

Definition interior_output (n : nat) (f : R -> R) (T : R) (p q : nat -> R) : Prop :=
  dist n q /\ pos n q /\ exists mu, forall i, (i < n)%nat -> T * f (q i) = f (p i) - mu.

Lemma unit_entry n q i : dist n q -> pos n q -> (i < n)%nat -> 0 < q i <= 1.
Proof. intros D P L. split; [apply P, L | apply (dist_le_1 n q i D L)]. Qed.

Lemma convex_increasing omega f : strictly_convex omega f -> increasing_on_unit f.
Proof.
  intros C x y X L Y. assert (A := C x y ltac:(lra) ltac:(lra) ltac:(lra)).
  assert (B := C y x ltac:(lra) ltac:(lra) ltac:(lra)).
  apply Rmult_lt_reg_r with (y - x); lra.
Qed.

Theorem R6_maximiser n omega f T p q r : strictly_convex omega f -> 0 < T ->
  interior_output n f T p q -> dist n r ->
  objective n omega f T p r <= objective n omega f T p q /\
  (objective n omega f T p r = objective n omega f T p q ->
   forall i, (i < n)%nat -> r i = q i).
Proof.
  intros C HT [D [P [mu E]]] R.
  set (loss := fun i => T * (omega (r i) - omega (q i) - f (q i) * (r i - q i))).
  assert (N : forall i, (i < n)%nat -> 0 <= loss i /\ (loss i = 0 -> r i = q i)).
  { intros i L. unfold loss. destruct (Req_dec (q i) (r i)) as [S|S].
    - rewrite S. split; [right; ring | reflexivity].
    - assert (Q := C (q i) (r i) (unit_entry n q i D P L)
                     (conj (proj1 R i L) (dist_le_1 n r i R L)) S).
      assert (0 < T * (omega (r i) - omega (q i) - f (q i) * (r i - q i)))
        by (apply Rmult_lt_0_compat; lra). lra. }
  assert (O : objective n omega f T p r = objective n omega f T p q - sum n loss).
  { unfold objective.
    rewrite (sum_ext n (fun i => f (p i) * r i - T * omega (r i))
      (fun i => (f (p i) * q i - T * omega (q i)) - loss i + (mu * r i - mu * q i))).
    - rewrite sum_plus, !sum_minus, !sum_scal. destruct D as [_ ->]. destruct R as [_ ->]. ring.
    - intros i L. unfold loss.
      assert (F : f (p i) = T * f (q i) + mu) by (rewrite E by exact L; ring).
      rewrite F. ring. }
  assert (S : 0 <= sum n loss) by (apply sum_nonneg; intros i L; apply N, L).
  split; [lra|]. intros Z i L. apply N; [exact L|].
  apply (sum_zero n loss); [intros j Lj; apply N, Lj | lra | exact L].
Qed.

Theorem R6_A1 n f T p q i j : increasing_on_unit f -> 0 < T -> dist n p -> pos n p ->
  interior_output n f T p q -> (i < n)%nat -> (j < n)%nat -> p j < p i -> q j < q i.
Proof.
  intros F HT Dp Pp [D [P [mu E]]] Li Lj O.
  assert (A := F _ _ (Pp j Lj) O (dist_le_1 n p i Dp Li)).
  assert (Ei := E i Li). assert (Ej := E j Lj).
  destruct (Rlt_le_dec (q j) (q i)) as [L|[L|L]]; [exact L|exfalso..].
  - assert (B := F _ _ (P i Li) L (dist_le_1 n q j D Lj)).
    apply (Rmult_lt_compat_l T) in B; lra.
  - rewrite L in Ei. lra.
Qed.

Theorem R6_A4 n f p q : increasing_on_unit f -> dist n p -> pos n p ->
  interior_output n f 1 p q -> forall i, (i < n)%nat -> q i = p i.
Proof.
  intros F Dp Pp [D [P [mu E]]].
  assert (K : forall x y, 0 < x <= 1 -> 0 < y <= 1 -> f x < f y -> x < y).
  { intros x y X Y L. destruct (Rlt_le_dec x y) as [O|[O|O]]; [exact O|exfalso..].
    - assert (B := F y x ltac:(lra) O ltac:(lra)). lra.
    - rewrite O in L. lra. }
  assert (U : forall i, (i < n)%nat -> 0 < q i <= 1 /\ 0 < p i <= 1 /\ f (q i) = f (p i) - mu).
  { intros i L. specialize (E i L). split; [|split; [|lra]]; apply (unit_entry n); assumption. }
  assert (N := dist_size n p Dp).
  destruct (Rtotal_order mu 0) as [M|[M|M]].
  - exfalso. assert (B : sum n p < sum n q).
    { apply (sum_lt n p q 0 N); [intros i L; apply Rlt_le|]; apply K; try apply U; auto;
        destruct (U _ N) as [_ [_ W]]; try lra. destruct (U i L) as [_ [_ V]]. lra. }
    rewrite (proj2 D), (proj2 Dp) in B. lra.
  - intros i L. destruct (U i L) as [X [Y V]].
    destruct (Rtotal_order (q i) (p i)) as [O|[O|O]]; [exfalso|exact O|exfalso].
    + assert (B := F (q i) (p i) ltac:(lra) O ltac:(lra)). lra.
    + assert (B := F (p i) (q i) ltac:(lra) O ltac:(lra)). lra.
  - exfalso. assert (B : sum n q < sum n p).
    { apply (sum_lt n q p 0 N); [intros i L; apply Rlt_le|]; apply K; try apply U; auto;
        destruct (U _ N) as [_ [_ W]]; try lra. destruct (U i L) as [_ [_ V]]. lra. }
    rewrite (proj2 D), (proj2 Dp) in B. lra.
Qed.

(** ** A3 *)

(** A level between the slopes where [x] is positive and those where it is negative. *)
Lemma level n x s :
  (forall i j, (i < n)%nat -> (j < n)%nat -> 0 < x i -> x j < 0 -> s i <= s j) ->
  exists k : R, forall i, (i < n)%nat -> (0 < x i -> s i <= k) /\ (x i < 0 -> k <= s i).
Proof.
  intros O.
  assert (G : forall m, (m <= n)%nat -> (forall i, (i < m)%nat -> ~ 0 < x i) \/
    exists h, (h < n)%nat /\ 0 < x h /\ forall i, (i < m)%nat -> 0 < x i -> s i <= s h).
  { induction m as [|m IH]; intros L; [left; intros; lia|].
    destruct (Rlt_dec 0 (x m)) as [P|P], (IH ltac:(lia)) as [A|[h [Lh [Ph A]]]].
    - right. exists m. split; [lia|]. split; [exact P|]. intros i Li Q.
      destruct (Nat.eq_dec i m) as [->|D]; [lra|]. destruct (A i ltac:(lia) Q).
    - right. destruct (Rle_dec (s m) (s h)) as [B|B].
      + exists h. split; [exact Lh|]. split; [exact Ph|]. intros i Li Q.
        destruct (Nat.eq_dec i m) as [->|D]; [exact B | apply A; [lia|exact Q]].
      + exists m. split; [lia|]. split; [exact P|]. intros i Li Q.
        destruct (Nat.eq_dec i m) as [->|D]; [lra|]. specialize (A i ltac:(lia) Q). lra.
    - left. intros i Li. destruct (Nat.eq_dec i m) as [->|D]; [exact P | apply A; lia].
    - right. exists h. split; [exact Lh|]. split; [exact Ph|]. intros i Li Q.
      destruct (Nat.eq_dec i m) as [->|D]; [contradiction | apply A; [lia|exact Q]]. }
  destruct (G n (Nat.le_refl n)) as [A|[h [Lh [Ph A]]]].
  - (* nothing positive: any lower bound of the slopes *)
    assert (B : forall m, exists k, forall i, (i < m)%nat -> k <= s i).
    { induction m as [|m [k B]]; [exists 0; intros; lia|]. exists (Rmin k (s m)). intros i Li.
      destruct (Nat.eq_dec i m) as [->|D]; [apply Rmin_r|].
      apply Rle_trans with (1 := Rmin_l _ _), B. lia. }
    destruct (B n) as [k K]. exists k. intros i L. split; intros P; [destruct (A i L P)|].
    apply K, L.
  - exists (s h). intros i L. split; intros P; [apply A; assumption | apply O; assumption].
Qed.

Theorem R6_A3 n f T T' p q q' : increasing_on_unit f -> 0 < T <= T' ->
  interior_output n f T p q -> interior_output n f T' p q' ->
  majorised n q' q /\ H n q <= H n q'.
Proof.
  intros F HT [D [P [mu E]]] [D' [P' [mu' E']]].
  assert (K : forall x y, 0 < x <= 1 -> 0 < y <= 1 -> f x < f y -> x < y).
  { intros x y X Y L. destruct (Rlt_le_dec x y) as [O|[O|O]]; [exact O|exfalso..].
    - assert (B := F y x ltac:(lra) O ltac:(lra)). lra.
    - rewrite O in L. lra. }
  assert (M : majorised n q' q); [|split; [exact M | apply majorised_entropy, M]].
  intros c [slope C]. set (x := fun i => q i - q' i). set (s := fun i => slope (q' i)).
  destruct (level n x s) as [k B].
  { intros i j Li Lj X Y. unfold x in X, Y. unfold s.
    apply (slopes_fall c slope); [apply P', Lj | | exact C].
    assert (Ui := unit_entry n q i D P Li). assert (Uj := unit_entry n q j D P Lj).
    assert (Vi := unit_entry n q' i D' P' Li). assert (Vj := unit_entry n q' j D' P' Lj).
    assert (A1 := F (q' i) (q i) ltac:(lra) ltac:(lra) ltac:(lra)).
    assert (A2 := F (q j) (q' j) ltac:(lra) ltac:(lra) ltac:(lra)).
    assert (Ei := E i Li). assert (Ej := E j Lj). assert (Fi := E' i Li). assert (Fj := E' j Lj).
    apply K; [exact Vj | exact Vi|]. apply Rmult_lt_reg_l with T'; [lra|].
    apply (Rmult_lt_compat_l T') in A1; [|lra]. apply (Rmult_lt_compat_l T') in A2; [|lra].
    assert ((T' - T) * f (q j) < (T' - T) * f (q i)) by lra.
    assert (f (q j) < f (q i)) by nra.
    assert (T * f (q j) < T * f (q i)) by (apply Rmult_lt_compat_l; lra). lra. }
  apply Rle_trans with (sum n (fun i => c (q' i) + ((s i - k) * x i + k * x i))).
  - apply sum_le. intros i L. assert (A := C (q i) (q' i) (Rlt_le _ _ (P i L)) (P' i L)).
    unfold s, x. lra.
  - rewrite !sum_plus, sum_scal. unfold x at 2. rewrite sum_minus, (proj2 D), (proj2 D').
    assert (N : sum n (fun i => (s i - k) * x i) <= sum n (fun _ => 0)).
    { apply sum_le. intros i L. destruct (B i L) as [B1 B2].
      destruct (Rtotal_order (x i) 0) as [O|[O|O]];
        [specialize (B2 O) | rewrite O | specialize (B1 O)]; nra. }
    rewrite sum_const in N. lra.
Qed.
