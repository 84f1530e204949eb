#!/bin/bash
# What the public image of PostgreSQL does on its first start, as far as compose.yaml uses it.
set -e
if [ "$(id -u)" = 0 ] && [ "${1:-}" = postgres ]; then
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
  export POSTGRES_PASSWORD
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres: "$PGDATA" /var/run/postgresql
  chmod 700 "$PGDATA"
  exec gosu postgres "$0" "$@"
fi
if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username="${POSTGRES_USER:-postgres}" --auth-local=trust --auth-host=scram-sha-256 \
    --pwfile=<(printf %s "${POSTGRES_PASSWORD:?}") >/dev/null
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -o "-c listen_addresses=''" -w start >/dev/null
  [ "${POSTGRES_DB:-postgres}" = postgres ] || createdb --username="${POSTGRES_USER:-postgres}" "$POSTGRES_DB"
  pg_ctl -m fast -w stop >/dev/null
fi
exec "$@"
