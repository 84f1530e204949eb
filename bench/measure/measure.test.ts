import { deepEqual, equal, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { describe, test } from 'node:test'
import { workByPart } from './cpu-profile.ts'
import { median, medians } from './medians.ts'
import { cpuSecondsFrom, parentFrom, sharedMemoryOf, treeOf, usageOf } from './processes.ts'
import { countLogged } from './statements.ts'

describe('The measurement', () => {
  test('takes the median of rounds field by field', () => {
    equal(median([9, 1, 5]), 5)
    equal(median([1, 2, 3, 10]), 2.5)
    deepEqual(
      medians([
        { a: 1, b: 30 },
        { a: 3, b: 10 },
        { a: 2, b: 20 },
      ]),
      { a: 2, b: 20 },
    )
  })

  test('reads times and parent processes from /proc for any process name', () => {
    const stat = '42 (a) b (c)) S 7 1 1 0 -1 0 0 0 0 0 150 50 30 20 20 0 1 0 99'
    equal(parentFrom(stat), 7)
    equal(cpuSecondsFrom(stat), 2.5)
  })

  test('includes child processes in the usage of a process', async () => {
    const child = spawn('sh', ['-c', 'sleep 60 & wait'])
    while (treeOf(child.pid as number).length < 2) await new Promise(setImmediate)
    ok(treeOf(process.pid).includes(child.pid as number))
    const { rss } = usageOf(child.pid as number)
    ok(rss > 0)
    const shared = sharedMemoryOf(child.pid as number)
    ok(shared > 0 && shared < rss, `${shared} of ${rss}`)
    for (const pid of treeOf(child.pid as number).reverse()) process.kill(pid)
  })

  test('attributes the time of a profile to components, within an interval and without idle time', () => {
    const frame = (id: number, functionName: string, url: string) => ({ id, callFrame: { functionName, url } })
    const nodes = [
      frame(1, '(idle)', ''),
      frame(2, '#run', 'file:///docket/server/platform/database/sqlite/sqlite.ts'),
      frame(3, 'createTask', 'file:///docket/server/features/tasks/service.ts'),
      frame(4, 'writeUtf8String', ''),
    ]
    const profile = { nodes, startTime: 1000, samples: [3, 2, 1, 3, 4, 2], timeDeltas: [10, 100, 50, 7, 20, 900] }
    const work = Object.entries(workByPart(profile, { from: 1100, to: 1500 })).filter(([, time]) => time > 0)
    deepEqual(work.sort(), [
      ['Fastify, HTTP and Node', 20],
      ['statements in SQLite', 100],
      ['the rest of Docket', 7],
    ])
  })

  test('counts the statements in a PostgreSQL log, except transaction control and reads of the event log', () => {
    const log = [
      '2026-01-01 10:00:00 UTC [1] LOG:  statement: BEGIN',
      '2026-01-01 10:00:00 UTC [1] LOG:  execute d7: select *',
      '\tfrom tasks where id = $1',
      "2026-01-01 10:00:00 UTC [1] DETAIL:  parameters: $1 = 'statement: select'",
      '2026-01-01 10:00:00 UTC [1] LOG:  statement: INSERT INTO tasks',
      '2026-01-01 10:00:00 UTC [1] LOG:  execute <unnamed>: with a as (select 1) select 2',
      '2026-01-01 10:00:00 UTC [1] LOG:  execute <unnamed>: commit',
      '2026-01-01 10:00:00 UTC [1] LOG:  execute d8: select pg_snapshot_xmin(pg_current_snapshot())::text as "until"',
    ]
    equal(countLogged(log.join('\n')), 3)
  })
})
