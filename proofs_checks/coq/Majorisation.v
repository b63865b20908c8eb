(** * R3: shrinking ratios give majorisation and entropy monotonicity.

    For all [n] and distributions [r], [q] (colder and hotter output), [q] positive.

    - [q] is majorised by [r] when [sum_i c(r_i) <= sum_i c(q_i)] for every concave [c]
      (Hardy, Littlewood and Polya: equivalent to the order of partial sums); in particular
      [sum_i max(q_i - t, 0) <= sum_i max(r_i - t, 0)] for every [t], and [H(r) <= H(q)].
    - R3 (ours): let the outputs be ordered like the input [p] (weak A1).  If the ratio of
      two entries does not grow, [q_i / q_j <= r_i / r_j] whenever [p_j <= p_i], then [q] is
      majorised by [r], and [H(r) <= H(q)].  The ratios are written as products,
      [q_i r_j <= r_i q_j], so that [r] may have zeros. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm.
Open Scope R_scope.

(** At every positive point some line through the graph lies above it. *)
Definition concave (c : R -> R) : Prop :=
  exists slope : R -> R, forall x y, 0 <= x -> 0 < y -> c x <= c y + slope y * (x - y).

Definition majorised (n : nat) (q r : nat -> R) : Prop :=
  forall c, concave c -> sum n (fun i => c (r i)) <= sum n (fun i => c (q i)).

(** ** Chebyshev's inequality for comonotone vectors *)

Lemma chebyshev n w x y : nonneg n w ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> 0 <= (x i - x j) * (y i - y j)) ->
  sum n (fun i => w i * x i) * sum n (fun i => w i * y i)
    <= sum n w * sum n (fun i => w i * (x i * y i)).
Proof.
  intros W C.
  assert (P : 0 <= sum n (fun i => sum n (fun j => w i * w j * ((x i - x j) * (y i - y j))))).
  { apply sum_nonneg. intros i Li. apply sum_nonneg. intros j Lj.
    apply Rmult_le_pos; [apply Rmult_le_pos; apply W; assumption | apply C; assumption]. }
  assert (S : sum n (fun i => sum n (fun j => w i * w j * ((x i - x j) * (y i - y j))))
    = 2 * (sum n w * sum n (fun i => w i * (x i * y i)))
      - 2 * (sum n (fun i => w i * x i) * sum n (fun i => w i * y i))).
  { set (A := sum n w). set (B := sum n (fun i => w i * (x i * y i))).
    set (X := sum n (fun i => w i * x i)). set (Y := sum n (fun i => w i * y i)).
    rewrite (sum_ext n _ (fun i => (A * (w i * (x i * y i)) + B * w i)
                                   - (Y * (w i * x i) + X * (w i * y i)))).
    - rewrite sum_minus, !sum_plus, !sum_scal. fold A B X Y. ring.
    - intros i _.
      rewrite (sum_ext n _ (fun j => (w i * (x i * y i) * w j + w i * (w j * (x j * y j)))
                                     - (w i * x i * (w j * y j) + w i * y i * (w j * x j))))
        by (intros; ring).
      rewrite sum_minus, !sum_plus, !sum_scal. fold A B X Y. ring. }
  lra.
Qed.

(** ** R3 *)

(** Supporting lines of a concave function fall. *)
Lemma slopes_fall c slope x y : 0 < x -> x < y ->
  (forall x y, 0 <= x -> 0 < y -> c x <= c y + slope y * (x - y)) -> slope y <= slope x.
Proof.
  intros X O A. assert (B := A y x ltac:(lra) X). assert (C := A x y ltac:(lra) ltac:(lra)).
  apply Rmult_le_reg_r with (y - x); lra.
Qed.

Lemma ratio_order qi qj ri rj : 0 < qi -> 0 < qj -> qi * rj <= ri * qj -> rj / qj <= ri / qi.
Proof.
  intros Qi Qj E. apply Rmult_le_reg_r with (qi * qj); [apply Rmult_lt_0_compat; assumption|].
  replace (rj / qj * (qi * qj)) with (qi * rj) by (field; lra).
  replace (ri / qi * (qi * qj)) with (ri * qj) by (field; lra). exact E.
Qed.

Theorem R3_majorisation n r q : dist n r -> dist n q -> pos n q ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> q j < q i -> q i * r j <= r i * q j) ->
  majorised n q r.
