#!/usr/bin/env bash
# Licences, sources, duplicates and known faults of everything in Cargo.lock, by deny.toml. Installs cargo-deny if the right
# version is not there: five minutes of one core. Where the database of known faults cannot be fetched, it says so and checks
# the rest.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
cargo_tool cargo-deny

cargo deny --locked check licenses sources bans
if cargo deny --locked fetch db >/dev/null 2>&1; then
  cargo deny --locked check advisories
else
  echo "deny: the database of known faults cannot be fetched from here: known faults are NOT checked, all else is" >&2
fi
