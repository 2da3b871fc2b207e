#!/usr/bin/env bash
# Builds bin/wasmd, the libwasmvm beside it and bin/equivocate. When nothing changed this takes seconds.
set -euo pipefail
cd "$(dirname "$0")"

missing() {
  printf 'localnet: %s\n' "$1" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null || missing "$1 is missing; on Debian: apt-get install $2"
}

[ "$(uname -s)" = Linux ] || missing "Linux is needed, this is $(uname -s)"
need python3 python3
need gcc "gcc libc6-dev"
command -v go >/dev/null || missing "Go 1.24 or later is missing; on Debian 13: apt-get install golang-go, elsewhere see https://go.dev/dl"

# Go 1.21 and later fetch the version that go.mod asks for by themselves, unless GOTOOLCHAIN=local forbids it.
found=$(go env GOVERSION)
if [[ $found =~ ^go1\.([0-9]+) ]] && ((BASH_REMATCH[1] < 24)); then
  missing "Go 1.24 or later is needed, this is $found; from 1.21 on set GOTOOLCHAIN=auto, else see https://go.dev/dl"
fi

export GOFLAGS=-mod=readonly CGO_ENABLED=1
mkdir -p bin
tag=$(go list -m -f '{{.Version}}' github.com/CosmWasm/wasmd)
version=github.com/cosmos/cosmos-sdk/version
# `-r $ORIGIN` makes wasmd look for libwasmvm beside itself, not in the module cache, so bin/ can be moved and kept alone.
# Without AppName the program would misname its home. The link-name check stands in the way of sonic on some Go versions.
go build -tags netgo -o bin/wasmd -ldflags "-s -w -checklinkname=0 -r \$ORIGIN \
  -X $version.Name=wasm -X $version.AppName=wasmd -X $version.Version=$tag \
  -X github.com/CosmWasm/wasmd/app.Bech32Prefix=wasm" github.com/CosmWasm/wasmd/cmd/wasmd
install -m 755 "$(go list -m -f '{{.Dir}}' github.com/CosmWasm/wasmvm/v3)/internal/api/libwasmvm.$(uname -m).so" bin/
go build -o bin/equivocate ./equivocate
printf 'localnet: bin/wasmd %s and bin/equivocate are built\n' "$(bin/wasmd version)"
