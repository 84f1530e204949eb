#!/bin/sh
# start-machine.sh NAME: starts the image NAME, whose first process is systemd, as a container of that name.
set -eu
docker rm --force --volumes "$1" >/dev/null 2>&1 || true
docker run --detach --name "$1" --hostname docket --cap-add ALL --cap-drop SYS_RESOURCE --cgroupns host \
  --security-opt seccomp=unconfined --security-opt apparmor=unconfined \
  --tmpfs /run --tmpfs /run/lock --tmpfs /tmp --volume /sys/fs/cgroup:/sys/fs/cgroup:rw \
  --publish 127.0.0.1::80 --publish 127.0.0.1::8000 "$1" >/dev/null
