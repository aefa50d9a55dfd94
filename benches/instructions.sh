#!/usr/bin/env bash
# How many instructions the engine takes for a chunk of households, its columns alone, one household and what is asked of it:
# counted by valgrind, the same on every run, whatever else the machine does.
#
#   benches/instructions.sh             # counts, and compares with benches/instructions.txt
#   benches/instructions.sh --ecrire    # writes them there
#
# What one time costs is the difference between doing it many times and once, shared out: reading the rules cancels out, but
# for a million or two that depend on the seeds of its hash tables; hence many times, the more so as one is short. A count depends on
# the compiler and on the processor that valgrind shows (AVX2 or not): TOLERANCE (2 %, in hundredths of a percent) covers
# what the heap does, not these. KERNEL names another program than the one that is built here. Debian: apt-get install valgrind.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tolerance=${TOLERANCE:-200}
kept=benches/instructions.txt
command -v valgrind >/dev/null || { echo "error: valgrind is missing (Debian: apt-get install valgrind)" >&2; exit 1; }
if [ "${1:-}" != --ecrire ] && [ ! -f "$kept" ]; then
    echo "error: no counts are kept yet in $kept: \`benches/instructions.sh --ecrire\` writes them" >&2
    exit 1
fi
if [ -z "${KERNEL:-}" ]; then
    cargo build --quiet --release -p droit-benches --bin kernel
    KERNEL=${CARGO_TARGET_DIR:-target}/release/kernel
fi
[ -x "$KERNEL" ] || { echo "error: KERNEL: no program at $KERNEL" >&2; exit 1; }

count() { # what, times
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$KERNEL" repeat "$1" "$2" 2>&1 >/dev/null |
        sed -n 's/.*I *refs: *//p' | tr -d ,
}

found=$(while read -r what more; do
    once=$(count "$what" 1)
    many=$(count "$what" $((more + 1)))
    echo "$what $(((many - once) / more))"
done <<'WORK'
chunk 4
columns 8
household 100
why 100
half 20
questions 20
WORK
)

if [ "${1:-}" = --ecrire ]; then
    {
        echo "# Instructions, written by benches/instructions.sh --ecrire: $(rustc --version | cut -d' ' -f1,2), $(uname -m)."
        echo "# chunk: 512 households, every outcome; columns: the same, columns alone; household: one, by the reference; why: its"
        echo "# reasons and marks; half: a half-known one; questions: those that remain there."
        echo "$found"
    } >"$kept"
    cat "$kept"
    exit
fi
echo "$found" | awk -v tolerance="$tolerance" '
    NR == FNR { if ($1 != "#") kept[$1] = $2; next }
    {
        if (!($1 in kept)) { print $1 ": not in the file"; bad = 1; next }
        change = ($2 - kept[$1]) * 10000 / kept[$1]
        far = change > tolerance || change < -tolerance
        printf "%-10s %14d, was %14d (%+.2f %%)%s\n", $1, $2, kept[$1], change / 100, far ? "  <-- beyond the tolerance" : ""
        if (far) bad = 1
    }
    END { exit bad }' "$kept" -
