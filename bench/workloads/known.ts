import { type Random, randomFrom } from '../dataset/random.ts'
import type { Shape } from '../dataset/shapes.ts'
import { type TaskRecord, tasksOf } from '../dataset/tasks.ts'

export type Known = {
  /** The ids of up to a thousand tasks that each reader sees. */
  seen: Map<number, number[]>
  /** Pending tasks that writers made. */
  open: TaskRecord[]
}

const SAMPLE_SIZE = 1000

/** What requests may name without being refused. */
export function whatIsKnown(shape: Shape): Known {
  const samples = new Map(shape.readers.map((user) => [user, { met: 0, ids: [] as number[] }]))
  const writers = new Set(shape.writers)
  const random = randomFrom(19)
  const open: TaskRecord[] = []
  for (const task of tasksOf(shape)) {
    if (task.status === 'pending' && writers.has(task.createdBy)) open.push(task)
    const viewers = task.project === null ? [task.owner as number] : (shape.projects[task.project - 1]?.members ?? [])
    for (const user of viewers) {
      const sample = samples.get(user)
      if (sample) keepOne(sample, task.id, random)
    }
  }
  return { seen: new Map([...samples].map(([user, { ids }]) => [user, ids])), open }
}

/** Old ones and new ones alike, however many come: Vitter's reservoir. */
function keepOne(sample: { met: number; ids: number[] }, id: number, random: Random): void {
  sample.met += 1
  const place = sample.ids.length < SAMPLE_SIZE ? sample.ids.length : random.below(sample.met)
  if (place < SAMPLE_SIZE) sample.ids[place] = id
}
