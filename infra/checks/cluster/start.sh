# shellcheck shell=bash
# start_cluster FOLDER and stop_cluster: a node with a control plane in namespaces of its own. Its services are reached from here at
# their addresses in the cluster. The caller sets here and programs.
# shellcheck disable=SC2154
address=10.212.0.2 gateway=10.212.0.1 services=10.213.0.0/24 link=docket-check

start_cluster() {
  local folder=$1
  # A cluster of somebody else would lose its control groups.
  [ -z "$(control_groups)" ] || { echo 'The kubelet of another cluster runs on this machine.' >&2; return 1; }
  stop_network
  ip netns add $link
  ip link add $link type veth peer name eth0 netns $link
  ip addr add $gateway/30 dev $link
  ip link set $link up
  ip route add $services via $address
  nsenter --net=/run/netns/$link unshare --mount --pid --ipc --uts --fork --kill-child --mount-proc \
    "$here/node.sh" "$programs" "$folder" $address $gateway >"$folder/node.log" 2>&1 </dev/null &
  node=$!
  while [ ! -e "$folder/ready" ]; do
    kill -0 "$node" 2>/dev/null || { tail -n 20 "$folder/node.log" "$folder"/logs/*.log >&2; return 1; }
    sleep 0.2
  done
}

control_groups() { find /sys/fs/cgroup -depth -type d -path '*/kubepods*' 2>/dev/null; }

stop_network() {
  [ ! -e /run/netns/$link ] || ip netns del $link
  ip link del $link 2>/dev/null || true
}

stop_cluster() {
  [ "${node:-}" ] || return 0
  kill -KILL "$node" 2>/dev/null || true
  wait "$node" 2>/dev/null || true
  stop_network
  # Control groups can be removed once the last process of theirs has ended.
  for _ in $(seq 50); do
    control_groups | xargs --no-run-if-empty rmdir 2>/dev/null && break
    sleep 0.2
  done
}
