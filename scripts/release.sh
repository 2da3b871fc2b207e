#!/usr/bin/env bash
# Makes dist/floe-VERSION-ARCHITECTURE: the static program, the contracts' Wasm with checksums, completions, unit files, a Debian
# package and a container file, with the checksums of all of it.
#
# FLOE_PROGRAM names a program that is built already; FLOE_ARTIFACTS the folder of the Wasm, as `make wasm` fills it.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${FLOE_PROGRAM:-}
artifacts=${FLOE_ARTIFACTS:-artifacts}
if [ ! -f "$artifacts/checksums.txt" ]; then
  echo "release: $artifacts has no Wasm; run make wasm first, or name its folder as FLOE_ARTIFACTS" >&2
  exit 1
fi
if [ -z "$program" ]; then
  ./scripts/program.sh
  program=target/floe
fi

version=$("$program" --version | sed 's/.* //')
machine=$(uname -m)
name=floe-$version-$machine
# Of the newest commit, so that the same source gives the same files.
time=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH=$time
folder=dist/$name
rm -rf "$folder"
mkdir -p "$folder"/{wasm,completions,units,doc}

install -m 755 "$program" "$folder/floe"
install -m 644 "$artifacts"/*.wasm "$artifacts/checksums.txt" "$folder/wasm/"
for file in toolchain.txt commit.txt; do
  if [ -f "$artifacts/$file" ]; then install -m 644 "$artifacts/$file" "$folder/wasm/"; fi
done
(cd "$folder/wasm" && sha256sum --quiet --check checksums.txt)
for shell in bash zsh fish; do
  "$folder/floe" completions $shell >"$folder/completions/floe.$shell"
done
install -m 644 monitoring/*.service "$folder/units/"
install -m 644 LICENSE NOTICE "$folder/doc/"
install -m 644 docs/operate/*.md "$folder/doc/"

cat >"$folder/Containerfile" <<'END'
# The program alone, as nobody. `podman build -t floe .` in this folder; configuration and key are mounted:
# podman run --volume ./keeper:/home:rw --workdir /home floe keeper run
FROM scratch
COPY floe /floe
USER 65534:65534
ENTRYPOINT ["/floe"]
END

case $machine in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$machine ;;
esac
if command -v dpkg-deb >/dev/null; then
  tree=$(mktemp -d)
  trap 'rm -rf "$tree"' EXIT
  chmod 755 "$tree"
  install -D -m 755 "$folder/floe" "$tree/usr/bin/floe"
  install -D -m 644 "$folder/completions/floe.bash" "$tree/usr/share/bash-completion/completions/floe"
  install -D -m 644 "$folder/completions/floe.zsh" "$tree/usr/share/zsh/vendor-completions/_floe"
  install -D -m 644 "$folder/completions/floe.fish" "$tree/usr/share/fish/vendor_completions.d/floe.fish"
  install -D -m 644 LICENSE "$tree/usr/share/doc/floe/copyright"
  for unit in monitoring/*.service; do
    install -d "$tree/usr/lib/systemd/system"
    sed 's#/usr/local/#/usr/#g' "$unit" >"$tree/usr/lib/systemd/system/$(basename "$unit")"
  done
  install -D -m 644 -t "$tree/usr/share/doc/floe" docs/operate/*.md
  mkdir "$tree/DEBIAN"
  cat >"$tree/DEBIAN/control" <<END
Package: floe
Version: $version
Architecture: $architecture
Maintainer: $(sed -n 's/^authors = \["\(.*\)"\]/\1/p' Cargo.toml) <nobody@localhost>
Section: utils
Priority: optional
Description: liquid staking for CosmWasm chains, from the command line
 Stakes, leaves, reports, governs, deploys and keeps the Floe protocol.
END
  find "$tree" -exec touch --no-dereference --date="@$time" {} +
  dpkg-deb --root-owner-group --build "$tree" "$folder/floe_${version}_$architecture.deb" >/dev/null
else
  echo "release: no Debian package, as there is no dpkg-deb" >&2
fi

(cd "$folder" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$time" -C dist -cf - "$name" | gzip -n >"dist/$name.tar.gz"
printf 'release: %s with %s files, and %s.tar.gz of %s bytes\n' \
  "$folder" "$(wc -l <"$folder/SHA256SUMS")" "dist/$name" "$(wc -c <"dist/$name.tar.gz")"
