#!/usr/bin/env bash
# inputs: Procfile app.json render.yaml Dockerfile bin docket package.json package-lock.json server
# Holds the files for Heroku and Render against Docket, and runs the Procfile as Heroku does. Needs redis-server.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../need.sh" redis-server redis-server
node --test --test-reporter=spec "$here"/*.test.ts >&2
echo 'Procfile run with TLS to Redis and PostgreSQL; app.json and render.yaml name only what exists'
