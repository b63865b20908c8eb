#!/bin/sh
# Check every theorem of a folder of Coq files, this one unless another is named.
#
#   1. No source may contain a word that leaves something unproved or assumed.
#   2. Every file must compile, in dependency order (in a temporary folder).
#   3. No stated theorem may rest on an axiom that is not listed below.
#
# Exit code: 0 all checked, 1 something failed, 2 wrong usage, 3 Coq or Coquelicot is missing.

set -u
folder=${1:-$(dirname "$0")}

# What the classical reals of the standard library (and Coquelicot, built on them) rest on.
allowed='ClassicalDedekindReals.sig_forall_dec
ClassicalDedekindReals.sig_not_dec
FunctionalExtensionality.functional_extensionality_dep
Classical_Prop.classic'

forbidden='Admitted|admit|give_up|Abort|Axioms?|Conjecture|Parameters?|Hypothes[ie]s|Variables?|Context|Declare|Section|Module|Unset|bypass_check|Primitive|Load'

missing() {
    echo "$1"
    echo "On Debian and Ubuntu: sudo apt-get install coq libcoq-coquelicot libcoq-interval"
    echo "Elsewhere: opam install coq coq-coquelicot coq-interval"
    exit 3
} >&2

[ -d "$folder" ] || { echo "no such folder: $folder" >&2; exit 2; }
ls "$folder"/*.v >/dev/null 2>&1 || { echo "no Coq files in $folder" >&2; exit 2; }
command -v coqc >/dev/null && command -v coqdep >/dev/null ||
    missing "Coq is missing: there is no coqc."

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

echo 'From Coquelicot Require Import Coquelicot.' > "$work/probe.v"
coqc -q "$work/probe.v" >/dev/null 2>&1 || missing "Coq's library Coquelicot is missing."
rm -f "$work"/probe.* "$work"/.probe.*

cp "$folder"/*.v "$work" && cd "$work" || exit 1

if grep -nwE "$forbidden" ./*.v >&2; then
    echo "FAILED: these lines leave something unproved or assumed" >&2
    exit 1
fi

files=$(coqdep -Q . KD -sort ./*.v) || exit 1
count=0
for file in $files; do
    coqc -q -Q . KD -w -ambiguous-paths "$file" >&2 || { echo "FAILED: $file" >&2; exit 1; }
    name=$(basename "$file" .v)
    sed -nE 's/^(Theorem|Corollary) +([A-Za-z0-9_]+).*/\2/p' "$file" | sed "s/^/$name./" >> stated
    count=$((count + 1))
done
[ -s stated ] || { echo "FAILED: no theorem is stated" >&2; exit 1; }

# Not a file name that a source could have: the sources were copied here.
{
    for file in $files; do echo "From KD Require $(basename "$file" .v)."; done
    sed 's/.*/Print Assumptions &./' stated
} > audit_of_axioms.v
coqc -q -Q . KD -w -ambiguous-paths audit_of_axioms.v > audit || { echo "FAILED: the audit" >&2; exit 1; }

# One block for each theorem, in order; the name of an assumption starts its line.
printf '%s\n' "$allowed" > allowed
awk '
    FILENAME == "allowed" { ok[$1] = 1; next }
    FILENAME == "stated"  { theorem[++n] = $1; next }
    /^Closed under the global context/ { block++; print "  " theorem[block] ": no axiom"; next }
    /^Axioms:/ { block++; print "  " theorem[block]; next }
    /^[^ \t]/ {
        used[$1] = 1
        if (!($1 in ok)) { print "FAILED: " theorem[block] " rests on " $0; bad = 1 }
    }
    END {
        if (block != n) { print "FAILED: " n " theorems, but " block + 0 " answers"; bad = 1 }
        print "Axioms used, all of the standard library of the reals:"
        for (name in used) print "  " name
        exit bad
    }
' allowed stated audit || exit 1
echo "$count files, $(wc -l < stated | tr -d ' ') theorems checked by $(coqc --version | head -n 1)"
