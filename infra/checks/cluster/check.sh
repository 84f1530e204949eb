#!/usr/bin/env bash
# only with --full: builds Kubernetes
# inputs: infra/kubernetes infra/checks/kubernetes infra/checks/docker-engine infra/checks/pages docs/deployment/kubernetes.md Dockerfile bin docket package.json package-lock.json server web/package-lock.json web/src
# Runs the Helm chart on a real Kubernetes: its commands of the page, upgrades under load, backup and restore. Needs root, Go, and Docker
# Engine or Debian to build the image.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
export INFRA_CACHE=${INFRA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-infra} PATH=$PWD/node_modules/.bin:$PATH
folder=$INFRA_CACHE/cluster/node

if [ "${1:-}" = --images ]; then
  "$here/images.sh" "$folder"
  exit
fi
# shellcheck source=infra/checks/kubernetes/tools.sh
source "$here/../kubernetes/tools.sh"
# shellcheck source=infra/checks/cluster/programs.sh
source "$here/programs.sh"
[ "$(id -u)" = 0 ] || missing 'a node takes root'
for program in containerd:containerd iptables:iptables conntrack:conntrack jq:jq openssl:openssl ip:iproute2; do
  "$here/../need.sh" "${program%:*}" "${program#*:}"
done

rm -rf "$folder"
mkdir -p "$folder"
cp "$programs/pause" "$folder/"
infra/checks/docker-engine/with-engine.sh "$0" --images

export KUBECTL=$tools/kubectl/kubectl KUBECONFIG=$folder/admin.kubeconfig FIGURES=$folder/figures
chmod +x "$KUBECTL"
export PATH=$tools/kubectl:$tools/helm:$PATH:/usr/sbin
# The settings of whoever runs this stay out of it.
export HELM_CACHE_HOME=$folder/helm/cache HELM_CONFIG_HOME=$folder/helm/config HELM_DATA_HOME=$folder/helm/data
# shellcheck source=infra/checks/cluster/start.sh
source "$here/start.sh"
trap stop_cluster EXIT
start_cluster "$folder"
node --test --test-concurrency=1 --test-reporter=spec "$here"/*.test.ts >&2
echo "Kubernetes $(kubectl version --output=json | jq -r .serverVersion.gitVersion): $(cat "$FIGURES")"
