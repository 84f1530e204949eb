#!/usr/bin/env bash
# Tries a running Docket against openapi.json with schemathesis, as an administrator and as a member.
# Needs Node and Python 3 with venv. Uses a fresh SQLite database, or the empty database that DATABASE_URL names.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
cache=${CONTRACT_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-contract}
mkdir -p "$cache"
[ -x "$cache/venv/bin/schemathesis" ] || {
  python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install --quiet 'schemathesis==4.32.5'
}

folder=$(mktemp -d)
server=
stop() {
  [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
  server=
}
trap 'stop; rm -rf "$folder"' EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
url=http://127.0.0.1:$port
export HOST=127.0.0.1 PORT=$port JWT_SECRET_KEY=only-for-checking-the-contract-0123456789
export LOG_LEVEL=error ACCESS_TOKEN_TTL=10h REGISTRATION=open
export RATE_LIMIT_MAX=0 LOGIN_MAX_PER_ADDRESS=0 LOGIN_MAX_PER_ACCOUNT=0 REGISTRATION_MAX_PER_ADDRESS=0
export PASSWORD_RESET_MAX_PER_ADDRESS=0 PASSWORD_RESET_MAX_PER_ACCOUNT=0 EXPORT_MAX_PER_ACCOUNT=0
export PEOPLE_SEARCH_MAX_PER_ACCOUNT=0 LIVE_CONNECTIONS_PER_USER=1000

failed=
for user in administrator member; do
  echo "== As $user"
  export DATA_DIR=$folder/$user
  "$root/docket" serve >"$folder/$user.log" 2>&1 &
  server=$!
  node "$here/seed.ts" "$url" "$folder" || { cat "$folder/$user.log"; exit 1; }
  PYTHONPATH=$here SCHEMATHESIS_HOOKS=hooks TOKEN=$(cat "$folder/$user.token") \
    "$cache/venv/bin/schemathesis" --config-file "$here/schemathesis.toml" run "$root/openapi.json" \
    --url "$url" --no-color "$@" || failed=yes
  stop
  [ -z "${DATABASE_URL:-}" ] || "$root/docket" migrate down 999 --yes --allow-data-loss >"$folder/down.log"
done
[ -z "$failed" ]
