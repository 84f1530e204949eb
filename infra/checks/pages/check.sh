#!/usr/bin/env bash
# inputs: README.md docs docket bin server lambdas scripts infra/terraform/examples infra/checks package-lock.json
# Runs the commands of the pages for operators, literally; those that need Docker, systemd or an account are marked in the pages.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
node "$here/run-pages.ts" "$work/docket"
