#!/usr/bin/env bash
# Whether chains would accept artifacts/*.wasm: the virtual machine's own checks with exactly the capabilities that the
# contracts need, and the size. Installs cosmwasm-check into target/tools if the right version is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

version=2.3.5 # 2.3.6 needs a newer compiler
capabilities=staking,stargate,iterator,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0
limit=819200 # bytes, of wasmd

check=$(command -v cosmwasm-check || true)
if [ -z "$check" ] || [ "$("$check" --version)" != "Contract checking $version" ]; then
  check=target/tools/bin/cosmwasm-check
  if [ ! -x "$check" ]; then
    echo "check-wasm: installing cosmwasm-check $version, which takes some minutes"
    # Unoptimised, as it checks three files and is done.
    cargo install cosmwasm-check --version "$version" --locked --root target/tools --debug
  fi
fi

"$check" --available-capabilities "$capabilities" artifacts/*.wasm

for wasm in artifacts/*.wasm; do
  size=$(wc -c <"$wasm")
  if [ "$size" -gt "$limit" ]; then
    echo "check-wasm: $wasm has $size bytes, more than the $limit that chains accept" >&2
    exit 1
  fi
done
