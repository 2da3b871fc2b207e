#!/usr/bin/env bash
# The TypeScript client, clients/ts. Needs Node 20 or later with npm; installs into clients/ts/node_modules, nowhere else.
#   scripts/ts.sh build     the package in dist/, examples, adapters and the live test in build/
#   scripts/ts.sh generate  src/generated anew from schema/ and the contracts' sources, then build
#   scripts/ts.sh test      generated code up to date, types, all tests
set -euo pipefail
cd "$(dirname "$0")/../clients/ts"

for program in node npm; do
  command -v "$program" >/dev/null || { echo "ts: $program is missing; on Debian: apt-get install nodejs npm" >&2; exit 1; }
done

# What is installed stays until the lock file asks for something else.
if ! cmp -s package-lock.json node_modules/.floe-lock; then
  npm ci --ignore-scripts --loglevel=error
  cp package-lock.json node_modules/.floe-lock
fi

build() {
  npm run --silent build
  npm run --silent build:tools
}

case "${1:-}" in
  build) build ;;
  generate)
    npm run --silent generate
    build
    ;;
  test)
    npm run --silent check-generated
    npm run --silent typecheck
    build
    npm run --silent test
    ;;
  *)
    echo "usage: scripts/ts.sh build | generate | test" >&2
    exit 2
    ;;
esac
