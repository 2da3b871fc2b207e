#!/usr/bin/env bash
# The index on a generated history, on SQLite and, where it is installed, on PostgreSQL. ACCOUNTS, MOVES and READERS choose how
# much; the whole of docs/operate/scaling.md is ACCOUNTS=1000000 MOVES=10000000.
set -euo pipefail
cd "$(dirname "$0")/.."

# Programs are built for speed, and not for size as the contracts are.
cargo build --locked -q --profile fast -p floe-index-tests --bins
bench=${CARGO_TARGET_DIR:-target}/fast/index-bench
"$bench"
if compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then DATABASE=postgres "$bench"; fi
