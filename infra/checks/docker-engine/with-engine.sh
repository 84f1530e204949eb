#!/usr/bin/env bash
# with-engine.sh COMMAND…: runs a command where a Docker Engine with compose and buildx answers, and the public images that
# Docket builds on are there. Uses the engine that answers already; otherwise installs Debian's and starts one meanwhile.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$INFRA_CACHE/docker
mkdir -p "$folder"

has_engine() { docker compose version && docker buildx version && docker version; } >/dev/null 2>&1
if has_engine; then
  "$here/stand-ins.sh" >&2
  exec "$@"
fi
[ "$(id -u)" = 0 ] || { echo 'No Docker Engine answers, and starting one takes root.' >&2; exit 1; }

"$here/../need.sh" dockerd docker.io
# Debian 12 has neither compose 2 nor buildx. They are single programs, which run without the rest of Debian 13.
[ -x "$folder/config/cli-plugins/docker-compose" ] || {
  "$here/../../../scripts/unpack-debian-packages.sh" trixie "$folder/plugins" docker-compose docker-buildx
  mkdir -p "$folder/config/cli-plugins"
  mv "$folder"/plugins/usr/libexec/docker/cli-plugins/* "$folder/config/cli-plugins/"
  rm -rf "$folder/plugins"
}

export DOCKER_HOST=unix://$folder/docker.sock DOCKER_CONFIG=$folder/config
docker version >/dev/null 2>&1 || {
  setsid nohup /usr/sbin/dockerd --data-root "$folder/root" --exec-root "$folder/exec" --pidfile "$folder/dockerd.pid" \
    --host "$DOCKER_HOST" >"$folder/dockerd.log" 2>&1 </dev/null &
  for _ in $(seq 150); do
    docker version >/dev/null 2>&1 && break
    sleep 0.2
  done
  docker version >/dev/null || { tail -n 20 "$folder/dockerd.log" >&2; exit 1; }
}
trap 'kill "$(cat "$folder/dockerd.pid")"' EXIT
"$here/stand-ins.sh" >&2
"$@"
