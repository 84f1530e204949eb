#!/bin/sh
# unpack-debian-packages.sh RELEASE FOLDER PACKAGE…: fetches packages of a release of Debian with all that they need, down to
# the C library, and unpacks them into FOLDER. Takes no rights and changes nothing else on the machine.
# Needs Debian 11 or newer and its package archive.
set -eu
release=$1
folder=$2
shift 2

for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: this is not Debian." >&2; exit 1; }
done
codename=$(. /etc/os-release; echo "${VERSION_CODENAME:-unknown}")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/sources"
: >"$work/status"

# The machine's own sources, so that its mirror is used, of the other release.
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] && grep -Eq "(^|[[:space:]])$codename" "$file" || continue
  sed -E "s/(^|[[:space:]])$codename/\1$release/g" "$file" >"$work/sources/${file##*/}"
done

# An empty status makes apt fetch everything: nothing depends on what the machine has.
from_archive() {
  apt-get -qq -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" -o Dir::Cache="$work/cache" \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" -o APT::Sandbox::User= \
    -o Debug::NoLocking=true "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}
from_archive update
from_archive install --yes --download-only --no-install-recommends "$@"

for package in "$work"/cache/archives/*.deb; do
  dpkg-deb --extract "$package" "$folder"
done
