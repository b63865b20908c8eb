(** * Anchored recursion close to the anchor, and errors in relative entropy.

    For all [n], positive distributions and directions [v <> 0] with [sum v = 0]:

    - RM-C4 (ours, on the recursion of Flouro and Chadwick, arXiv 2601.13100): close to the
      anchor [p] one step [s' = a p + (1 - a) s] leaves the fraction [(1 - a)^2] of [KL(p || s)]
      and of [KL(s || p)]: for [s = p + t v] the quotients tend to [(1 - a)^2] as [t -> 0].
    - RM-C6 (ours), a false reading.  Let students miss their targets by at most [eps] in
      relative entropy, [KL(a p + (1 - a) s_g || s_(g+1)) <= eps].  "Then [KL(p || s_g)] comes
      down to [eps / a]" is false for every [0 < a < 1]: for every [c < 1/a^2] there is a
      sequence with [KL(p || s_g) > c eps > 0] for all [g].  (A student who rests at [s], with
      the teacher [p = s + t v]: the quotient of [KL(p || s)] and [eps] tends to [1/a^2].) *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm SecondOrder AnchoredLimits.
Open Scope R_scope.

(** ** RM-C4 *)

Lemma mix_moved a p v t i : mix a p (moved p v t) i = moved p (fun i => (1 - a) * v i) t i.
Proof. unfold mix, moved. ring. Qed.

Lemma KL_ext n p q p' q' : (forall i, p i = p' i) -> (forall i, q i = q' i) ->
  KL n p q = KL n p' q'.
Proof. intros E F. apply sum_ext. intros i _. rewrite E, F. reflexivity. Qed.

Lemma scaled_sum n b v : sum n v = 0 -> sum n (fun i => b * v i) = 0.
Proof. intros S. rewrite sum_scal, S. ring. Qed.

Theorem RM_C4_rate_near_the_anchor n a p v : pos n p -> sum n v = 0 ->
  (exists i, (i < n)%nat /\ v i <> 0) ->
  is_lim (fun t => KL n p (mix a p (moved p v t)) / KL n p (moved p v t)) 0 ((1 - a) ^ 2) /\
  is_lim (fun t => KL n (mix a p (moved p v t)) p / KL n (moved p v t) p) 0 ((1 - a) ^ 2).
Proof.
  intros P S N. assert (Q := fisher_pos n p v P N).
  assert (C : (1 - a) ^ 2 = fisher n p (fun i => (1 - a) * v i) / fisher n p v)
    by (rewrite fisher_scal; field; lra).
  assert (Z := scaled_sum n (1 - a) v S). rewrite C.
  split; (apply quotient_limit; [| |lra]).
  - apply is_lim_ext with (fun t => KL n p (moved p (fun i => (1 - a) * v i) t) / t ^ 2).
    + intros t. rewrite (KL_ext n p (mix a p (moved p v t)) p _ (fun i => eq_refl)
        (mix_moved a p v t)). reflexivity.
    + apply KL_second_order; assumption.
  - apply KL_second_order; assumption.
  - apply is_lim_ext with (fun t => KL n (moved p (fun i => (1 - a) * v i) t) p / t ^ 2).
    + intros t. rewrite (KL_ext n (mix a p (moved p v t)) p _ p (mix_moved a p v t)
        (fun i => eq_refl)). reflexivity.
    + apply KL_second_order_reversed; assumption.
  - apply KL_second_order_reversed; assumption.
Qed.

(** ** RM-C6 *)

(** The teacher [s + t v], a student who stays at [s]. *)
Theorem RM_C6_KL_error_of_a_resting_student n a s v : 0 < a -> pos n s -> sum n v = 0 ->
  (exists i, (i < n)%nat /\ v i <> 0) ->
  is_lim (fun t => KL n (moved s v t) s / KL n (mix a (moved s v t) s) s) 0 (/ a ^ 2).
Proof.
  intros A P S N. assert (Q := fisher_pos n s v P N).
  assert (B : 0 < a ^ 2) by (apply pow_lt, A).
  assert (C : / a ^ 2 = fisher n s v / fisher n s (fun i => a * v i))
    by (rewrite fisher_scal; field; lra).
  rewrite C. apply quotient_limit.
  - apply KL_second_order_reversed; assumption.
  - apply is_lim_ext with (fun t => KL n (moved s (fun i => a * v i) t) s / t ^ 2).
    + intros t. f_equal. apply KL_ext; [|reflexivity]. intros i. unfold mix, moved. ring.
    + apply KL_second_order_reversed; [exact P | apply scaled_sum, S].
  - rewrite fisher_scal. apply Rgt_not_eq. nra.
Qed.

Theorem RM_C6_KL_error_over_a_is_false a c : 0 < a < 1 -> c < / a ^ 2 ->
  exists (p : nat -> R) (s : nat -> nat -> R) eps, dist 2 p /\ pos 2 p /\ 0 < eps /\
    (forall g, dist 2 (s g) /\ pos 2 (s g) /\ KL 2 (mix a p (s g)) (s (S g)) <= eps) /\
    (forall g, c * eps < KL 2 p (s g)).
Proof.
  intros A C. set (s := pair (1 - / 2) (/ 2)). set (v := fun i : nat => pair 1 (-1) i).
  assert (D : dist 2 s) by (apply pair_dist; lra).
  assert (P : pos 2 s) by (intros [|i] _; unfold s, pair; lra).
  assert (V : sum 2 v = 0) by (unfold v, pair; simpl; ring).
  assert (N : exists i, (i < 2)%nat /\ v i <> 0) by (exists O; unfold v, pair; split; [lia|lra]).
  assert (L := RM_C6_KL_error_of_a_resting_student 2 a s v ltac:(lra) P V N).
  assert (Q : 0 < / a ^ 2 - c) by lra.
  destruct (proj2 (is_lim_spec _ _ _) L (mkposreal _ Q)) as [d E]. simpl in E.
  set (t := Rmin (d / 2) (/ 4)).
  assert (T : 0 < t) by (apply Rmin_pos; [generalize (cond_pos d); lra | lra]).
  assert (T1 : t <= / 4) by apply Rmin_r. assert (T2 : t <= d / 2) by apply Rmin_l.
  assert (B : ball 0 d t).
  { change (Rabs (minus t 0) < d). unfold minus, plus, opp. simpl.
    rewrite Ropp_0, Rplus_0_r, Rabs_pos_eq by lra. generalize (cond_pos d). lra. }
  specialize (E t B ltac:(lra)). apply Rabs_def2 in E.
  set (p := moved s v t). fold p in E.
  assert (DP : dist 2 p).
  { split; [intros [|[|i]] I; unfold p, moved, s, v, pair; lra + lia|].
    unfold p, moved, s, v, pair. simpl. ring. }
  assert (PP : pos 2 p) by (intros [|[|i]] I; unfold p, moved, s, v, pair; lra + lia).
  assert (M := mix_dist 2 a p s ltac:(lra) DP D).
  assert (G := gibbs 2 (mix a p s) s M D P).
  assert (Z : KL 2 (mix a p s) s <> 0).
  { intros Z. assert (F := gibbs_equality 2 _ _ M D P Z O ltac:(lia)).
    unfold mix, p, moved, s, v, pair in F. nra. }
  exists p, (fun _ => s), (KL 2 (mix a p s) s).
  split; [exact DP|]. split; [exact PP|]. split; [lra|].
  split; [intros _; split; [exact D|]; split; [exact P | lra]|].
  intros _. assert (W : c < KL 2 p s / KL 2 (mix a p s) s) by lra.
  apply (Rmult_lt_compat_r (KL 2 (mix a p s) s)) in W; [|lra].
  unfold Rdiv in W. rewrite Rmult_assoc, Rinv_l in W by exact Z. lra.
Qed.
