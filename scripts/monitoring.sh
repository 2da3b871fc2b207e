#!/usr/bin/env bash
# The alert rules: their syntax, and whether each fires when it should and only then. PROMTOOL names the program to use;
# otherwise it is the installed one, or it is taken out of Debian's package without installing that.
set -euo pipefail
cd "$(dirname "$0")/.."

source scripts/versions.sh
tools=${CARGO_TARGET_DIR:-target}/tools
unpack() {
    mkdir -p "$tools/package"
    (cd "$tools/package" && rm -f prometheus_*.deb && { apt-get download -q prometheus || { apt-get update -q && apt-get download -q prometheus; }; })
    agree "Debian's package prometheus" "$(dpkg-deb -f "$tools"/package/prometheus_*.deb Version)" "$(expected debian prometheus)"
    dpkg-deb --fsys-tarfile "$tools"/package/prometheus_*.deb | tar -x -C "$tools" --strip-components=3 ./usr/bin/promtool
    rm -rf "$tools/package"
}

promtool=${PROMTOOL:-$(command -v promtool || true)}
if [ -z "$promtool" ]; then
    promtool=$tools/promtool
    if [ ! -x "$promtool" ]; then unpack; fi
fi
"$promtool" check rules monitoring/alerts.yml
"$promtool" test rules monitoring/alerts_test.yml
