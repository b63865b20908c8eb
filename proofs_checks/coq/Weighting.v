(** * Adaptive weighting: feasibility, products across scales, stability, false readings.

    [K] teachers; weights [w] are distributions over them.

    - AW-F1 (ours): weights with [lo <= w_k <= hi] exist iff [K lo <= 1 <= K hi]
      ([0 <= lo <= hi], [K >= 1]); for [K >= 2] they are unique iff one of the two is an
      equality (given that some exist).
    - AW-P1 (sourced, Flouro and Chadwick, arXiv 2601.17910): the product across three scales,
      [w_k = t_k u_k c_k / sum_j t_j u_j c_j], is a distribution, and for factors in [[a, b]],
      [a > 0], [a^3 / (a^3 + (K-1) b^3) <= w_k <= b^3 / (b^3 + (K-1) a^3)].
    - AW-P2 (ours), a false reading: the product respects an order that one factor respects.
      (.55, .45) and (.3, .7) give (.34.., .65..).  Sufficient: all factors have that order.
    - AW-N1 (sourced), a false reading: weights that depend on the token and are normalised
      over teachers give a distribution.  Teachers (1, 0), (0, 1) with weights (.9, .1) at the
      first token and (.1, .9) at the second give (.9, .9). *)

From Coq Require Import Reals Lra Lia Arith.
From KD Require Import Simplex.
Open Scope R_scope.

(** ** AW-F1 *)

Definition in_box (K : nat) (lo hi : R) (w : nat -> R) : Prop :=
  dist K w /\ forall k, (k < K)%nat -> lo <= w k <= hi.

Theorem AW_F1_feasible K lo hi : (0 < K)%nat -> 0 <= lo -> lo <= hi ->
  (exists w, in_box K lo hi w) <-> INR K * lo <= 1 <= INR K * hi.
Proof.
  intros N L B. assert (I : 0 < INR K) by (apply lt_0_INR; exact N). split.
  - intros [w [[_ S] E]]. rewrite <- S, <- !sum_const.
    split; apply sum_le; intros k Lk; apply (E k Lk).
  - intros [X Y]. exists (uniform K). split; [apply uniform_dist, N|].
    intros k _. unfold uniform. assert (INR K * / INR K = 1) by (apply Rinv_r; lra).
    split; apply Rmult_le_reg_l with (INR K); lra.
Qed.

(** If an inequality between sums of ordered terms is an equality, the terms agree. *)
Lemma equal_sums n f g : (forall i, (i < n)%nat -> f i <= g i) -> sum n f = sum n g ->
  forall i, (i < n)%nat -> f i = g i.
Proof.
  intros E S i L. assert (Z : g i - f i = 0); [|lra].
  apply (sum_zero n (fun i => g i - f i)); [|rewrite sum_minus; lra|exact L].
  intros j Lj. specialize (E j Lj). simpl. lra.
Qed.

Theorem AW_F1_unique_at_equality K lo hi w v : INR K * lo = 1 \/ INR K * hi = 1 ->
  in_box K lo hi w -> in_box K lo hi v -> forall k, (k < K)%nat -> w k = v k.
Proof.
  intros Q [[_ Sw] Ew] [[_ Sv] Ev] k L. destruct Q as [Q|Q]; rewrite <- sum_const in Q.
  - transitivity lo; [symmetry|];
      apply (equal_sums K (fun _ => lo)); try assumption; try lra;
      intros j Lj; [apply (Ew j Lj) | apply (Ev j Lj)].
  - transitivity hi; [|symmetry];
      apply (equal_sums K _ (fun _ => hi)); try assumption; try lra;
      intros j Lj; [apply (Ew j Lj) | apply (Ev j Lj)].
Qed.

(** Uniform weights, with a little moved from the second teacher to the first. *)
Definition tilted (K : nat) (e : R) : nat -> R :=
  fun k => match k with O => / INR K + e | S O => / INR K - e | _ => / INR K end.

Lemma tilted_sum K e : (2 <= K)%nat -> sum K (tilted K e) = INR K * / INR K.
Proof.
  intros L. rewrite <- sum_const.
  assert (A : forall m, sum (S (S m)) (tilted K e) = sum (S (S m)) (fun _ => / INR K)).
  { induction m as [|m IH]; [simpl; ring|].
    change (sum (S (S m)) (tilted K e) + / INR K = sum (S (S m)) (fun _ => / INR K) + / INR K).
    rewrite IH. reflexivity. }
  destruct K as [|[|m]]; [lia|lia|apply A].
