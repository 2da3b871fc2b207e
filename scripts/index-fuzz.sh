#!/usr/bin/env bash
# schemathesis, which asks the API of an index of a recorded history everything that its document allows, and much that it does
# not; and a validator of OpenAPI documents. SEED chooses what it asks. With `install` both are only installed.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
place=${CARGO_TARGET_DIR:-target}/python
if [ ! -x "$place/bin/st" ] || [ ! -x "$place/bin/openapi-spec-validator" ]; then
  python3 -m venv --clear "$place"
  "$place/bin/pip" install -q "schemathesis==$(expected python schemathesis)" "openapi-spec-validator==$(expected python openapi-spec-validator)"
fi
[ "${1:-}" != install ] || exit 0
cargo build --locked -q --workspace --bin index-serve
log=$(mktemp)
"${CARGO_TARGET_DIR:-target}/debug/index-serve" >"$log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 600); do
  url=$(head -1 "$log")
  [ -z "$url" ] || break
  sleep 0.1
done
document=$(mktemp)
trap 'kill "$server" 2>/dev/null || true; rm -f "$log" "$document"' EXIT
"$place/bin/python" -c 'import sys, urllib.request as r; sys.stdout.buffer.write(r.urlopen(sys.argv[1]).read())' \
  "$url/openapi.json" >"$document"
"$place/bin/openapi-spec-validator" --schema 3.1 "$document"
# The stream never ends, so that nobody waits for its answer.
"$place/bin/st" run "$url/openapi.json" --checks all --exclude-path /v1/stream --seed "${SEED:-1}" --max-examples "${EXAMPLES:-100}"
