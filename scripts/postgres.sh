#!/usr/bin/env bash
# PostgreSQL from Debian's package, for tests: its programs alone, no cluster and no service. Needs root where it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

if compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then exit 0; fi
# The package must not begin to run a server of its own.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends postgresql-15
