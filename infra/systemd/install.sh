#!/usr/bin/env bash
# install.sh [--rollback]: installs the Docket of this folder on Debian or Amazon Linux, or upgrades the one that is there.
# Run it as root. Each version has its folder in /opt/docket/releases; settings are in /etc/docket/docket.env, data in
# /var/lib/docket. PUBLIC_URL, DATABASE_URL and REDIS_URL in the environment go into the first settings. With DATABASE_URL it runs
# an API on each of PORTS (8000 and 8001) and a worker, otherwise everything in one process on SQLite.
set -euo pipefail
# What is installed must be readable by the user docket, whatever the shell of the operator leaves to files.
umask 022
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
releases=/opt/docket/releases
current=/opt/docket/current
settings=/etc/docket/docket.env
ports=${PORTS:-8000 8001}

main() {
  [ "$(id -u)" = 0 ] || fail 'This needs root: sudo infra/systemd/install.sh'
  case ${1:-} in
    --rollback) roll_back ;;
    '') install_release ;;
    *) fail "There is no option $1. Use --rollback, or none." ;;
  esac
}

fail() {
  echo "$1" >&2
  exit 1
}

step() { echo "== $1"; }

install_release() {
  install_programs
  make_account
  local release
  release=$releases/$(date -u +%Y%m%dT%H%M%SZ)
  step "Copying Docket to $release"
  mkdir -p "$release"
  tar -C "$source" --create --exclude=./node_modules --exclude=./data --exclude=./.git --exclude='./.env*' . | tar -C "$release" --extract --no-same-owner
  step 'Installing its packages'
  # What fails from here on leaves the version that runs as it is.
  (cd "$release" && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error) || { rm -rf "$release"; fail 'npm ci failed: nothing was changed.'; }
  chown -R root:root "$release"
  install_units
  install_nginx
  switch_to "$release"
  # Two versions are enough to go back to.
  find "$releases" -mindepth 1 -maxdepth 1 -type d | sort | head -n -3 | xargs -r rm -rf
}

install_programs() {
  command -v npm >/dev/null && command -v nginx >/dev/null && return
  step 'Installing npm and nginx'
  if command -v apt-get >/dev/null; then
    apt-get -o DPkg::Lock::Timeout=300 update -qq
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends npm nginx-light >/dev/null
  elif command -v dnf >/dev/null; then
    dnf install -y -q nodejs20 nodejs20-npm nginx tar
  else
    fail 'Install npm and nginx first: this is neither Debian nor Amazon Linux.'
  fi
}

make_account() {
  id docket >/dev/null 2>&1 || useradd --system --home-dir /var/lib/docket --shell /usr/sbin/nologin docket
  install -d -m 0700 -o docket -g docket /var/lib/docket
  install -d -m 0750 -o root -g docket /etc/docket
  [ -f "$settings" ] || {
    step "Writing $settings"
    install -m 0640 -o root -g docket /dev/null "$settings"
    cat >"$settings" <<SETTINGS
# Settings of Docket, NAME=value on each line. /opt/docket/current/docs/configuration.md lists them.
JWT_SECRET_KEY=$(head -c 48 /dev/urandom | base64 --wrap=0)
TRUST_PROXY=true
$(given PUBLIC_URL https://tasks.example.org)
$(given DATABASE_URL 'postgres://docket:password@db.example.org/docket?sslmode=verify-full')
$(given REDIS_URL rediss://:password@redis.example.org:6379)
# SMTP_URL=smtp://user:password@mail.example.org:587
SETTINGS
  }
}

# A line with the setting that the environment gives, or else an example.
given() { [ "${!1:-}" ] && echo "$1=${!1}" || echo "# $1=$2"; }

install_units() {
  step 'Installing the units'
  install -m 0644 "$source"/infra/systemd/docket-*.service /etc/systemd/system/
  install -d /etc/systemd/system/docket-.service.d
  install -m 0644 "$source"/infra/systemd/docket-.service.d/common.conf /etc/systemd/system/docket-.service.d/
  install -m 0755 "$source/infra/systemd/docket" /usr/local/bin/docket
  systemctl daemon-reload
}

# nginx is set up once; after that its configuration is the operator's.
install_nginx() {
  [ ! -f /etc/nginx/conf.d/docket.conf ] || return 0
  step 'Setting up nginx on port 80'
  install -d /etc/nginx/docket
  install -m 0644 "$source"/infra/nginx/docket/* /etc/nginx/docket/
  install -m 0644 "$source"/infra/nginx/docket.conf /etc/nginx/conf.d/docket.conf
  rm -f /etc/nginx/sites-enabled/default
  nginx -t -q
  systemctl enable --quiet nginx
  systemctl restart nginx
}

on_postgres() { grep -Eq '^(DATABASE_URL|DATABASE_URL_FILE)=' "$settings"; }

switch_to() { # RELEASE
  local release=$1 former
  former=$(readlink "$current" || true)
  if on_postgres; then
    systemctl disable --quiet --now docket-serve 2>/dev/null || true
    step 'Running the migrations'
    DOCKET_FOLDER=$release docket migrate up || fail "The migrations failed. The version in ${former:-no folder} is still the one that runs."
    ln -sfn "$release" "$current"
    for port in $ports; do
      step "Starting the API on port $port"
      systemctl enable --quiet "docket-api@$port"
      systemctl restart "docket-api@$port"
      wait_until_ready "$port"
    done
    systemctl enable --quiet docket-worker
    systemctl restart docket-worker
  else
    # SQLite serves one process, so requests wait here for some seconds.
    systemctl stop docket-serve 2>/dev/null || true
    step 'Running the migrations'
    DOCKET_FOLDER=$release docket migrate up || {
      [ -z "$former" ] || systemctl start docket-serve
      fail "The migrations failed. The version in ${former:-no folder} is still the one that runs."
    }
    ln -sfn "$release" "$current"
    systemctl enable --quiet docket-serve
    systemctl restart docket-serve
    wait_until_ready 8000
  fi
  step "Docket $("$current/docket" --version) runs. Make the first administrator: sudo docket user create --admin --username NAME"
}

wait_until_ready() { # PORT
  for _ in $(seq 300); do
    is_ready "$1" && return
    sleep 0.2
  done
  fail "Docket does not answer on port $1 after a minute. See: journalctl --unit 'docket-*' --lines 50"
}

is_ready() {
  METRICS_PORT='' PORT=$1 "$current/node_modules/.bin/node" "$current/bin/healthcheck.js" /health/ready 2>/dev/null
}

roll_back() {
  local now former
  now=$(readlink "$current") || fail 'No version of Docket is installed.'
  former=$(find "$releases" -mindepth 1 -maxdepth 1 -type d | sort | grep -B1 -Fx "$now" | head -n 1)
  [ "$former" != "$now" ] || fail 'There is no version before this one.'
  step "Going back to $former"
  switch_to "$former"
}

main "$@"
