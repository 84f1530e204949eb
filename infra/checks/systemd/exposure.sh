#!/usr/bin/env bash
# Verifies the units with systemd-analyze, whose every complaint counts, and measures their exposure.
set -euo pipefail
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/etc/systemd/system" "$root/usr/lib/systemd/system" "$root/opt/docket/current"
cp -r infra/systemd/docket-* "$root/etc/systemd/system/"
cp /lib/systemd/system/*.target /lib/systemd/system/*.slice /lib/systemd/system/*.socket "$root/usr/lib/systemd/system/" 2>/dev/null || true
cp docket "$root/opt/docket/current/docket"

units='docket-api@8000.service docket-worker.service docket-serve.service'
# shellcheck disable=SC2086
complaints=$(systemd-analyze verify --root="$root" --man=no --recursive-errors=no $units 2>&1 || true)
[ -z "$complaints" ] || { echo "$complaints" >&2; exit 1; }

highest=0
for unit in $units; do
  line=$(systemd-analyze security --offline=true --root="$root" --no-pager --threshold=30 "$unit" | tail -n 1)
  exposure=$(sed -E 's/.*: ([0-9.]+) .*/\1/' <<<"$line")
  echo "$unit: $exposure" >&2
  highest=$(printf '%s\n' "$highest" "$exposure" | sort -g | tail -n 1)
done
echo "$highest" >"$INFRA_CACHE/exposure"
