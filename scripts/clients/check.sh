#!/usr/bin/env bash
# Generates clients from openapi.json with the generators that people use, and compiles each, TypeScript strictly.
# Needs Node, npm, Python 3 with venv and Go. The generators go to a cache folder and are no part of Docket.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${CLIENTS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/docket-clients}
mkdir -p "$cache"
cp "$here"/package.json "$here"/package-lock.json "$here"/tsconfig.json "$here"/*.config.* "$here/../../openapi.json" "$cache/"
cd "$cache"
rm -rf out && mkdir out

cmp -s package-lock.json node_modules/.installed || {
  npm ci --ignore-scripts --no-audit --no-fund --silent
  cp package-lock.json node_modules/.installed
}
PATH=$PWD/node_modules/.bin:$PATH:/usr/local/go/bin
openapi-typescript openapi.json -o out/openapi-typescript/plain.ts
openapi-typescript openapi.json --enum -o out/openapi-typescript/enums.ts
openapi-ts -i openapi.json -o out/hey-api -c @hey-api/client-fetch
orval --config orval.config.js
swagger-typescript-api generate -p openapi.json -o out/swagger-typescript-api -n api.ts
kubb generate
tsc -p tsconfig.json

[ -x python/bin/openapi-python-client ] || {
  python3 -m venv python
  python/bin/pip install --quiet 'openapi-python-client==0.29.1'
}
python/bin/openapi-python-client generate --path openapi.json --output-path out/python --overwrite
python/bin/python -m compileall -q out/python

[ -x go/oapi-codegen ] || GOBIN=$PWD/go go install github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
mkdir out/go
go/oapi-codegen -generate types,client -package docket -o out/go/client.go openapi.json
cd out/go
go mod init docket
go get github.com/oapi-codegen/runtime@v1.9.0
go mod tidy
go vet .
echo 'Every generator made a client that compiles.'
