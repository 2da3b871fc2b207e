#!/usr/bin/env bash
# Formatting, lints with the workspace's denials, schema drift, documentation.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "formatting"
cargo fmt --all -- --check
step "lints"
cargo clippy --workspace --all-targets --locked -- -D warnings
step "schemas"
cargo build --locked -q --workspace --bin schema
"${CARGO_TARGET_DIR:-target}/debug/schema" --check schema
step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet
