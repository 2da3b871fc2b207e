# Versions of tools, for the other scripts: `source scripts/versions.sh` from the repository's folder. Expected ones stand in
# scripts/versions.txt. With FLOE_TOOLCHAIN=any another version is a warning and no error.
# shellcheck shell=bash

# expected KIND NAME: its version.
expected() {
  local version
  version=$(awk -v kind="$1" -v name="$2" '$1 == kind && $2 == name { print $3 }' scripts/versions.txt)
  if [ -z "$version" ]; then
    echo "versions: scripts/versions.txt has no $1 $2" >&2
    return 1
  fi
  echo "$version"
}

# agree WHAT FOUND EXPECTED: silent where both are the same.
agree() {
  [ "$2" != "$3" ] || return 0
  if [ "${FLOE_TOOLCHAIN:-}" = any ]; then
    echo "versions: warning: $1 is ${2:-missing}, expected is $3; what it makes can differ from what was released" >&2
    return 0
  fi
  echo "versions: $1 is ${2:-missing}, expected is $3. Install that version, or go on with this one by FLOE_TOOLCHAIN=any;" \
    "if it is to be the expected one from now on, write it into scripts/versions.txt" >&2
  return 1
}

# debian NAME…: whether installed packages are the expected ones. Tells all that are not.
debian() {
  local name status=0
  for name in "$@"; do
    agree "Debian's package $name" "$(dpkg-query -W -f='${Version}' "$name" 2>/dev/null || true)" \
      "$(expected debian "$name")" || status=1
  done
  return $status
}

# cargo_tool NAME FLAG…: a program of cargo's in its expected version, on the PATH from now on. Another version elsewhere on
# the machine is left alone: this one goes into target/tools. The flags are for its installation.
cargo_tool() {
  local name=$1 version root
  shift
  version=$(expected cargo "$name") || return 1
  root=${CARGO_TARGET_DIR:-$PWD/target}/tools
  export PATH=$root/bin:$PATH
  # Tools of cargo want their own name as first argument when they are called directly.
  local call=("$name" --version)
  [ "${name#cargo-}" = "$name" ] || call=("$name" "${name#cargo-}" --version)
  if [ "$("${call[@]}" 2>/dev/null | awk 'NR == 1 { print $NF }')" = "$version" ]; then
    return 0
  fi
  echo "versions: installing $name $version into $root, which takes some minutes" >&2
  cargo install "$name" --version "$version" --locked --force --root "$root" "$@"
}
