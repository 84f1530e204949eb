#!/usr/bin/env bash
# Starts `docket-machine`, a Debian whose first process is systemd, with npm, nginx, PostgreSQL and Redis, and this source in /source.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
image=stand-in/machine-2
docker image inspect $image >/dev/null 2>&1 || {
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mmdebstrap --quiet --variant=essential --include=systemd-sysv,dbus,ca-certificates,passwd,libstdc++6,libatomic1,nginx-light,postgresql-15,redis-server,curl,iproute2,procps,polkitd,cloud-init bookworm "$work/machine.tar"
  docker import "$work/machine.tar" $image >/dev/null
}
docker build --quiet --tag docket-machine --file "$here/machine.Dockerfile" "$here" >/dev/null
"$here/start-machine.sh" docket-machine
git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- | docker exec --interactive docket-machine tar --extract --directory=/source
