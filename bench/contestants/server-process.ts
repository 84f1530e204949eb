import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
export const NODE = process.execPath

export type ServerProcess = { child: ChildProcess; url: string; pid: number; stop(): Promise<void> }

type Launch = {
  command: string
  arguments: string[]
  folder: string
  log: string
  port: number
  environment: Record<string, string>
  /** Answered with any status when the server is up. */
  probe: string
  messages?: boolean
}

/** Starts a server whose output goes to a file, and waits until it answers. */
export async function startServer(launch: Launch): Promise<ServerProcess> {
  const log = openSync(launch.log, 'a')
  const child = spawn(launch.command, launch.arguments, {
    cwd: launch.folder,
    env: { PATH: '/usr/bin:/bin', ...launch.environment },
    stdio: ['ignore', log, log, ...(launch.messages ? ['ipc' as const] : [])],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const url = `http://127.0.0.1:${launch.port}`
  await untilReady(child, `${url}${launch.probe}`, launch.log)
  return { child, url, pid: child.pid as number, stop: () => stop(child) }
}

// None outlives the benchmark, even when that is interrupted.
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM')
})

async function untilReady(child: ChildProcess, url: string, log: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(20)) {
    if (child.exitCode !== null) break
    try {
      await fetch(url)
      return
    } catch {
      // Not yet.
    }
  }
  await stop(child)
  throw new Error(`The server did not start: ${readFileSync(log, 'utf8').slice(-2000)}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await once(child, 'exit')
  clearTimeout(killer)
}
