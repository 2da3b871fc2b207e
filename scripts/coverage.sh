#!/usr/bin/env bash
# Line coverage of floe-core and the contracts under the tests of the workspace.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
cargo_tool cargo-tarpaulin
cargo tarpaulin --engine llvm --skip-clean --timeout 600 --out Stdout --target-dir target/coverage \
  -p floe-core -p floe-contract -p floe-hub -p floe-validator-registry -p floe-reward-collector -p floe-backstop -p floe-bonds -p floe-timelock -p floe-tests \
  --include-files 'packages/floe-core/src/*' 'packages/floe-core/src/**/*' 'packages/floe-contract/src/*' 'contracts/*/src/*' 'contracts/*/src/**/*'
