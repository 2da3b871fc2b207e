#!/usr/bin/env bash
# Builds the contracts to Wasm: artifacts/*.wasm, their checksums, and the toolchain they came from. The contracts that
# only tests use go to target/test-wasm. The same source gives the same bytes in any folder.
#
# rustc has to build the standard library for plain WebAssembly 1.0, as chains refuse the newer instructions that the
# prebuilt one contains. Debian's compiler comes with that library's source; docs/operate/building.md has the way with rustup.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
packages=(rustc-web cargo-web rust-web-src lld-16 binaryen)
target=wasm32-unknown-unknown
wasm_features=(--mvp-features --enable-mutable-globals)

installed() { dpkg -s "$@" >/dev/null 2>&1; }

install_packages() {
  installed "${packages[@]}" && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "wasm: needs the Debian packages ${packages[*]}; install them, or see docs/operate/building.md" >&2
    exit 1
  fi
  echo "wasm: installing ${packages[*]}"
  for try in 1 2 3; do
    apt-get update -qq && apt-get install -qq -y "${packages[@]}" >/dev/null && return
    echo "wasm: attempt $try to install packages failed" >&2
    sleep 5
  done
  exit 1
}

# The file of that path in a Debian package: never rustup's tools, which lack the library's source.
tool() { dpkg -L "$1" | grep -m1 "/$2\$"; }

install_packages
# The same source gives the same bytes only with the same tools.
debian "${packages[@]}"
rustc=$(tool rustc-web bin/rustc)
cargo=$(tool cargo-web bin/cargo)
linker=$(command -v wasm-ld-16)

# Paths in panic messages would make the bytes depend on the machine.
remap="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/floe"
export RUSTC=$rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=${FLOE_WASM_TARGET:-$PWD/target/wasm}
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$linker
export RUSTFLAGS="-C target-cpu=mvp -C target-feature=+mutable-globals -C link-arg=-s -C link-arg=--allow-undefined \
-Zlocation-detail=none -Zfmt-debug=none -Zunstable-options -Cpanic=immediate-abort $remap"

# As that alone which a chain runs: for a crate that is also a library cargo does without the optimisation over all crates
# (`lto`), a seventh of the hub's bytes.
build() {
  "$cargo" rustc --locked --release --lib -p "$1" --crate-type cdylib --target "$target" \
    -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size
}

# All at once, as each takes one core.
optimize() {
  local out=$1 crate name one all=()
  shift
  mkdir -p "$out"
  for crate in "$@"; do
    name=${crate//-/_}.wasm
    wasm-opt -Oz "${wasm_features[@]}" --strip-debug --strip-producers \
      "$CARGO_TARGET_DIR/$target/release/$name" -o "$out/$name" &
    all+=($!)
  done
  for one in "${all[@]}"; do wait "$one"; done
}

crates_in() { sed -n 's/^name = "\(.*\)"/\1/p' "$1"/*/Cargo.toml; }

mapfile -t contracts < <(crates_in contracts)
mapfile -t test_contracts < <(crates_in tests/contracts)

# One at a time: in one build the features of one contract's dependencies would be those of all.
for crate in "${contracts[@]}" "${test_contracts[@]}"; do
  echo "wasm: building $crate"
  build "$crate"
done
optimize artifacts "${contracts[@]}"
optimize target/test-wasm "${test_contracts[@]}"

(cd artifacts && sha256sum ./*.wasm | sed 's# \./# #' >checksums.txt)
{
  "$rustc" --version
  wasm-opt --version
  "$linker" --version
} >artifacts/toolchain.txt
# Which source this was, for the record of a deployment; nothing where there is no repository.
if commit=$(git rev-parse HEAD 2>/dev/null); then
  git diff --quiet HEAD || commit+=" and changes"
  echo "$commit" >artifacts/commit.txt
else
  rm -f artifacts/commit.txt
fi
cat artifacts/checksums.txt
wc -c artifacts/*.wasm
