(** * The logarithm: concavity, Jensen, Gibbs.

    For all [n], weights [w] in the simplex and positive [x], [y]:
    - [log x <= x - 1], strictly for [x <> 1];
    - concavity:  [a log x + (1 - a) log y <= log (a x + (1 - a) y)]  for [0 <= a <= 1];
    - Jensen:     [sum w_i log x_i <= log (sum w_i x_i)];
    - convexity of [x log x] on [x >= 0];
    - Gibbs:      [KL(p || q) >= 0], with equality only for [p = q];
    - the entropy is at most that of the uniform distribution, [H(p) <= H(u)].

    Theory ids: the lemmas on which RM-C2, RM-C3, MT-J1, SK-A3 and SK-Q2 rest.
    Provenance: textbook facts. *)

From Coq Require Import Reals Lra Lia.
From KD Require Import Simplex.
Open Scope R_scope.

Lemma log_le_linear x : 0 < x -> ln x <= x - 1.
Proof. intros P. generalize (exp_ineq1_le (ln x)). rewrite exp_ln by exact P. lra. Qed.

Lemma log_lt_linear x : 0 < x -> x <> 1 -> ln x < x - 1.
Proof.
  intros P D. assert (N : ln x <> 0).
  { intros Z. apply D. rewrite <- ln_1 in Z. apply ln_inv; lra. }
  generalize (exp_ineq1 (ln x) N). rewrite exp_ln by exact P. lra.
Qed.

Lemma ln_div x y : 0 < x -> 0 < y -> ln (x / y) = ln x - ln y.
Proof.
  intros X Y. unfold Rdiv. rewrite ln_mult, ln_Rinv; auto using Rinv_0_lt_compat.
Qed.

(** The tangent of [log] at [m] lies above it. *)
Lemma log_tangent x m : 0 < x -> 0 < m -> ln x <= ln m + (x - m) / m.
Proof.
  intros X M. assert (0 < x / m) by (apply Rdiv_lt_0_compat; assumption).
  generalize (log_le_linear (x / m) H). rewrite ln_div by assumption.
  replace ((x - m) / m) with (x / m - 1) by (field; lra). lra.
Qed.

Theorem log_jensen n w x : dist n w -> pos n x ->
  sum n (fun i => w i * ln (x i)) <= ln (sum n (fun i => w i * x i)).
Proof.
  intros D P. set (m := sum n (fun i => w i * x i)).
  assert (M : 0 < m) by (apply mean_pos; assumption).
  apply Rle_trans with (sum n (fun i => (ln m - 1) * w i + / m * (w i * x i))).
  - apply sum_le. intros i L.
    replace ((ln m - 1) * w i + / m * (w i * x i)) with (w i * (ln m + (x i - m) / m))
      by (field; lra).
    apply Rmult_le_compat_l; [apply D, L | apply log_tangent; [apply P, L | exact M]].
  - rewrite sum_plus, !sum_scal. destruct D as [_ ->]. fold m. right. field. lra.
Qed.

Theorem log_concave a x y : 0 <= a <= 1 -> 0 < x -> 0 < y ->
  a * ln x + (1 - a) * ln y <= ln (a * x + (1 - a) * y).
Proof.
  intros A X Y.
  set (w := fun i => match i with O => a | _ => 1 - a end).
  set (z := fun i => match i with O => x | _ => y end).
  assert (J := log_jensen 2 w z). unfold w, z in J. simpl in J.
  rewrite !Rplus_0_l in J. apply J.
  - split; [intros [|i] _; lra | simpl; lra].
  - intros [|i] _; assumption.
Qed.

Lemma xlog_div x m : 0 <= x -> 0 < m -> x * ln (x / m) = x * ln x - x * ln m.
Proof.
  intros [X|<-] M; [rewrite ln_div by assumption; ring | ring].
Qed.

