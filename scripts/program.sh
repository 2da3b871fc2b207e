#!/usr/bin/env bash
# Builds the `floe` program as one file that needs no library of the machine, in target/floe.
set -euo pipefail
cd "$(dirname "$0")/.."

host=$(rustc -vV | sed -n 's/^host: //p')
# Named, so that the flag does not reach macros and build scripts, which cannot be static.
RUSTFLAGS="${RUSTFLAGS:-} -C target-feature=+crt-static" cargo build --locked --profile fast -p floe-cli --target "$host"
built=${CARGO_TARGET_DIR:-target}/$host/fast/floe
if readelf --program-headers "$built" | grep -q INTERP; then
  echo "program: $built needs libraries of the machine" >&2
  exit 1
fi
mkdir -p target
cp "$built" target/floe
printf 'program: target/floe, %s bytes, %s\n' "$(wc -c <target/floe)" "$(target/floe --version)"
