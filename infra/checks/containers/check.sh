#!/usr/bin/env bash
# inputs: Dockerfile .dockerignore compose.yaml compose.dev.yaml .env.example infra/compose infra/nginx infra/checks/docker-engine bin docket package.json package-lock.json server web/build web/index.html web/package.json web/package-lock.json web/public web/src web/vite.config.ts scripts/unpack-debian-packages.sh docs/deployment/docker-compose.md docs/deployment/docker.md infra/checks/pages
# Builds the image and runs the whole of compose.yaml. Needs Docker Engine with compose, or Debian and root to start one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."

[ "${1:-}" = --inside ] || exec infra/checks/docker-engine/with-engine.sh "$0" --inside

trap 'docker compose -p docket-check down --volumes --remove-orphans >/dev/null 2>&1 || true' EXIT
docker compose --progress quiet build api >&2
node --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.ts >&2
size() { docker image inspect --format '{{.Size}}' "$1"; }
echo "$((($(size docket:local) - $(size node:26-slim)) / 1000000)) MB in our layers, $(docker history --quiet docket:local | wc -l) layers in all"