(** One term of Gibbs' inequality. *)
Lemma gibbs_term p q : 0 <= p -> 0 < q -> p - q <= p * ln (p / q).
Proof.
  intros [P|<-] Q; [|lra].
  assert (D : 0 < q / p) by (apply Rdiv_lt_0_compat; assumption).
  generalize (Rmult_le_compat_l p _ _ (Rlt_le _ _ P) (log_le_linear _ D)).
  rewrite !ln_div by assumption. replace (p * (q / p - 1)) with (q - p) by (field; lra). lra.
Qed.

Lemma gibbs_term_strict p q : 0 <= p -> 0 < q -> p <> q -> p - q < p * ln (p / q).
Proof.
  intros [P|<-] Q N; [|lra].
  assert (D : 0 < q / p) by (apply Rdiv_lt_0_compat; assumption).
  assert (E : q / p <> 1).
  { intros E. apply N. apply (Rmult_eq_compat_r p) in E. field_simplify in E; lra. }
  generalize (Rmult_lt_compat_l p _ _ P (log_lt_linear _ D E)).
  rewrite !ln_div by assumption. replace (p * (q / p - 1)) with (q - p) by (field; lra). lra.
Qed.

Theorem gibbs n p q : dist n p -> dist n q -> pos n q -> 0 <= KL n p q.
Proof.
  intros [Np Sp] [_ Sq] P. apply Rle_trans with (sum n (fun i => p i - q i)).
  - rewrite sum_minus, Sp, Sq. lra.
  - apply sum_le. intros i L. apply gibbs_term; auto.
Qed.

Theorem gibbs_equality n p q : dist n p -> dist n q -> pos n q -> KL n p q = 0 ->
  forall i, (i < n)%nat -> p i = q i.
Proof.
  intros [Np Sp] [_ Sq] P Z i L. destruct (Req_dec (p i) (q i)) as [E|E]; [exact E|].
  exfalso. assert (sum n (fun i => p i - q i) < KL n p q).
  { apply (sum_lt n _ _ i L); [intros; apply gibbs_term; auto | apply gibbs_term_strict; auto]. }
  rewrite sum_minus, Sp, Sq in H. lra.
Qed.

(** Gibbs without a quotient: the entropy is at most every cross entropy. *)
Lemma entropy_le_cross n p q : dist n p -> dist n q -> pos n q ->
  H n p <= - sum n (fun i => p i * ln (q i)).
Proof.
  intros D E P. generalize (gibbs n p q D E P). unfold KL, H.
  rewrite (sum_ext n _ (fun i => p i * ln (p i) - p i * ln (q i))).
  - rewrite sum_minus. lra.
  - intros i L. apply xlog_div; [apply D, L | apply P, L].
Qed.

Theorem entropy_le_uniform n p : dist n p -> H n p <= H n (uniform n).
Proof.
  intros D. assert (N := dist_size n p D).
  assert (I : 0 < INR n) by (apply lt_0_INR; exact N).
  assert (U := uniform_dist n N).
  eapply Rle_trans.
  - apply (entropy_le_cross n p (uniform n) D U).
    intros i _. apply Rinv_0_lt_compat, I.
  - right. unfold H, uniform. f_equal.
    rewrite (sum_ext n (fun i => p i * ln (/ INR n)) (fun i => ln (/ INR n) * p i))
      by (intros; ring).
    rewrite sum_scal, sum_const. destruct D as [_ ->]. field. lra.
Qed.

(** [x log x] is convex on [x >= 0]. *)
Theorem xlogx_convex a x y : 0 <= a <= 1 -> 0 <= x -> 0 <= y ->
  (a * x + (1 - a) * y) * ln (a * x + (1 - a) * y) <= a * (x * ln x) + (1 - a) * (y * ln y).
Proof.
  intros A X Y. set (m := a * x + (1 - a) * y).
  assert (0 <= a * x) by (apply Rmult_le_pos; lra).
  assert (0 <= (1 - a) * y) by (apply Rmult_le_pos; lra).
  assert (M : 0 <= m) by (unfold m; lra).
  destruct M as [M|M].
  - assert (G := gibbs_term x m X M). assert (K := gibbs_term y m Y M).
    rewrite xlog_div in G, K by assumption.
    apply (Rmult_le_compat_l a) in G; [|lra]. apply (Rmult_le_compat_l (1 - a)) in K; [|lra].
    assert (E : m * ln m = a * (x * ln m) + (1 - a) * (y * ln m)) by (unfold m at 1; ring).
    assert (a * (x - m) + (1 - a) * (y - m) = 0) by (unfold m; ring). lra.
  - rewrite <- M. assert (E : m = a * x + (1 - a) * y) by reflexivity.
    assert (Zx : a * x = 0) by lra. assert (Zy : (1 - a) * y = 0) by lra.
    rewrite <- !Rmult_assoc, Zx, Zy. lra.
Qed.
