(** * Derivatives and limits of finite sums.  Lemmas only; provenance: textbook facts. *)

From Coq Require Import Reals Lra Lia.
From Coquelicot Require Import Coquelicot.
From KD Require Import Simplex.
Open Scope R_scope.

Lemma is_derive_sum n (f : nat -> R -> R) (d : nat -> R) x :
  (forall i, (i < n)%nat -> is_derive (f i) x (d i)) ->
  is_derive (fun t => sum n (fun i => f i t)) x (sum n d).
Proof.
  induction n as [|n IH]; intros E; simpl; [auto_derive; trivial|].
  apply (is_derive_plus (fun t => sum n (fun i => f i t)) (f n)).
  - apply IH. intros i L. apply E. lia.
  - apply E. lia.
Qed.

Lemma is_lim_sum n (f : nat -> R -> R) (l : nat -> R) x :
  (forall i, (i < n)%nat -> is_lim (f i) x (l i)) ->
  is_lim (fun t => sum n (fun i => f i t)) x (sum n l).
Proof.
  induction n as [|n IH]; intros E; simpl; [apply is_lim_const|].
  apply is_lim_plus'; [apply IH; intros i L|]; apply E; lia.
Qed.

(** The derivative vanishes at a global minimum. *)
Lemma derivative_at_minimum f x d : (forall t, f x <= f t) -> is_derive f x d -> d = 0.
Proof.
  intros M D. apply is_derive_Reals in D.
  rewrite <- (deriv_minimum f (x - 1) (x + 1) x (exist _ d D)); [reflexivity|lra|lra|auto].
Qed.
