#!/usr/bin/env bash
# Line coverage of floe-core and the contracts under all tests of the workspace.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v cargo-llvm-cov >/dev/null || cargo install cargo-llvm-cov --locked
command -v llvm-profdata >/dev/null || rustup component add llvm-tools 2>/dev/null || true
cargo llvm-cov --workspace --locked --ignore-filename-regex '(packages/floe-(testing|cli|types)|/tests/)' --summary-only
