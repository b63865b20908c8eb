(** * Recursive distillation with sampling noise.

    Every generation sees [N >= 1] independent draws from the student before it; [e(c)] is the
    vector of their relative frequencies.  For all [n] and distributions:

    - RM-C9 (ours, on the recursion of Flouro and Chadwick, arXiv 2601.13100), no anchor,
      [s_(g+1) = e(c)]: [E (1 - |s_g|^2) = (1 - 1/N)^g (1 - |s_0|^2)], which tends to zero:
      the students collapse to single classes.
    - RM-C9, sampling the student, then anchoring, [s_(g+1) = a p + (1 - a) e(c)], from
      [s_0 = p]: [E |s_g - p|^2 = v (1 - r^g)] with [r = (1 - a)^2 (1 - 1/N)] and
      [v = ((1 - a)^2 (1 - |p|^2) / N) / (1 - r)], to which it tends for [0 < a <= 1];
    - RM-C9, anchoring, then sampling, [s_(g+1) = e(c)] with draws from [a p + (1 - a) s_g]: the
      same divided by [(1 - a)^2], [(1 - a)^2 E |s_(g+1) - p|^2 = v (1 - r^(g+1))]. *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex Logarithm Pools Sampling.
Open Scope R_scope.

(** The probability that two draws differ. *)
Definition heterozygosity (n : nat) (s : nat -> R) : R := 1 - square_norm n s.

Theorem RM_C9_one_generation n s N : (0 < N)%nat -> dist n s ->
  draws n s N (fun c => heterozygosity n (frequency N c))
  = (1 - / INR N) * heterozygosity n s.
Proof.
  intros P D. assert (I : 0 < INR N) by (apply lt_0_INR; exact P).
  rewrite (draws_ext n s N _ (fun c => 1 + -1 * square_norm n (fun i => frequency N c i - 0))).
  - rewrite draws_plus, draws_const, draws_scal by exact D. unfold square_norm.
    rewrite draws_sum by exact D.
    rewrite (sum_ext n _ (fun i => / INR N * s i + (1 - / INR N) * s i ^ 2)).
    + rewrite sum_plus, !sum_scal. destruct D as [_ ->]. unfold heterozygosity, square_norm. ring.
    + intros i L. rewrite draws_error by assumption. field. lra.
  - apply D.
  - intros c _. unfold heterozygosity, square_norm.
    rewrite (sum_ext n (fun i => (frequency N c i - 0) ^ 2) (fun i => frequency N c i ^ 2))
      by (intros; ring). ring.
Qed.

(** The expectation of [F(s_g)]; [step] makes a student of the frequencies. *)
Fixpoint generations (n N : nat) (step : (nat -> R) -> nat -> R) (g : nat)
    (F : (nat -> R) -> R) (s : nat -> R) : R :=
  match g with
  | O => F s
  | S h => draws n s N (fun c => generations n N step h F (step (frequency N c)))
  end.

Theorem RM_C9_collapse n N g s : (0 < N)%nat -> dist n s ->
  generations n N (fun e => e) g (heterozygosity n) s
  = (1 - / INR N) ^ g * heterozygosity n s.
Proof.
  intros P. revert s. induction g as [|g IH]; intros s D; [simpl; ring|]. simpl.
  rewrite (draws_ext n s N _ (fun c => (1 - / INR N) ^ g * heterozygosity n (frequency N c))).
  - rewrite draws_scal, RM_C9_one_generation by assumption. ring.
  - apply D.
  - intros c C. apply IH, frequency_dist; assumption.
Qed.

Lemma shrinking N : (0 < N)%nat -> 0 <= 1 - / INR N < 1.
Proof.
  intros P. assert (1 <= INR N) by (apply (le_INR 1); lia).
  assert (0 < / INR N) by (apply Rinv_0_lt_compat; lra).
  assert (/ INR N <= 1) by (rewrite <- Rinv_1; apply Rinv_le_contravar; lra). lra.
Qed.

Lemma powers_vanish r c : 0 <= r < 1 -> is_lim_seq (fun g => r ^ g * c) 0.
Proof.
  intros B. replace (Finite 0) with (Rbar_mult 0 c) by (simpl; f_equal; ring).
  apply is_lim_seq_scal_r, is_lim_seq_geom. rewrite Rabs_pos_eq; lra.
Qed.

Theorem RM_C9_collapse_limit n N s : (0 < N)%nat -> dist n s ->
  is_lim_seq (fun g => generations n N (fun e => e) g (heterozygosity n) s) 0.
Proof.
  intros P D. apply is_lim_seq_ext with (fun g => (1 - / INR N) ^ g * heterozygosity n s).
  - intros g. symmetry. apply RM_C9_collapse; assumption.
  - apply powers_vanish, shrinking, P.
Qed.

(** ** With an anchor *)

Definition rate (N : nat) (a : R) : R := (1 - a) ^ 2 * (1 - / INR N).
Definition stationary_variance (n N : nat) (a : R) (p : nat -> R) : R :=
  (1 - a) ^ 2 * (1 - square_norm n p) / INR N / (1 - rate N a).
Definition inner (n : nat) (x y : nat -> R) : R := sum n (fun i => x i * y i).
Definition distance2 (n : nat) (p s : nat -> R) : R := square_norm n (fun i => s i - p i).

Lemma rate_range N a : (0 < N)%nat -> 0 < a <= 1 -> 0 <= rate N a < 1.
Proof.
  intros P A. assert (B := shrinking N P). unfold rate.
  assert (0 <= (1 - a) ^ 2 < 1) by nra. split; [apply Rmult_le_pos; lra | nra].
Qed.

Lemma anchored_mean n N a p s : (0 < N)%nat -> dist n s -> dist n p ->
  draws n s N (fun c => inner n p (fun i => mix a p (frequency N c) i - p i))
  = (1 - a) * inner n p (fun i => s i - p i).
Proof.
  intros P D Q. unfold inner. rewrite draws_sum, <- sum_scal by exact D.
  assert (I : 0 < INR N) by (apply lt_0_INR; exact P).
  apply sum_ext. intros i L.
  rewrite (draws_ext n s N _ (fun c => p i * (1 - a) / INR N * c i + - (p i * (1 - a) * p i))).
  - rewrite draws_plus, draws_scal, draws_mean, draws_const by assumption. field. lra.
  - apply D.
  - intros c _. unfold mix, frequency. field. lra.
Qed.

Lemma anchored_square n N a p s : (0 < N)%nat -> dist n s -> dist n p ->
  draws n s N (fun c => distance2 n p (mix a p (frequency N c)))
  = (1 - a) ^ 2 * (1 - square_norm n p) / INR N
    - 2 * (1 - a) ^ 2 / INR N * inner n p (fun i => s i - p i) + rate N a * distance2 n p s.
Proof.
  intros P D Q. assert (I : 0 < INR N) by (apply lt_0_INR; exact P).
  rewrite (draws_ext n s N _ (fun c => (1 - a) ^ 2 *
             sum n (fun i => (frequency N c i - p i) ^ 2))).
  - rewrite draws_scal, draws_sum by exact D.
    rewrite (sum_ext n _ (fun i => / INR N * s i + - / INR N * p i ^ 2
      + (- 2 / INR N * (p i * (s i - p i)) + (1 - / INR N) * (s i - p i) ^ 2))).
    + rewrite !sum_plus, !sum_scal. destruct D as [_ ->].
      unfold distance2, inner, square_norm, rate. field. lra.
    + intros i L. rewrite draws_error by assumption. field. lra.
  - apply D.
  - intros c _. unfold distance2, square_norm. rewrite <- sum_scal. apply sum_ext.
    intros i _. unfold mix. ring.
Qed.

(** From any start, up to a multiple of [<p, s - p>]. *)
Lemma anchored_generations n N a p g : (0 < N)%nat -> 0 < a <= 1 -> dist n p ->
  exists b, forall s, dist n s ->
    generations n N (mix a p) g (distance2 n p) s
    = stationary_variance n N a p * (1 - rate N a ^ g)
      + b * inner n p (fun i => s i - p i) + rate N a ^ g * distance2 n p s.
Proof.
  intros P A Q. assert (B := rate_range N a P A).
  assert (I : 0 < INR N) by (apply lt_0_INR; exact P).
  induction g as [|g [b IH]].
  - exists 0. intros s D. simpl. ring.
  - exists (b * (1 - a) - rate N a ^ g * (2 * (1 - a) ^ 2 / INR N)). intros s D. simpl.
    rewrite (draws_ext n s N _ (fun c => stationary_variance n N a p * (1 - rate N a ^ g)
      + (b * inner n p (fun i => mix a p (frequency N c) i - p i)
         + rate N a ^ g * distance2 n p (mix a p (frequency N c))))).
    + rewrite !draws_plus, draws_const, !draws_scal, anchored_mean, anchored_square
        by assumption.
      assert (V : (1 - a) ^ 2 * (1 - square_norm n p) / INR N
                  = stationary_variance n N a p * (1 - rate N a))
        by (unfold stationary_variance; field; lra).
      rewrite V. field. lra.
    + apply D.
    + intros c C. cbv beta. rewrite IH; [ring|]. apply mix_dist; [lra | exact Q|].
      apply frequency_dist; assumption.
Qed.

Theorem RM_C9_anchored n N a p g : (0 < N)%nat -> 0 < a <= 1 -> dist n p ->
  generations n N (mix a p) g (distance2 n p) p
  = stationary_variance n N a p * (1 - rate N a ^ g).
Proof.
  intros P A Q. destruct (anchored_generations n N a p g P A Q) as [b E]. rewrite E by exact Q.
  unfold inner, distance2, square_norm.
  rewrite (sum_ext n (fun i => p i * (p i - p i)) (fun _ => 0)) by (intros; ring).
  rewrite (sum_ext n (fun i => (p i - p i) ^ 2) (fun _ => 0)) by (intros; ring).
  rewrite sum_const. ring.
Qed.

Theorem RM_C9_anchored_limit n N a p : (0 < N)%nat -> 0 < a <= 1 -> dist n p ->
  is_lim_seq (fun g => generations n N (mix a p) g (distance2 n p) p)
    (stationary_variance n N a p).
Proof.
  intros P A Q. set (v := stationary_variance n N a p).
  apply is_lim_seq_ext with (fun g => v - rate N a ^ g * v).
  - intros g. rewrite RM_C9_anchored by assumption. fold v. ring.
  - replace (Finite v) with (Finite (v - 0)) by (f_equal; ring).
    apply is_lim_seq_minus'; [apply is_lim_seq_const|].
    apply powers_vanish, rate_range; assumption.
Qed.

(** ** Anchoring first *)

Lemma draws_pointwise n p N F G : (forall c, F c = G c) -> draws n p N F = draws n p N G.
Proof.
  revert F G. induction N as [|N IH]; intros F G E; simpl; [apply E|].
  apply sum_ext. intros j _. f_equal. apply IH. intros c. apply E.
Qed.

Lemma last_generation n N step g F s :
  generations n N step g (fun u => draws n u N (fun c => F (step (frequency N c)))) s
  = generations n N step (S g) F s.
Proof.
  revert s. induction g as [|g IH]; intros s; [reflexivity|].
  change (draws n s N (fun c => generations n N step g
            (fun u => draws n u N (fun c => F (step (frequency N c)))) (step (frequency N c)))
          = draws n s N (fun c => generations n N step (S g) F (step (frequency N c)))).
  apply draws_pointwise. intros c. apply IH.
Qed.

Lemma generations_scal n N step g F b s :
  generations n N step g (fun u => b * F u) s = b * generations n N step g F s.
Proof.
  revert s. induction g as [|g IH]; intros s; simpl; [reflexivity|].
  rewrite <- draws_scal. apply draws_pointwise. intros c. apply IH.
Qed.

Lemma generations_pointwise n N step g F G s : (forall u, F u = G u) ->
  generations n N step g F s = generations n N step g G s.
Proof.
  intros E. revert s. induction g as [|g IH]; intros s; simpl; [apply E|].
  apply draws_pointwise. intros c. apply IH.
Qed.

(** [u], from [p], is the anchored target of each generation; the student is sampled from it. *)
Theorem RM_C9_anchored_then_sampled n N a p g : (0 < N)%nat -> 0 < a <= 1 -> dist n p ->
  (1 - a) ^ 2 * generations n N (mix a p) g
    (fun u => draws n u N (fun c => distance2 n p (frequency N c))) p
  = stationary_variance n N a p * (1 - rate N a ^ S g).
Proof.
  intros P A Q. rewrite <- (RM_C9_anchored n N a p (S g) P A Q), <- last_generation.
  rewrite <- generations_scal. apply generations_pointwise. intros u.
  rewrite <- draws_scal. apply draws_pointwise. intros c. unfold distance2, square_norm.
  rewrite <- sum_scal. apply sum_ext. intros i _. unfold mix. ring.
Qed.
