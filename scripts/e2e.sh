#!/usr/bin/env bash
# The protocol on networks of real wasmd nodes, with one closing line that counts the tests.
#   scripts/e2e.sh          what every chain must do, then every scenario
#   scripts/e2e.sh clone    a validator that signs twice by itself; takes its time, so on demand only
# FLOE_WASM: folder of the Wasm (artifacts). FLOE_TEST_WASM: folder of the contracts that only tests use
# (target/test-wasm). RUNS: how often the scenarios are played (1).
set -euo pipefail
cd "$(dirname "$0")/.."

: "${FLOE_WASM:=$PWD/artifacts}" "${FLOE_TEST_WASM:=$PWD/target/test-wasm}" "${RUNS:=1}"
export FLOE_WASM FLOE_TEST_WASM
for contract in floe_hub floe_validator_registry floe_reward_collector; do
    [ -f "$FLOE_WASM/$contract.wasm" ] || { echo "$FLOE_WASM/$contract.wasm is missing: make wasm, or name the folder in FLOE_WASM"; exit 1; }
done
[ -f "$FLOE_TEST_WASM/floe_probe.wasm" ] || { echo "$FLOE_TEST_WASM/floe_probe.wasm is missing: make wasm, or name the folder in FLOE_TEST_WASM"; exit 1; }
./localnet/build.sh

FLOE_E2E_DIR=$(mktemp -d)
export FLOE_E2E_DIR
log=$FLOE_E2E_DIR/log
clean_up() {
    # What a test that was killed has left running.
    for network in "$FLOE_E2E_DIR"/*/; do
        if [ -d "$network" ]; then ./localnet/net stop --dir "${network%/}" || true; fi
    done
    rm -rf "$FLOE_E2E_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

status=0
play() { cargo test --locked "$@" 2>&1 | tee -a "$log" || status=$?; }
# Scenarios wait most of the time, so all of them share the networks at once.
scenarios() { play -p floe-e2e --test live -- --ignored --test-threads 16 "$@"; }

if [ "${1:-}" = clone ]; then
    scenarios a_cloned_validator_signs_twice_by_itself
else
    network=$FLOE_E2E_DIR/promises
    ./localnet/net start --dir "$network" --ports auto --validators 2 --gas-price 0.025 --window 200
    FLOE_LOCALNET=$network/network.json play -p floe-chain --test live -- --ignored
    ./localnet/net stop --dir "$network" --purge
    cargo build --locked -p floe-cli
    for program in tests/e2e/tests/program*.rs; do
        play -p floe-e2e --test "$(basename "$program" .rs)" -- --ignored
    done
    for _ in $(seq "$RUNS"); do
        scenarios --skip a_cloned_validator_signs_twice_by_itself
    done
fi

count() { awk -v word="$1" '/^test result:/ { for (i = 1; i < NF; i++) if ($(i + 1) == word ";") sum += $i } END { print sum + 0 }' "$log"; }
printf '\ne2e: %s passed, %s failed\n' "$(count passed)" "$(count failed)"
exit "$status"
