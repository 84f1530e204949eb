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
      if (first && other) throw new Error(`${request.path} differs:\n${firstDifference(first, other)}`)
    }
  }
}

/** The two responses around the first character in which they differ. */
function firstDifference(one: [string, string], other: [string, string]): string {
  const at = [...one[1]].findIndex((character, index) => character !== other[1][index])
  const around = ([name, text]: [string, string]) => `${name}: …${text.slice(Math.max(0, at - 100), at + 100)}…`
  return `${around(one)}\n${around(other)}`
}

/**
 * What must be alike: how many, which, and every field but the spelling of instants and the ranks, which are partly
 * random.
 */
export function essenceOf(response: unknown): unknown {
  const { count, results, ...task } = response as { count?: number; results?: object[] }
  if (!results) return essenceOfTask(task)
  return { count, results: results.map(essenceOfTask) }
}

function essenceOfTask(task: object): object {
  const compared = Object.entries(task).filter(([name]) => name !== 'rank')
  const fields = compared.map(([name, value]) => [name, name.endsWith('_at') ? instantOf(value) : value])
  return Object.fromEntries(fields)
}

const instantOf = (value: string | null): number | null => (value === null ? null : Date.parse(value))
