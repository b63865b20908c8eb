(** * Pools and the axioms of weights, unanimity and temperature.

    For all [n] and [K].  Source: Flouro and Chadwick, arXiv 2601.09165; the forms are
    reconstructed.

    - MT-A3 for the linear pool: along [w_t = (1 - t) w + t e_k], [KL(P_k || q_t)] and
      [TV(P_k, q_t)] do not increase with [t].
    - A false reading of MT-A3: moving weight from one teacher to teacher [k] never takes the
      linear pool away from [P_k].  Teachers (.6, .4), (.9, .1), (.1, .9); weights (0, .1, .9)
      and (.1, 0, .9).
    - MT-A5 commute holds for the logarithmic pool: [F_T (G (P)) = G (F_T (P))], [F_T] the power
      transform, any weights.
    - MT-A5 entropy is false for the linear pool: teachers (.9, .1), (.4, .6), weights (.2, .8):
      the entropy falls from [T = 1] to [T = 2].
    - MT-A6 (ours): equal teachers give that teacher, for both pools. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm AnchoredContraction AnchoredLimits Pools PoolSafety.
From KD Require Import PowerEntropy.
Open Scope R_scope.

(** ** MT-A3 *)

Definition toward (k : nat) (t : R) (w : nat -> R) : nat -> R := mix t (vertex k) w.

Lemma pool_toward K w P k t i : (k < K)%nat ->
  linear_pool K (toward k t w) P i = mix t (P k) (linear_pool K w P) i.
Proof.
  intros L. unfold linear_pool, toward, mix.
  rewrite (sum_ext K _ (fun j => t * (vertex k j * P j i) + (1 - t) * (w j * P j i)))
    by (intros; ring).
  rewrite sum_plus, !sum_scal, (sum_vertex K k (fun j => P j i) L). reflexivity.
Qed.

(** Going from [t] to [t'] is going some part of the way that is left. *)
Lemma part_of_the_way t t' : 0 <= t <= t' -> t' < 1 -> exists m, 0 <= m < 1 /\
  forall p q i, mix t' p q i = mix m p (mix t p q) i.
Proof.
  intros A B. exists ((t' - t) / (1 - t)).
  assert (I : 0 < / (1 - t)) by (apply Rinv_0_lt_compat; lra).
  split; [split|].
  - apply Rmult_le_pos; lra.
  - apply Rmult_lt_reg_r with (1 - t); [lra|].
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  - intros p q i. unfold mix. field. lra.
Qed.

Lemma KL_ext n p q r : (forall i, (i < n)%nat -> q i = r i) -> KL n p q = KL n p r.
Proof. intros E. apply sum_ext. intros i L. rewrite E by exact L. reflexivity. Qed.

Theorem MT_A3_linear_KL n K w P k t t' : (k < K)%nat -> dist K w -> teachers n K P ->
  positive_teachers n K P -> 0 <= t <= t' -> t' < 1 ->
  KL n (P k) (linear_pool K (toward k t' w) P) <= KL n (P k) (linear_pool K (toward k t w) P).
Proof.
  intros L W T Q A B. destruct (part_of_the_way t t' A B) as [m [M E]].
  assert (Dq : dist n (linear_pool K w P)) by (apply linear_pool_dist; assumption).
  assert (Pq : pos n (linear_pool K w P)) by (apply linear_pool_pos; assumption).
  set (q := mix t (P k) (linear_pool K w P)).
  assert (Dt : dist n q) by (apply mix_dist; [lra | apply T, L | exact Dq]).
  assert (Pt : pos n q).
  { apply (anchored_pos n t (P k) _ 1); [lra | apply T, L | exact Pq]. }
  rewrite !(KL_ext n (P k) (linear_pool K (toward k _ w) P) _
    (fun i _ => pool_toward K w P k _ i L)).
  fold q. rewrite (KL_ext n (P k) _ (mix m (P k) q)) by (intros; apply E).
  eapply Rle_trans; [apply RM_C2_step; [lra | apply T, L | exact Pt]|].
  assert (G := gibbs n (P k) q (T k L) Dt Pt). nra.
Qed.

Theorem MT_A3_linear_TV n K w P k t t' : (k < K)%nat -> 0 <= t <= t' -> t' <= 1 ->
  TV n (linear_pool K (toward k t' w) P) (P k) <= TV n (linear_pool K (toward k t w) P) (P k).
Proof.
  intros L A B. rewrite !(TV_ext n _ (P k) _ (P k) (fun i => pool_toward K w P k _ i L)
    (fun i => eq_refl)). rewrite !mix_TV by lra.
  apply Rmult_le_compat_r; [apply TV_nonneg | lra].
Qed.

Theorem MT_A3_moving_weight_can_lead_away :
  let P := fun k => match k with O => pair (6 / 10) (4 / 10)
                    | S O => pair (9 / 10) (1 / 10) | _ => pair (1 / 10) (9 / 10) end in
  let before := triple 0 (1 / 10) (9 / 10) in
  let after := triple (1 / 10) 0 (9 / 10) in
  dist 3 before /\ dist 3 after /\ before O < after O /\
  TV 2 (linear_pool 3 before P) (P O) < TV 2 (linear_pool 3 after P) (P O).
Proof.
  intros P before after.
  split; [apply triple_dist; lra|]. split; [apply triple_dist; lra|]. split; [simpl; lra|].
  unfold TV, linear_pool. simpl. unfold Rabs. repeat destruct Rcase_abs; lra.
Qed.

(** ** MT-A5 commute *)

(** Distributions with the same log-ratios are equal. *)
Lemma equal_log_ratios n q r : dist n q -> dist n r -> pos n q -> pos n r ->
  (forall i j, (i < n)%nat -> (j < n)%nat -> ln (q i) - ln (q j) = ln (r i) - ln (r j)) ->
  forall i, (i < n)%nat -> q i = r i.
Proof.
  intros [_ Sq] [_ Sr] Q R E i L.
  rewrite <- (Rmult_1_r (q i)), <- (Rmult_1_r (r i)). rewrite <- Sr at 1. rewrite <- Sq.
  rewrite <- !sum_scal. apply sum_ext. intros j Lj.
  assert (Qi := Q i L). assert (Qj := Q j Lj). assert (Ri := R i L). assert (Rj := R j Lj).
  apply ln_inv; try (apply Rmult_lt_0_compat; assumption).
  rewrite !ln_mult by assumption. specialize (E i j L Lj). lra.
Qed.

Lemma log_pool_ratio n K w P i j : (0 < n)%nat ->
  ln (log_pool n K w P i) - ln (log_pool n K w P j)
  = sum K (fun k => w k * (ln (P k i) - ln (P k j))).
Proof.
  intros N. unfold log_pool.
  rewrite !ln_div by (apply geometric_pos || apply geometric_sum_pos, N).
  unfold geometric at 1 3. rewrite !ln_exp.
  rewrite (sum_ext K (fun k => w k * (ln (P k i) - ln (P k j)))
    (fun k => w k * ln (P k i) - w k * ln (P k j))) by (intros; ring).
  rewrite sum_minus. ring.
Qed.

Theorem MT_A5_log_pool_commutes n K w P T i : (i < n)%nat ->
  power n T (log_pool n K w P) i = log_pool n K w (fun k => power n T (P k)) i.
Proof.
  intros L. assert (N : (0 < n)%nat) by lia. revert i L.
  apply equal_log_ratios; [apply power_dist, N | apply log_pool_dist, N
    | apply power_pos, N | apply log_pool_pos, N|].
  intros i j _ _. rewrite power_equal_ratio, !log_pool_ratio by exact N.
  rewrite <- sum_scal. apply sum_ext. intros k _. rewrite power_equal_ratio by exact N. ring.
Qed.

(** ** MT-A5 entropy *)

Lemma entropy_below_uniform n p i : dist n p -> (i < n)%nat -> p i <> / INR n ->
  H n p < H n (uniform n).
Proof.
  intros D L O. destruct (entropy_le_uniform n p D) as [S|S]; [exact S|exfalso].
  assert (N := dist_size n p D). assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (P : pos n (uniform n)) by (intros j _; apply Rinv_0_lt_compat, I).
  apply O, (gibbs_equality n p (uniform n) D (uniform_dist n N) P); [|exact L].
  unfold KL. rewrite (sum_ext n _ (fun j => p j * ln (p j) - ln (/ INR n) * p j)).
  - rewrite sum_minus, sum_scal. destruct D as [_ Sp]. rewrite Sp.
    unfold H at 2 in S. unfold uniform in S. rewrite sum_const in S. unfold H in S.
    replace (INR n * (/ INR n * ln (/ INR n))) with (ln (/ INR n)) in S by (field; lra). lra.
  - intros j Lj. rewrite xlog_div by (apply D, Lj || apply P, Lj). unfold uniform. ring.
Qed.

Theorem MT_A5_linear_entropy_can_fall :
  let p := pair (9 / 10) (1 / 10) in let q := pair (4 / 10) (6 / 10) in
  let w := pair (2 / 10) (8 / 10) in
  let aggregate := fun T => linear_pool 2 w (two (power 2 T p) (power 2 T q)) in
  dist 2 p /\ dist 2 q /\ dist 2 w /\ H 2 (aggregate 2) < H 2 (aggregate 1).
Proof.
  intros p q w aggregate.
  assert (Dp : dist 2 p) by (split; [intros [|i] _; simpl; lra | simpl; lra]).
  assert (Dq : dist 2 q) by (split; [intros [|i] _; simpl; lra | simpl; lra]).
  assert (Dw : dist 2 w) by (split; [intros [|i] _; simpl; lra | simpl; lra]).
  repeat (split; [assumption|]).
  assert (Pp : pos 2 p) by (intros [|i] _; simpl; lra).
  assert (Pq : pos 2 q) by (intros [|i] _; simpl; lra).
  (* at T = 1 the aggregate is uniform *)
  assert (U : H 2 (aggregate 1) = H 2 (uniform 2)).
  { unfold H. f_equal. apply sum_ext. intros i L.
    assert (V : aggregate 1 i = uniform 2 i); [|rewrite V; reflexivity].
    unfold aggregate, linear_pool. simpl.
    rewrite !SK_A4_power by assumption. unfold uniform, p, q, pair.
    destruct i as [|i]; simpl; lra. }
  rewrite U. apply (entropy_below_uniform 2 (aggregate 2) 0); [|lia|].
  - apply linear_pool_dist; [exact Dw|]. intros [|k] _; apply power_dist; lia.
  - unfold aggregate, linear_pool, power, p, q, w, pair. simpl. rewrite !Rpower_sqrt by lra.
    replace (9 / 10) with (3 * 3 * (1 / 10)) by field.
    rewrite (sqrt_mult (3 * 3)), sqrt_square by lra.
    set (s := sqrt (1 / 10)). set (x := sqrt (4 / 10)). set (y := sqrt (6 / 10)).
    assert (S0 : 0 < s) by (apply sqrt_lt_R0; lra).
    assert (X0 : 0 < x) by (apply sqrt_lt_R0; lra).
    assert (Y0 : 0 < y) by (apply sqrt_lt_R0; lra).
    assert (X2 : x * x = 4 / 10) by (apply sqrt_sqrt; lra).
    assert (Y2 : y * y = 6 / 10) by (apply sqrt_sqrt; lra).
    replace (3 * s / (0 + 3 * s + s)) with (3 / 4) by (field; lra).
    intros E. assert (F : 9 * x = 7 * y).
    { apply (Rmult_eq_compat_r (x + y)) in E.
      replace ((0 + 2 / 10 * (3 / 4) + 8 / 10 * (x / (0 + x + y))) * (x + y))
        with (3 / 20 * (x + y) + 8 / 10 * x) in E by (field; lra). lra. }
    assert (81 * (x * x) = 49 * (y * y)) by nra. lra.
Qed.

(** ** MT-A6 *)

Theorem MT_A6_linear K w p i : dist K w -> linear_pool K w (fun _ => p) i = p i.
Proof.
  intros [_ S]. unfold linear_pool. rewrite (sum_ext K _ (fun k => p i * w k)) by (intros; ring).
  rewrite sum_scal, S. ring.
Qed.

Theorem MT_A6_log n K w p i : dist K w -> dist n p -> pos n p -> (i < n)%nat ->
  log_pool n K w (fun _ => p) i = p i.
Proof.
  intros [_ S] D P L. assert (N := dist_size n p D). revert i L.
  apply equal_log_ratios; [apply log_pool_dist, N | exact D | apply log_pool_pos, N | exact P|].
  intros i j _ _. rewrite log_pool_ratio by exact N.
  rewrite (sum_ext K _ (fun k => (ln (p i) - ln (p j)) * w k)) by (intros; ring).
  rewrite sum_scal, S. ring.
Qed.
