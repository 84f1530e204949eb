#!/usr/bin/env bash
# node.sh PROGRAMS FOLDER ADDRESS GATEWAY: one Kubernetes node with its control plane. It is the first process of namespaces of its own
# (start.sh makes them), so that nothing of it outlives it and nothing but control groups shows outside. Its state is in FOLDER.
set -euo pipefail
programs=$1 folder=$2 address=$3 gateway=$4
services=10.213.0.0/24 pods=10.214.0.0/24 api=10.213.0.1
cd "$folder"
mkdir -p logs keys cni manifests

# What the programs write at fixed places goes to memory.
mount --make-rshared /
for place in /run /var/lib /var/log; do mount -t tmpfs tmpfs "$place"; done
# The kubelet sets these for the whole machine. It finds what it wants, and the machine stays as it is.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 kernel/keys/root_maxkeys=1000000 \
  kernel/keys/root_maxbytes=25000000; do
  file=/run/setting-${setting//\//-}
  echo "${setting#*=}" >"$file"
  mount --bind "$file" "/proc/sys/${setting%=*}"
done
mkdir -p /run/lock
ip link set lo up
ip addr add "$address/30" dev eth0
ip link set eth0 up
ip route add default via "$gateway"

key() { openssl ecparam -name prime256v1 -genkey -noout -out "keys/$1.key"; }
certificate() { # NAME SUBJECT EXTENSION…: signed by our own authority
  local name=$1 subject=$2
  shift 2
  key "$name"
  openssl req -new -key "keys/$name.key" -subj "$subject" |
    openssl x509 -req -CA keys/ca.crt -CAkey keys/ca.key -CAcreateserial -days 2 -out "keys/$name.crt" -extfile <(printf '%s\n' "$@") 2>/dev/null
}
kubeconfig() { # NAME USER [GROUP]
  certificate "$1" "${3:+/O=$3}/CN=$2" extendedKeyUsage=clientAuth
  cat >"$1.kubeconfig" <<END
apiVersion: v1
kind: Config
clusters: [{ name: check, cluster: { server: 'https://$address:6443', certificate-authority: $folder/keys/ca.crt } }]
users: [{ name: $1, user: { client-certificate: $folder/keys/$1.crt, client-key: $folder/keys/$1.key } }]
contexts: [{ name: check, context: { cluster: check, user: $1 } }]
current-context: check
END
}
key ca
openssl req -x509 -key keys/ca.key -subj /CN=check -days 2 -out keys/ca.crt
certificate apiserver /CN=apiserver extendedKeyUsage=serverAuth "subjectAltName=IP:$address,IP:$api,DNS:kubernetes.default.svc"
certificate kubelet-client /O=system:masters/CN=apiserver extendedKeyUsage=clientAuth
key accounts
kubeconfig admin admin system:masters
kubeconfig controllers system:kube-controller-manager
kubeconfig scheduler system:kube-scheduler
kubeconfig proxy system:kube-proxy
kubeconfig node system:node:check system:nodes
kubeconfig dns dns

cat >cni/10-pods.conflist <<END
{ "cniVersion": "1.0.0", "name": "pods", "plugins": [
  { "type": "bridge", "bridge": "pods0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "ranges": [[{ "subnet": "$pods" }]], "routes": [{ "dst": "0.0.0.0/0" }] } },
  { "type": "portmap", "capabilities": { "portMappings": true } }] }
END
# A process that is not wholly root may not lower the score by which the kernel chooses whom to kill without memory.
cat >containerd.toml <<END
version = 2
root = "$folder/containerd"
state = "/run/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/stand-in/pause:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "$programs"
  conf_dir = "$folder/cni"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
END
echo "nameserver $address" >resolv.conf
cat >kubelet.yaml <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: $folder/keys/ca.crt } }
authorization: { mode: Webhook }
cgroupDriver: cgroupfs
clusterDNS: [$address]
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
# The disk is that of the machine, and not ours to watch.
evictionHard: { memory.available: 100Mi, nodefs.available: 0%, imagefs.available: 0%, nodefs.inodesFree: 0%, imagefs.inodesFree: 0% }
failSwapOn: false
imageGCHighThresholdPercent: 100
oomScoreAdj: 0
resolvConf: $folder/resolv.conf
END
printf '. {\n  errors\n  kubernetes cluster.local {\n    kubeconfig %s/dns.kubeconfig\n  }\n}\n' "$folder" >Corefile

run() { # NAME COMMAND…: in the background, with its output in a log
  local name=$1
  shift
  "$@" >"logs/$name.log" 2>&1 </dev/null &
}
until_so() { # WHAT COMMAND…
  local what=$1
  shift
  for _ in $(seq 600); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.2
  done
  echo "After two minutes it is still not so that $what." >&2
  return 1
}

run etcd "$programs/etcd" --data-dir etcd --unsafe-no-fsync --log-level error
run apiserver "$programs/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 --service-cluster-ip-range=$services \
  --bind-address="$address" --advertise-address="$address" --client-ca-file=keys/ca.crt --tls-cert-file=keys/apiserver.crt --tls-private-key-file=keys/apiserver.key \
  --kubelet-preferred-address-types=InternalIP --kubelet-client-certificate=keys/kubelet-client.crt --kubelet-client-key=keys/kubelet-client.key --authorization-mode=Node,RBAC \
  --enable-admission-plugins=NodeRestriction --service-account-issuer=https://kubernetes.default.svc \
  --service-account-key-file=keys/accounts.key --service-account-signing-key-file=keys/accounts.key
export KUBECONFIG=$folder/admin.kubeconfig
until_so 'the API server is ready' "$KUBECTL" get --raw /readyz
"$KUBECTL" create clusterrolebinding dns --clusterrole=view --user=dns
run controllers "$programs/kube-controller-manager" --kubeconfig=controllers.kubeconfig --leader-elect=false --use-service-account-credentials \
  --root-ca-file=keys/ca.crt --service-account-private-key-file=keys/accounts.key
run scheduler "$programs/kube-scheduler" --kubeconfig=scheduler.kubeconfig --leader-elect=false
run proxy "$programs/kube-proxy" --kubeconfig=proxy.kubeconfig --hostname-override=check --cluster-cidr=$pods \
  --conntrack-max-per-core=0 --conntrack-min=0 --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0
run dns "$programs/dns" -conf Corefile
run containerd containerd --config containerd.toml
until_so 'containerd answers' ctr version
ctr --namespace k8s.io images import images.tar >/dev/null
run kubelet "$programs/kubelet" --kubeconfig=node.kubeconfig --config=kubelet.yaml --root-dir="$folder/kubelet" \
  --hostname-override=check --node-ip="$address"
until_so 'the node is ready' "$KUBECTL" wait --for=condition=Ready node/check --timeout=2s
touch ready
# Processes that lost their parent are ours, and bash takes note of their end.
wait
