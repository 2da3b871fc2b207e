#!/usr/bin/env bash
# Makes dist/floe-VERSION-ARCHITECTURE: the static program, the contracts' Wasm with checksums, completions, unit files, alert rules
# and dashboards, licences, a Debian package and a container file, with the checksums of all of it.
#
# FLOE_PROGRAM names a program that is built already; FLOE_ARTIFACTS the folder of the Wasm, as `make wasm` fills it.
set -euo pipefail
# Folders and files of a package are for everybody, whatever the machine's setting is.
umask 022
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
mkdir -p "$folder"/{wasm,completions,units,monitoring,doc}

install -m 755 "$program" "$folder/floe"
install -m 644 "$artifacts"/*.wasm "$artifacts/checksums.txt" "$folder/wasm/"
for file in toolchain.txt commit.txt; do
  if [ -f "$artifacts/$file" ]; then install -m 644 "$artifacts/$file" "$folder/wasm/"; fi
done
(cd "$folder/wasm" && sha256sum --quiet --check checksums.txt)
head=$(git rev-parse HEAD)
built=$(cat "$artifacts/commit.txt" 2>/dev/null || echo "no known commit")
if [ "$built" != "$head" ]; then
  echo "release: the Wasm was built from $built, and this is $head: make wasm anew, or compare its checksums" >&2
fi
for shell in bash zsh fish; do
  "$folder/floe" completions $shell >"$folder/completions/floe.$shell"
done
install -m 644 monitoring/*.service "$folder/units/"
install -m 644 monitoring/*.yml monitoring/*.json "$folder/monitoring/"
install -m 644 LICENSE NOTICE "$folder/doc/"
install -m 644 docs/operate/*.md "$folder/doc/"
./scripts/licences.sh >"$folder/doc/LICENCES"

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
  install -m 644 NOTICE "$folder/doc/LICENCES" "$tree/usr/share/doc/floe/"
  install -D -m 644 -t "$tree/usr/share/floe/monitoring" monitoring/*.yml monitoring/*.json
  for unit in monitoring/*.service; do
    install -d "$tree/usr/lib/systemd/system"
    sed 's#/usr/local/#/usr/#g' "$unit" >"$tree/usr/lib/systemd/system/$(basename "$unit")"
  done
  install -D -m 644 -t "$tree/usr/share/doc/floe" docs/operate/*.md
  # The account under which the units run.
  install -d "$tree/usr/lib/sysusers.d"
  echo 'u floe - "Floe keeper and index" /var/lib/floe' >"$tree/usr/lib/sysusers.d/floe.conf"
  mkdir "$tree/DEBIAN"
  cat >"$tree/DEBIAN/postinst" <<'END'
#!/bin/sh
# Makes the account. Nothing is started: a unit first needs a configuration.
set -e
if [ "$1" = configure ]; then
  if command -v systemd-sysusers >/dev/null; then systemd-sysusers floe.conf; fi
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
fi
END
  cat >"$tree/DEBIAN/prerm" <<'END'
#!/bin/sh
# A unit without its program would be started again and again. An upgrade leaves them running until they are restarted.
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now floe-keeper.service floe-index.service || true
fi
END
  cat >"$tree/DEBIAN/postrm" <<'END'
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
END
  chmod 755 "$tree/DEBIAN"/*
  cat >"$tree/DEBIAN/control" <<END
Package: floe
Version: $version
Architecture: $architecture
Maintainer: $(sed -n 's/^authors = \["\(.*\)"\]/\1/p' Cargo.toml) <nobody@localhost>
Installed-Size: $(du --summarize --block-size=1024 --exclude=DEBIAN "$tree" | cut -f 1)
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
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
printf 'release: %s with %s files, and %s.tar.gz of %s bytes\n' \
  "$folder" "$(wc -l <"$folder/SHA256SUMS")" "dist/$name" "$(wc -c <"dist/$name.tar.gz")"
