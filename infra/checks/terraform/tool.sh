#!/usr/bin/env bash
# Prints the path of Terraform, 1.11 or newer, where it is installed; else that of OpenTofu, which is built from its Go module once,
# in about ten minutes. Exits with 77 and one line where neither can be had.
set -euo pipefail

is_new_enough() { [[ $("$1" version 2>/dev/null) =~ (Terraform|OpenTofu)\ v1\.(1[1-9]|[2-9][0-9])\. ]]; }
for tool in terraform tofu; do
  if found=$(command -v "$tool") && is_new_enough "$found"; then
    echo "$found"
    exit
  fi
done

version=1.12.6
built=$INFRA_CACHE/opentofu/tofu-$version
[ ! -x "$built" ] || {
  echo "$built"
  exit
}
missing() {
  echo "Neither Terraform 1.11 or newer nor OpenTofu is installed, and $1."
  exit 77
}
# Go 1.21 and newer fetch the version that a module asks for.
[[ $(go version 2>/dev/null) =~ go1\.(2[1-9]|[3-9][0-9]) ]] || missing 'there is no Go 1.21 or newer to build OpenTofu with'
export CGO_ENABLED=0 GOTOOLCHAIN=auto
source=$(go mod download -json "github.com/opentofu/opentofu@v$version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
[ -d "$source" ] || missing 'the Go module of OpenTofu cannot be fetched'
mkdir -p "${built%/*}"
(cd "$source" && nice go build -trimpath -ldflags '-s -w' -o "$built.new" ./cmd/tofu) >&2 || missing 'OpenTofu does not build'
mv "$built.new" "$built"
echo "$built"
