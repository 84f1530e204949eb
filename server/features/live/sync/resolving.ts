import type { Viewer } from '../../../access/viewer.ts'
import type { Db } from '../../../tables/tables.ts'
import type { Candidates } from './candidates.ts'
import type { SyncChange } from './schema.ts'
import { type Item, type Key, type Kind, kindsOf, type Sources } from './sources.ts'

/** Candidates that the viewer can see now are upserted, the others are deleted. */
export async function resolved(
  db: Db,
  viewer: Viewer,
  sources: Sources,
  candidates: Candidates,
): Promise<SyncChange[]> {
  const tasks = candidates.keysOf('task').map(([id]) => id as number)
  const changes: SyncChange[] = []
  for (const kind of kindsOf(sources)) {
    const ofTasks = tasks.length > 0 ? await sources[kind].listOfTasks?.(db, viewer, tasks) : []
    for (const id of ofTasks ?? []) candidates.add(kind, [id])
    const keys = candidates.keysOf(kind)
    if (keys.length === 0) continue
    const found = await sources[kind].find(db, viewer, keys)
    const known = new Set(found.map(({ key }) => key.join()))
    changes.push(...found.map((item) => upsert(kind, item)))
    changes.push(
      ...keys.filter((key) => !known.has(key.join())).map((key) => ({ ...nameOf(kind, key), op: 'delete' as const })),
    )
  }
  return changes
}

export const upsert = (kind: Kind, { key, data }: Item): SyncChange => ({ ...nameOf(kind, key), op: 'upsert', data })

function nameOf(kind: Kind, key: Key): Pick<SyncChange, 'kind' | 'id' | 'project'> {
  const [first, second] = key as [number, number]
  return kind === 'member' ? { kind, id: second, project: first } : { kind, id: first }
}
