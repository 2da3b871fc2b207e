#!/usr/bin/env bash
# What `make test` leaves out of the index: PostgreSQL, a hundred kills (FLOE_KILLS), and the API under a fuzzer that reads its
# document. SHORT=1 is for continuous integration: the same with ten kills and a tenth of the fuzzer's questions. FUZZ=0 leaves
# the fuzzer out.
set -euo pipefail
cd "$(dirname "$0")/.."

which=--include-ignored
if [ "${SHORT:-0}" = 1 ]; then
  : "${FLOE_KILLS:=10}" "${EXAMPLES:=10}"
  # The others are in `make test`.
  which=--ignored
fi
export FLOE_KILLS=${FLOE_KILLS:-100} EXAMPLES=${EXAMPLES:-100}
./scripts/postgres.sh
cargo test --locked -p floe-index-tests --test index -- "$which" --test-threads=1
if [ "${FUZZ:-1}" = 1 ]; then ./scripts/index-fuzz.sh; fi
