#!/bin/sh
# npm test [-- FILE… | --FLAG=VALUE…]: all tests, or those in the given files.
for argument; do
  case $argument in
    -*) ;;
    *) some=yes ;;
  esac
done
[ "$some" ] || set -- "$@" 'server/**/*.test.ts' 'scripts/**/*.test.ts' 'lambdas/**/*.test.ts' 'bench/**/*.test.ts'

exec node --test --test-reporter=spec --test-global-setup=server/test/postgres/global-setup.ts "$@"
