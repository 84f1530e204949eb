#!/bin/sh
# need.sh PROGRAM PACKAGE: installs a package of Debian, unless its program is there.
set -eu
PATH=$PATH:/usr/sbin
! command -v "$1" >/dev/null || exit 0
as_root=$([ "$(id -u)" = 0 ] || echo sudo)
$as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$2" >/dev/null
