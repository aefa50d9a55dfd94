#!/usr/bin/env bash
# droit cribler, file to file, on more and more households: how many a second, in all and per core, and how much memory.
#
#   benches/scale.sh                              # 1 000 to 1 000 000 households, JSONL, CSV and Parquet
#   TAILLES="1000 10000000" FORMES=jsonl FILS=2 benches/scale.sh
#
# Prints a table in Markdown. The households are made up, from a seed (tests/src/bin/population.rs). DROIT and
# POPULATION name other programs than those that are built here, DOSSIER another place for the files (three gigabytes a million households).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

sizes=${TAILLES:-1000 10000 100000 1000000}
forms=${FORMES:-jsonl csv parquet}
threads_of=${FILS:-$(printf '1\n%s\n' "$(nproc)" | sort -nu)}
folder=${DOSSIER:-$(mktemp -d)}
[ -n "${DOSSIER:-}" ] || trap 'rm -rf "$folder"' EXIT
target=${CARGO_TARGET_DIR:-target}
[ -x /usr/bin/time ] || { echo "error: /usr/bin/time is missing (Debian: apt-get install time)" >&2; exit 1; }

if [ -z "${POPULATION:-}" ]; then
    cargo build --quiet --release -p droit-tests --bin population
    POPULATION=$target/release/population
fi
if [ -z "${DROIT:-}" ]; then
    cargo build --quiet --release -p droit-cli
    DROIT=$target/release/droit
fi
mkdir -p "$folder"

# Seconds, seconds of processor and kilobytes of a run; its own words only when it fails.
measure() {
    local rc=0
    /usr/bin/time -o "$folder/temps" -f "%e %U %S %M" "$@" >"$folder/dit" 2>&1 || rc=$?
    [ "$rc" -eq 0 ] || { cat "$folder/dit" >&2; echo "error: exit code $rc: $*" >&2; exit 1; }
    awk 'END { print $1, $2 + $3, $4 }' "$folder/temps"
}

echo "| households | form | megabytes | threads | seconds | households/s | per core | memory (MB) |"
echo "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
for size in $sizes; do
    for form in $forms; do
        input=$folder/f.$form
        mapping=()
        if [ "$form" = jsonl ]; then
            "$POPULATION" "$size" "$form" "$input"
        else
            "$POPULATION" "$size" "$form" "$input" "$folder/f.yaml"
            mapping=(--correspondance "$folder/f.yaml")
        fi
        for threads in $threads_of; do
            read -r wall processor memory < <(measure "$DROIT" cribler "$input" "${mapping[@]}" --mois 2026-09 \
                --sortie "$folder/s.csv" --manifeste exemples/manifeste.yaml --silencieux --fils "$threads")
            awk -v n="$size" -v f="$form" -v b="$(stat -c %s "$input")" -v t="$threads" -v w="$wall" -v p="$processor" \
                -v m="$memory" 'BEGIN { printf "| %d | %s | %.1f | %d | %.2f | %.0f | %.0f | %.0f |\n",
                    n, f, b / 1e6, t, w, n / (w > 0 ? w : 0.01), n / (p > 0 ? p : 0.01), m / 1024 }'
        done
        rm -f "$input" "$folder"/s.csv*
    done
done
