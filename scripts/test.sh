#!/usr/bin/env bash
# Everything that must hold, with one closing line that counts the tests.
set -euo pipefail
cd "$(dirname "$0")/.."

./scripts/check.sh

printf '\n== tests\n'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
cargo test --workspace --locked --no-fail-fast 2>&1 | tee "$log" || status=$?

count() { awk -v word="$1" '/^test result:/ { for (i = 1; i < NF; i++) if ($(i + 1) == word ";") sum += $i } END { print sum + 0 }' "$log"; }
printf '\n%s passed, %s failed\n' "$(count passed)" "$(count failed)"
exit "$status"
