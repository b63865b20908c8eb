(** * Who has the smaller risk: student or teacher?

    A finite probability space [mu] with [m] outcomes; random distributions [S], [P].  For all
    [n] and [m]:

    - SK-B2 (ours): against one common target [f],
      [E |S - f|^2 < E |P - f|^2] iff [Var P - Var S > Bias^2 S - Bias^2 P];
    - SK-B3 (ours): [E KL(f || S) = KL(f || S~) + E KL(S~ || S)] with [S~] the normalised
      geometric mean of [S] (the logarithmic pool of the outcomes);
    - SK-B5 (sourced as summarised; Flouro and Chadwick, arXiv 2601.03195), a false reading:
      the same conclusion as SK-B2 when the bias of the student is measured against another
      target [q] than that of the teacher;
    - SK-B6 (sourced intuition), mixture: the variance of every entry of
      [(1 - l) P + l u] is [(1 - l)^2] times that of [P];
    - SK-B7 (ours): the risk of the mixture with an unbiased teacher is
      [V/T^2 + (1 - 1/T)^2 B], least at [1/T = B / (V + B)], where it is [V B / (V + B)]. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex Logarithm Pools PoolSafety MixtureEntropy Variance.
Open Scope R_scope.

(** A random vector is [S i o]: entry [i] at outcome [o]. *)
Definition risk (m : nat) mu (n : nat) (S : nat -> nat -> R) (f : nat -> R) : R :=
  E m mu (fun o => sum n (fun i => (S i o - f i) ^ 2)).
Definition bias2 (m : nat) mu (n : nat) (S : nat -> nat -> R) (f : nat -> R) : R :=
  sum n (fun i => (E m mu (S i) - f i) ^ 2).
Definition variance (m : nat) mu (n : nat) (S : nat -> nat -> R) : R :=
  E m mu (fun o => sum n (fun i => (S i o - E m mu (S i)) ^ 2)).

Theorem SK_B2 m mu n S P f : dist m mu ->
  risk m mu n S f < risk m mu n P f
  <-> variance m mu n P - variance m mu n S > bias2 m mu n S f - bias2 m mu n P f.
Proof.
  intros D. unfold risk, variance, bias2.
  rewrite (SK_B1 m mu n S f D), (SK_B1 m mu n P f D). split; lra.
Qed.

Theorem SK_B5_two_targets_do_not_suffice :
  exists mu (S P : nat -> nat -> R) (f q : nat -> R),
    dist 2 mu /\ dist 2 f /\ dist 2 q /\
    (forall o, (o < 2)%nat -> dist 2 (fun i => S i o) /\ dist 2 (fun i => P i o)) /\
    variance 2 mu 2 P - variance 2 mu 2 S > bias2 2 mu 2 S q - bias2 2 mu 2 P f /\
    ~ risk 2 mu 2 S f < risk 2 mu 2 P f.
Proof.
  exists half, (fun _ _ => / 2),
    (fun i o => match i, o with
                | O, O => 95 / 100 | O, _ => 85 / 100 | _, O => 5 / 100 | _, _ => 15 / 100 end),
    (fun i => match i with O => 9 / 10 | _ => 1 / 10 end), half.
  split; [apply half_dist|].
  split; [split; [intros [|i] _; lra | simpl; lra]|].
  split; [apply half_dist|].
  split.
  { intros o _. split; (split; [intros [|i] _; try destruct o; lra | destruct o; simpl; lra]). }
  unfold variance, bias2, risk, E, half. simpl. split; lra.
Qed.

(** ** SK-B3 *)

(** [S o]: the student at outcome [o]; the weights are the probabilities of the outcomes. *)
Theorem SK_B3 m mu n (S : nat -> nat -> R) f : dist m mu -> dist n f ->
  positive_teachers n m S ->
  E m mu (fun o => KL n f (S o))
  = KL n f (log_pool n m mu S) + E m mu (fun o => KL n (log_pool n m mu S) (S o)).
Proof.
  intros D F P. assert (N := dist_size n f F). set (q := log_pool n m mu S).
  assert (Dq : dist n q) by (apply log_pool_dist, N).
  assert (Pq : pos n q) by (apply log_pool_pos, N).
  set (g := fun i => sum m (fun o => mu o * ln (S o i))).
  set (z := ln (sum n (geometric m mu S))).
  assert (Lq : forall i, ln (q i) = g i - z).
  { intros i. unfold q, log_pool.
    rewrite ln_div by (apply geometric_pos || apply geometric_sum_pos, N).
    unfold geometric at 1. rewrite ln_exp. reflexivity. }
  assert (M : forall r, dist n r -> E m mu (fun o => KL n r (S o))
              = sum n (fun i => r i * ln (r i)) - sum n (fun i => r i * g i)).
  { intros r R. unfold KL. rewrite (E_sum m mu n (fun i o => r i * ln (r i / S o i))).
    rewrite <- sum_minus. apply sum_ext. intros i L. unfold E, g.
    rewrite (sum_ext m _ (fun o => r i * ln (r i) * mu o - r i * (mu o * ln (S o i)))).
    - rewrite sum_minus, !sum_scal. destruct D as [_ ->]. ring.
    - intros o Lo. rewrite xlog_div by (apply R, L || apply P; assumption). ring. }
  assert (K : forall r, dist n r -> KL n r q
              = sum n (fun i => r i * ln (r i)) - sum n (fun i => r i * g i) + z).
  { intros r R. unfold KL.
    rewrite (sum_ext n _ (fun i => (r i * ln (r i) - r i * g i) + z * r i)).
    - rewrite sum_plus, sum_minus, sum_scal. destruct R as [_ ->]. ring.
    - intros i L. rewrite xlog_div by (apply R, L || apply Pq, L). rewrite Lq. ring. }
  rewrite !M, K by assumption. assert (Z := K q Dq).
  assert (KL n q q = 0); [|lra].
  unfold KL. rewrite (sum_ext n _ (fun _ => 0)), sum_const; [ring|].
  intros i L. specialize (Pq i L). rewrite xlog_div by lra. ring.
Qed.

(** ** SK-B6 and SK-B7 *)

Lemma variance_affine m mu a b X : dist m mu ->
  Var m mu (fun o => a * X o + b) = a ^ 2 * Var m mu X.
Proof.
  intros D. assert (M : E m mu (fun o => a * X o + b) = a * E m mu X + b)
    by (rewrite (E_plus m mu (fun o => a * X o)), E_scal, (E_const m mu b D); reflexivity).
  unfold Var, Cov. rewrite M, <- (E_scal m mu (a ^ 2)). apply E_ext. intros; ring.
Qed.

Theorem SK_B6_mixture m mu n l (P : nat -> nat -> R) i : dist m mu ->
  Var m mu (fun o => mixture n l (fun j => P j o) i) = (1 - l) ^ 2 * Var m mu (P i).
Proof.
  intros D. unfold mixture, mix.
  rewrite <- (variance_affine m mu (1 - l) (l * uniform n i)) by exact D.
  assert (F : E m mu (fun o => l * uniform n i + (1 - l) * P i o)
              = E m mu (fun o => (1 - l) * P i o + l * uniform n i))
    by (apply E_ext; intros; ring).
  unfold Var, Cov. apply E_ext. intros o _. rewrite F. ring.
Qed.

(** The risk of the mixture with weight [l = 1 - x], [x = 1/T]. *)
Theorem SK_B7_risk m mu n (P : nat -> nat -> R) f x : dist m mu ->
  (forall i, (i < n)%nat -> E m mu (P i) = f i) ->
  risk m mu n (fun i o => mixture n (1 - x) (fun j => P j o) i) f
  = x ^ 2 * variance m mu n P + (1 - x) ^ 2 * sum n (fun i => (f i - uniform n i) ^ 2).
Proof.
  intros D U. unfold risk, variance. rewrite !E_sum, <- !sum_scal, <- sum_plus.
  apply sum_ext. intros i L. rewrite !mean_square by exact D. rewrite SK_B6_mixture by exact D.
  assert (F : E m mu (fun o => mixture n (1 - x) (fun j => P j o) i)
              = (1 - x) * uniform n i + x * f i).
  { unfold mixture, mix.
    rewrite (E_ext m mu _ (fun o => x * P i o + (1 - x) * uniform n i)) by (intros; ring).
    rewrite (E_plus m mu (fun o => x * P i o)), E_scal, E_const, U by assumption. ring. }
  rewrite F, U by exact L. ring.
Qed.

Theorem SK_B7_best V B x : 0 <= V -> 0 <= B -> 0 < V + B ->
  let best := B / (V + B) in
  best ^ 2 * V + (1 - best) ^ 2 * B = V * B / (V + B) /\
  x ^ 2 * V + (1 - x) ^ 2 * B = V * B / (V + B) + (V + B) * (x - best) ^ 2.
Proof. intros HV HB P best. unfold best. split; field; lra. Qed.
