# shellcheck shell=bash
# Sets programs to a folder with the programs of Kubernetes, etcd, CoreDNS and the network of pods. They are built from the
# modules that programs/**/go.mod name, once, into the cache: on two processors that takes about ten minutes. The caller sets here.
# shellcheck disable=SC2154
source_folder=$here/programs
programs=$INFRA_CACHE/cluster/programs-$(cat "$source_folder"/go.* "$source_folder"/*/{go.*,main.go} 2>/dev/null | sha256sum | cut -c1-12)

missing() {
  echo "The programs of Kubernetes cannot be built: $1."
  exit 77
}

build_programs() {
  command -v go >/dev/null || missing 'Go is not installed'
  local version new stamp variables=k8s.io/component-base/version
  version=$(sed -nE 's|^\tk8s.io/kubernetes v([^ ]+).*|\1|p' "$source_folder/go.mod")
  stamp="-s -w -X $variables.gitVersion=v$version -X $variables.gitMajor=1 -X $variables.gitMinor=$(cut -d. -f2 <<<"$version")"
  mkdir -p "$INFRA_CACHE/cluster"
  rm -rf "$INFRA_CACHE/cluster"/{new,programs}-*
  new=$(mktemp -d "$INFRA_CACHE/cluster/new-XXXXXX")
  {
    export CGO_ENABLED=0 GOFLAGS='-mod=readonly -buildvcs=false -trimpath'
    go -C "$source_folder" build -ldflags "$stamp" -o "$new/" tool ./pause &&
      go -C "$source_folder/dns" build -ldflags '-s -w' -o "$new/" . &&
      mv "$new/server" "$new/etcd"
  } >&2 || missing 'the log says why'
  mv "$new" "$programs"
}

[ -x "$programs/kubelet" ] || build_programs
