#!/bin/sh
# Fetches moto, the emulator of AWS that the tests use, with a Python of its own, from Debian 14 into node_modules/.cache.
# That of Debian 13 writes the times of Auto Scaling groups in a form that the AWS SDK refuses.
# Takes no rights and changes nothing else on the machine. Needs Debian 11 or newer and its package archive.
set -eu
cd "$(dirname "$0")/.."

target=node_modules/.cache/moto-debian-14
[ -x "$target/moto_server" ] && exit 0

mkdir -p node_modules/.cache
work=$(mktemp -d "$PWD/node_modules/.cache/aws-emulator-XXXXXX")
trap 'rm -rf "$work"' EXIT
scripts/unpack-debian-packages.sh forky "$work/root" python3-moto python3-flask-cors

# Its libraries are of another release than the machine's, so they need their own loader.
cat >"$work/root/moto_server" <<'START'
#!/bin/sh
root=$(cd "$(dirname "$0")" && pwd)
loader=$(ls "$root"/usr/lib/*-linux-*/ld-linux-*.so.* | head -n 1)
export PYTHONHOME="$root/usr" PYTHONPATH="$root/usr/lib/python3/dist-packages" PYTHONDONTWRITEBYTECODE=1
exec "$loader" --library-path "${loader%/*}" "$root/usr/bin/python3" -W ignore -m moto.server "$@"
START
chmod +x "$work/root/moto_server"
"$work/root/moto_server" --help >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
mv -T "$work/root" "$target" 2>/dev/null || [ -x "$target/moto_server" ]
