#!/usr/bin/env bash
# Generates clients from openapi.json with the generators that people use, compiles each, TypeScript strictly, and makes a
# short journey with three of them. Needs Node, npm, Python 3 with venv and Go 1.21 or newer, which it fetches on Debian.
# The generators go to a cache folder and are no part of Docket.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${CLIENTS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-clients}
mkdir -p "$cache"
cp "$here"/package.json "$here"/package-lock.json "$here"/tsconfig.json "$here"/*.config.* "$here/../../openapi.json" "$cache/"
cd "$cache"
rm -rf out && mkdir out

cmp -s package-lock.json node_modules/.installed || {
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed
}
PATH=$PWD/node_modules/.bin:$PATH:/usr/local/go/bin
openapi-typescript openapi.json -o out/openapi-typescript/plain.ts
openapi-typescript openapi.json --enum -o out/openapi-typescript/enums.ts
openapi-ts -i openapi.json -o out/hey-api -c @hey-api/client-fetch
orval --config orval.config.js
swagger-typescript-api generate -p openapi.json -o out/swagger-typescript-api -n api.ts
kubb generate --silent
cp "$here/journeys/journey.ts" out/openapi-typescript/
tsc -p tsconfig.json

generator='openapi-python-client==0.29.1 mypy==2.4.1'
[ "$generator" = "$(cat python/.installed 2>/dev/null)" ] || {
  python3 -m venv --clear python
  # shellcheck disable=SC2086
  python/bin/pip install --quiet $generator
  echo "$generator" >python/.installed
}
PATH=$PWD/python/bin:$PATH openapi-python-client generate --path openapi.json --output-path out/python --overwrite
cp "$here/journeys/journey.py" out/python/
(
  cd out/python
  python=../../python/bin/python
  $python -c 'import docket_client as client, importlib, pkgutil
for module in pkgutil.walk_packages(client.__path__, "docket_client."): importlib.import_module(module.name)'
  $python -m mypy --strict --cache-dir ../../python/mypy-cache journey.py
)

# Go 1.21 and newer fetch the version that a module asks for.
[[ $(go version 2>/dev/null) =~ go1\.(2[1-9]|[3-9][0-9]) ]] || {
  [ -x go-of-debian/usr/lib/go/bin/go ] || "$here/../unpack-debian-packages.sh" trixie go-of-debian golang-go
  PATH=$PWD/go-of-debian/usr/lib/go/bin:$PATH
}
export CGO_ENABLED=0 GOTOOLCHAIN=auto
generator=github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
[ "$generator" = "$(cat go/.installed 2>/dev/null)" ] || {
  GOBIN=$PWD/go go install "$generator"
  echo "$generator" >go/.installed
}
mkdir -p out/go/journey
go/oapi-codegen -generate types,client -package docket -o out/go/client.go openapi.json
cp "$here/journeys/journey.go" out/go/journey/
(
  cd out/go
  go mod init docket
  go get github.com/oapi-codegen/runtime@v1.9.0
  go mod tidy
  go vet ./...
  go build -o ../journey ./journey
)

"$here/journeys/run.sh" node out/openapi-typescript/journey.ts
"$here/journeys/run.sh" python/bin/python out/python/journey.py
"$here/journeys/run.sh" out/journey
echo 'Every generator made a client that compiles, and three of them went on the journey.'
