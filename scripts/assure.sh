#!/usr/bin/env bash
# The long versions of everything that tries to break the protocol, one part after the other, with a table of what each
# part did at the end; it fails when a part fails or does less than it should. Within two hours on two cores.
#   scripts/assure.sh              all parts
#   scripts/assure.sh model fuzz   some of them
# FLOE_SEED: where random lives begin (1); another number tries others. SCALE: per cent of the full size (100).
set -euo pipefail
cd "$(dirname "$0")/.."

: "${FLOE_SEED:=1}" "${SCALE:=100}"
export FLOE_SEED RUST_BACKTRACE=0
target=${CARGO_TARGET_DIR:-$PWD/target}
logs=$target/assure
mkdir -p "$logs"
wanted=" $* "
table=$logs/table
printf '%-11s %-40s %12s %12s %8s  %s\n' part counted number at-least seconds verdict >"$table"
failed=0

scaled() { echo $(($1 * SCALE / 100)); }
# Tests of the protocol by file; the rest goes to the test program.
tests() { cargo test --locked -p floe-tests --test "$@"; }

# part NAME WHAT LEAST COMMAND…: runs the command and adds up the numbers in its output that stand before WHAT.
part() {
  local name=$1 what=$2 least=$3 start=$SECONDS verdict=passed number
  shift 3
  if [ "$wanted" != "  " ] && [[ "$wanted" != *" $name "* ]]; then
    return
  fi
  printf '\n== %s: %s\n' "$name" "$*"
  "$@" >"$logs/$name.log" 2>&1 || verdict=FAILED
  number=$({ grep -oE "[0-9]+ $what" "$logs/$name.log" || true; } | awk '{ sum += $1 } END { print sum + 0 }')
  if [ "$number" -lt "$least" ]; then
    verdict=FAILED
  fi
  if [ "$verdict" = FAILED ]; then
    failed=1
    tail -30 "$logs/$name.log"
  fi
  printf '%-11s %-40s %12s %12s %8s  %s\n' "$name" "$what" "$number" "$least" "$((SECONDS - start))" "$verdict" | tee -a "$table"
}

core() { PROPTEST_CASES=$(scaled 100000) cargo test --locked -p floe-core --lib -- --nocapture; }

model() { FLOE_CASES=$(scaled 10000) tests model random_lives_agree -- --nocapture; }

# One core a process, so two with seeds of their own.
attackers() {
  local each=$(($(scaled 20000) / 2)) first status=0
  tests attackers --no-run
  FLOE_STRATEGIES=$each FLOE_SEED=$((FLOE_SEED + 1000000)) tests attackers no_strategy -- --nocapture &
  first=$!
  FLOE_STRATEGIES=$each tests attackers no_strategy -- --nocapture || status=1
  wait "$first" || status=1
  return $status
}

fuzz() { FLOE_FUZZ=$(scaled 2000000) tests fuzz nothing_that -- --nocapture; }

faults() { FLOE_FAULT_PAIRS=all tests faults -- --nocapture; }

reentrancy() { FLOE_READ_LIVES=$(scaled 1000) tests reentrancy -- --nocapture; }

indexer() { FLOE_INDEXED_LIVES=$(scaled 1000) tests indexer -- --nocapture; }

bonds() { FLOE_ACTIONS=$(scaled 100000) tests bonds random_operators -- --nocapture; }
timelock() { FLOE_ACTIONS=$(scaled 100000) tests timelock random_lives -- --nocapture; }
conspiracies() { FLOE_CONSPIRACIES=$(scaled 1000) tests timelock no_conspiracy -- --nocapture; }
stake() { FLOE_STAKE_ACTIONS=$(scaled 100000) cargo test --locked -p floe-stake random_lives -- --nocapture; }
gauge() { FLOE_GAUGE_ACTIONS=$(scaled 100000) cargo test --locked -p floe-gauge random_lives -- --nocapture; }
backstop() { FLOE_ACTIONS=$(scaled 100000) tests backstop in_random_lives -- --nocapture; }

nodes() { FLOE_CONVERSATIONS=$(scaled 10000) cargo test --locked -p floe-cli --test hostile -- --nocapture; }

# What survives must be explained: docs/assure/mutants.md says why, tests/planted/mutants.txt lists it.
mutants() { ./scripts/mutants.sh --jobs 2; }

printf 'seed %s, %s %% of the full size, logs in %s\n' "$FLOE_SEED" "$SCALE" "$logs"
part core 'passed' 150 core
part model 'messages compared' "$(scaled 1400000)" model
part attackers 'strategies' "$(scaled 19999)" attackers
part fuzz 'inputs' "$(scaled 2000000)" fuzz
part faults 'runs with (one|two) faults?' 3700 faults
part reentrancy 'questions of the hub' "$(scaled 9000)" reentrancy
part indexer 'comparisons' "$(scaled 100000)" indexer
part bonds 'actions of operators' "$(scaled 100000)" bonds
part timelock 'actions of a timelock' "$(scaled 100000)" timelock
part conspiracies 'conspiracies' "$(scaled 1000)" conspiracies
part backstop 'actions of a backstop' "$(scaled 100000)" backstop
part stake 'actions of stakers' "$(scaled 100000)" stake
part gauge 'actions of voters' "$(scaled 100000)" gauge
part nodes 'conversations in' "$(scaled 10000)" nodes
part planted 'passed' 30 ./scripts/planted.sh
part mutants 'mutants noticed' 1100 mutants

printf '\nseed %s, %s %% of the full size, %s seconds in all\n' "$FLOE_SEED" "$SCALE" "$SECONDS"
cat "$table"
exit "$failed"
