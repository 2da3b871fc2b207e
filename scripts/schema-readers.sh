#!/usr/bin/env bash
# Whether published software can read schema/*.json: @cosmwasm/ts-codegen, in the version of tests/generators, writes
# TypeScript for each contract, and the compiler takes it. Needs Node 18 or later with npm; installs into target/generators.
set -euo pipefail
cd "$(dirname "$0")/.."

for program in node npm; do
  command -v "$program" >/dev/null || { echo "schema-readers: $program is missing; on Debian: apt-get install nodejs npm" >&2; exit 1; }
done

place=${CARGO_TARGET_DIR:-target}/generators
mkdir -p "$place"
cp tests/generators/package.json tests/generators/package-lock.json tests/generators/generate.mjs tests/generators/tsconfig.json "$place"
schemas=$PWD/schema
cd "$place"
# What is installed stays until the lock file asks for something else.
if ! cmp -s package-lock.json node_modules/.floe-lock; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.floe-lock
fi
node generate.mjs "$schemas" out
node_modules/.bin/tsc --project tsconfig.json
echo "schema-readers: the TypeScript compiles"
