"""The Coq proofs: the check accepts them, and rejects what is not proved."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "proofs_checks" / "coq"
CHECK = FOLDER / "check.sh"
MISSING = 3


def check(
    folder: Path, path: str | None = None, axioms: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", CHECK, folder, *([axioms] if axioms else [])],
        capture_output=True,
        text=True,
        timeout=900,
        env=None if path is None else {"PATH": path},
    )


def coq_present() -> bool:
    if shutil.which("coqc") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "Probe.v").write_text("From Coquelicot Require Import Coquelicot.\n")
        return compile_file(Path(folder), "Probe.v") == 0


def compile_file(folder: Path, name: str) -> int:
    command = ["coqc", "-q", "-Q", ".", "KD", name]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=300).returncode


needs_coq = pytest.mark.skipif(
    not coq_present(),
    reason="Coq with Coquelicot is not installed (Debian: coq libcoq-coquelicot)",
)


def theorems() -> dict[str, set[str]]:
    stated = re.compile(r"^Theorem (\w+)", re.MULTILINE)
    return {path.stem: set(stated.findall(path.read_text())) for path in FOLDER.glob("*.v")}


def write(folder: Path, text: str) -> Path:
    (folder / "Small.v").write_text(text)
    return folder


def test_missing_coq_is_named_and_nothing_is_installed(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("ls", "grep", "dirname"):
        (tools / name).symlink_to(shutil.which(name) or "")
    answer = check(FOLDER, path=str(tools))
    assert answer.returncode == MISSING
    assert "libcoq-coquelicot" in answer.stderr


@pytest.mark.parametrize(
    "text",
    [
        "Theorem wrong : 0 = 1. Admitted.",
        "Theorem wrong : 0 = 1. Proof. admit. Qed.",
        "Axiom wrong : 0 = 1.",
        "Parameter wrong : 0 = 1.",
        "Section S. Hypothesis wrong : 0 = 1. End S.",
    ],
)
def test_unproved_words_fail(tmp_path: Path, text: str) -> None:
    answer = check(write(tmp_path, f"{text}\n"))
    assert answer.returncode == 1
    assert "unproved or assumed" in answer.stderr


def test_an_empty_folder_is_wrong_usage(tmp_path: Path) -> None:
    assert check(tmp_path).returncode == 2


def test_a_missing_file_of_axioms_is_wrong_usage(tmp_path: Path) -> None:
    write(tmp_path, "Theorem right : 0 = 0.\nProof. reflexivity. Qed.\n")
    assert check(tmp_path, axioms=tmp_path / "none.txt").returncode == 2


@needs_coq
def test_a_proved_theorem_passes(tmp_path: Path) -> None:
    answer = check(write(tmp_path, "Theorem right : 0 = 0.\nProof. reflexivity. Qed.\n"))
    assert answer.returncode == 0, answer.stderr
    assert "Small.right" in answer.stdout
    assert "1 files, 1 theorems" in answer.stdout


@needs_coq
def test_a_false_theorem_fails(tmp_path: Path) -> None:
    answer = check(write(tmp_path, "Theorem wrong : 0 = 1.\nProof. reflexivity. Qed.\n"))
    assert answer.returncode == 1
    assert re.search(r"FAILED: .*Small\.v", answer.stderr)


CHOICE = """From Coq Require Import ClassicalEpsilon.
Theorem choose (P : nat -> Prop) : (exists n, P n) -> {n | P n}.
Proof. apply constructive_indefinite_description. Qed.
"""


@needs_coq
def test_a_foreign_axiom_passes_only_if_it_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, CHOICE)
    axioms = tmp_path / "axioms.txt"
    axioms.write_text("# choice\nClassicalEpsilon.constructive_indefinite_description\n")
    answer = check(folder, axioms=axioms)
    assert answer.returncode == 0, answer.stderr


@needs_coq
def test_a_foreign_axiom_fails_and_is_named(tmp_path: Path) -> None:
    """No forbidden word is in the source: only the audit of axioms can see it."""
    answer = check(write(tmp_path, CHOICE))
    assert answer.returncode == 1
    assert "Small.choose rests on" in answer.stderr
    assert "constructive_indefinite_description" in answer.stderr


def test_the_readme_names_every_theorem_file_and_only_what_exists() -> None:
    rows = re.findall(r"^\| .* \| `(\w+)\.v` \| (.*) \|$", (FOLDER / "README.md").read_text(), re.M)
    stated = theorems()
    assert {name for name, _ in rows} == {name for name, names in stated.items() if names}
    for name, cell in rows:
        missing = set(re.findall(r"`(\w+)`", cell)) - stated[name]
        assert not missing, f"{name}.v does not state {sorted(missing)}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.v")), ids=lambda path: path.stem)
def test_every_file_opens_with_its_statement(path: Path) -> None:
    head = path.read_text().split("*)")[0]
    assert head.startswith("(** * ")
    assert len(path.read_text().splitlines()) <= 250


# Statements with a constant off, an inequality turned or a hypothesis dropped.
MUTATIONS = [
    ("Pinsker", "2 * TV n p q ^ 2 <= KL n p q.", "101 / 50 * TV n p q ^ 2 <= KL n p q."),
    ("AnchoredVariants", "((1 - a) * d).", "(99 / 100 * (1 - a) * d)."),
    ("DistillationRisk", "KL n (log_pool n m mu S) (S o)).", "KL n (linear_pool m mu S) (S o))."),
    (
        "PartialAccess",
        "TV n (truncated n kept p) p = tail",
        "2 * TV n (truncated n kept p) p = tail",
    ),
    (
        "PoolAxioms",
        "H 2 (aggregate 2) < H 2 (aggregate 1).",
        "H 2 (aggregate 1) < H 2 (aggregate 2).",
    ),
    ("CapacityLimited", "0 < a <= 1 -> dist n p ->", "0 <= a <= 1 -> dist n p ->"),
    ("SeparableRanking", "x + y < 1 -> g y < g x.", "x < 1 -> g y < g x."),
    ("Majorisation", "majorised n q r -> H n r <= H n q.", "majorised n q r -> H n q <= H n r."),
    ("Logarithm", "0 <= KL n p q.", "1 / 100 <= KL n p q."),
    (
        "AnchoredContraction",
        "<= (1 - a) ^ g * KL n p s.",
        "<= (99 / 100 * (1 - a)) ^ g * KL n p s.",
    ),
    (
        "AnchoredLimits",
        "+ (1 - (1 - a) ^ g) * (d / a).",
        "+ (1 - (1 - a) ^ g) * (99 / 100 * d / a).",
    ),
    ("Pools", "KL n r (log_pool n K w P) <=", "KL n r (log_pool n K w P) >="),
    ("PoolSafety", "4 / 5 < event", "17 / 20 < event"),
    ("Weighting", "INR K * lo <= 1 <= INR K * hi.", "INR K * lo <= 1 <= INR K * lo."),
    ("Stability", "<= TV K w v.", "<= 99 / 100 * TV K w v."),
    ("Variance", "v * (rho + (1 - rho) / INR K).", "v * (rho + (1 + rho) / INR K)."),
    (
        "Tracking",
        "0 <= rho < 1 -> e O <= 0 ->\n  (forall k, (k < n)%nat -> e (S k) <= rho * (e k + L",
        "0 <= rho < 1 ->\n  (forall k, (k < n)%nat -> e (S k) <= rho * (e k + L",
    ),
    ("PowerEntropy", "(0 < n)%nat -> 0 < T <= T' ->", "(0 < n)%nat -> 0 < T' <= T ->"),
    ("PowerDerivative", "(fun i => ln (p i)) / T ^ 3).", "(fun i => ln (p i)) / T ^ 2)."),
    (
        "PowerMeans",
        "0 < s <= 1 -> dist K w -> dist n r ->",
        "0 < s <= 2 -> dist K w -> dist n r ->",
    ),
    (
        "PowerMeanSafety",
        "<= Rpower (INR K) (/ s - 1) * c.",
        "<= 99 / 100 * Rpower (INR K) (/ s - 1) * c.",
    ),
    ("Sampling", "= (1 - square_norm n p) / INR N.", "= (1 - square_norm n p) / INR (S N)."),
    ("RankingFromSamples", "(p i - p j) ^ 2 / 2).\nProof.", "(p i - p j) ^ 2).\nProof."),
    (
        "SamplingNoise",
        "= (1 - / INR N) ^ g * heterozygosity n s.\nProof.",
        "= (1 - / INR N) ^ S g * heterozygosity n s.\nProof.",
    ),
    ("AnchoredRate", "0 < a < 1 -> c < / a ^ 2 ->", "0 < a < 1 -> c < / a ^ 3 ->"),
    ("Impossibility", "(3 <= n)%nat -> ~ exists G", "(2 <= n)%nat -> ~ exists G"),
    ("Curves", "-> T = 1 /\\ l = 0.", "-> T = 1 /\\ l = 1."),
    (
        "SoftenedTruncation",
        "tail n kept (power n T p) <= tail n kept (power n T' p).",
        "tail n kept (power n T' p) <= tail n kept (power n T p).",
    ),
    ("Privacy", "<= exp (2 * d / T) * event", "<= exp (d / T) * event"),
    ("PowerVariance", "9000 * variance 2 half", "9999 * variance 2 half"),
    ("Projections", "(forall s, projection n Q f s <->", "(forall s, projection n Q g s <->"),
    ("CapacityGap", "= squared_loss half half + / 2.", "= squared_loss half half + / 3."),
    ("PathCriterion", "F T j <= F T i -> phi j <= phi i", "F T j <= F T i -> phi i <= phi j"),
    ("RegularisedChoice", "increasing_on_unit f -> 0 < T <= T' ->", "0 < T <= T' ->"),
    ("Wells", "(3 <= n)%nat -> staged n n", "(2 <= n)%nat -> staged n n"),
    (
        "ExponentialFamily",
        "(moment n A (student n d A theta) c - moment n A p c)))",
        "(moment n A (student n d A theta) c + moment n A p c)))",
    ),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coq")
    for source in FOLDER.glob("*.v"):
        shutil.copy(source, folder)
    order = subprocess.run(
        ["coqdep", "-Q", ".", "KD", "-sort", *(p.name for p in FOLDER.glob("*.v"))],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in order.stdout.split():
        assert compile_file(folder, name) == 0
    return folder


@pytest.mark.slow
@needs_coq
def test_all_proofs_pass() -> None:
    answer = check(FOLDER)
    assert answer.returncode == 0, answer.stderr
    for name, names in theorems().items():
        for theorem in names:
            assert f"  {name}.{theorem}\n" in answer.stdout


@pytest.mark.slow
@needs_coq
@pytest.mark.parametrize(("name", "statement", "mutated"), MUTATIONS)
def test_a_mutated_statement_fails(compiled: Path, name: str, statement: str, mutated: str) -> None:
    text = (FOLDER / f"{name}.v").read_text()
    assert statement in text
    copy = compiled / f"Mutated{name}.v"
    copy.write_text(text.replace(statement, mutated, 1))
    assert compile_file(compiled, copy.name) != 0
    copy.write_text(text)
    assert compile_file(compiled, copy.name) == 0
