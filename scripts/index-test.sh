#!/usr/bin/env bash
# What `make test` leaves out of the index: PostgreSQL, a hundred kills (FLOE_KILLS), and the API under a fuzzer that reads its
# document. SHORT=1 is for continuous integration: the same with ten kills and a tenth of the fuzzer's questions, and what cannot
# be installed is told and left out. FUZZ=0 leaves the fuzzer out.
set -euo pipefail
cd "$(dirname "$0")/.."

short=${SHORT:-0}
which=--include-ignored
if [ "$short" = 1 ]; then
  : "${FLOE_KILLS:=10}" "${EXAMPLES:=10}"
  # The others are in `make test`.
  which=--ignored
fi
export FLOE_KILLS=${FLOE_KILLS:-100} EXAMPLES=${EXAMPLES:-100}

# install WHAT COMMAND…: without it only where it is left out with a word.
install() {
  local what=$1 log
  shift
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  tail -5 "$log"
  rm -f "$log"
  [ "$short" = 1 ] || exit 1
  echo "index-test: $what cannot be installed here, so it is not tried"
  return 1
}

if install PostgreSQL ./scripts/postgres.sh; then
  # With the features of the whole workspace, so that nothing is built that `make test` has built.
  cargo test --locked --workspace --test index -- "$which" --test-threads=1
fi
if [ "${FUZZ:-1}" = 1 ] && install schemathesis ./scripts/index-fuzz.sh install; then ./scripts/index-fuzz.sh; fi
