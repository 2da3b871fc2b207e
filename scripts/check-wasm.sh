#!/usr/bin/env bash
# Whether chains would accept artifacts/*.wasm: the virtual machine's own checks with exactly the capabilities that the
# contracts need, and the size. Installs cosmwasm-check if the right version is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
capabilities=staking,stargate,iterator,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0
limit=819200 # bytes, of wasmd

# Unoptimised, as it checks a few files and is done.
cargo_tool cosmwasm-check --debug

cosmwasm-check --available-capabilities "$capabilities" artifacts/*.wasm

for wasm in artifacts/*.wasm; do
  size=$(wc -c <"$wasm")
  if [ "$size" -gt "$limit" ]; then
    echo "check-wasm: $wasm has $size bytes, more than the $limit that chains accept" >&2
    exit 1
  fi
done
