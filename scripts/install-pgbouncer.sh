#!/bin/sh
# Fetches the PgBouncer of Debian 13, which the tests use beside the machine's own, into node_modules/.cache.
# Takes no rights and changes nothing else on the machine. Needs Debian 11 or newer and its package archive.
set -eu
cd "$(dirname "$0")/.."

target=node_modules/.cache/pgbouncer
[ -x "$target/pgbouncer" ] && exit 0

mkdir -p node_modules/.cache
work=$(mktemp -d "$PWD/node_modules/.cache/pgbouncer-XXXXXX")
trap 'rm -rf "$work"' EXIT
scripts/unpack-debian-packages.sh trixie "$work/root" pgbouncer

# Its libraries are of another release than the machine's, so they need their own loader.
cat >"$work/root/pgbouncer" <<'START'
#!/bin/sh
root=$(cd "$(dirname "$0")" && pwd)
loader=$(ls "$root"/usr/lib/*-linux-*/ld-linux-*.so.* | head -n 1)
exec "$loader" --library-path "${loader%/*}" "$root/usr/sbin/pgbouncer" "$@"
START
# PgBouncer does not run as root: whoever the tests run it as must be able to read it.
chmod 755 "$work/root" "$work/root/pgbouncer"
"$work/root/pgbouncer" --version >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mv -T "$work/root" "$target" 2>/dev/null || [ -x "$target/pgbouncer" ]