Proof.
  intros [Nr Sr] [_ Sq] Q E c [slope C]. set (a := fun i => slope (q i)).
  assert (K : forall i j, (i < n)%nat -> (j < n)%nat -> q j < q i ->
            r j / q j <= r i / q i /\ a i <= a j).
  { intros i j Li Lj O. split; [apply ratio_order; auto|].
    apply (slopes_fall c slope); auto. }
  assert (B : sum n (fun i => q i * (r i / q i)) * sum n (fun i => q i * - a i)
              <= sum n q * sum n (fun i => q i * (r i / q i * - a i))).
  { apply chebyshev; [intros i L; apply Rlt_le, Q, L|]. intros i j Li Lj.
    destruct (Rtotal_order (q i) (q j)) as [O|[O|O]].
    - destruct (K j i Lj Li O). nra.
    - unfold a. rewrite O. right. ring.
    - destruct (K i j Li Lj O). nra. }
  rewrite (sum_ext n (fun i => q i * (r i / q i)) r) in B
    by (intros i L; specialize (Q i L); field; lra).
  rewrite (sum_ext n (fun i => q i * (r i / q i * - a i)) (fun i => - (a i * r i))) in B
    by (intros i L; specialize (Q i L); field; lra).
  rewrite (sum_ext n (fun i => q i * - a i) (fun i => - (a i * q i))) in B by (intros; ring).
  rewrite Sr, Sq, !sum_opp in B.
  apply Rle_trans with (sum n (fun i => c (q i) + (a i * r i - a i * q i))).
  - apply sum_le. intros i L. specialize (C (r i) (q i) (Nr i L) (Q i L)).
    fold (a i) in C. lra.
  - rewrite sum_plus, sum_minus. lra.
Qed.

(** [- x log x] is concave, so majorisation orders the entropies. *)
Lemma entropy_term_concave : concave (fun x => - (x * ln x)).
Proof.
  exists (fun y => - (ln y + 1)). intros x y X Y. assert (G := gibbs_term x y X Y).
  rewrite xlog_div in G by assumption. lra.
Qed.

Theorem majorised_entropy n q r : majorised n q r -> H n r <= H n q.
Proof.
  intros M. specialize (M _ entropy_term_concave). cbv beta in M. rewrite !sum_opp in M. exact M.
Qed.

Lemma hinge_concave t : concave (fun x => - Rmax (x - t) 0).
Proof.
  exists (fun y => if Rlt_dec t y then -1 else 0). intros x y _ _.
  destruct (Rlt_dec t y); unfold Rmax; repeat destruct Rle_dec; lra.
Qed.

Theorem majorised_excess n q r t : majorised n q r ->
  sum n (fun i => Rmax (q i - t) 0) <= sum n (fun i => Rmax (r i - t) 0).
Proof.
  intros M. specialize (M _ (hinge_concave t)). cbv beta in M. rewrite !sum_opp in M. lra.
Qed.

Theorem R3 n p r q : dist n r -> dist n q -> pos n q ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> p j <= p i -> q j <= q i) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> p j <= p i -> q i * r j <= r i * q j) ->
  majorised n q r /\ H n r <= H n q.
Proof.
  intros R D Q O E. assert (M : majorised n q r); [|split; [exact M|apply majorised_entropy, M]].
  apply R3_majorisation; try assumption. intros i j Li Lj L.
  destruct (Rle_or_lt (p j) (p i)) as [A|A]; [apply E; assumption|].
  assert (q i <= q j) by (apply O; auto; lra). lra.
Qed.
