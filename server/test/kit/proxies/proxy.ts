import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../until.ts'

/** A running proxy with a folder of its own: its addresses for http and, if it has a certificate, https. */
export type RunningProxy = { url: string; httpsUrl: string; folder: string; stop(): Promise<void> }

type Running = {
  name: string
  listening: { http: number; https: number }
  hasTls: boolean
  stopBy: NodeJS.Signals
  start(folder: string): ChildProcess
}

/** Starts a proxy and waits until it listens. Its log is `error.log`. */
export async function runProxy({ name, listening, hasTls, stopBy, start }: Running): Promise<RunningProxy> {
  const folder = mkdtempSync(join(tmpdir(), `docket-${name}-`))
  const program = start(folder)
  const end = () => void program.kill('SIGKILL')
  process.once('exit', end)
  const ports = hasTls ? [listening.http, listening.https] : [listening.http]
  await until(async () => {
    if (program.exitCode !== null || program.signalCode !== null) throw new Error(`${name} ended: ${logIn(folder)}`)
    return (await Promise.all(ports.map(isListening))).every(Boolean)
  })
  return {
    url: `http://127.0.0.1:${listening.http}`,
    httpsUrl: `https://127.0.0.1:${listening.https}`,
    folder,
    stop: async () => {
      process.off('exit', end)
      if (program.exitCode === null && program.signalCode === null) {
        const exited = once(program, 'exit')
        program.kill(stopBy)
        const timer = setTimeout(end, 2_000)
        await exited.finally(() => clearTimeout(timer))
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const logIn = (folder: string): string => {
  const log = join(folder, 'error.log')
  return existsSync(log) ? readFileSync(log, 'utf8') : ''
}
