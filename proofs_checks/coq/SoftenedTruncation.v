(** * Softening amplifies a truncation.

    SK-P2 (ours, on the partial access of Flouro and Chadwick, arXiv 2601.03195).  For all [n],
    positive distributions [p] and temperatures [T > 0]; [p~] keeps some classes, drops the
    others and renormalises; [F_T] is the power transform, with [0^(1/T) = 0]:

    - [TV(F_T(p~), F_T(p))] is the softened tail, the mass that [F_T(p)] gives the dropped
      classes;
    - if no dropped class is more probable than a kept one, it does not fall as [T] grows;
    - it tends to the share of the dropped classes, [(n - k)/n] if [k] are kept. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm PoolSafety PowerEntropy PowerDerivative PartialAccess
  Calculus.
Open Scope R_scope.

(** The part of the sum of [p^(1/T)] over a set of classes. *)
Definition partial (n : nat) (U : nat -> bool) (T : R) (p : nat -> R) : R :=
  event n U (fun j => Rpower (p j) (/ T)).
Definition dropped (kept : nat -> bool) (i : nat) : bool := negb (kept i).

Lemma partial_nonneg n U T p : 0 <= partial n U T p.
Proof. apply sum_nonneg. intros i _. destruct (U i); [apply Rlt_le, exp_pos | lra]. Qed.

Lemma partial_both n kept T p :
  sum n (fun j => Rpower (p j) (/ T)) = partial n (dropped kept) T p + partial n kept T p.
Proof.
  unfold partial, event. rewrite <- sum_plus. apply sum_ext. intros i _. unfold dropped.
  destruct (kept i); simpl; ring.
Qed.

Lemma partial_pos n U T p i : (i < n)%nat -> U i = true -> 0 < partial n U T p.
Proof.
  intros L E. apply Rlt_le_trans with (Rpower (p i) (/ T)); [apply exp_pos|].
  assert (S := sum_term n (fun j => if U j then Rpower (p j) (/ T) else 0) i L).
  cbv beta in S. rewrite E in S. apply S.
  intros j _. destruct (U j); [apply Rlt_le, exp_pos | lra].
Qed.

Lemma softened_tail n kept T p :
  tail n kept (power n T p)
  = partial n (dropped kept) T p / (partial n (dropped kept) T p + partial n kept T p).
Proof.
  rewrite <- partial_both. unfold tail, event at 1, partial, event, dropped, power.
  set (Z := sum n (fun j => Rpower (p j) (/ T))).
  unfold Rdiv at 2. rewrite Rmult_comm, <- sum_scal. apply sum_ext. intros i _.
  destruct (kept i); simpl; unfold Rdiv; ring.
Qed.

Lemma softened_truncation n kept T p i : 0 < T -> pos n p -> tail n kept p < 1 ->
  (exists k, (k < n)%nat /\ kept k = true) -> (i < n)%nat ->
  power_closed n T (truncated n kept p) i = truncated n kept (power n T p) i.
Proof.
  intros HT P B [k [Lk Ek]] L.
  set (c := Rpower (/ (1 - tail n kept p)) (/ T)). assert (C : 0 < c) by apply exp_pos.
  assert (I : 0 < / (1 - tail n kept p)) by (apply Rinv_0_lt_compat; lra).
  assert (R0 : forall j, (j < n)%nat -> root T (truncated n kept p j)
             = c * (if kept j then Rpower (p j) (/ T) else 0)).
  { intros j Lj. specialize (P j Lj). unfold root, truncated.
    destruct (kept j); [|destruct (Rlt_dec 0 0); lra].
    destruct Rlt_dec as [_|N]; [|destruct N; apply Rmult_lt_0_compat; assumption].
    unfold Rdiv. rewrite <- Rpower_mult_distr by assumption. unfold c. ring. }
  unfold power_closed. rewrite R0 by exact L. rewrite (sum_ext n _ _ R0), sum_scal.
  assert (K := partial_pos n kept T p k Lk Ek).
  assert (D := partial_nonneg n (dropped kept) T p).
  change (sum n (fun j => if kept j then Rpower (p j) (/ T) else 0)) with (partial n kept T p).
  unfold truncated at 1. destruct (kept i); [|unfold Rdiv; ring].
  rewrite softened_tail. unfold power. rewrite (partial_both n kept). field. lra.
Qed.

Lemma softened_tail_below_1 n kept T p : (exists k, (k < n)%nat /\ kept k = true) ->
  tail n kept (power n T p) < 1.
Proof.
  intros [k [Lk Ek]]. rewrite softened_tail.
  assert (K := partial_pos n kept T p k Lk Ek).
  assert (D := partial_nonneg n (dropped kept) T p).
  apply Rmult_lt_reg_r with (partial n (dropped kept) T p + partial n kept T p); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Theorem SK_P2_softened_tail n kept T p : 0 < T -> dist n p -> pos n p -> tail n kept p < 1 ->
  (exists k, (k < n)%nat /\ kept k = true) ->
  TV n (power_closed n T (truncated n kept p)) (power n T p) = tail n kept (power n T p).
Proof.
  intros HT D P B K. assert (N := dist_size n p D).
  rewrite <- (SK_P1_TV n kept (power n T p));
    [|apply power_dist, N | apply softened_tail_below_1, K].
  unfold TV. f_equal. apply sum_ext. intros i L.
  rewrite softened_truncation by assumption. reflexivity.
Qed.

Theorem SK_P2_amplifies n kept T T' p : 0 < T <= T' -> pos n p ->
  (exists k, (k < n)%nat /\ kept k = true) ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> kept i = true -> kept j = false -> p j <= p i) ->
  tail n kept (power n T p) <= tail n kept (power n T' p).
Proof.
  intros HT P [k [Lk Ek]] O. rewrite !softened_tail.
  set (D := partial n (dropped kept) T p). set (D' := partial n (dropped kept) T' p).
  assert (K := partial_pos n kept T p k Lk Ek). assert (K' := partial_pos n kept T' p k Lk Ek).
  assert (D0 : 0 <= D) by apply partial_nonneg. assert (D0' : 0 <= D') by apply partial_nonneg.
  assert (I : / T' <= / T) by (apply Rinv_le_contravar; lra).
  assert (C : D * partial n kept T' p <= D' * partial n kept T p).
  { unfold D, D', partial, event. rewrite !sum_product. apply sum_le. intros j Lj.
    apply sum_le. intros i Li. unfold dropped.
    destruct (kept j) eqn:Ej; [simpl; lra|]. destruct (kept i) eqn:Ei; simpl; [|lra].
    specialize (O i j Li Lj Ei Ej). assert (Pi := P i Li). assert (Pj := P j Lj).
    unfold Rpower. rewrite <- !exp_plus.
    assert (ln (p j) <= ln (p i)).
    { destruct O as [O| ->]; [apply Rlt_le, ln_increasing; assumption | lra]. }
    destruct (Rle_lt_or_eq_dec (/ T * ln (p j) + / T' * ln (p i))
                               (/ T' * ln (p j) + / T * ln (p i))) as [E|E]; [nra| |].
    - apply Rlt_le, exp_increasing, E.
    - rewrite E. lra. }
  apply Rmult_le_reg_r with ((D + partial n kept T p) * (D' + partial n kept T' p));
    [apply Rmult_lt_0_compat; lra|].
  replace (D / (D + partial n kept T p)
           * ((D + partial n kept T p) * (D' + partial n kept T' p)))
    with (D * (D' + partial n kept T' p)) by (field; lra).
  replace (D' / (D' + partial n kept T' p)
           * ((D + partial n kept T p) * (D' + partial n kept T' p)))
    with (D' * (D + partial n kept T p)) by (field; lra).
  lra.
Qed.

Theorem SK_P2_limit n kept p : (0 < n)%nat -> pos n p ->
  is_lim (fun T => tail n kept (power n T p)) p_infty (event n (dropped kept) (fun _ => / INR n)).
Proof.
  intros N P. unfold tail, event.
  apply (is_lim_sum n (fun i T => if negb (kept i) then power n T p i else 0)
                      (fun i => if dropped kept i then / INR n else 0)).
  intros i L. unfold dropped. destruct (negb (kept i)); [|apply is_lim_const].
  apply SK_A5_power_inf_open; assumption.
Qed.
