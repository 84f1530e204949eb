#!/bin/sh
# npm test [-- FILE… | --FLAG=VALUE…]: all tests, or those in the given files.
for argument; do
  case $argument in
    -*) ;;
    *) some=yes ;;
  esac
done
[ "$some" ] || set -- "$@" 'server/**/*.test.ts' 'scripts/**/*.test.ts' 'lambdas/**/*.test.ts' 'bench/**/*.test.ts' 'web/*.test.ts' 'web/src/**/*.test.ts' 'web/e2e/*.test.ts'

# What Node compiles serves every test file, and the servers that they start.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/node}"

# As many files at a time as there are processors, each with a PostgreSQL server to itself. There is one of those that the caller gives.
TEST_PROCESSES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
[ -z "$TEST_DATABASE_URL" ] || TEST_PROCESSES=1
export TEST_PROCESSES

# A test that hangs is a test that fails.
exec node --test --test-concurrency="$TEST_PROCESSES" --test-timeout=300000 --test-reporter=spec \
  --test-global-setup=server/test/kit/postgres/global-setup.ts --import=./server/test/kit/postgres/claim-server.ts "$@"
