import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

export type Environment = Record<string, string>
export type Ended = { code: number | null; stdout: string; stderr: string }

/** A running `docket` server: its address, its output so far, and how to stop it. */
export type Served = { url: string; written(): string; process: ChildProcess; stop(): Promise<Ended> }

/** The `docket` command as users run it, in a folder of its own. Processes that still run after the tests are ended. */
export type Docket = {
  folder: string
  run(args: string[], environment?: Environment, account?: { uid?: number; gid?: number }): Promise<Ended>
  start(
    args: string[],
    environment?: Environment,
    account?: { uid?: number; gid?: number },
  ): { process: ChildProcess; ended: Promise<Ended> }
  serve(environment?: Environment, args?: string[]): Promise<Served>
}

const PROGRAM = fileURLToPath(new URL('../../../docket', import.meta.url))

/** For the tests of the enclosing describe. */
export function docketIn(): Docket {
  const folder = mkdtempSync(join(tmpdir(), 'docket-command-'))
  const children = new Set<ChildProcess>()
  after(async () => {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    rmSync(folder, { recursive: true, force: true })
  })
  const start: Docket['start'] = (args, environment = {}, account = {}) => {
    const env: Environment = {
      PATH: process.env.PATH ?? '',
      DATA_DIR: join(folder, 'data'),
      LOG_LEVEL: 'warn',
      PORT: '0',
      ...environment,
    }
    const child = spawn(PROGRAM, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], ...account })
    children.add(child)
    return { process: child, ended: outcomeOf(child) }
  }
  return {
    folder,
    start,
    run: (args, environment, account) => start(args, environment, account).ended,
    serve: (environment, args = []) => {
      const { process, ended } = start(args, environment)
      return untilServing(process, ended)
    },
  }
}

async function outcomeOf(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const [code] = await once(child, 'close')
  return { code, stdout: texts.stdout, stderr: texts.stderr.replaceAll(PROGRESS, '') }
}

/** What work of more than five seconds reports, as it is on a slow machine. */
const PROGRESS = /^.+: \d+ %\n/gm

async function untilServing(child: ChildProcess, ended: Promise<Ended>): Promise<Served> {
  let written = ''
  const url = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: string) => {
        written += text
        // Settings that are logged at the start contain other addresses.
        const address = /(?:listens at|Address) +(http:\/\/127\.0\.0\.1:\d+)/.exec(written)
        if (address?.[1]) resolve(address[1])
      })
    }
  })
  const failed = ended.then(({ code, stderr }) => {
    throw new Error(`docket ended with ${code}: ${stderr}`)
  })
  failed.catch(() => {})
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return { url: await Promise.race([url, failed]), written: () => written, process: child, stop }
}

/** The address that `docket serve` prints. */
export async function addressInOutput(output: Readable): Promise<string> {
  let said = ''
  for await (const chunk of output.iterator({ destroyOnReturn: false })) {
    said += chunk
    const address = /^ *Address +(\S+)$/m.exec(said)?.[1]
    if (address) return address
  }
  throw new Error(`Docket ended without an address: ${said}`)
}
