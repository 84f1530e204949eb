#!/usr/bin/env bash
# upgrade.sh: replaces the containers of compose.yaml by those of the present source without a failed request. Migrations run
# first; then as many new API containers start as there are, and only when they are healthy do the old ones stop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

docker compose build api
docker compose run --rm --no-deps migrate migrate up

old=$(docker compose ps --quiet api)
count=$(echo "$old" | grep -c . || true)
[ "$count" -gt 0 ] || { echo 'No API runs. Start with: docker compose up --detach --wait' >&2; exit 1; }
docker compose up --detach --no-deps --no-recreate --scale api=$((2 * count)) --wait api
for container in $old; do
  docker stop "$container" >/dev/null
  docker rm "$container" >/dev/null
done
# Jobs that the old worker had begun are finished by it, or taken up by the new one.
docker compose up --detach --no-deps --wait worker
docker compose up --detach --no-deps --no-recreate --scale api="$count" --wait api
echo "$count API containers and the worker run the new version."
