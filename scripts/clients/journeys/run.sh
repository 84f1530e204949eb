#!/usr/bin/env bash
# run.sh COMMAND…: runs a command with DOCKET_URL, the address of a Docket with a fresh SQLite database.
set -euo pipefail
docket=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)/docket
folder=$(mktemp -d)
: >"$folder/log"
DATA_DIR=$folder HOST=127.0.0.1 PORT=0 "$docket" serve >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null && wait "$server" || true; rm -rf "$folder"' EXIT

address='(Address +|listens at )http://127\.0\.0\.1:[0-9]+'
until DOCKET_URL=$(grep -oEm1 "$address" "$folder/log" | grep -o 'http:.*'); do
  kill -0 "$server" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
  sleep 0.1
done
export DOCKET_URL
"$@" || { tail -n 20 "$folder/log" >&2; echo "This journey failed: $*" >&2; exit 1; }
