import type { Player } from '../contestants/contestant.ts'
import { ask } from './ask.ts'
import type { Workload } from './plans.ts'
import type { Request } from './requests.ts'

const COMPARED: Workload[] = ['list', 'read', 'filter', 'search']
const SAMPLES = 5

/** Throws unless all give the same tasks with the same fields for the same questions: else speed means nothing. */
export async function requireAgreement(players: Player[], plans: Record<Workload, Request[]>): Promise<void> {
  for (const workload of COMPARED) {
    for (const request of plans[workload].slice(0, SAMPLES)) {
      const responses = new Map<string, string>()
      for (const { contestant, running } of players) {
        responses.set(contestant.name, JSON.stringify(essenceOf(await ask(running, request))))
      }
      const [first, ...others] = responses
      const other = others.find(([, text]) => text !== first?.[1])
      if (other) throw new Error(`${request.path} differs:\n${first?.join(': ')}\n${other.join(': ')}`.slice(0, 3000))
    }
  }
}

/** What must be alike: how many, which, and every field but the spelling of instants. */
export function essenceOf(response: unknown): unknown {
  const { count, results, ...task } = response as { count?: number; results?: object[] }
  if (!results) return essenceOfTask(task)
  return { count, results: results.map(essenceOfTask) }
}

function essenceOfTask(task: object): object {
  const fields = Object.entries(task).map(([name, value]) => [name, name.endsWith('_at') ? instantOf(value) : value])
  return Object.fromEntries(fields)
}

const instantOf = (value: string | null): number | null => (value === null ? null : Date.parse(value))
