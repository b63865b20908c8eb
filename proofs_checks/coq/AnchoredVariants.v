(** * Anchored recursion: the geometric anchor, and anchors with memory.

    For all [n]; [p] is the anchor, [a] its weight.

    - Geometric anchor [q_i = p_i^a s_i^(1-a) / Z], positive [p] and [s].  RM-C8 (ours):
      [log (q_i/p_i) - log (q_j/p_j) = (1-a) (log (s_i/p_i) - log (s_j/p_j))], so the Hilbert
      metric to [p], the largest such difference, contracts by exactly [1 - a]; and
      [KL(p || q) <= (1 - a) KL(p || s)].
    - RM-C8, a false reading: total variation contracts by some factor below one.  With
      [p = (1/2, 1/2)] and every [a < 1] it does not.
    - RM-C11 (ours), linear anchor whose reference is any weighted mean of the last [m]
      students: if [KL(p || s_g) <= M] for the first [m], then [KL(p || s_g) <= (1-a)^k M] for
      all [g >= k m]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools PoolSafety AnchoredContraction AnchoredLimits.
Open Scope R_scope.

Definition geometric_anchor (n : nat) (a : R) (p s : nat -> R) : nat -> R :=
  log_pool n 2 (pair a (1 - a)) (two p s).

(** The difference of log-ratios of which the Hilbert metric is the largest. *)
Definition gap (q p : nat -> R) (i j : nat) : R := ln (q i / p i) - ln (q j / p j).

Definition is_hilbert_distance (n : nat) (q p : nat -> R) (d : R) : Prop :=
  (forall i j, (i < n)%nat -> (j < n)%nat -> gap q p i j <= d) /\
  exists i j, (i < n)%nat /\ (j < n)%nat /\ gap q p i j = d.

Lemma log_geometric_anchor n a p s i : (0 < n)%nat ->
  ln (geometric_anchor n a p s i)
  = a * ln (p i) + (1 - a) * ln (s i) - ln (sum n (geometric 2 (pair a (1 - a)) (two p s))).
Proof.
  intros N. unfold geometric_anchor, log_pool.
  rewrite ln_div by (apply geometric_pos || apply geometric_sum_pos, N).
  unfold geometric at 1. rewrite ln_exp. simpl. ring.
Qed.

Theorem RM_C8_gap n a p s i j : pos n p -> pos n s -> (i < n)%nat -> (j < n)%nat ->
  gap (geometric_anchor n a p s) p i j = (1 - a) * gap s p i j.
Proof.
  intros P S Li Lj. assert (N : (0 < n)%nat) by lia. assert (Q := log_pool_pos n 2).
  unfold gap. rewrite !ln_div by (apply P || apply S || apply Q; assumption).
  rewrite !log_geometric_anchor by exact N. ring.
Qed.

Theorem RM_C8_hilbert n a p s d : a <= 1 -> pos n p -> pos n s ->
  is_hilbert_distance n s p d ->
  is_hilbert_distance n (geometric_anchor n a p s) p ((1 - a) * d).
Proof.
  intros A P S [B (i & j & Li & Lj & E)]. split.
  - intros k l Lk Ll. rewrite RM_C8_gap by assumption. apply Rmult_le_compat_l; [lra | auto].
  - exists i, j. rewrite RM_C8_gap, E by assumption. auto.
Qed.

Theorem RM_C8_KL n a p s : 0 <= a <= 1 -> dist n p -> dist n s -> pos n p -> pos n s ->
  KL n p (geometric_anchor n a p s) <= (1 - a) * KL n p s.
Proof.
  intros A Dp Ds P S.
  assert (J := MT_J1_log n 2 (pair a (1 - a)) (two p s) p).
  assert (Z : KL n p p = 0).
  { unfold KL. rewrite (sum_ext n _ (fun _ => 0)), sum_const; [ring|].
    intros i L. specialize (P i L). rewrite xlog_div by lra. ring. }
  simpl in J. rewrite Z in J.
  replace ((1 - a) * KL n p s) with (0 + a * 0 + (1 - a) * KL n p s) by ring.
  apply J; [|exact Dp| |].
  - split; [intros [|k] _; simpl; lra | simpl; lra].
  - intros [|k] _; assumption.
  - intros [|k] _; assumption.
Qed.

(** ** No factor for total variation *)

Lemma logistic_pair_dist L : dist 2 (pair (1 - / (1 + exp L)) (/ (1 + exp L))).
Proof.
  assert (X := exp_pos L). apply pair_dist. split.
  - apply Rlt_le, Rinv_0_lt_compat. lra.
  - rewrite <- Rinv_1. apply Rinv_le_contravar; lra.
Qed.

Theorem RM_C8_no_TV_factor a c : 0 <= a < 1 -> c < 1 ->
  exists s, dist 2 s /\ pos 2 s /\
    c * TV 2 s (uniform 2) < TV 2 (geometric_anchor 2 a (uniform 2) s) (uniform 2).
Proof.
  intros A C. set (M := 2 / (1 - c)). set (L := M / (1 - a)). set (x := / (1 + exp L)).
  assert (M0 : 0 < M) by (apply Rdiv_lt_0_compat; lra).
  assert (X := exp_pos L). assert (X0 : 0 < x) by (apply Rinv_0_lt_compat; lra).
  assert (L0 : 0 < L) by (apply Rdiv_lt_0_compat; lra).
  assert (E1 : 1 + L <= exp L) by apply exp_ineq1_le.
  assert (X1 : x < 1 / 2).
  { unfold x. replace (1 / 2) with (/ 2) by field. apply Rinv_lt_contravar; lra. }
  exists (pair (1 - x) x). split; [apply logistic_pair_dist|].
  split; [intros [|i] _; simpl; lra|].
  assert (Y := exp_pos M). assert (Y1 : 1 + M <= exp M) by apply exp_ineq1_le.
  set (y := / (1 + exp M)).
  (* the anchored student is again such a pair, with [M] in place of [L] *)
  assert (R : ln (1 - x) - ln x = L).
  { rewrite <- ln_div by lra. replace ((1 - x) / x) with (exp L); [apply ln_exp|].
    unfold x. field. lra. }
  set (G := geometric 2 (pair a (1 - a)) (two (uniform 2) (pair (1 - x) x))).
  assert (G0 : 0 < G 0%nat) by apply geometric_pos.
  assert (G1 : 0 < G 1%nat) by apply geometric_pos.
  assert (Q : G 0%nat = G 1%nat * exp M).
  { unfold G, geometric. rewrite <- exp_plus. f_equal. simpl. unfold uniform.
    assert (ML : M = (1 - a) * L) by (unfold L; field; lra).
    rewrite ML, <- R. ring. }
  assert (V : forall i, geometric_anchor 2 a (uniform 2) (pair (1 - x) x) i
                        = G i / (G 0%nat + G 1%nat)).
  { intros i. unfold geometric_anchor, log_pool. fold G. simpl (sum 2 G).
    rewrite Rplus_0_l. reflexivity. }
  assert (T : TV 2 (geometric_anchor 2 a (uniform 2) (pair (1 - x) x)) (uniform 2)
              = TV 2 (pair (1 - y) y) (uniform 2)).
  { unfold TV. f_equal. apply sum_ext. intros i Li. rewrite V. f_equal. f_equal.
    rewrite Q. assert (i = 0%nat \/ i = 1%nat) as [-> | ->] by lia; simpl; [rewrite Q|];
      unfold y; field; split; nra || lra. }
  assert (U : forall z, 0 < z < 1 / 2 -> TV 2 (pair (1 - z) z) (uniform 2) = 1 / 2 - z).
  { intros z Z. unfold TV, pair, uniform. simpl.
    rewrite (Rabs_pos_eq (1 - z - _)), (Rabs_left (z - _)) by lra. lra. }
  assert (Y0 : 0 < y) by (apply Rinv_0_lt_compat; lra).
  assert (Y2 : y < (1 - c) / 2).
  { unfold y. replace ((1 - c) / 2) with (/ M) by (unfold M; field; lra).
    apply Rinv_lt_contravar; [apply Rmult_lt_0_compat|]; lra. }
  assert (Y3 : y < 1 / 2).
  { unfold y. replace (1 / 2) with (/ 2) by field. apply Rinv_lt_contravar; [lra|].
    destruct (Rle_or_lt M 1) as [B|B]; [|lra]. assert (exp M > 1 + M) by (apply exp_ineq1; lra).
    lra. }
  rewrite T, !U by lra. destruct (Rle_or_lt c 0) as [B|B]; nra.
Qed.

(** ** Memory *)

(** The pool of the [m] students before generation [g]. *)
Definition remembered (m : nat) (v : nat -> R) (s : nat -> nat -> R) (g : nat) : nat -> R :=
  linear_pool m v (fun j => s (g - 1 - j)%nat).

Theorem RM_C11 n m a p v (s : nat -> nat -> R) M :
  0 <= a <= 1 -> (0 < m)%nat -> dist m v -> dist n p -> (forall g, pos n (s g)) ->
  (forall g, (m <= g)%nat -> forall i, (i < n)%nat ->
     s g i = mix a p (remembered m v s g) i) ->
  (forall g, (g < m)%nat -> KL n p (s g) <= M) -> 0 <= M ->
  forall k g, (k * m <= g)%nat -> KL n p (s g) <= (1 - a) ^ k * M.
Proof.
  intros A Hm V D P R B M0.
  assert (Step : forall g c, (m <= g)%nat -> 0 <= c ->
            (forall j, (j < m)%nat -> KL n p (s (g - 1 - j)%nat) <= c) ->
            KL n p (s g) <= (1 - a) * c).
  { intros g c L C0 C.
    assert (E : KL n p (s g) = KL n p (mix a p (remembered m v s g))).
    { apply sum_ext. intros i Li. rewrite (R g L i Li). reflexivity. }
    rewrite E. eapply Rle_trans.
    - apply RM_C2_step; [exact A | exact D|]. apply linear_pool_pos; [exact V|].
      intros j _. apply P.
    - apply Rmult_le_compat_l; [lra|]. eapply Rle_trans.
      + apply MT_J1_linear; [exact V | exact D | intros j _; apply P].
      + apply Rle_trans with (sum m (fun j => c * v j)).
        * apply sum_le. intros j Lj. rewrite Rmult_comm. apply Rmult_le_compat_r.
          -- apply V, Lj.
          -- apply C, Lj.
        * rewrite sum_scal. destruct V as [_ ->]. lra. }
  assert (All : forall g, KL n p (s g) <= M).
  { intros g. induction g as [g IH] using lt_wf_ind.
    destruct (le_lt_dec m g) as [L|L]; [|apply B, L].
    apply Rle_trans with ((1 - a) * M); [|nra].
    apply Step; [exact L | exact M0 | intros j Lj; apply IH; lia]. }
  induction k as [|k IH]; intros g L; [simpl; rewrite Rmult_1_l; apply All|].
  simpl. rewrite Rmult_assoc. apply Step.
  - simpl in L. lia.
  - apply Rmult_le_pos; [apply pow_le; lra | exact M0].
  - intros j Lj. apply IH. simpl in L. lia.
Qed.
