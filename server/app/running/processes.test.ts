import { equal, match } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { docketIn, type Served } from '../../test/docket-command.ts'
import { eachDatabase } from '../../test/each-database.ts'

eachDatabase('WEB_CONCURRENCY', (database) => {
  const docket = docketIn()

  if (database.name === 'sqlite') {
    test('is refused with a sentence', async () => {
      const { code, stderr } = await docket.run(['serve'], { WEB_CONCURRENCY: '2' })
      equal(code, 1)
      match(stderr, /WEB_CONCURRENCY is 2: SQLite serves one process/)
    })
    return
  }

  test('runs as many processes on one port, starts one that dies again, and ends them all', async () => {
    const served = await docket.serve({ WEB_CONCURRENCY: '2', DATABASE_URL: await database.url() })
    const before = await untilCount(served, 2)
    process.kill(before[0] as number, 'SIGKILL')
    await until(() => !childrenOf(served).includes(before[0] as number))
    const after = await untilCount(served, 2)
    equal(after.includes(before[1] as number), true)
    for (let asked = 0; asked < 10; asked++) equal((await fetch(`${served.url}/health/ready`)).status, 200)
    equal((await served.stop()).code, 0)
    for (const child of after) equal(isRunning(child), false)
  })
})

function childrenOf({ process: { pid } }: Served): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.trim().split(' ').filter(Boolean).map(Number)
}

async function untilCount(served: Served, count: number): Promise<number[]> {
  await until(() => childrenOf(served).length === count)
  return childrenOf(served)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(50)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
