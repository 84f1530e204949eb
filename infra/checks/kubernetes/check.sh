#!/usr/bin/env bash
# inputs: infra/kubernetes package.json
# Lints and renders the Helm chart, holds every object against the types of Kubernetes and our own rules, and makes mistakes in
# the chart and its values, which must be found. Nothing is installed: infra/checks/cluster does that.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
export INFRA_CACHE=${INFRA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-infra} PATH=$PWD/node_modules/.bin:$PATH
# shellcheck source=infra/checks/kubernetes/tools.sh
source "$here/tools.sh"

chart=infra/kubernetes/docket work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The settings of whoever runs this stay out of it.
export HELM_CACHE_HOME=$work/cache HELM_CONFIG_HOME=$work/config HELM_DATA_HOME=$work/data KUBECONFIG=$work/none

for values in "$here"/values/*.yaml; do
  "$helm" lint --strict --quiet "$chart" --values "$values" >&2
  "$helm" template docket "$chart" --namespace docket --values "$values" >"$work/$(basename "$values")"
done
figure=$(node "$here/objects.ts" "$models" "$work"/*.yaml)

# Mistakes in the chart itself, all of which must be found.
cp -r "$chart" "$work/broken"
sed -i 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/; s/enableServiceLinks:/enableServiceLink:/; /runAsNonRoot/d' "$work/broken/templates/_pod.tpl"
sed -i 's/maxUnavailable: 0/maxUnavailable: 1/; s/containerPort: 8000/containerPort: http/' "$work/broken/templates/api/deployment.yaml"
sed -i '/resources:/,+1d' "$work/broken/templates/worker/deployment.yaml"
sed -i "s/helm.sh\/hook-weight: '-5'/team: tasks/; 0,/helm.sh\/hook: .*/s///" "$work/broken/templates/jobs/migration.yaml"
"$helm" template docket "$work/broken" --namespace docket --values "$here/values/default.yaml" >"$work/broken.yaml"
node "$here/objects.ts" "$models" "$work/broken.yaml" >/dev/null 2>"$work/found" && {
  echo 'failed: a chart with mistakes is called valid' >&2
  exit 1
}
found=0
for sentence in 'the root file system can be written' 'enableServiceLink' 'does not run as user 1000' \
  'an API pod stops before another one is ready' 'containerPort must be integer' 'has no resources' 'there is no Secret docket-migrate when it runs'; do
  grep -qF "$sentence" "$work/found" || { echo "failed: a mistake in the chart is not found: $sentence" >&2; cat "$work/found" >&2; exit 1; }
  found=$((found + 1))
done

mistakes=0
# Renders with the mistake and expects the sentence.
refuse() { # SENTENCE OPTION…
  local sentence=$1 said
  shift
  if said=$("$helm" template docket "$chart" "$@" 2>&1 >/dev/null); then
    echo "failed: not refused: $*" >&2
    exit 1
  fi
  if [[ $said != *"$sentence"* ]]; then
    echo "failed: $* is refused with other words than \"$sentence\": $said" >&2
    exit 1
  fi
  mistakes=$((mistakes + 1))
}
# On a host that Docket shares, the Ingress takes the path of publicUrl alone.
"$helm" template docket "$chart" --values "$here/values/everything.yaml" --set publicUrl=https://example.org/docket >"$work/shared.yaml"
grep -q 'path: "/docket"' "$work/shared.yaml" || { echo 'failed: the Ingress takes another path than that of publicUrl' >&2; exit 1; }

image='image.repository=registry.example.org/docket' given=(--values "$here/values/default.yaml")
refuse 'image.repository is not set.'
refuse 'There are no secrets.' --set "$image"
refuse 'JWT_SECRET_KEY is missing. Add it to secrets.values.' --set "$image,secrets.values.DATABASE_URL=postgres://database/docket"
refuse 'DATABASE_URL is missing. Add it to secrets.keys.' --set "$image,secrets.existing=docket,secrets.keys={JWT_SECRET_KEY}"
refuse 'secrets.existing and secrets.values are both set.' "${given[@]}" --set secrets.existing=docket
refuse 'Pods cannot share an SQLite file' "${given[@]}" --set secrets.values.DATABASE_URL=sqlite:///data/docket.db
refuse 'is shorter than 32 bytes.' "${given[@]}" --set secrets.values.JWT_SECRET_KEY=short
refuse 'settings.DATABASE_URL is a secret.' "${given[@]}" --set settings.DATABASE_URL=postgres://database/docket
refuse 'settings.PUBLIC_URL is set by the chart. Remove it, and set publicUrl.' "${given[@]}" --set settings.PUBLIC_URL=https://tasks.example.org
refuse 'image.tag is latest' "${given[@]}" --set image.tag=latest
refuse 'ingress.enabled needs publicUrl' "${given[@]}" --set ingress.enabled=true
refuse 'api.autoscaling.min is greater than api.autoscaling.max.' "${given[@]}" --set api.autoscaling.min=11
refuse 'worker.keda.enabled needs worker.keda.prometheus.' "${given[@]}" --set worker.keda.enabled=true
refuse 'backup.enabled needs backup.to.' "${given[@]}" --set backup.enabled=true
refuse "additional properties 'replicaCount' not allowed" "${given[@]}" --set replicaCount=3
refuse "additional properties 'replica' not allowed" "${given[@]}" --set api.replica=3
refuse "missing property 'resources'" "${given[@]}" --set api.resources=null
refuse 'got string, want integer' "${given[@]}" --set-string api.replicas=three

echo "$figure, $found mistakes in the chart found, $mistakes mistakes in values refused"
