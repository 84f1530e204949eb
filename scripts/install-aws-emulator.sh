#!/bin/sh
# Fetches moto, the emulator of AWS that the tests use, with a Python of its own, from Debian 13 into node_modules/.cache.
# Takes no rights and changes nothing else on the machine. Needs Debian 11 or newer and its package archive.
set -eu
cd "$(dirname "$0")/.."

release=trixie
target=node_modules/.cache/aws-emulator
[ -x "$target/moto_server" ] && exit 0

for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: this is not Debian." >&2; exit 1; }
done
codename=$(. /etc/os-release; echo "${VERSION_CODENAME:-unknown}")

mkdir -p node_modules/.cache
work=$(mktemp -d "$PWD/node_modules/.cache/aws-emulator-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/sources"
: >"$work/status"

# The machine's own sources, so that its mirror is used, of the other release.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] && grep -Eq "(^|[[:space:]])$codename" "$file" || continue
  sed -E "s/(^|[[:space:]])$codename/\1$release/g" "$file" >"$work/sources/${file##*/}"
done

# An empty status makes apt fetch everything, down to the C library: nothing depends on what the machine has.
from_archive() {
  apt-get -qq -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" -o Dir::Cache="$work/cache" \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" -o APT::Sandbox::User= \
    -o Debug::NoLocking=true "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}
from_archive update
from_archive install --yes --download-only --no-install-recommends python3-moto python3-flask-cors

mkdir "$work/root"
for package in "$work"/cache/archives/*.deb; do
  dpkg-deb --extract "$package" "$work/root"
done

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
