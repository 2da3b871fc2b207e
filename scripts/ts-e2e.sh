#!/usr/bin/env bash
# The TypeScript client on a network of real wasmd nodes: a deployment by `floe deploy`, then a whole life of the protocol
# driven from Node (clients/ts/e2e), the examples, and the adapters of clients/ts/adapters from the deployment's record.
# FLOE_WASM: folder of the Wasm (artifacts). FLOE_BIN: the program `floe` (built if not given). Further variables name files
# that are not part of the repository, see clients/ts/adapters/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

: "${FLOE_WASM:=$PWD/artifacts}"
for contract in floe_hub floe_validator_registry floe_reward_collector floe_backstop; do
    [ -f "$FLOE_WASM/$contract.wasm" ] || { echo "$FLOE_WASM/$contract.wasm is missing: make wasm, or name the folder in FLOE_WASM"; exit 1; }
done
FLOE_WASM=$(realpath "$FLOE_WASM")
./localnet/build.sh
if [ -z "${FLOE_BIN:-}" ]; then
    cargo build --locked --workspace --bin floe
    FLOE_BIN=${CARGO_TARGET_DIR:-target}/debug/floe
fi
FLOE_BIN=$(realpath "$FLOE_BIN")
./scripts/ts.sh build

place=$(mktemp -d)
clean_up() {
    ./localnet/net stop --dir "$place/network" --purge || true
    rm -rf "$place"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

./localnet/net start --dir "$place/network" --ports auto --validators 3 --unbonding 20 --gas-price 0.025 --window 200
network=$place/network/network.json
node=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["nodes"][0]["rpc"])' "$network")

mkdir "$place/try"
(
    cd "$place/try"
    export FLOE_PASSPHRASE="only for this network"
    "$FLOE_BIN" init --node "$node"
    "$OLDPWD/localnet/net" key owner --dir "$place/network" | "$FLOE_BIN" keys add owner.key
    "$FLOE_BIN" deploy init --keystore owner.key --artifacts "$FLOE_WASM"
    # Batches that close at once and rewards that come at once, so that a life fits into two minutes.
    sed -i 's/^# batch_interval = .*/batch_interval = 10/; s/^# min_bond = .*/harvest_interval = 10/' deployment.toml
    "$FLOE_BIN" deploy run --keystore owner.key --yes
)
record=$(echo "$place"/try/deployments/*.json)
node clients/ts/build/e2e/main.js "$network" "$record" "$PWD/localnet/bin/wasmd" "$FLOE_WASM"
