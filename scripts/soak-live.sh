#!/usr/bin/env bash
# Random users, two keepers and failing nodes on a network of its own: MINUTES (5) of it, by SEED (1). With `hostile`, one
# keeper whose nodes lie, lag, or keep no index, but one; with `index`, an index on SQLite and one on PostgreSQL follow, and are
# compared with the chain at the end and at ten heights. Needs `make wasm`, or FLOE_WASM with the folder of the Wasm.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${FLOE_WASM:=$PWD/artifacts}" "${MINUTES:=5}" "${SEED:=1}"
export FLOE_WASM MINUTES SEED
[ -f "$FLOE_WASM/floe_hub.wasm" ] || { echo "$FLOE_WASM/floe_hub.wasm is missing: make wasm, or name the folder in FLOE_WASM"; exit 1; }
./localnet/build.sh

FLOE_E2E_DIR=$(mktemp -d)
export FLOE_E2E_DIR
clean_up() {
    for network in "$FLOE_E2E_DIR"/*/; do
        if [ -d "$network" ]; then ./localnet/net stop --dir "${network%/}" || true; fi
    done
    rm -rf "$FLOE_E2E_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

binary=live
case ${1:-} in
  hostile) test=a_keeper_keeps_with_one_honest_node_of_four ;;
  index)
    ./scripts/postgres.sh
    binary=soak test=an_index_beside_failing_nodes_has_what_the_chain_has_at_the_end_and_at_ten_heights
    ;;
  *) test=keepers_keep_through_failures ;;
esac
cargo build --locked --workspace --bin floe --test "$binary"
cargo test --locked --workspace --test "$binary" -- --ignored --nocapture "$test"
