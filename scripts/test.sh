#!/bin/sh
# npm test [-- FILE… | --FLAG=VALUE…]: all tests, or those in the given files.
for argument; do
  case $argument in
    -*) ;;
    *) some=yes ;;
  esac
done
[ "$some" ] || set -- "$@" 'server/**/*.test.ts' 'scripts/**/*.test.ts' 'lambdas/**/*.test.ts' 'bench/**/*.test.ts'

# A test that hangs is a test that fails.
exec node --test --test-timeout=300000 --test-reporter=spec --test-global-setup=server/test/postgres/global-setup.ts "$@"
