#!/usr/bin/env bash
# Lists the crates that are in the program with their licences, then the texts of these, each once, as binaries have to carry them.
set -euo pipefail
cd "$(dirname "$0")/.."

tab=$'\t'
crates=$(cargo tree --locked --package floe-cli --edges normal --prefix none --format "{p}$tab{l}" |
  sed -E "/^\$/d; s#^([^ ]+) v([^ $tab]+)[^$tab]*$tab#\1 \2 #; s# \(\*\)\$##" | LC_ALL=C sort -u)
echo "Crates in the program floe, each with its version and licence:"
echo
printf '%s\n' "$crates"

sources=${CARGO_HOME:-$HOME/.cargo}/registry/src
declare -A owners texts
while read -r name version _; do
  for text in "$sources"/*/"$name-$version"/{LICENSE,LICENCE,COPYING,COPYRIGHT,NOTICE}*; do
    # A licence can be in a folder, with one file each.
    [ -f "$text" ] || continue
    sum=$(sha256sum <"$text")
    owners[$sum]+="${owners[$sum]:+, }$name $version"
    texts[$sum]=$text
  done
done <<<"$crates"
if [ ${#texts[@]} -eq 0 ]; then
  echo "licences: $sources has no sources of these crates; build the program on this machine first" >&2
  exit 1
fi
for sum in $(printf '%s\n' "${!texts[@]}" | sed 's/ .*//' | LC_ALL=C sort); do
  printf '\n---- %s\n\n' "${owners["$sum  -"]}" | fold -s -w 110
  cat "${texts["$sum  -"]}"
done
