#!/usr/bin/env bash
# Plants small bugs in the core and the contracts, one at a time, and lists those that no test notices; fails when one of
# them is not in tests/planted/mutants.txt. Arguments: `--packages floe-core`, `--file fee.rs`, `--jobs 2`.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
cargo_tool cargo-mutants
cargo run --locked -q -p floe-mutants -- "$@"
