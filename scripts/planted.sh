#!/usr/bin/env bash
# Plants each bug of tests/planted in a copy of the work tree, and checks that the tests named in its patch fail and say
# what is wrong. Arguments choose bugs by their number: scripts/planted.sh 03 11
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
export CARGO_TARGET_DIR=${FLOE_PLANT_TARGET:-$root/target/planted} RUST_BACKTRACE=0 FLOE_SHRINK=0
# Always the same place, so that only what a bug touches is compiled again.
copy=$CARGO_TARGET_DIR/copy
log=$CARGO_TARGET_DIR/planted.log
rm -rf "$copy"
mkdir -p "$copy"

# With the time of now (-m): files older than what an earlier run has built of them would not be compiled again, and its
# last bug would still be in.
git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -x -m -C "$copy"
# A repository of its own, so that `git apply` works here and takes a bug out again.
git -C "$copy" init -q
git -C "$copy" add -A
git -C "$copy" -c user.name=planted -c user.email=planted@localhost commit -qm copy

# A line of the patch's head: `Tests: …` are arguments of `cargo test`, `Says: …` is in what a failing one prints.
head_of() { sed -n "s/^$2: //p" "$1"; }

passed=0
failed=0
for patch in tests/planted/*.patch; do
  name=$(basename "$patch" .patch)
  if [ $# -gt 0 ] && [[ " $* " != *" ${name%%-*} "* ]]; then
    continue
  fi
  verdict=""
  : >"$log"
  git -C "$copy" checkout -q -- .
  git -C "$copy" apply -C1 --recount "$root/$patch" || verdict="the patch no longer applies"
  if [ -z "$verdict" ]; then
    # shellcheck disable=SC2046 # the arguments are meant to be split
    if (cd "$copy" && cargo test --locked $(head_of "$patch" Tests)) >"$log" 2>&1; then
      verdict="no test noticed"
    elif grep -q '^error: could not compile' "$log"; then
      verdict="it does not compile"
    fi
    while IFS= read -r words; do
      grep -qF -- "$words" "$log" || verdict=${verdict:-"nothing says: $words"}
    done < <(head_of "$patch" Says)
  fi
  if [ -z "$verdict" ]; then
    passed=$((passed + 1))
    printf '%-32s caught\n' "$name"
  else
    failed=$((failed + 1))
    printf '%-32s %s\n' "$name" "$verdict"
    grep -E '^error|^test .* FAILED' "$log" | head -20 || true
  fi
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
