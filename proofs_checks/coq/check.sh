#!/bin/sh
# Check every theorem of a folder of Coq files, this one unless another is named.
#
#   check.sh [FOLDER [AXIOMS]]    AXIOMS: a file of further axioms that are allowed there
#
#   1. No source may contain a word that leaves something unproved or assumed.
#   2. Every file must compile, in dependency order (in a temporary folder).
#   3. No stated theorem may rest on an axiom that is not listed below.
#
# Exit code: 0 all checked, 1 something failed, 2 wrong usage, 3 Coq or Coquelicot is missing.

set -u
export LC_ALL=C
folder=${1:-$(dirname "$0")}
further=${2:-}

# What the classical reals of the standard library (and Coquelicot, built on them) rest on.
allowed='ClassicalDedekindReals.sig_forall_dec
ClassicalDedekindReals.sig_not_dec
FunctionalExtensionality.functional_extensionality_dep
Classical_Prop.classic'

forbidden='Admitted|[Aa]dmit|give_up|Abort|Axioms?|Conjecture|Parameters?|Hypothes[ie]s|Variables?|Context|Declare|Section|Module|Unset|bypass_check|Primitive|Load'

missing() {
    echo "$1"
    echo "On Debian and Ubuntu: sudo apt-get install coq libcoq-coquelicot libcoq-interval"
    echo "Elsewhere: opam install coq coq-coquelicot coq-interval"
    exit 3
} >&2

if [ -n "$further" ]; then
    more=$(grep '^[A-Za-z]' "$further") || { echo "no axioms in $further" >&2; exit 2; }
    allowed="$allowed
$more"
fi
[ -d "$folder" ] || { echo "no such folder: $folder" >&2; exit 2; }
ls "$folder"/*.v >/dev/null 2>&1 || { echo "no Coq files in $folder" >&2; exit 2; }
if grep -nwE "$forbidden" "$folder"/*.v >&2; then
    echo "FAILED: these lines leave something unproved or assumed" >&2
    exit 1
fi

command -v coqc >/dev/null && command -v coqdep >/dev/null ||
    missing "Coq is missing: there is no coqc."

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

echo 'From Coquelicot Require Import Coquelicot.' > "$work/probe.v"
coqc -q "$work/probe.v" >/dev/null 2>&1 || missing "Coq's library Coquelicot is missing."
if grep -q '^From Interval ' "$folder"/*.v; then
    echo 'From Interval Require Import Tactic.' > "$work/probe.v"
    coqc -q "$work/probe.v" >/dev/null 2>&1 || missing "Coq's library Interval is missing."
fi
rm -f "$work"/probe.* "$work"/.probe.*

cp "$folder"/*.v "$work" && cd "$work" || exit 1

files=$(coqdep -Q . KD -sort ./*.v) || exit 1
count=0
for file in $files; do
    coqc -q -Q . KD -w -ambiguous-paths "$file" >&2 || { echo "FAILED: $file" >&2; exit 1; }
    name=$(basename "$file" .v)
    sed -nE 's/^(Theorem|Corollary) +([A-Za-z0-9_]+).*/\2/p' "$file" | sed "s/^/$name./" >> stated
    count=$((count + 1))
done
[ -s stated ] || { echo "FAILED: no theorem is stated" >&2; exit 1; }

# One question for all theorems together is quick; single ones only name the culprit.
requires() { for file in $files; do echo "From KD Require $(basename "$file" .v)."; done; }
ask() { coqc -q -Q . KD -w -ambiguous-paths "$1" || { echo "FAILED: the audit of axioms" >&2; exit 1; }; }
names() { grep '^[^[:space:]]' | grep -vx -e 'Axioms:' -e 'Closed under the global context' | sed 's/[ :].*//' | sort -u; }

{
    requires
    echo 'Definition all_theorems := (0'
    sed 's/.*/, @&/' stated
    echo '). Print Assumptions all_theorems.'
} > audit_of_axioms.v
answer=$(ask audit_of_axioms.v) || exit 1
case $answer in Axioms:*|'Closed under the global context'*) ;; *)
    echo "FAILED: no answer from the audit of axioms: $answer" >&2; exit 1 ;;
esac
printf '%s\n' "$allowed" | sort -u > allowed
printf '%s\n' "$answer" | names > used
if [ -n "$(comm -23 used allowed)" ]; then
    while read -r theorem; do
        { requires; echo "Print Assumptions $theorem."; } > audit_of_one.v
        ask audit_of_one.v | names | comm -23 - allowed | sed "s/^/FAILED: $theorem rests on /"
    done < stated >&2
    echo "FAILED: axioms beyond the reals of the standard library: $(comm -23 used allowed)" >&2
    exit 1
fi

sed 's/^/  /' stated
echo "Axioms used, all of them allowed:"
sed 's/^/  /' used
echo "$count files, $(wc -l < stated | tr -d ' ') theorems checked by $(coqc --version | head -n 1)"
