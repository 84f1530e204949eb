import { randomUUID } from 'node:crypto'
import type { ApiResponse } from '../api.ts'
import { elapse } from '../until.ts'
import type { Person } from '../world.ts'

/** What the server has acknowledged. */
export type Acknowledged = {
  writes: number
  tasks: Map<number, { title: string; status: string }>
  /** How often each task was completed. */
  completions: Map<number, number>
  /** The titles of tasks whose reminders must have fired by the end. */
  reminders: Set<string>
}

export const nothingAcknowledged = (): Acknowledged => ({
  writes: 0,
  tasks: new Map(),
  completions: new Map(),
  reminders: new Set(),
})

type Random = () => number

/** Pseudo-random numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const PAUSE_MS = 20
const EARLIEST_REMINDER_MS = 6_000

/** Writes sequentially until it is stopped, and records what was acknowledged. */
export async function writeUntil(
  person: Person,
  project: number | null,
  { acknowledged, random, signal }: { acknowledged: Acknowledged; random: Random; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    const uid = randomUUID()
    const title = `${person.name} ${uid.slice(0, 13)}`
    const { id } = await make(person, { title, project, uid }, acknowledged)
    const choice = random()
    if (choice < 0.5) await complete(person, id, acknowledged)
    if (choice < 0.15) {
      await change(person, id, { status: 'pending' }, acknowledged)
      await complete(person, id, acknowledged)
    }
    if (choice > 0.6) await change(person, id, { title: `${title} again` }, acknowledged)
    if (choice > 0.85) await remind(person, id, random, acknowledged)
    await elapse(PAUSE_MS)
  }
}

async function make(person: Person, task: object, acknowledged: Acknowledged): Promise<{ id: number }> {
  const { body } = expectOneOf(await person.post('/api/tasks', task), [200, 201])
  acknowledged.tasks.set(body.id, { title: body.title, status: body.status })
  acknowledged.writes += 1
  return body
}

async function change(person: Person, id: number, fields: object, { tasks, ...rest }: Acknowledged): Promise<void> {
  const { body } = expectOneOf(await person.patch(`/api/tasks/${id}`, fields), [200])
  tasks.set(id, { title: body.title, status: body.status })
  rest.writes += 1
}

async function complete(person: Person, id: number, acknowledged: Acknowledged): Promise<void> {
  const { body } = expectOneOf(await person.post(`/api/tasks/${id}/complete`), [200])
  const { tasks, completions } = acknowledged
  tasks.set(id, { title: body.title, status: body.status })
  completions.set(id, (completions.get(id) ?? 0) + 1)
  acknowledged.writes += 1
}

async function remind(person: Person, id: number, random: Random, acknowledged: Acknowledged): Promise<void> {
  const at = new Date(Date.now() + EARLIEST_REMINDER_MS + random() * EARLIEST_REMINDER_MS).toISOString()
  const { status, body } = await person.post(`/api/tasks/${id}/reminders`, { at })
  // The outage lasted until after the reminder's time: the client does not know whether the first attempt succeeded.
  if (status === 400 && body.code === 'reminder.has_passed') return
  // 409: the first attempt succeeded.
  if (status !== 201 && body.code !== 'reminder.already') throw new Error(`reminding returned ${status}`)
  acknowledged.reminders.add(`Reminder: ${acknowledged.tasks.get(id)?.title}`)
  acknowledged.writes += 1
}

function expectOneOf(response: ApiResponse, statuses: number[]): ApiResponse {
  if (!statuses.includes(response.status)) throw new Error(`returned ${response.status} ${response.text}`)
  return response
}
