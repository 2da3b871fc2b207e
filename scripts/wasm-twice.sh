#!/usr/bin/env bash
# Whether the same source gives the same bytes in another folder: builds a copy of the committed files and compares it with
# artifacts/.
set -euo pipefail
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar -x -C "$copy"
"$copy/scripts/wasm.sh" >/dev/null
if diff artifacts/checksums.txt "$copy/artifacts/checksums.txt"; then
  echo "the same bytes in two folders"
else
  echo "wasm-twice: the bytes differ (or artifacts/ is not of the committed source)" >&2
  exit 1
fi
