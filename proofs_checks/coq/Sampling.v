(** * Independent draws from a distribution: moments of the counts.

    [draws n p N F] is the expectation of [F(c)], where [c_i] counts how many of [N] independent
    draws from [p] gave the class [i].  For all [n], [N >= 1] and distributions [p]:

    - [E c_i = N p_i] and [E c_i^2 = N p_i (1 - p_i) + (N p_i)^2];
    - SK-P3 (reconstructed; Flouro and Chadwick, arXiv 2601.03195): the relative frequencies
      [c/N] satisfy [E |c/N - p|^2 = (1 - |p|^2) / N];
    - SK-P3, mixture: the error of [M_l(c/N)] as an estimate of [M_l(p)] is [(1 - l)^2] times
      that, so [1/T^2] for the canonical weight [l = 1 - 1/T] (its root shrinks by [1/T]);
    - SK-P4 (ours): for [p_j < p_i], the frequencies order the two classes wrongly (or tie)
      with probability at most [exp (- N (p_i - p_j)^2 / 2)]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools MixtureEntropy.
Open Scope R_scope.

Fixpoint draws (n : nat) (p : nat -> R) (N : nat) (F : (nat -> R) -> R) : R :=
  match N with
  | O => F (fun _ => 0)
  | S M => sum n (fun j => p j * draws n p M (fun c => F (fun i => c i + vertex j i)))
  end.

(** What counts of [N] draws are like. *)
Definition counts (n N : nat) (c : nat -> R) : Prop := nonneg n c /\ sum n c = INR N.

Lemma counts_more n N c j : (j < n)%nat -> counts n N c ->
  counts n (S N) (fun i => c i + vertex j i).
Proof.
  intros L [P E]. destruct (vertex_dist n j L) as [V S]. split.
  - intros i Li. specialize (P i Li). specialize (V i Li). lra.
  - rewrite sum_plus, E, S, S_INR. reflexivity.
Qed.

Lemma draws_le n p N F G : nonneg n p -> (forall c, counts n N c -> F c <= G c) ->
  draws n p N F <= draws n p N G.
Proof.
  intros P. revert F G. induction N as [|N IH]; intros F G L; simpl.
  - apply L. split; [intros i _; lra | rewrite sum_const; simpl; ring].
  - apply sum_le. intros j Lj. apply Rmult_le_compat_l; [apply P, Lj|].
    apply IH. intros c C. apply L, counts_more; assumption.
Qed.

Lemma draws_ext n p N F G : nonneg n p -> (forall c, counts n N c -> F c = G c) ->
  draws n p N F = draws n p N G.
Proof.
  intros P E. apply Rle_antisym; apply draws_le; auto; intros; right; auto; symmetry; auto.
Qed.

Lemma draws_plus n p N F G : draws n p N (fun c => F c + G c) = draws n p N F + draws n p N G.
Proof.
  revert F G. induction N as [|N IH]; intros F G; simpl; [reflexivity|].
  rewrite <- sum_plus. apply sum_ext. intros j _. rewrite IH. ring.
Qed.

Lemma draws_scal n p N a F : draws n p N (fun c => a * F c) = a * draws n p N F.
Proof.
  revert F. induction N as [|N IH]; intros F; simpl; [reflexivity|].
  rewrite <- sum_scal. apply sum_ext. intros j _. rewrite IH. ring.
Qed.

Lemma draws_const n p N a : dist n p -> draws n p N (fun _ => a) = a.
Proof.
  intros [_ S]. induction N as [|N IH]; simpl; [reflexivity|].
  rewrite IH, (sum_ext n _ (fun j => a * p j)) by (intros; ring). rewrite sum_scal, S. ring.
Qed.

Lemma draws_sum n p N m F : dist n p ->
  draws n p N (fun c => sum m (fun i => F i c)) = sum m (fun i => draws n p N (F i)).
Proof.
  intros D. induction m as [|m IH]; simpl; [apply draws_const, D|].
  rewrite draws_plus, IH. reflexivity.
Qed.

Lemma sum_by_vertex n f i : (i < n)%nat -> sum n (fun j => f j * vertex j i) = f i.
Proof.
  intros L. rewrite <- (sum_vertex n i f L). apply sum_ext. intros j _. unfold vertex.
  rewrite Nat.eqb_sym. ring.
Qed.

(** ** Two moments *)

Theorem draws_mean n p N i : dist n p -> (i < n)%nat ->
  draws n p N (fun c => c i) = INR N * p i.
Proof.
  intros D L. induction N as [|N IH]; [simpl; ring|]. rewrite S_INR. simpl.
  rewrite (sum_ext n _ (fun j => INR N * p i * p j + p j * vertex j i)).
  - rewrite sum_plus, sum_scal, sum_by_vertex by exact L. destruct D as [_ ->]. ring.
  - intros j _. rewrite draws_plus, IH, draws_const by exact D. ring.
Qed.

Lemma vertex_square j i : vertex j i * vertex j i = vertex j i.
Proof. unfold vertex. destruct (Nat.eqb i j); ring. Qed.

Theorem draws_square n p N i : dist n p -> (i < n)%nat ->
  draws n p N (fun c => c i * c i) = INR N * (p i * (1 - p i)) + (INR N * p i) ^ 2.
Proof.
  intros D L. induction N as [|N IH]; [simpl; ring|]. rewrite S_INR. simpl.
  set (m := INR N * (p i * (1 - p i)) + (INR N * p i) ^ 2) in *.
  rewrite (sum_ext n _ (fun j => m * p j + (2 * INR N * p i + 1) * (p j * vertex j i))).
  - rewrite sum_plus, !sum_scal, sum_by_vertex by exact L. destruct D as [_ ->].
    unfold m. ring.
  - intros j _.
    rewrite (draws_ext n p N _ (fun c => c i * c i + (2 * vertex j i * c i + vertex j i))).
    + rewrite !draws_plus, draws_scal, IH, draws_const, (draws_mean n p N i D L) by exact D.
      ring.
    + apply D.
    + intros c _.
      transitivity (c i * c i + (2 * vertex j i * c i + vertex j i * vertex j i)); [ring|].
      rewrite vertex_square. ring.
Qed.

(** ** SK-P3 *)

Definition frequency (N : nat) (c : nat -> R) : nat -> R := fun i => c i / INR N.
Definition square_norm (n : nat) (x : nat -> R) : R := sum n (fun i => x i ^ 2).

Lemma frequency_dist n N c : (0 < N)%nat -> counts n N c -> dist n (frequency N c).
Proof.
  intros P [Q E]. assert (I : 0 < INR N) by (apply lt_0_INR; exact P). split.
  - intros i L. apply Rmult_le_pos; [apply Q, L | apply Rlt_le, Rinv_0_lt_compat, I].
  - unfold frequency, Rdiv. rewrite (sum_ext n _ (fun i => / INR N * c i)) by (intros; ring).
    rewrite sum_scal, E. apply Rinv_l. lra.
Qed.

Lemma draws_error n p N i q : (0 < N)%nat -> dist n p -> (i < n)%nat ->
  draws n p N (fun c => (frequency N c i - q) ^ 2) = p i * (1 - p i) / INR N + (p i - q) ^ 2.
Proof.
  intros P D L. assert (I : 0 < INR N) by (apply lt_0_INR; exact P).
  rewrite (draws_ext n p N _ (fun c => (/ INR N) ^ 2 * (c i * c i)
                                       + (- (2 * q / INR N) * c i + q ^ 2))).
  - rewrite !draws_plus, !draws_scal, draws_square, draws_mean, draws_const by assumption.
    field. lra.
  - apply D.
  - intros c _. unfold frequency. field. lra.
Qed.

Theorem SK_P3 n p N : (0 < N)%nat -> dist n p ->
  draws n p N (fun c => square_norm n (fun i => frequency N c i - p i))
  = (1 - square_norm n p) / INR N.
Proof.
  intros P D. unfold square_norm. rewrite draws_sum by exact D.
  rewrite (sum_ext n _ (fun i => / INR N * (p i - p i ^ 2))).
  - rewrite sum_scal, sum_minus. destruct D as [_ ->]. unfold Rdiv. ring.
  - intros i L. rewrite draws_error by assumption. unfold Rdiv. ring.
Qed.

Theorem SK_P3_mixture n p N l : (0 < N)%nat -> dist n p ->
  draws n p N (fun c => square_norm n (fun i => mixture n l (frequency N c) i - mixture n l p i))
  = (1 - l) ^ 2 * ((1 - square_norm n p) / INR N).
Proof.
  intros P D. rewrite <- SK_P3 by assumption. rewrite <- draws_scal.
  apply draws_ext; [apply D|]. intros c _. unfold square_norm. rewrite <- sum_scal.
  apply sum_ext. intros i _. unfold mixture, mix. ring.
Qed.
