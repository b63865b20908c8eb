(** * Power-mean pools of order [0 < s <= 1]: Jensen.

    For all [n], [K], positive teachers [P_0 .. P_(K-1)] of [n] classes, weights [w] in the
    simplex.  The power mean of order [s] of the class [i] is
    [M_s(i) = (sum_k w_k P_k(i)^s)^(1/s)]; the pool is [q_i = M_s(i) / sum_j M_s(j)].  The order
    0 is the logarithmic pool, the order 1 the linear pool.

    - [M_0 <= M_s <= M_1] for [0 < s <= 1], so the normaliser is at most one.
    - MT-J1 (ours, for a name of Flouro and Chadwick, arXiv 2601.09165): for [0 < s <= 1]
      [log q_i >= sum_k w_k log P_k(i)], hence [KL(r || q) <= sum_k w_k KL(r || P_k)] for
      every distribution [r].
    - It is false for every [s > 1]: two teachers of three classes who agree on the third one;
      the pool gives that class less than both do. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools PoolSafety.
Open Scope R_scope.

Definition power_mean (K : nat) (s : R) (w x : nat -> R) : R :=
  Rpower (sum K (fun k => w k * Rpower (x k) s)) (/ s).
Definition class (P : nat -> nat -> R) (i : nat) : nat -> R := fun k => P k i.
Definition power_pool (n K : nat) (s : R) (w : nat -> R) (P : nat -> nat -> R) : nat -> R :=
  fun i => power_mean K s w (class P i) / sum n (fun j => power_mean K s w (class P j)).

(** ** Bernoulli's inequality *)

Lemma bernoulli b t : 0 < b <= 1 -> 0 < t -> Rpower t b <= 1 + b * (t - 1).
Proof.
  intros B X. assert (C := log_concave b t 1 ltac:(lra) X Rlt_0_1).
  rewrite ln_1, Rmult_0_r, Rplus_0_r, Rmult_1_r in C.
  assert (Y : 0 < b * t + (1 - b)) by (assert (0 < b * t) by (apply Rmult_lt_0_compat; lra); lra).
  replace (1 + b * (t - 1)) with (b * t + (1 - b)) by ring.
  rewrite <- (exp_ln _ Y). unfold Rpower. destruct C as [C|C].
  - apply Rlt_le, exp_increasing, C.
  - rewrite C. apply Rle_refl.
Qed.

Lemma bernoulli_strict b t : 0 < b < 1 -> 0 < t -> t <> 1 -> Rpower t b < 1 + b * (t - 1).
Proof.
  intros B X D. set (y := 1 + b * (t - 1)).
  assert (Y : 0 < y) by (unfold y; assert (0 < b * t) by (apply Rmult_lt_0_compat; lra); lra).
  assert (T : t / y <> 1).
  { intros E. apply (Rmult_eq_compat_r y) in E. unfold Rdiv in E.
    rewrite Rmult_assoc, Rinv_l in E by lra. apply D. unfold y in E. nra. }
  assert (A := log_lt_linear (t / y) ltac:(apply Rdiv_lt_0_compat; assumption) T).
  assert (C := log_le_linear (1 / y) ltac:(apply Rdiv_lt_0_compat; lra)).
  rewrite ln_div in A, C by lra. rewrite ln_1 in C.
  rewrite <- (exp_ln y Y). apply exp_increasing.
  apply (Rmult_lt_compat_l b) in A; [|lra]. apply (Rmult_le_compat_l (1 - b)) in C; [|lra].
  assert (Z : b * (t / y - 1) + (1 - b) * (1 / y - 1) = 0) by (unfold y; field; fold y; lra).
  lra.
Qed.

Lemma Rpower_le x y s : 0 < s -> 0 < x <= y -> Rpower x s <= Rpower y s.
Proof. intros S X. apply Rle_Rpower_l; lra. Qed.

(** ** [M_0 <= M_s <= M_1] *)

Lemma powers_pos K s w x : dist K w -> pos K x -> 0 < sum K (fun k => w k * Rpower (x k) s).
Proof. intros D X. apply mean_pos; [exact D|]. intros k _. apply exp_pos. Qed.

Theorem power_mean_above_geometric K s w x : 0 < s -> dist K w -> pos K x ->
  sum K (fun k => w k * ln (x k)) <= ln (power_mean K s w x).
Proof.
  intros S D X. unfold power_mean. unfold Rpower at 1. rewrite ln_exp.
  assert (J := log_jensen K w (fun k => Rpower (x k) s) D (fun k _ => exp_pos _)).
  cbv beta in J. rewrite (sum_ext K (fun k => w k * ln (Rpower (x k) s))
    (fun k => s * (w k * ln (x k)))) in J.
  - rewrite sum_scal in J. apply Rmult_le_reg_l with s; [exact S|].
    rewrite <- Rmult_assoc, Rinv_r, Rmult_1_l by lra. exact J.
  - intros k _. unfold Rpower. rewrite ln_exp. ring.
Qed.

Theorem power_mean_below_linear K s w x : 0 < s <= 1 -> dist K w -> pos K x ->
  power_mean K s w x <= sum K (fun k => w k * x k).
Proof.
  intros S D X. set (m := sum K (fun k => w k * x k)).
  assert (M : 0 < m) by (apply mean_pos; assumption).
  assert (B : sum K (fun k => w k * Rpower (x k) s) <= Rpower m s).
  { apply Rle_trans with (sum K (fun k => Rpower m s * ((1 - s) * w k + s / m * (w k * x k)))).
    - apply sum_le. intros k L. specialize (X k L).
      assert (T : 0 < x k / m) by (apply Rdiv_lt_0_compat; assumption).
      assert (I := bernoulli s (x k / m) S T).
      replace (x k) with (m * (x k / m)) at 1 by (field; lra).
      rewrite <- Rpower_mult_distr by assumption.
      apply Rle_trans with (Rpower m s * (w k * (1 + s * (x k / m - 1)))).
      + rewrite <- !Rmult_assoc, (Rmult_comm (w k)), !Rmult_assoc.
        apply Rmult_le_compat_l; [apply Rlt_le, exp_pos|].
        apply Rmult_le_compat_l; [apply D, L | exact I].
      + right. field. lra.
    - rewrite sum_scal, sum_plus, !sum_scal. fold m. destruct D as [_ ->].
      right. field. lra. }
  unfold power_mean. rewrite <- (Rpower_1 m M) at 1.
  replace 1 with (s * / s) by (field; lra). rewrite <- Rpower_mult.
  apply Rpower_le; [apply Rinv_0_lt_compat; lra|]. split; [apply powers_pos; assumption | exact B].
Qed.

(** ** MT-J1 *)

Lemma power_mean_pos K s w x : 0 < power_mean K s w x.
Proof. apply exp_pos. Qed.

Lemma normaliser_pos n K s w P : (0 < n)%nat ->
  0 < sum n (fun j => power_mean K s w (class P j)).
Proof. intros N. apply sum_pos; [exact N | intros j _; apply power_mean_pos]. Qed.

Theorem power_pool_dist n K s w P : (0 < n)%nat ->
  dist n (power_pool n K s w P) /\ pos n (power_pool n K s w P).
Proof.
  intros N. assert (Z := normaliser_pos n K s w P N).
  assert (Q : pos n (power_pool n K s w P)).
  { intros i _. apply Rdiv_lt_0_compat; [apply power_mean_pos | exact Z]. }
  split; [split|exact Q]; [intros i L; apply Rlt_le, Q, L|]. unfold power_pool, Rdiv.
  rewrite (sum_ext n _ (fun i => / sum n (fun j => power_mean K s w (class P j))
                                 * power_mean K s w (class P i))) by (intros; ring).
  rewrite sum_scal. apply Rinv_l. lra.
Qed.

Lemma normaliser_le_1 n K s w P : 0 < s <= 1 -> dist K w -> teachers n K P ->
  positive_teachers n K P -> sum n (fun j => power_mean K s w (class P j)) <= 1.
Proof.
  intros S D T Q. destruct (linear_pool_dist n K w P D T) as [_ <-].
  apply sum_le. intros i L. apply power_mean_below_linear; try assumption.
  intros k Lk. apply Q; assumption.
Qed.

Theorem MT_J1_power_mean_pointwise n K s w P i :
  0 < s <= 1 -> dist K w -> teachers n K P -> positive_teachers n K P -> (i < n)%nat ->
  sum K (fun k => w k * ln (P k i)) <= ln (power_pool n K s w P i).
Proof.
  intros S D T Q L. assert (N : (0 < n)%nat) by lia.
  assert (Z := normaliser_pos n K s w P N). assert (B := normaliser_le_1 n K s w P S D T Q).
  unfold power_pool. rewrite ln_div by (exact Z || apply power_mean_pos).
  assert (G := power_mean_above_geometric K s w (class P i) ltac:(lra) D
                 (fun k Lk => Q k Lk i L)). unfold class at 1 in G.
  assert (ln (sum n (fun j => power_mean K s w (class P j))) <= 0); [|lra].
  rewrite <- ln_1. destruct B as [B|B]; [apply Rlt_le, ln_increasing; assumption|rewrite B; lra].
Qed.

Theorem MT_J1_power_mean n K s w P r :
  0 < s <= 1 -> dist K w -> dist n r -> teachers n K P -> positive_teachers n K P ->
  KL n r (power_pool n K s w P) <= sum K (fun k => w k * KL n r (P k)).
Proof.
  intros S D R T Q. assert (N := dist_size n r R).
  apply MT_J1_pointwise_to_log_loss; try assumption.
  - apply power_pool_dist, N.
  - intros i L. apply MT_J1_power_mean_pointwise; assumption.
Qed.

(** Strictly above the arithmetic mean for [s > 1]. *)
Lemma power_mean_of_two s x y : 1 < s -> 0 < x -> 0 < y -> x <> y ->
  (x + y) / 2 < power_mean 2 s half (fun k => match k with O => x | _ => y end).
Proof.
  intros S X Y D. unfold power_mean, half. simpl. rewrite Rplus_0_l.
  set (m := / 2 * Rpower x s + / 2 * Rpower y s).
  assert (PX : 0 < Rpower x s) by apply exp_pos. assert (PY : 0 < Rpower y s) by apply exp_pos.
  assert (M : 0 < m) by (unfold m; lra).
  assert (B : 0 < / s < 1).
  { split; [apply Rinv_0_lt_compat; lra|]. rewrite <- Rinv_1. apply Rinv_lt_contravar; lra. }
  assert (R : forall z, 0 < z -> Rpower (Rpower z s) (/ s) = z).
  { intros z Z. rewrite Rpower_mult, Rinv_r by lra. apply Rpower_1, Z. }
  assert (U : forall z, 0 < z -> Rpower z s <> m ->
            z < Rpower m (/ s) * (1 + / s * (Rpower z s / m - 1))).
  { intros z Z E. assert (PZ : 0 < Rpower z s) by apply exp_pos.
    rewrite <- (R z Z) at 1.
    replace (Rpower z s) with (m * (Rpower z s / m)) at 1 by (field; lra).
    assert (0 < Rpower z s / m) by (apply Rdiv_lt_0_compat; assumption).
    rewrite <- Rpower_mult_distr by assumption.
    apply Rmult_lt_compat_l; [apply exp_pos|]. apply bernoulli_strict; try assumption.
    intros F. apply E. apply (Rmult_eq_compat_r m) in F. unfold Rdiv in F.
    rewrite Rmult_assoc, Rinv_l in F by lra. lra. }
  assert (V : Rpower x s <> Rpower y s).
  { intros F. apply D. rewrite <- (R x X), <- (R y Y), F. reflexivity. }
  assert (A := U x X ltac:(unfold m; lra)). assert (C := U y Y ltac:(unfold m; lra)).
  assert (Z : / s * (Rpower x s / m - 1) + / s * (Rpower y s / m - 1) = 0).
  { replace (/ s * (Rpower x s / m - 1) + / s * (Rpower y s / m - 1))
      with (/ s * ((Rpower x s + Rpower y s) / m - 2)) by (unfold Rdiv; ring).
    replace (Rpower x s + Rpower y s) with (2 * m) by (unfold m; field). field. lra. }
  nra.
Qed.

Theorem MT_J1_power_mean_fails_above_1 s : 1 < s ->
  let P := two (triple (1 / 2) (1 / 4) (1 / 4)) (triple (1 / 4) (1 / 2) (1 / 4)) in
  teachers 3 2 P /\ positive_teachers 3 2 P /\
  power_pool 3 2 s half P 2%nat < P O 2%nat /\ P O 2%nat = P 1%nat 2%nat /\
  ~ (forall r, dist 3 r ->
       KL 3 r (power_pool 3 2 s half P) <= sum 2 (fun k => half k * KL 3 r (P k))).
Proof.
  intros S P.
  assert (T : teachers 3 2 P).
  { intros [|k] _; apply triple_dist; lra. }
  assert (Q : positive_teachers 3 2 P).
  { intros [|k] _ [|[|i]] _; simpl; lra. }
  assert (A : 3 / 8 < power_mean 2 s half (class P 0)).
  { assert (A := power_mean_of_two s (1 / 2) (1 / 4) S ltac:(lra) ltac:(lra) ltac:(lra)).
    unfold power_mean, class, P in *. simpl in *. lra. }
  assert (B : 3 / 8 < power_mean 2 s half (class P 1)).
  { assert (B := power_mean_of_two s (1 / 4) (1 / 2) S ltac:(lra) ltac:(lra) ltac:(lra)).
    unfold power_mean, class, P in *. simpl in *. lra. }
  assert (C : power_mean 2 s half (class P 2) = 1 / 4).
  { unfold power_mean, class, P, half. simpl.
    replace (0 + / 2 * Rpower (1 / 4) s + / 2 * Rpower (1 / 4) s) with (Rpower (1 / 4) s) by field.
    rewrite Rpower_mult, Rinv_r by lra. apply Rpower_1. lra. }
  assert (V : power_pool 3 2 s half P 2%nat < 1 / 4).
  { unfold power_pool. simpl (sum 3 _). rewrite C.
    apply Rmult_lt_reg_r with (0 + power_mean 2 s half (class P 0)
                               + power_mean 2 s half (class P 1) + 1 / 4); [lra|].
    unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  split; [exact T|]. split; [exact Q|]. split; [exact V|]. split; [reflexivity|].
  intros F. destruct (power_pool_dist 3 2 s half P ltac:(lia)) as [_ PP].
  assert (W := MT_J1_log_loss_to_pointwise 3 2 half P _ Q PP F 2%nat ltac:(lia)).
  assert (X : sum 2 (fun k => half k * ln (P k 2%nat)) = ln (1 / 4))
    by (unfold half, P; simpl; lra).
  rewrite X in W. assert (ln (power_pool 3 2 s half P 2%nat) < ln (1 / 4)); [|lra].
  apply ln_increasing; [apply PP; lia | exact V].
Qed.
