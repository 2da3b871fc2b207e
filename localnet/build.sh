#!/usr/bin/env bash
# Builds bin/wasmd, the libwasmvm beside it and bin/equivocate. When nothing changed this takes seconds.
# One line of what is built is not as it was published: the clock of blocks can run ahead, see clock/ahead.go.
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
# The compiler collects its garbage more seldom, which is quicker and takes some hundred megabytes more.
export GOGC=${GOGC:-400}
mkdir -p bin
# One build at a time, as two would take each other's copy away.
exec 9>bin/lock
flock 9
tag=$(go list -m -f '{{.Version}}' github.com/CosmWasm/wasmd)
# Until a module has been fetched it has no folder.
go mod download github.com/cometbft/cometbft
comet=$(go list -m -f '{{.Dir}}' github.com/cometbft/cometbft)
# Go does not let files of its module cache be replaced, so a copy is built. Without the paths in what is compiled, a second
# clone takes it from Go's cache.
rm -rf bin/comet
trap 'rm -rf bin/comet bin/go.mod bin/go.sum' EXIT
cp -r "$comet" bin/comet
chmod -R u+w bin/comet
sed -i 's/Canonical(time\.Now())/Canonical(time.Now().Add(ahead()))/' bin/comet/types/time/time.go
grep -q 'time\.Now()\.Add(ahead())' bin/comet/types/time/time.go || missing "CometBFT's clock is not where clock/ahead.go expects it"
cp clock/ahead.go bin/comet/types/time/
cp go.mod bin/go.mod
cp go.sum bin/go.sum
go mod edit -replace github.com/cometbft/cometbft=./bin/comet bin/go.mod
version=github.com/cosmos/cosmos-sdk/version
# `-r $ORIGIN` makes wasmd look for libwasmvm beside itself, not in the module cache, so bin/ can be moved and kept alone.
# Without AppName the program would misname its home. The link-name check stands in the way of sonic on some Go versions.
go build -trimpath -modfile=bin/go.mod -tags netgo -o bin/wasmd -ldflags "-s -w -checklinkname=0 -r \$ORIGIN \
  -X $version.Name=wasm -X $version.AppName=wasmd -X $version.Version=$tag \
  -X github.com/CosmWasm/wasmd/app.Bech32Prefix=wasm" github.com/CosmWasm/wasmd/cmd/wasmd
install -m 755 "$(go list -m -f '{{.Dir}}' github.com/CosmWasm/wasmvm/v3)/internal/api/libwasmvm.$(uname -m).so" bin/
# With the same modules, so that nothing is compiled twice.
go build -trimpath -modfile=bin/go.mod -o bin/equivocate ./equivocate
printf 'localnet: bin/wasmd %s and bin/equivocate are built\n' "$(bin/wasmd version)"
