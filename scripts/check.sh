#!/bin/sh
# npm run check: everything that can be checked without running Docket. Stops at the first failure.
set -eu

section() {
  printf '\n== %s\n' "$1"
}

section 'Format and lint'
biome check --error-on-warnings .

section 'Types'
tsc --noEmit

section 'Architecture'
node --test --test-reporter=spec server/test/architecture.test.ts

section 'Web app'
node scripts/build-web.js --install
tsc --noEmit -p web
node --test --test-reporter=spec web/rules.test.ts

section 'Generated files'
node scripts/generate.ts --check
