(** * Expectation, variance, and what pooling does to it.

    A finite probability space is a distribution [mu] on [m] outcomes; a random variable is
    a function of the outcome.  For all [m], [n] and [K]:

    - SK-B1 (sourced, Flouro and Chadwick, arXiv 2601.03195), squared loss, a random student
      [S] with values in R^n and a fixed target [q]:
      [E |S - q|^2 = |E S - q|^2 + E |S - E S|^2];
    - with an independent centred noise in the target (on a product space) the noise adds
      its variance: [E |S - (q + N)|^2 = |E S - q|^2 + E |S - E S|^2 + E |N|^2];
    - MT-V1 (sourced, arXiv 2601.09165): [Var (sum_k w_k X_k) = w' Sigma w];
    - MT-V2 (sourced): equal variances [v] and correlation [rho], equal weights:
      [v (rho + (1 - rho) / K)]; uncorrelated ([rho = 0]): [v / K];
    - MT-V3 (sourced): if [Sigma v] has equal entries [c] and [sum_k v_k = 1] (so [v] is
      proportional to [Sigma^-1 1] where [Sigma] is invertible), then [v] has variance [c] and
      no weights [w] with [sum_k w_k = 1] have a smaller one. *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex.
Open Scope R_scope.

Definition E (m : nat) (mu X : nat -> R) : R := sum m (fun o => mu o * X o).
Definition Cov (m : nat) (mu X Y : nat -> R) : R :=
  E m mu (fun o => (X o - E m mu X) * (Y o - E m mu Y)).
Definition Var (m : nat) (mu X : nat -> R) : R := Cov m mu X X.

Lemma E_ext m mu X Y : (forall o, (o < m)%nat -> X o = Y o) -> E m mu X = E m mu Y.
Proof. intros F. apply sum_ext. intros o L. rewrite F by exact L. reflexivity. Qed.

Lemma E_plus m mu X Y : E m mu (fun o => X o + Y o) = E m mu X + E m mu Y.
Proof. unfold E. rewrite <- sum_plus. apply sum_ext. intros; ring. Qed.

Lemma E_scal m mu c X : E m mu (fun o => c * X o) = c * E m mu X.
Proof. unfold E. rewrite <- sum_scal. apply sum_ext. intros; ring. Qed.

Lemma E_const m mu c : dist m mu -> E m mu (fun _ => c) = c.
Proof.
  intros [_ S]. unfold E. rewrite (sum_ext m _ (fun o => c * mu o)) by (intros; ring).
  rewrite sum_scal, S. ring.
Qed.

Lemma E_sum m mu n X : E m mu (fun o => sum n (fun i => X i o)) = sum n (fun i => E m mu (X i)).
Proof.
  unfold E. rewrite (sum_ext m _ (fun o => sum n (fun i => mu o * X i o)))
    by (intros; rewrite sum_scal; reflexivity).
  apply sum_swap.
Qed.

(** ** SK-B1 *)

(** One coordinate: the mean square about any point. *)
Lemma mean_square m mu X c : dist m mu ->
  E m mu (fun o => (X o - c) ^ 2) = (E m mu X - c) ^ 2 + Var m mu X.
Proof.
  intros D. unfold Var, Cov. set (e := E m mu X).
  rewrite (E_ext m mu _ (fun o => ((X o - e) * (X o - e) + 2 * (e - c) * X o)
                                  + - (e - c) * (e + c))) by (intros; ring).
  rewrite !E_plus, E_scal, E_const by exact D. fold e. ring.
Qed.

(** [S i o]: coordinate [i] of the student at outcome [o]. *)
Theorem SK_B1 m mu n (S : nat -> nat -> R) (q : nat -> R) : dist m mu ->
  E m mu (fun o => sum n (fun i => (S i o - q i) ^ 2))
  = sum n (fun i => (E m mu (S i) - q i) ^ 2)
    + E m mu (fun o => sum n (fun i => (S i o - E m mu (S i)) ^ 2)).
Proof.
  intros D. rewrite !E_sum, <- sum_plus. apply sum_ext. intros i _.
  rewrite (mean_square m mu (S i) (q i) D), (mean_square m mu (S i) (E m mu (S i)) D). ring.
Qed.

(** Independent noise: [S] depends on the first outcome, [N] on the second. *)
Lemma noisy_square m mu l nu (X Y : nat -> R) c : dist m mu -> dist l nu -> E l nu Y = 0 ->
  E m mu (fun o => E l nu (fun h => (X o - (c + Y h)) ^ 2))
  = E m mu (fun o => (X o - c) ^ 2) + E l nu (fun h => Y h ^ 2).
Proof.
  intros D F Z.
  rewrite (E_ext m mu _ (fun o => (X o - c) ^ 2 + E l nu (fun h => Y h ^ 2))).
  - rewrite E_plus, E_const by exact D. reflexivity.
  - intros o _.
    rewrite (E_ext l nu _ (fun h => ((X o - c) ^ 2 + - 2 * (X o - c) * Y h) + Y h ^ 2))
      by (intros; ring).
    rewrite !E_plus, E_scal, E_const, Z by exact F. ring.
Qed.

Theorem SK_B1_noisy_target m mu l nu n (S N : nat -> nat -> R) (q : nat -> R) :
  dist m mu -> dist l nu -> (forall i, (i < n)%nat -> E l nu (N i) = 0) ->
  E m mu (fun o => E l nu (fun h => sum n (fun i => (S i o - (q i + N i h)) ^ 2)))
  = sum n (fun i => (E m mu (S i) - q i) ^ 2)
    + E m mu (fun o => sum n (fun i => (S i o - E m mu (S i)) ^ 2))
    + E l nu (fun h => sum n (fun i => N i h ^ 2)).
Proof.
  intros D F Z. rewrite <- SK_B1 by exact D. rewrite !E_sum, <- sum_plus.
  rewrite (E_ext m mu _ (fun o => sum n (fun i => E l nu (fun h => (S i o - (q i + N i h)) ^ 2))))
    by (intros; apply E_sum).
  rewrite E_sum. apply sum_ext. intros i L. apply noisy_square; auto.
Qed.

(** ** MT-V1 and MT-V2 *)

Theorem MT_V1 m mu K w (X : nat -> nat -> R) :
  Var m mu (fun o => sum K (fun k => w k * X k o))
  = sum K (fun j => sum K (fun k => w j * Cov m mu (X j) (X k) * w k)).
Proof.
  unfold Var, Cov.
  assert (M : E m mu (fun o => sum K (fun k => w k * X k o))
              = sum K (fun k => w k * E m mu (X k))).
  { rewrite E_sum. apply sum_ext. intros; apply E_scal. }
  rewrite M. set (D := fun k o => X k o - E m mu (X k)).
  rewrite (E_ext m mu _ (fun o => sum K (fun j => sum K (fun k => w j * w k * (D j o * D k o))))).
  - rewrite E_sum. apply sum_ext. intros j _. rewrite E_sum. apply sum_ext. intros k _.
    rewrite E_scal. unfold D. ring.
  - intros o _. rewrite <- sum_minus.
    rewrite (sum_ext K _ (fun k => w k * D k o)) by (intros; unfold D; ring).
    rewrite sum_product. apply sum_ext. intros j _. apply sum_ext. intros k _. ring.
Qed.

(** One entry on the diagonal, another one off it. *)
Lemma sum_one_different K j a b : (j < K)%nat ->
  sum K (fun k => if Nat.eqb j k then a else b) = a + (INR K - 1) * b.
Proof.
  induction K as [|K IH]; intros L; [lia|]. rewrite S_INR. simpl.
  destruct (Nat.eqb_spec j K) as [->|N].
  - rewrite (sum_ext K _ (fun _ => b)), sum_const; [ring|].
    intros k Lk. destruct (Nat.eqb_spec K k); [lia|reflexivity].
  - rewrite IH by lia. ring.
Qed.

Theorem MT_V2 m mu K (X : nat -> nat -> R) v rho : (0 < K)%nat ->
  (forall j, (j < K)%nat -> Var m mu (X j) = v) ->
  (forall j k, (j < K)%nat -> (k < K)%nat -> j <> k -> Cov m mu (X j) (X k) = rho * v) ->
  Var m mu (fun o => sum K (fun k => / INR K * X k o)) = v * (rho + (1 - rho) / INR K).
Proof.
  intros N V C. assert (I : 0 < INR K) by (apply lt_0_INR; exact N).
  rewrite (MT_V1 m mu K (fun _ => / INR K)).
  rewrite (sum_ext K _ (fun _ => / INR K * / INR K * (v + (INR K - 1) * (rho * v)))).
  - rewrite sum_const. field. lra.
  - intros j Lj. rewrite <- (sum_one_different K j v (rho * v)) by exact Lj.
    rewrite <- sum_scal. apply sum_ext. intros k Lk.
    destruct (Nat.eqb_spec j k) as [->|D].
    + change (Cov m mu (X k) (X k)) with (Var m mu (X k)). rewrite V by exact Lk. ring.
    + rewrite C by assumption. ring.
Qed.

Theorem MT_V2_uncorrelated m mu K (X : nat -> nat -> R) v : (0 < K)%nat ->
  (forall j, (j < K)%nat -> Var m mu (X j) = v) ->
  (forall j k, (j < K)%nat -> (k < K)%nat -> j <> k -> Cov m mu (X j) (X k) = 0) ->
  Var m mu (fun o => sum K (fun k => / INR K * X k o)) = v / INR K.
Proof.
  intros N V C. rewrite (MT_V2 m mu K X v 0 N V); [unfold Rdiv; ring|].
  intros j k Lj Lk D. rewrite C by assumption. ring.
Qed.

(** ** MT-V3 *)

Lemma Cov_sym m mu X Y : Cov m mu X Y = Cov m mu Y X.
Proof. unfold Cov. apply E_ext. intros; ring. Qed.

Lemma Var_nonneg m mu X : dist m mu -> 0 <= Var m mu X.
Proof.
  intros [N _]. apply sum_nonneg. intros o L.
  apply Rmult_le_pos; [apply N, L | apply Rle_0_sqr].
Qed.

Theorem MT_V3 m mu K (X : nat -> nat -> R) v w c : dist m mu -> sum K v = 1 -> sum K w = 1 ->
  (forall j, (j < K)%nat -> sum K (fun k => Cov m mu (X j) (X k) * v k) = c) ->
  Var m mu (fun o => sum K (fun k => v k * X k o)) = c /\
  c <= Var m mu (fun o => sum K (fun k => w k * X k o)).
Proof.
  intros D Sv Sw C. set (S := fun j k => Cov m mu (X j) (X k)).
  assert (A : forall u, sum K u = 1 -> sum K (fun j => sum K (fun k => u j * S j k * v k)) = c).
  { intros u Su. rewrite (sum_ext K _ (fun j => c * u j)), sum_scal, Su; [ring|].
    intros j L. rewrite <- (C j L), Rmult_comm, <- sum_scal. apply sum_ext.
    intros; unfold S; ring. }
  assert (B : sum K (fun j => sum K (fun k => v j * S j k * w k)) = c).
  { rewrite sum_swap, <- (A w Sw). apply sum_ext. intros k _. apply sum_ext. intros j _.
    unfold S. rewrite (Cov_sym m mu (X j)). ring. }
  split; [rewrite MT_V1; apply A, Sv|].
  assert (P := Var_nonneg m mu (fun o => sum K (fun k => (w k - v k) * X k o)) D).
  rewrite (MT_V1 m mu K (fun k => w k - v k)) in P. rewrite MT_V1. fold S in P |- *.
  rewrite (sum_ext K _ (fun j => (sum K (fun k => w j * S j k * w k)
      - sum K (fun k => w j * S j k * v k))
    - (sum K (fun k => v j * S j k * w k) - sum K (fun k => v j * S j k * v k)))) in P.
  - rewrite !sum_minus, !A, B in P by assumption. unfold S in P. lra.
  - intros j _. rewrite <- !sum_minus. apply sum_ext. intros k _. unfold S. ring.
Qed.
