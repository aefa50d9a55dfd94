#!/usr/bin/env bash
# OpenFisca-France and Droit on the same households, one after the other on the same machine; a table in Markdown.
#
#   benches/peer/run.sh                 # the 3 000 peer households of September 2026
#   COPIES=10 benches/peer/run.sh       # each ten times
#
# Method and limits: benches/peer/README.md. DROIT and KERNEL name other programs than those that are built here, PYTHON
# another Python (3.9 to 3.13) to make the virtual environment with.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

copies=${COPIES:-1}
month=2026-09
households=tests/peer/menages-$month.jsonl.gz
target=${CARGO_TARGET_DIR:-target}
environment=$target/peer/openfisca
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -x /usr/bin/time ] || { echo "error: /usr/bin/time is missing (Debian: apt-get install time)" >&2; exit 1; }

if [ ! -x "$environment/bin/python" ]; then
    "${PYTHON:-python3}" -m venv "$environment"
fi
"$environment/bin/pip" install --quiet --disable-pip-version-check --requirement benches/peer/requirements.txt
if [ -z "${KERNEL:-}" ]; then
    cargo build --quiet --release -p droit-benches --bin kernel
    KERNEL=$target/release/kernel
fi
if [ -z "${DROIT:-}" ]; then
    cargo build --quiet --release -p droit-cli
    DROIT=$target/release/droit
fi

# The same households for both, uncompressed, so many times.
for _ in $(seq "$copies"); do gzip -dc "$households"; done >"$work/f.jsonl"

"$environment/bin/python" benches/peer/openfisca.py "$work/f.jsonl" "$month" "$work/openfisca.csv" >"$work/openfisca.json"
"$KERNEL" time "$month" "$work/f.jsonl" >"$work/kernel.json"
screen() { # threads
    /usr/bin/time -f "%e %U %S %M" -o "$work/temps-$1" "$DROIT" cribler "$work/f.jsonl" --mois "$month" --sortie "$work/s.csv" \
        --manifeste exemples/manifeste.yaml --silencieux --fils "$1"
}
screen 1
screen "$(nproc)"
"$environment/bin/python" benches/peer/table.py "$work" "$(nproc)"
