#!/usr/bin/env bash
# inputs: infra/systemd infra/ec2 infra/nginx infra/checks/docker-engine infra/checks/pages docs/deployment/systemd.md bin docket package.json package-lock.json server
# Verifies the units and the user data, then installs, upgrades and rolls back Docket on a machine that runs a real systemd.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."

if [ "${1:-}" != --inside ]; then
  command -v cloud-init >/dev/null || {
    "$here/../need.sh" cloud-init cloud-init
    # It is here to check a file, not to set up this machine.
    touch /etc/cloud/cloud-init.disabled
  }
  cloud-init schema --config-file infra/ec2/user-data.yaml >&2
  "$here/exposure.sh"
  exec infra/checks/docker-engine/with-engine.sh "$0" --inside
fi

trap 'docker rm --force --volumes docket-machine >/dev/null 2>&1 || true' EXIT
"$here/machine.sh"
node --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.ts >&2
echo "exposure $(cat "$INFRA_CACHE/exposure") of at most 3.0; installed, killed, upgraded and rolled back under a real systemd; user data run by cloud-init"
