import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../processes/free-port.ts'
import { until } from '../until.ts'

const INSTALL = fileURLToPath(new URL('../../../../scripts/install-aws-emulator.sh', import.meta.url))
const INSTALLED = fileURLToPath(new URL('../../../../node_modules/.cache/moto-debian-14/moto_server', import.meta.url))

export const REGION = 'eu-central-1'

/** An AWS emulator. Its URL and credentials are set in the environment of this process, where the SDK reads them. */
export type Aws = {
  url: string
  /** The requests that it received since the last call. */
  takeRequests(): Promise<RecordedRequest[]>
  /** Changes the settings of moto itself. */
  configure(settings: object): Promise<void>
  /** Calls an action of a service for which we have no client; returns its XML. */
  ask(service: 'iam' | 'sqs', action: string, words?: Record<string, string>): Promise<string>
}

type RecordedRequest = { method: string; url: string; headers: Record<string, string>; body: string }

/** Starts moto before the tests of the enclosing describe, and stops it after them. */
export function awsForTests(): Aws {
  const aws = {} as Aws
  let server: ChildProcess | undefined
  const folder = mkdtempSync(join(tmpdir(), 'docket-aws-'))
  before(async () => {
    const port = await findFreePort()
    const url = `http://127.0.0.1:${port}`
    server = launch(program(), port, folder)
    await untilReady(server, url)
    // Without Docker: invocations are accepted and recorded, but the function's code is not run.
    await configure(url, { lambda: { use_docker: false } })
    await fetch(`${url}/moto-api/recorder/start-recording`, { method: 'POST' })
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })
    Object.assign(aws, {
      url,
      takeRequests: () => takeRequests(url),
      configure: (settings) => configure(url, settings),
      ask: (service, action, words) => ask(url, service, action, words),
    } satisfies Aws)
  })
  after(async () => {
    if (server) await end(server)
    rmSync(folder, { recursive: true })
  })
  return aws
}

/** moto as installed on the machine, or Debian's, which is downloaded when it is first needed. */
function program(): string {
  if (spawnSync('moto_server', ['--help']).status === 0) return 'moto_server'
  if (!existsSync(INSTALLED)) {
    const { status, stderr } = spawnSync('sh', [INSTALL], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${stderr.trim()}\n${REMEDY}`)
  }
  return INSTALLED
}

const REMEDY =
  'These tests talk to moto, an emulator of AWS. On Debian 11 or newer scripts/install-aws-emulator.sh fetches it, which\n' +
  "has just failed; elsewhere install it with `pip install 'moto[server]'`, so that moto_server is on the PATH."

// As for the other test servers, the shell ends moto when the pipe closes, however this process ends.
const watch = `
  exec 3<&0
  "$@" >/dev/null 2>&1 & server=$!
  { read -r _ <&3; kill -KILL "$server"; } >/dev/null 2>&1 &
  wait "$server"`

function launch(program: string, port: number, folder: string): ChildProcess {
  const command = [program, '--host', '127.0.0.1', '--port', String(port)]
  const shell = spawn('sh', ['-c', watch, 'sh', ...command], {
    // The recorder writes into its working directory.
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.unref()
  ;(shell.stdin as Socket).unref()
  return shell
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  const isReady = async () => (await fetch(`${url}/moto-api/`).catch(() => undefined))?.ok
  await until(async () => server.exitCode !== null || (await isReady()), 60_000)
  if (server.exitCode !== null) throw new Error('moto, the emulator of AWS, did not start')
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  server.ref()
  server.stdin?.end()
  await once(server, 'exit')
}

async function configure(url: string, settings: object): Promise<void> {
  await fetch(`${url}/moto-api/config`, { method: 'POST', body: JSON.stringify(settings) })
}

async function takeRequests(url: string): Promise<RecordedRequest[]> {
  const recorded = await (await fetch(`${url}/moto-api/recorder/download-recording`)).text()
  await fetch(`${url}/moto-api/recorder/reset-recording`, { method: 'POST' })
  return recorded
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map(({ body, ...request }) => ({ ...request, body: Buffer.from(body, 'base64').toString() }))
}

async function ask(url: string, service: string, action: string, words: Record<string, string> = {}): Promise<string> {
  // moto reads the target service from the signature, which it does not verify.
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`
  const body = new URLSearchParams({ Action: action, ...words })
  const response = await fetch(url, { method: 'POST', headers: { authorization }, body })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}
