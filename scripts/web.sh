#!/usr/bin/env bash
# The page, web/. Needs Node 20 or later with npm; installs into web/node_modules and clients/ts/node_modules, nowhere else.
#   scripts/web.sh build  the page in web/dist, to be configured with web/scripts/configure.mjs
#   scripts/web.sh test   types, unit tests, and all tests in a real browser on networks of their own (NAME: only files of that
#                         name, TESTS: only tests with that in their names). Needs Chromium (CHROME_PATH), target/debug/floe
#                         (FLOE_PROGRAM), artifacts/ (FLOE_WASM) and localnet/bin; what is missing is named
#   scripts/web.sh app    everything at once on 127.0.0.1 with a test wallet (PORT), until Ctrl-C
set -euo pipefail
cd "$(dirname "$0")/.."

die() {
  echo "web: $1" >&2
  exit 1
}

for program in node npm; do
  command -v "$program" >/dev/null || die "$program is missing; on Debian: apt-get install nodejs npm"
done

build() {
  ./scripts/ts.sh build
  # What is installed stays until the lock file asks for something else.
  if ! cmp -s web/package-lock.json web/node_modules/.floe-lock; then
    (cd web && npm ci --ignore-scripts --loglevel=error)
    cp web/package-lock.json web/node_modules/.floe-lock
  fi
  (cd web && npm run --silent typecheck && npm run --silent build)
}

# What a network with contracts on it needs.
chain() {
  export FLOE_PROGRAM=${FLOE_PROGRAM:-${CARGO_TARGET_DIR:-$PWD/target}/debug/floe} FLOE_WASM=${FLOE_WASM:-$PWD/artifacts}
  [ -x "$FLOE_PROGRAM" ] || die "$FLOE_PROGRAM is missing; cargo build --locked --workspace --bin floe makes it"
  [ -f "$FLOE_WASM/floe_hub.wasm" ] || die "$FLOE_WASM has no contracts; make wasm makes them"
  [ -x localnet/bin/wasmd ] || ./localnet/build.sh
}

case "${1:-}" in
  build) build ;;
  test)
    build
    (cd web && npm run --silent test)
    chain
    [ -x "${CHROME_PATH:-/usr/bin/chromium}" ] ||
      die "Chromium is missing; on Debian: apt-get install --no-install-recommends chromium fonts-noto-core"
    (cd web && npx vitest run --config vitest.browser.config.ts ${NAME:+"$NAME"} ${TESTS:+-t "$TESTS"})
    ;;
  app)
    build
    chain
    # So that Ctrl-C reaches the program, which then stops all that it has started.
    cd web && exec node app/run.mjs
    ;;
  *)
    echo "usage: scripts/web.sh build | test | app" >&2
    exit 2
    ;;
esac
