import type { Viewer } from '../../../access/viewer.ts'
import type { SubjectType } from '../../../events/catalog.ts'
import type { Db } from '../../../tables/tables.ts'

/** Subjects of events whose resources are part of others, or are only for administrators. */
type NotSynchronised = 'user' | 'session' | 'person' | 'admin_action' | 'job'

/** The kinds of resources that are synchronised: each subject of events is one, unless it is listed above. */
export type Kind = 'account' | 'member' | Exclude<SubjectType, NotSynchronised>

/** Identifies a resource among those of its kind: its id; for a member, the ids of the project and the user. */
export type Key = readonly number[]
export type Item = { key: Key; data: object }

/** Loads a kind of resource. Both functions return what the viewer's lists show, and nothing else. */
type Source = {
  /** Of the given resources, those that the viewer can see. */
  find(db: Db, viewer: Viewer, keys: readonly Key[]): Promise<Item[]>
  /** All that the viewer can see, in the order of their keys, after a given one. */
  page(db: Db, viewer: Viewer, after: Key | undefined, limit: number): Promise<Item[]>
  /** For resources that appear, change or disappear with their task: the ids of those of these tasks. */
  listOfTasks?: ListOfTasks | undefined
}
type ListOfTasks = (db: Db, viewer: Viewer, tasks: readonly number[]) => Promise<number[]>

/** In the order in which resources are sent: a resource comes before those that refer to it. New kinds are at the end. */
export type Sources = Readonly<Record<Kind, Source>>
export const kindsOf = (sources: Sources): Kind[] => Object.keys(sources) as Kind[]

type ById<Resource> = {
  find(db: Db, viewer: Viewer, ids: readonly number[]): Promise<Resource[]>
  page(db: Db, viewer: Viewer, after: number, limit: number): Promise<Resource[]>
  listOfTasks?: ListOfTasks
}

/** The source of a kind whose resources have an id. */
export function sourceById<Resource extends { id: number }>({ find, page, listOfTasks }: ById<Resource>): Source {
  const item = (data: Resource): Item => ({ key: [data.id], data })
  return {
    find: async (db, viewer, keys) =>
      (
        await find(
          db,
          viewer,
          keys.map(([id]) => id as number),
        )
      ).map(item),
    page: async (db, viewer, after, limit) => (await page(db, viewer, after?.[0] ?? 0, limit)).map(item),
    listOfTasks,
  }
}

/** The source of a kind of which every user has one: its key is their own id. */
export function sourceOfViewer(read: (db: Db, userId: number) => Promise<object>): Source {
  const own = async (db: Db, { id }: Viewer) => [{ key: [id], data: await read(db, id) }]
  return {
    find: (db, viewer) => own(db, viewer),
    page: async (db, viewer, after) => (after ? [] : own(db, viewer)),
  }
}
