import { equal, match, ok } from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { docketIn } from '../../test/kit/docket-command.ts'
import { findFreePort } from '../../test/kit/processes/free-port.ts'
import { settle, until } from '../../test/kit/until.ts'

const DOCKET = fileURLToPath(new URL('../../../docket', import.meta.url))
/** A line of the log of several kilobytes. */
const LONG_PATH = '/nothing'.repeat(800)

describe('A server whose log cannot be written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-log-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  test('because the disk is full still responds, counts the lost lines and stops on a signal', async () => {
    const { url, stop } = await serve(openSync('/dev/full', 'w'))
    await fillLog(url)
    ok((await droppedLines(url)) > 0)
    equal(await stop(), 0)
  })

  test('because its reader has stopped still responds, counts the lost lines and stops on a signal', async () => {
    const path = join(folder, 'log')
    execFileSync('mkfifo', [path])
    // Opened for both, so that the pipe has a reader, which never reads.
    const { url, stop } = await serve(openSync(path, constants.O_RDWR))
    await fillLog(url)
    ok((await droppedLines(url)) > 0)
    equal(await stop(), 0)
  })

  test('because its reader has exited still responds, too', async () => {
    const { url, child, stop } = await serve('pipe')
    child.stdout?.destroy()
    await fillLog(url, 3)
    equal((await fetch(`${url}/health`)).status, 200)
    equal(await stop(), 0)
  })

  async function serve(stdout: number | 'pipe') {
    const port = await findFreePort()
    const env = { PATH: process.env.PATH, DATA_DIR: join(folder, 'data'), PORT: String(port), RATE_LIMIT_MAX: '0' }
    const child = spawn(DOCKET, [], { cwd: folder, env, stdio: ['ignore', stdout, 'inherit'] })
    if (typeof stdout === 'number') closeSync(stdout)
    after(() => child.kill('SIGKILL'))
    const url = `http://127.0.0.1:${port}`
    await untilHealthy(url, child)
    const ended = once(child, 'exit')
    const stop = async () => {
      child.kill('SIGTERM')
      return (await ended)[0]
    }
    return { url, child, stop }
  }
})

describe('Signals and pipes', () => {
  const docket = docketIn()

  test('SIGUSR1, and SIGHUP without a terminal, as under nohup, change nothing', async () => {
    const served = await docket.serve()
    for (const signal of ['SIGHUP', 'SIGUSR1'] as const) served.process.kill(signal)
    await settle(300)
    equal((await fetch(`${served.url}/health`)).status, 200)
    const { code, stderr } = await served.stop()
    equal(code, 0)
    equal(stderr, '')
  })

  test('a command whose output is not read to the end exits without an error message', () => {
    const shell = `set -o pipefail; "${DOCKET}" openapi 2>&1 | head -n 1`
    match(execFileSync('bash', ['-c', shell], { cwd: docket.folder, encoding: 'utf8' }), /^\{\n$/)
  })
})

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`docket ended with ${child.exitCode}`)
    return (await fetch(`${url}/health`).catch(() => undefined))?.status === 200
  })
}

/** Some more than may wait to be written. */
async function fillLog(url: string, requests = 1_500): Promise<void> {
  for (let sent = 0; sent < requests; sent += 50) {
    const responses = Array.from({ length: Math.min(50, requests) }, () => fetch(url + LONG_PATH))
    for (const response of await Promise.all(responses)) {
      equal(response.status, 404)
      await response.text()
    }
  }
}

async function droppedLines(url: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text()
  return Number(/^docket_log_lines_dropped_total (\d+)$/m.exec(page)?.[1])
}
