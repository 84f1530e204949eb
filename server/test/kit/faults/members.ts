import type { ChildProcess } from 'node:child_process'
import type { Docket, Ended, Environment } from '../docket-command.ts'
import { until } from '../until.ts'

/** One process from its start to its end. */
export type Life = {
  name: string
  process: ChildProcess
  ended: Promise<Ended>
  /** True if it was killed with SIGKILL. */
  isKilled: boolean
}

/** A place for one process at a time, like a supervised service. */
export type Member = {
  name: string
  lives: Life[]
  /** Resolves when the process has begun its work: a process that finds no database at its start ends. */
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM; resolves with its output. */
  stop(): Promise<Ended>
}

export type Role = 'api' | 'worker'

/** How to check whether a process of each role has started. */
const SIGN_OF_LIFE = {
  api: { setting: 'PORT', path: '/health/ready' },
  worker: { setting: 'METRICS_PORT', path: '/metrics' },
}

/** Listens at `port`. `environmentOf` is called for each process with its name, such as worker-1.3. */
export function member(
  docket: Docket,
  name: string,
  { role, port }: { role: Role; port: number },
  environmentOf: (life: string) => Environment,
): Member {
  const { setting, path } = SIGN_OF_LIFE[role]
  const lives: Life[] = []
  const current = () => lives.at(-1) as Life
  return {
    name,
    lives,
    start: async () => {
      const life = `${name}.${lives.length + 1}`
      const environment = { ...environmentOf(life), [setting]: String(port) }
      lives.push({ name: life, ...docket.start([role], environment), isKilled: false })
      await untilReady(current(), `http://127.0.0.1:${port}${path}`)
    },
    kill: async () => {
      current().isKilled = true
      current().process.kill('SIGKILL')
      await current().ended
    },
    stop: () => {
      current().process.kill('SIGTERM')
      return current().ended
    },
  }
}

async function untilReady(life: Life, url: string): Promise<void> {
  const hasEnded = () => life.process.exitCode !== null || life.process.signalCode !== null
  await until(async () => hasEnded() || (await fetch(url).catch(() => undefined))?.status === 200)
  if (hasEnded()) throw new Error(`${life.name} ended at its start: ${(await life.ended).stderr}`)
}