Qed.

Theorem AW_F1_not_unique_otherwise K lo hi : (2 <= K)%nat -> 0 <= lo ->
  INR K * lo < 1 < INR K * hi ->
  exists w v, in_box K lo hi w /\ in_box K lo hi v /\ w O <> v O.
Proof.
  intros N L [X Y]. assert (I : 0 < INR K) by (apply lt_0_INR; lia).
  assert (V : INR K * / INR K = 1) by (apply Rinv_r; lra).
  set (u := / INR K) in *.
  assert (lo < u) by (apply Rmult_lt_reg_l with (INR K); lra).
  assert (u < hi) by (apply Rmult_lt_reg_l with (INR K); lra).
  set (e := Rmin (u - lo) (hi - u)).
  assert (E : 0 < e /\ e <= u - lo /\ e <= hi - u).
  { split; [apply Rmin_pos; lra | split; [apply Rmin_l | apply Rmin_r]]. }
  assert (A : forall x, 0 <= x <= e -> in_box K lo hi (tilted K x)).
  { intros x Hx.
    assert (R : forall k, lo <= tilted K x k <= hi)
      by (intros [|[|k]]; unfold tilted; fold u; lra).
    split; [split|].
    - intros k _. specialize (R k). lra.
    - rewrite tilted_sum by exact N. exact V.
    - intros k _. apply R. }
  exists (tilted K 0), (tilted K e).
  split; [apply A; lra|]. split; [apply A; lra|]. unfold tilted. lra.
Qed.

(** ** AW-P1 *)

Definition normalised (K : nat) (x : nat -> R) : nat -> R := fun k => x k / sum K x.
Definition product (t u c : nat -> R) : nat -> R := fun k => t k * u k * c k.

Lemma normalised_dist K x : (0 < K)%nat -> pos K x -> dist K (normalised K x).
Proof.
  intros N P. assert (Z := sum_pos K x N P). split; unfold normalised.
  - intros k L. apply Rlt_le, Rdiv_lt_0_compat; [apply P, L | exact Z].
  - rewrite (sum_ext K _ (fun k => / sum K x * x k)) by (intros; unfold Rdiv; ring).
    rewrite sum_scal. apply Rinv_l. lra.
Qed.

(** All entries but one, each in [[l, h]], lie in [[(K-1) l, (K-1) h]] together. *)
Lemma rest_bounds K x l h k : (k < K)%nat -> (forall j, (j < K)%nat -> l <= x j <= h) ->
  x k + (INR K - 1) * l <= sum K x <= x k + (INR K - 1) * h.
