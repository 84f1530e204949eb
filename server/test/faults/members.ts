import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Docket, Ended, Environment } from '../docket-command.ts'

/** One process from its start to its end. */
export type Life = {
  name: string
  process: ChildProcess
  ended: Promise<Ended>
  /** Whether it was ended without a word. */
  isKilled: boolean
}

/** A place that a process fills, one after the other, as a supervisor would see to. */
export type Member = {
  name: string
  lives: Life[]
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM, and then what it had to say. */
  stop(): Promise<Ended>
}

export type Role = 'api' | 'worker'

/** `environmentOf` is asked for each life by its name, such as worker-1.3. */
export function member(docket: Docket, name: string, role: Role, environmentOf: (life: string) => Environment): Member {
  const lives: Life[] = []
  const current = () => lives.at(-1) as Life
  return {
    name,
    lives,
    start: async () => {
      const life = `${name}.${lives.length + 1}`
      const environment = environmentOf(life)
      lives.push({ name: life, ...docket.start([role], environment), isKilled: false })
      if (role === 'api') await untilReady(current(), environment.PORT as string)
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

async function untilReady(life: Life, port: string): Promise<void> {
  while (life.process.exitCode === null && life.process.signalCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(50)
  }
  throw new Error(`${life.name} ended at its start: ${(await life.ended).stderr}`)
}
