#!/usr/bin/env bash
# The protocol on networks of real wasmd nodes, with one closing line that counts the tests.
#   scripts/e2e.sh          what every chain must do, every scenario, and the program as people run it
#   scripts/e2e.sh NAME     the scenarios and tests whose names contain NAME
#   scripts/e2e.sh list     their names
#   scripts/e2e.sh clone    a validator that signs twice by itself; takes its time, so on demand only
# FLOE_WASM: folder of the Wasm (artifacts). FLOE_TEST_WASM: folder of the contracts that only tests use
# (target/test-wasm). RUNS: how often all of it is played (1).
set -euo pipefail
cd "$(dirname "$0")/.."

: "${FLOE_WASM:=$PWD/artifacts}" "${FLOE_TEST_WASM:=$PWD/target/test-wasm}" "${RUNS:=1}"
export FLOE_WASM FLOE_TEST_WASM
for contract in floe_hub floe_validator_registry floe_reward_collector floe_backstop floe_stake floe_gauge floe_timelock; do
    [ -f "$FLOE_WASM/$contract.wasm" ] || { echo "$FLOE_WASM/$contract.wasm is missing: make wasm, or name the folder in FLOE_WASM"; exit 1; }
done
[ -f "$FLOE_TEST_WASM/floe_probe.wasm" ] || { echo "$FLOE_TEST_WASM/floe_probe.wasm is missing: make wasm, or name the folder in FLOE_TEST_WASM"; exit 1; }
./localnet/build.sh

FLOE_E2E_DIR=$(mktemp -d)
export FLOE_E2E_DIR
clean_up() {
    # What a test that was killed has left running.
    for network in "$FLOE_E2E_DIR"/*/; do
        if [ -d "$network" ]; then ./localnet/net stop --dir "${network%/}" || true; fi
    done
    rm -rf "$FLOE_E2E_DIR"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# With the features of the whole workspace, so that nothing is built that `make test` has built.
cargo build --locked --workspace --bin floe --test live --message-format=json-render-diagnostics >"$FLOE_E2E_DIR/built"
# The tests `live` of a package, as a program.
tests_of() {
    python3 - "$1" "$FLOE_E2E_DIR/built" <<'PYTHON'
import json, sys
package, built = sys.argv[1:]
for line in open(built, encoding="utf-8"):
    made = json.loads(line)
    target = made.get("target", {})
    if target.get("name") == "live" and f"/{package}" in made["manifest_path"] and made.get("executable"):
        print(made["executable"])
PYTHON
}
# As cargo would set it, see .cargo/config.toml.
export RUST_LIB_BACKTRACE=0

# What floe-client promises, on a network of its own.
promises() {
    local network=$FLOE_E2E_DIR/promises status=0
    ./localnet/net start --dir "$network" --ports auto --validators 2 --gas-price 0.025 --window 200 || return
    FLOE_LOCALNET=$network/network.json "$(tests_of floe-client)" --ignored || status=$?
    ./localnet/net stop --dir "$network" --purge
    return "$status"
}
# They wait most of the time, so that all run at once.
live() { "$(tests_of e2e)" --ignored --test-threads 64 "$@"; }

status=0
case "${1:-}" in
list)
    live --list
    exit
    ;;
clone)
    live clone:: 2>&1 | tee "$FLOE_E2E_DIR/log" || status=$?
    ;;
?*)
    live --skip clone:: --skip soak:: "$1" 2>&1 | tee "$FLOE_E2E_DIR/log" || status=$?
    ;;
*)
    for run in $(seq "$RUNS"); do
        promises >"$FLOE_E2E_DIR/log.promises.$run" 2>&1 &
        live --skip clone:: --skip soak:: 2>&1 | tee "$FLOE_E2E_DIR/log.$run" || status=$?
        wait $! || status=$?
        cat "$FLOE_E2E_DIR/log.promises.$run"
    done
    ;;
esac

count() { cat "$FLOE_E2E_DIR"/log* | awk -v word="$1" '/^test result:/ { for (i = 1; i < NF; i++) if ($(i + 1) == word ";") sum += $i } END { print sum + 0 }'; }
printf '\ne2e: %s passed, %s failed\n' "$(count passed)" "$(count failed)"
if [ "$status" -eq 0 ] && [ "$(count passed)" -eq 0 ]; then
    echo "no test is called so: scripts/e2e.sh list"
    exit 1
fi
exit "$status"
