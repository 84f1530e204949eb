#!/bin/sh
# Run by the service `secrets`: writes each secret that is not there yet to a file that only Docket's user and root can read.
set -eu
umask 077
cd /run/docket

random() { head -c 48 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | head -c 43; }

keep() {
  [ -s "$1" ] && [ -z "$2" ] || printf %s "${2:-$(random)}" >"$1.new"
  [ ! -f "$1.new" ] || mv "$1.new" "$1"
}
keep jwt-secret-key "$JWT_SECRET_KEY"
keep database-password "$POSTGRES_PASSWORD"
printf 'postgres://docket:%s@db:5432/docket' "$(cat database-password)" >database-url
chown 1000:1000 . jwt-secret-key database-password database-url
