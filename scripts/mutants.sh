#!/usr/bin/env bash
# Changes floe-core one place at a time and lists the changes that its unit tests do not notice. Arguments go to
# cargo-mutants, e.g. `--file packages/floe-core/src/fee.rs` or `--shard 0/8`.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-mutants >/dev/null || cargo install cargo-mutants --locked
cargo mutants -p floe-core --output target/mutants "$@"
