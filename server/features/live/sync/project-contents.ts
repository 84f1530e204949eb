import type { Db } from '../../../tables/tables.ts'
import { findLastContents, listContents, listEventsAbout, type Part } from './queries.ts'

/** A project and its contents, in the order in which clients get them. */
export const PARTS = ['project', 'member', 'category', 'task'] as const

/** Ids of one kind that a client may have to add or remove, and whether there are more. */
type Ids = {
  ids: number[]
  /** Ids that entered the project only after the user had left it: the client never had them. */
  isUnknown(id: number): boolean
  /** The last of the ids if there are more. */
  next: number | undefined
}

/**
 * The contents of a project, also for a user who left it at `since`: what it holds now or held when it was deleted, and
 * what has left it since.
 */
export async function contentsOf(
  db: Db,
  { project, since }: { project: number; since: number },
  part: Part,
  { after, limit }: { after: number; limit: number },
): Promise<Ids> {
  const now = await listContents(db, project, part, { after, limit })
  const last = now.length === 0 ? await findLastContents(db, project) : undefined
  // Read after the contents, so that nothing can leave the project in between without being listed here.
  const { arrived, left } = await changesSince(db, { project, since }, part)
  const all = [...new Set([...now, ...(last?.[part] ?? []), ...left])].filter((id) => id > after)
  const ids = all.toSorted((one, other) => one - other).slice(0, limit)
  const hasMore = all.length > ids.length || now.length === limit
  return { ids, isUnknown: (id) => arrived.has(id), next: hasMore ? ids.at(-1) : undefined }
}

/** The first event about a resource shows whether it was in the project before. */
async function changesSince(db: Db, { project, since }: { project: number; since: number }, part: Part) {
  const arrived = new Set<number>()
  const left = new Set<number>()
  for (const { type, subject_id, changes } of await listEventsAbout(db, project, since)) {
    const member = (changes.user_id?.to ?? changes.user_id?.from) as number | undefined
    const id = part === 'member' ? member : subject_id
    const isOfPart = part === 'member' ? type.startsWith('project.member_') : type.startsWith(`${part}.`)
    if (!isOfPart || id === undefined || arrived.has(id) || left.has(id)) continue
    const comes = type === `${part}.created` || type === 'project.member_added' || changes.project?.to === project
    ;(comes ? arrived : left).add(id)
  }
  return { arrived, left }
}
