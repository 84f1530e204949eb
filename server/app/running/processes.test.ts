import { equal, match, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { test } from 'node:test'
import { docketIn, type Served } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { settle, until } from '../../test/kit/until.ts'

eachDatabase('WEB_CONCURRENCY', (database) => {
  const docket = docketIn()

  if (database.name === 'sqlite') {
    test('is refused with an explanation', async () => {
      const { code, stderr } = await docket.run(['serve'], { WEB_CONCURRENCY: '2' })
      equal(code, 1)
      match(stderr, /WEB_CONCURRENCY is 2: SQLite serves one process/)
    })
    return
  }

  test('starts that many processes on one port, replaces one that dies, and stops them all', async () => {
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

  test('leaves no connection open that a process held, or was about to receive, when it died', async () => {
    const served = await docket.serve({ WEB_CONCURRENCY: '2', DATABASE_URL: await database.url() })
    const [victim] = await untilCount(served, 2)
    const idle = Array.from({ length: 4 }, () => connectTo(served))
    for (const { socket, responseOrEnd } of idle) {
      const outcome = responseOrEnd()
      socket.write(REQUEST)
      equal(await outcome, 'response')
    }

    process.kill(victim as number, 'SIGSTOP')
    const fresh = Array.from({ length: 6 }, () => connectTo(served))
    const outcomes = [...idle, ...fresh].map(({ socket, responseOrEnd }) => {
      const outcome = responseOrEnd()
      socket.write(REQUEST)
      return outcome
    })
    // Some idle connections and one of the others are with the process that has stopped; how many depends on who was free.
    let responses = 0
    const countResponse = () => {
      responses += 1
    }
    for (const outcome of outcomes) outcome.then(countResponse, () => {})
    await until(() => responses >= fresh.length - 1)
    await settle(500)
    process.kill(victim as number, 'SIGKILL')
    const ends = (await Promise.all(outcomes)).filter((outcome) => outcome === 'end')
    ok(ends.length > 0)
    for (const { socket } of [...idle, ...fresh]) socket.destroy()
    equal((await served.stop()).code, 0)
  })
})

const REQUEST = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'

function connectTo({ url }: Served) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const responseOrEnd = () =>
    new Promise<'response' | 'end'>((resolve, reject) => {
      socket.once('data', () => resolve('response'))
      socket.once('error', () => resolve('end')).once('close', () => resolve('end'))
      setTimeout(() => reject(new Error('neither a response nor the end of the connection')), 20_000).unref()
    })
  return { socket, responseOrEnd }
}

function childrenOf({ process: { pid } }: Served): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.trim().split(' ').filter(Boolean).map(Number)
}

async function untilCount(served: Served, count: number): Promise<number[]> {
  await until(() => childrenOf(served).length === count)
  return childrenOf(served)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
