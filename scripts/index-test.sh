#!/usr/bin/env bash
# What `make test` leaves out of the index: PostgreSQL, a hundred kills (FLOE_KILLS), and the API under a fuzzer that reads its
# document. FUZZ=0 leaves the fuzzer out.
set -euo pipefail
cd "$(dirname "$0")/.."

./scripts/postgres.sh
export FLOE_KILLS=${FLOE_KILLS:-100}
cargo test --locked -p floe-index-tests --tests -- --include-ignored --test-threads=1
if [ "${FUZZ:-1}" = 1 ]; then ./scripts/index-fuzz.sh; fi
