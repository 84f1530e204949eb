#!/usr/bin/env bash
# Makes stand-ins for the public images that Docket builds on, where no registry can be reached: the same programs, from
# Debian and npm, under the same names. What is particular to the public images stays unchecked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/stand-ins"
images='node:26-slim postgres:17-alpine redis:7-alpine nginx:1.27-alpine maildev/maildev:2.2.1'

missing=
for image in $images; do
  docker image inspect "$image" >/dev/null 2>&1 || docker pull --quiet "$image" >/dev/null 2>&1 || missing="$missing $image"
done
[ "$missing" ] || exit 0

../../need.sh mmdebstrap mmdebstrap
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

debian() { # NAME PACKAGE,…: a minimal Debian with these packages as the image NAME
  mmdebstrap --quiet --variant=essential --include="$2" bookworm "$work/$1.tar"
  docker import "$work/$1.tar" "stand-in/$1" >/dev/null
  rm "$work/$1.tar"
}
debian node ca-certificates,passwd,libstdc++6,libatomic1 &
debian services ca-certificates,passwd,redis-server,nginx-light,postgresql-15,gosu,wget &
wait -n
wait -n

# How npm reaches a registry from here is how it reaches one from inside.
cp -L /etc/ssl/certs/ca-certificates.crt "$work/"
npm config get registry >"$work/registry"
(cd "$work" && npm init --yes && npm install --ignore-scripts --no-save --no-audit --no-fund "node-linux-$(node -p process.arch)@26" npm@11) >/dev/null
mv "$work"/node_modules/node-linux-*/bin/node "$work/node"
docker build --quiet --tag node:26-slim --file node.Dockerfile "$work" >/dev/null
cp postgres-entrypoint.sh nginx.conf "$work/"
docker build --quiet --tag postgres:17-alpine --file postgres.Dockerfile "$work" >/dev/null
docker build --quiet --tag redis:7-alpine --file redis.Dockerfile "$work" >/dev/null
docker build --quiet --tag nginx:1.27-alpine --file nginx.Dockerfile "$work" >/dev/null
docker build --quiet --tag maildev/maildev:2.2.1 --file maildev.Dockerfile "$work" >/dev/null
