#!/bin/sh
# test-foreign-postgres.sh [FILE…]: all tests, or those in the given files, on a PostgreSQL that speaks German and has other
# defaults than usual for everything that a program might rely on. Needs Debian's packages postgresql and locales.
set -eu
cd "$(dirname "$0")/.."

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
[ -x "$bin/postgres" ] || { echo 'There is no PostgreSQL in /usr/lib/postgresql: apt-get install postgresql.' >&2; exit 1; }
command -v localedef >/dev/null && [ -f /usr/share/i18n/locales/de_DE ] || {
  echo 'There is no source of the locale de_DE: apt-get install locales.' >&2
  exit 1
}

# PostgreSQL refuses to run as root.
as_owner() { "$@"; }
[ "$(id -u)" != 0 ] || as_owner() { runuser -u postgres -- "$@"; }

work=$(mktemp -d)
stop() {
  as_owner "$bin/pg_ctl" -D "$work/cluster" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM
mkdir "$work/locales"
localedef -i de_DE -f UTF-8 "$work/locales/de_DE.UTF-8"
export LOCPATH="$work/locales"
[ "$(id -u)" != 0 ] || chown -R postgres "$work"

port=$(node -e "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close() })")
as_owner "$bin/initdb" --no-sync --pgdata="$work/cluster" --username=docket --auth=trust --encoding=UTF8 \
  --locale=de_DE.UTF-8 >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cat >>"$work/cluster/postgresql.conf" <<SETTINGS
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = off
lc_messages = 'de_DE.UTF-8'
datestyle = 'SQL, DMY'
intervalstyle = 'postgres_verbose'
timezone = 'America/St_Johns'
standard_conforming_strings = off
bytea_output = 'escape'
extra_float_digits = -5
default_transaction_isolation = 'serializable'
SETTINGS
as_owner "$bin/pg_ctl" -D "$work/cluster" -l "$work/cluster/log" -w start >/dev/null || { cat "$work/cluster/log" >&2; exit 1; }
unset LOCPATH

TEST_DATABASE_URL=postgres://docket:docket@127.0.0.1:$port/postgres npm test -- "$@"
