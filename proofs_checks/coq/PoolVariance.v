(** * Outside linear pools, pooling can increase the variance.

    MT-V4 (ours), a false reading: pooling independent, identically distributed teachers does
    not increase the variance.  Two independent teachers, each (1/2, 1/2) with probability .9
    and (1 - 10^-8, 10^-8) with probability .1; the first entry of their logarithmic pool at
    equal weights has more than 1.7 times the variance of the first entry of one teacher.

    For comparison, the linear pool halves it (MT-V2). *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Pools PoolSafety Variance.
Open Scope R_scope.

(** The two teachers that can occur, for a small [e]. *)
Definition balanced : nat -> R := fun _ => / 2.
Definition extreme (e : R) : nat -> R := fun i => match i with O => 1 - e | _ => e end.
Definition drawn (e : R) (o : nat) : nat -> R :=
  match o with O => balanced | _ => extreme e end.
Definition law : nat -> R := fun o => match o with O => 9 / 10 | _ => 1 / 10 end.

(** Four joint outcomes of two independent draws: outcome [o] is the pair [(o/2, o mod 2)]. *)
Definition first_draw (o : nat) : nat := match o with O | S O => 0 | _ => 1 end.
Definition second_draw (o : nat) : nat := match o with O | S (S O) => 0 | _ => 1 end.
Definition joint : nat -> R := fun o => law (first_draw o) * law (second_draw o).

Definition pooled (e : R) (o : nat) : R :=
  log_pool 2 2 half (two (drawn e (first_draw o)) (drawn e (second_draw o))) 0%nat.

Lemma law_dist : dist 2 law.
Proof. split; [intros [|o] _; simpl; lra | simpl; lra]. Qed.

Lemma joint_dist : dist 4 joint.
Proof. split; [intros [|[|[|o]]] _; unfold joint; simpl; lra | unfold joint; simpl; lra]. Qed.

(** Share of the first class in the pool of a balanced and an extreme teacher. *)
Definition share (e : R) : R := sqrt (1 - e) / (sqrt (1 - e) + sqrt e).

Lemma pool_two p q : pos 2 p -> pos 2 q ->
  log_pool 2 2 half (two p q) 0%nat
  = sqrt (p 0%nat * q 0%nat) / (sqrt (p 0%nat * q 0%nat) + sqrt (p 1%nat * q 1%nat)).
Proof.
  intros P Q. unfold log_pool. simpl (sum 2 _).
  rewrite !geometric_half by (apply P || apply Q; lia). rewrite Rplus_0_l. reflexivity.
Qed.

Lemma drawn_pos e o : 0 < e < 1 -> pos 2 (drawn e o).
Proof. intros B [|i] _; destruct o; unfold drawn, balanced, extreme; simpl; lra. Qed.

Lemma half_root x : 0 <= x -> sqrt (/ 2 * x) = sqrt (/ 2) * sqrt x.
Proof. intros X. apply sqrt_mult; lra. Qed.

Lemma common_factor c a b : 0 < c -> 0 < a -> 0 < b -> c * a / (c * a + c * b) = a / (a + b).
Proof. intros C A B. rewrite <- Rmult_plus_distr_l. field. split; lra. Qed.

Lemma pooled_values e : 0 < e < 1 ->
  pooled e 0 = 1 / 2 /\ pooled e 1 = share e /\ pooled e 2 = share e /\ pooled e 3 = 1 - e.
Proof.
  intros B. assert (R1 : 0 < sqrt (1 - e)) by (apply sqrt_lt_R0; lra).
  assert (R2 : 0 < sqrt e) by (apply sqrt_lt_R0; lra).
  assert (R3 : 0 < sqrt (/ 2)) by (apply sqrt_lt_R0; lra).
  unfold pooled. rewrite !pool_two by (apply drawn_pos, B).
  simpl. unfold balanced. repeat split.
  - rewrite sqrt_square by lra. field.
  - rewrite !half_root by lra. apply common_factor; assumption.
  - rewrite !(Rmult_comm _ (/ 2)), !half_root by lra. apply common_factor; assumption.
  - rewrite !sqrt_square by lra. field. lra.
Qed.

Lemma share_bounds : 9998 / 10000 < share (1 / 10 ^ 8).
Proof.
  set (e := 1 / 10 ^ 8). assert (E0 : e = 1 / 10 ^ 8) by reflexivity.
  assert (R2 : sqrt e = 1 / 10 ^ 4).
  { unfold e. replace (1 / 10 ^ 8) with (1 / 10 ^ 4 * (1 / 10 ^ 4)) by field.
    apply sqrt_square. lra. }
  assert (R1 : 999 / 1000 < sqrt (1 - e)).
  { rewrite <- (sqrt_square (999 / 1000)) by lra. apply sqrt_lt_1; lra. }
  unfold share. rewrite R2. apply below_quotient; lra.
Qed.

Lemma share_below e : 0 < e < 1 -> share e < 1.
Proof.
  intros B. assert (R1 : 0 < sqrt (1 - e)) by (apply sqrt_lt_R0; lra).
  assert (R2 : 0 < sqrt e) by (apply sqrt_lt_R0; lra).
  unfold share. apply Rmult_lt_reg_r with (sqrt (1 - e) + sqrt e); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Theorem MT_V4_pooling_increases_the_variance :
  let e := 1 / 10 ^ 8 in
  17 / 10 * Var 2 law (fun o => drawn e o 0%nat) < Var 4 joint (pooled e).
Proof.
  intros e. assert (B : 0 < e < 1) by (unfold e; lra).
  destruct (pooled_values e B) as (P0 & P1 & P2 & P3).
  assert (S0 := share_bounds). fold e in S0. assert (S1 := share_below e B).
  set (s := share e) in *.
  unfold Var, Cov, E, joint. simpl. unfold balanced. rewrite P0, P1, P2, P3.
  assert (X : e = 1 / 10 ^ 8) by reflexivity. clearbody s e. subst e. nra.
Qed.