Proof.
  induction K as [|K IH]; intros L E; [lia|]. rewrite S_INR. simpl.
  assert (E' : forall j, (j < K)%nat -> l <= x j <= h) by (intros; apply E; lia).
  destruct (Nat.eq_dec k K) as [->|D].
  - assert (A : sum K (fun _ => l) <= sum K x) by (apply sum_le; intros; apply E'; assumption).
    assert (B : sum K x <= sum K (fun _ => h)) by (apply sum_le; intros; apply E'; assumption).
    rewrite sum_const in A, B. lra.
  - assert (A := IH ltac:(lia) E'). assert (B := E K (Nat.lt_succ_diag_r K)). lra.
Qed.

(** [x / (x + r)] grows with [x] and falls with [r]. *)
Lemma share_monotone x y r s : 0 < x -> x <= y -> 0 <= s -> s <= r -> x / (x + r) <= y / (y + s).
Proof.
  intros X Y S R. apply Rmult_le_reg_r with (x + r); [lra|].
  unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply Rmult_le_reg_r with (y + s); [lra|].
  replace (y / (y + s) * (x + r) * (y + s)) with (y * (x + r)) by (field; lra). nra.
Qed.

Lemma normalised_bounds K x l h k : (k < K)%nat -> 0 < l ->
  (forall j, (j < K)%nat -> l <= x j <= h) ->
  l / (l + (INR K - 1) * h) <= normalised K x k <= h / (h + (INR K - 1) * l).
Proof.
  intros L P E. assert (B := rest_bounds K x l h k L E). assert (Ek := E k L).
  assert (N : 1 <= INR K) by (change 1 with (INR 1); apply le_INR; lia).
  assert (M : 0 <= (INR K - 1) * l) by (apply Rmult_le_pos; lra).
  unfold normalised. replace (sum K x) with (x k + (sum K x - x k)) by ring.
  split; apply share_monotone; lra.
Qed.

Lemma product_bounds a b x y z : 0 < a -> a <= x <= b -> a <= y <= b -> a <= z <= b ->
  a ^ 3 <= x * y * z <= b ^ 3.
Proof.
  intros A X Y Z.
  replace (a ^ 3) with (a * a * a) by ring. replace (b ^ 3) with (b * b * b) by ring.
  split; repeat apply Rmult_le_compat; try lra; apply Rmult_le_pos; lra.
Qed.

Theorem AW_P1_distribution K t u c : (0 < K)%nat -> pos K t -> pos K u -> pos K c ->
  dist K (normalised K (product t u c)).
Proof.
  intros N T U C. apply normalised_dist; [exact N|].
  intros k L. unfold product. repeat apply Rmult_lt_0_compat; auto.
Qed.

Theorem AW_P1 K t u c a b k : (k < K)%nat -> 0 < a ->
  (forall j, (j < K)%nat -> a <= t j <= b) -> (forall j, (j < K)%nat -> a <= u j <= b) ->
  (forall j, (j < K)%nat -> a <= c j <= b) ->
  a ^ 3 / (a ^ 3 + (INR K - 1) * b ^ 3) <= normalised K (product t u c) k
    <= b ^ 3 / (b ^ 3 + (INR K - 1) * a ^ 3).
Proof.
  intros L A T U C. apply normalised_bounds; [exact L | apply pow_lt, A|].
  intros j Lj. apply product_bounds; auto.
Qed.

(** ** AW-P2 and AW-N1 *)

Theorem AW_P2_order_compatible K t u c i j : (i < K)%nat -> (j < K)%nat ->
  pos K t -> pos K u -> pos K c -> t j <= t i -> u j <= u i -> c j <= c i ->
  normalised K (product t u c) j <= normalised K (product t u c) i.
Proof.
  intros Li Lj T U C Et Eu Ec. specialize (T j Lj) as Tj. specialize (U j Lj) as Uj.
  specialize (C j Lj) as Cj. unfold normalised, Rdiv. apply Rmult_le_compat_r.
  - apply Rlt_le, Rinv_0_lt_compat, sum_pos; [lia|].
    intros k L. unfold product. repeat apply Rmult_lt_0_compat; auto.
  - unfold product. repeat apply Rmult_le_compat; try lra; apply Rmult_le_pos; lra.
Qed.

Theorem AW_P2_product_reverses_the_order :
  exists t u, dist 2 t /\ dist 2 u /\ t 1%nat < t O /\
    ~ normalised 2 (product t u (fun _ => 1)) 1%nat < normalised 2 (product t u (fun _ => 1)) O.
Proof.
  exists (fun k => match k with O => 55 / 100 | _ => 45 / 100 end),
         (fun k => match k with O => 3 / 10 | _ => 7 / 10 end).
  split; [split; [intros [|k] _; lra | simpl; lra]|].
  split; [split; [intros [|k] _; lra | simpl; lra]|].
  split; [lra|]. unfold normalised, product. simpl. lra.
Qed.

(** Weights over teachers [w i k], one vector for every token [i]. *)
Theorem AW_N1_token_weights_do_not_normalise :
  exists (P : nat -> nat -> R) (w : nat -> nat -> R),
    (forall k, (k < 2)%nat -> dist 2 (P k)) /\ (forall i, (i < 2)%nat -> dist 2 (w i)) /\
    ~ dist 2 (fun i => sum 2 (fun k => w i k * P k i)).
Proof.
  exists (fun k i => if Nat.eqb i k then 1 else 0),
         (fun i k => if Nat.eqb i k then 9 / 10 else 1 / 10).
  split; [|split].
  - intros k L. assert (k = 0%nat \/ k = 1%nat) as [-> | ->] by lia;
      (split; [intros [|[|i]] Li; simpl; lra | simpl; lra]).
  - intros i L. assert (i = 0%nat \/ i = 1%nat) as [-> | ->] by lia;
      (split; [intros [|[|k]] Lk; simpl; lra | simpl; lra]).
  - intros [_ S]. simpl in S. lra.
Qed.

(** The repair: normalise over tokens. *)
Theorem AW_N1_normalising_over_tokens n q : (0 < n)%nat -> pos n q -> dist n (normalised n q).
Proof. apply normalised_dist. Qed.
