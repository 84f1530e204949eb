#!/bin/sh
# Installs what the benchmark needs besides npm's packages, on Debian and its relatives: wrk, which makes the load, and
# what the Django peer runs on.
set -eu

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -q
exec $as_root apt-get install -y --no-install-recommends \
  wrk gunicorn python3-django python3-djangorestframework python3-djangorestframework-simplejwt \
  python3-django-filters python3-psycopg2
