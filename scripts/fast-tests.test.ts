import { deepEqual, ok } from 'node:assert/strict'
import { globSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chooseFastTests } from './fast-tests.ts'

const cwd = fileURLToPath(new URL('../', import.meta.url))

describe('npm test -- --fast', () => {
  const files = globSync('{server,scripts,lambdas,bench,web/e2e}/**/*.test.ts', { cwd })
  const { fast, leftOut } = chooseFastTests(files)

  test('runs the tests of features and of the platform', () => {
    for (const file of ['server/features/tasks/tasks.test.ts', 'server/platform/http/server.test.ts']) {
      ok(fast.includes(file), file)
    }
  })

  test('leaves out slow folders, tests that start programs through the kit, and those for PostgreSQL alone', () => {
    ok(leftOut.inSlowFolders.includes('server/test/authorization/authorization.test.ts'))
    ok(leftOut.startingPrograms.includes('server/platform/redis/redis.test.ts'))
    ok(leftOut.startingPrograms.includes('server/main.test.ts'))
    ok(leftOut.onPostgresAlone.includes('server/platform/database/postgres/pipeline.test.ts'))
  })

  test('gives a reason for every file that it leaves out', () => {
    deepEqual([...fast, ...Object.values(leftOut).flat()].toSorted(), files.toSorted())
  })
})
