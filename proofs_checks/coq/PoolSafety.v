(** * Safety of pools, and false readings about them.

    An unsafe event is a set [U] of classes (a decidable one), [p(U)] its probability.

    - MT-S1 (sourced name, reconstructed form; Flouro and Chadwick, arXiv 2601.09165), linear
      pool, for all [n], [K], weights and [U]: [q(U) = sum_k w_k P_k(U)], hence
      [q(U) <= c] whenever every teacher gives [U] at most [c].
    - MT-S1 is false for the logarithmic pool: the teachers (.9, .0001, .0999) and
      (.0001, .9, .0999) at equal weights give the third class more than 4/5 (it is .840).
      In general, teachers [(1-e-d, e, d)] and [(e, 1-e-d, d)] give it exactly
      [d / (d + 2 sqrt(e (1-e-d)))], and this gets as close to one as one likes.
    - MT-A1 hull is false for the logarithmic pool (ours): teachers (.7, .2, .1) and
      (.1, .2, .7) at equal weights give the second class more than both give it, so the pool
      is no convex combination of them.
    - MT-A5 commute is false for the linear pool (reconstructed): teachers (1/2, 1/2) and
      (16/25, 9/25), equal weights, power transform at temperature 2. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools.
Open Scope R_scope.

(** [p(U)] *)
Definition event (n : nat) (U : nat -> bool) (p : nat -> R) : R :=
  sum n (fun i => if U i then p i else 0).

Theorem MT_S1_linear_average n K w P U :
  event n U (linear_pool K w P) = sum K (fun k => w k * event n U (P k)).
Proof.
  unfold event, linear_pool.
  rewrite (sum_ext K _ (fun k => sum n (fun i => w k * (if U i then P k i else 0))))
    by (intros; rewrite sum_scal; reflexivity).
  rewrite sum_swap. apply sum_ext. intros i _. destruct (U i); [reflexivity|].
  rewrite (sum_ext K _ (fun _ => 0)) by (intros; ring). rewrite sum_const. ring.
Qed.

Theorem MT_S1_linear_maximum n K w P U c : dist K w ->
  (forall k, (k < K)%nat -> event n U (P k) <= c) -> event n U (linear_pool K w P) <= c.
Proof.
  intros [Nw Sw] E. rewrite MT_S1_linear_average.
  apply Rle_trans with (sum K (fun k => c * w k)).
  - apply sum_le. intros k L. rewrite Rmult_comm.
    apply Rmult_le_compat_r; [apply Nw | apply E]; exact L.
  - rewrite sum_scal, Sw. lra.
Qed.

Lemma below_quotient a b c : 0 < b -> c * b < a -> c < a / b.
Proof.
  intros B L. apply Rmult_lt_reg_r with b; [exact B|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

(** ** Two teachers of three classes at equal weights *)

Definition triple (x y z : R) : nat -> R :=
  fun i => match i with O => x | S O => y | _ => z end.
Definition two (p q : nat -> R) : nat -> nat -> R :=
  fun k => match k with O => p | _ => q end.
Definition half : nat -> R := fun _ => / 2.

Lemma half_dist : dist 2 half.
Proof. split; [intros i _|]; unfold half; simpl; lra. Qed.

(** At equal weights the geometric mean of two numbers is the root of their product. *)
Lemma geometric_half p q i : 0 < p i -> 0 < q i ->
  geometric 2 half (two p q) i = sqrt (p i * q i).
Proof.
  intros X Y. assert (0 < p i * q i) by (apply Rmult_lt_0_compat; assumption).
  rewrite <- Rpower_sqrt by assumption. unfold geometric, Rpower, half, two. simpl.
  rewrite ln_mult by assumption. f_equal. ring.
Qed.

Lemma triple_dist x y z : 0 <= x -> 0 <= y -> 0 <= z -> x + y + z = 1 -> dist 3 (triple x y z).
Proof. intros. split; [intros [|[|i]] _; simpl; assumption | simpl; lra]. Qed.

Definition amplifying (e d : R) : nat -> nat -> R :=
  two (triple (1 - e - d) e d) (triple e (1 - e - d) d).

Theorem MT_S1_log_pool_amplification e d : 0 < e -> 0 < d -> e + d < 1 ->
  log_pool 3 2 half (amplifying e d) 2%nat = d / (d + 2 * sqrt (e * (1 - e - d))).
Proof.
  intros E D B. unfold log_pool, amplifying. simpl (sum 3 _).
  rewrite !geometric_half by (simpl; lra). simpl.
  rewrite sqrt_square by lra. rewrite (Rmult_comm (1 - e - d) e).
  f_equal. ring.
Qed.

Theorem MT_S1_log_pool_counterexample :
  let p := triple (9 / 10) (1 / 10000) (999 / 10000) in
  let q := triple (1 / 10000) (9 / 10) (999 / 10000) in
  dist 3 p /\ dist 3 q /\
  ~ (event 3 (Nat.eqb 2) (log_pool 3 2 half (two p q))
       <= Rmax (event 3 (Nat.eqb 2) p) (event 3 (Nat.eqb 2) q)) /\
  4 / 5 < event 3 (Nat.eqb 2) (log_pool 3 2 half (two p q)).
Proof.
  intros p q.
  assert (V : forall f, event 3 (Nat.eqb 2) f = f 2%nat) by (intros; unfold event; simpl; lra).
  rewrite !V. split; [apply triple_dist; lra|]. split; [apply triple_dist; lra|].
  assert (B : 4 / 5 < log_pool 3 2 half (two p q) 2%nat).
  { unfold log_pool. simpl (sum 3 _). rewrite !geometric_half by (simpl; lra). simpl.
    rewrite (Rmult_comm (1 / 10000)). rewrite sqrt_square by lra.
    set (r := sqrt (9 / 10 * (1 / 10000))).
    assert (R0 : 0 <= r) by apply sqrt_pos.
    assert (R2 : r * r = 9 / 10 * (1 / 10000)) by (apply sqrt_sqrt; lra).
    assert (r < 1 / 100) by nra.
    apply below_quotient; lra. }
  split; [|exact B]. simpl. rewrite Rmax_left by lra. lra.
Qed.

(** No bound below one holds: two teachers who find the class improbable ([d <= c]) can
    give it more than [1 - c] together. *)
Theorem MT_S1_log_pool_up_to_1 c : 0 < c < 1 ->
  exists e d, 0 < e /\ 0 < d <= c /\ e + d < 1 /\
    1 - c < log_pool 3 2 half (amplifying e d) 2%nat.
Proof.
  intros C. set (d := c / 2). set (r := c * d / 4).
  assert (Dc : 0 < d < 1 / 2) by (unfold d; lra).
  assert (R0 : 0 < r) by (unfold r; nra).
  assert (R1 : r < 1 / 8) by (unfold r; nra).
  exists (r * r), d.
  assert (E0 : 0 < r * r) by nra. assert (E1 : r * r < 1 / 64) by nra.
  split; [exact E0|]. split; [unfold d in *; lra|]. split; [lra|].
  rewrite MT_S1_log_pool_amplification by lra.
  set (t := sqrt (r * r * (1 - r * r - d))).
  assert (T0 : 0 <= t) by apply sqrt_pos.
  assert (T1 : t <= r).
  { rewrite <- (sqrt_square r) by lra. apply sqrt_le_1; nra. }
  apply below_quotient; [lra|]. unfold r in T1. nra.
Qed.

Theorem MT_A1_log_pool_leaves_the_hull :
  let p := triple (7 / 10) (1 / 5) (1 / 10) in
  let q := triple (1 / 10) (1 / 5) (7 / 10) in
  ~ exists v, dist 2 v /\ forall i, (i < 3)%nat ->
      log_pool 3 2 half (two p q) i = linear_pool 2 v (two p q) i.
Proof.
  intros p q [v [[_ Sv] E]]. specialize (E 1%nat (ltac:(lia))). revert E.
  unfold linear_pool, log_pool. simpl (sum 3 _). rewrite !geometric_half by (simpl; lra).
  simpl in Sv |- *. rewrite sqrt_square by lra. rewrite (Rmult_comm (1 / 10)).
  set (r := sqrt (7 / 10 * (1 / 10))).
  assert (R0 : 0 <= r) by apply sqrt_pos.
  assert (R2 : r * r = 7 / 10 * (1 / 10)) by (apply sqrt_sqrt; lra).
  intros E. apply (Rmult_eq_compat_r (0 + r + 1 / 5 + r)) in E.
  unfold Rdiv at 1 in E. rewrite Rmult_assoc, Rinv_l in E by lra. nra.
Qed.

(** ** The power transform at temperature 2 *)

Definition power (n : nat) (T : R) (p : nat -> R) : nat -> R :=
  fun i => Rpower (p i) (/ T) / sum n (fun j => Rpower (p j) (/ T)).

Theorem MT_A5_linear_pool_does_not_commute :
  let p := triple (1 / 2) (1 / 2) 0 in
  let q := triple (16 / 25) (9 / 25) 0 in
  dist 2 p /\ dist 2 q /\
  power 2 2 (linear_pool 2 half (two p q)) 0%nat
  <> linear_pool 2 half (two (power 2 2 p) (power 2 2 q)) 0%nat.
Proof.
  intros p q. split; [split; [intros [|[|i]] L; simpl; lra + lia | simpl; lra]|].
  split; [split; [intros [|[|i]] L; simpl; lra + lia | simpl; lra]|].
  unfold power, linear_pool, half. simpl. rewrite !Rpower_sqrt by lra.
  replace (16 / 25) with (4 / 5 * (4 / 5)) by field.
  replace (9 / 25) with (3 / 5 * (3 / 5)) by field. rewrite !sqrt_square by lra.
  assert (S : 0 < sqrt (1 / 2)) by (apply sqrt_lt_R0; lra).
  set (x := sqrt _). set (y := sqrt (0 + / 2 * (1 / 2) + / 2 * (3 / 5 * (3 / 5)))).
  assert (X0 : 0 < x) by (apply sqrt_lt_R0; lra). assert (Y0 : 0 < y) by (apply sqrt_lt_R0; lra).
  assert (X2 : x * x = 57 / 100) by (unfold x; rewrite sqrt_sqrt; lra).
  assert (Y2 : y * y = 43 / 100) by (unfold y; rewrite sqrt_sqrt; lra).
  intros E. assert (F : 13 * x = 15 * y).
  { apply (Rmult_eq_compat_r (28 * (x + y))) in E.
    replace (x / (0 + x + y) * (28 * (x + y))) with (28 * x) in E by (field; lra).
    replace (sqrt (1 / 2) / (0 + sqrt (1 / 2) + sqrt (1 / 2))) with (/ 2) in E by (field; lra).
    lra. }
  assert (169 * (x * x) = 225 * (y * y)) by nra. lra.
Qed.
