#!/bin/sh
# npm test [-- --fast] [FILE…] [--FLAG=VALUE…]: all tests, or those in the given files. With --fast, without PostgreSQL and
# without the tests that take long.
for argument; do
  shift
  case $argument in
    --fast) fast=yes; continue ;;
    -*) ;;
    *) some=yes ;;
  esac
  set -- "$@" "$argument"
done
all='server/**/*.test.ts scripts/**/*.test.ts lambdas/**/*.test.ts bench/**/*.test.ts web/*.test.ts web/src/**/*.test.ts web/e2e/*.test.ts'

# The patterns are for Node, not for the shell.
set -f
run=exec
if [ "$fast" ]; then
  export TEST_DATABASES=sqlite
  # This shell stays, to remove the folder.
  run=
  groups=$(mktemp -d)
  trap 'rm -rf "$groups"' EXIT
  [ "$some" ] || all=$(node scripts/fast-tests.ts "$groups" $all)
fi
[ "$some" ] || set -- "$@" $all

# What Node compiles serves every test file, and the servers that they start.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/node}"

# As many files at a time as there are processors, each with a PostgreSQL server to itself. There is one of those that the caller gives.
TEST_PROCESSES=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
[ -z "$TEST_DATABASE_URL" ] || TEST_PROCESSES=1
export TEST_PROCESSES

# A test that hangs is a test that fails.
$run node --test --test-concurrency="$TEST_PROCESSES" --test-timeout=300000 --test-reporter=spec \
  --test-global-setup=server/test/kit/postgres/global-setup.ts --import=./server/test/kit/postgres/claim-server.ts "$@"
