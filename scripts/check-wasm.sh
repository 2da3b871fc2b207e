#!/usr/bin/env bash
# Whether chains would accept artifacts/*.wasm: the size, what they ask of a chain, and the virtual machine's own checks with
# exactly the capabilities that the contracts need. With `quick` without the last, for those who store them on a chain anyway;
# otherwise installs cosmwasm-check if the right version is not there, two minutes of two cores.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
capabilities=staking,stargate,iterator,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0
limit=819200 # bytes, of wasmd

for wasm in artifacts/*.wasm; do
  size=$(wc -c <"$wasm")
  if [ "$size" -gt "$limit" ]; then
    echo "check-wasm: $wasm has $size bytes, more than the $limit that chains accept" >&2
    exit 1
  fi
  # Each is asked for by the name of a function that is exported.
  for capability in $(grep -aoE 'requires_[a-z0-9_]+' "$wasm" | sed 's/^requires_//' | sort -u); do
    if [[ ",$capabilities," != *",$capability,"* ]]; then
      echo "check-wasm: $wasm asks chains for $capability, which not all of those have that it is for" >&2
      exit 1
    fi
  done
done
[ "${1:-}" != quick ] || exit 0

# Unoptimised, as it checks a few files and is done.
cargo_tool cosmwasm-check --debug
cosmwasm-check --available-capabilities "$capabilities" artifacts/*.wasm
