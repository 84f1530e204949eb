import { type Insertable, sql, type Updateable } from 'kysely'
import type { Viewer } from '../../access/viewer.ts'
import { type Reach, reachOfOne, visibleProjects } from '../../access/visibility.ts'
import { changeInBatches } from '../../platform/database/queries/batches.ts'
import { countUpTo, type Slice, sliced } from '../../platform/database/queries/paging.ts'
import { forUpdate, idIn } from '../../platform/database/queries/sql.ts'
import { listRows } from '../../platform/database/queries/top-n.ts'
import type { Reader, Tables, Tx } from '../../tables/tables.ts'

/** Only archived projects (true) or only the others (false); both if undefined. */
type ProjectFilter = { archived: boolean | undefined; ids?: readonly number[] | undefined }

function filtered(db: Reader, viewer: Viewer, reach: Reach, { archived, ids }: ProjectFilter) {
  const visible = visibleProjects(db, viewer, reach)
  const projects = ids ? visible.where(({ ref }) => idIn(db, ref('projects.id'), ids)) : visible
  if (archived === undefined) return projects
  return projects.where('archived_at', archived ? 'is not' : 'is', null)
}

/** Which projects a list has. */
type ProjectSelection = { viewer: Viewer; reach: Reach; filter: ProjectFilter }

export function listProjects(db: Reader, { viewer, reach, filter }: ProjectSelection, slice: Slice) {
  const projects = filtered(db, viewer, reach, filter)
  const query = db.selectFrom('projects').selectAll('projects')
  return listRows(db, query, { table: 'projects', rows: projects, starts: undefined }, slice)
}

export function countProjects(db: Reader, { viewer, reach, filter }: ProjectSelection, limit: number) {
  return countUpTo(db, filtered(db, viewer, reach, filter), limit)
}

export function findProject(db: Reader, viewer: Viewer, id: number) {
  const projects = visibleProjects(db, viewer, reachOfOne(viewer)).selectAll('projects')
  return projects.where('projects.id', '=', id).executeTakeFirst()
}

/** The project, locked until the transaction ends. */
export function findProjectForUpdate(tx: Tx, viewer: Viewer, id: number) {
  const projects = visibleProjects(tx, viewer, reachOfOne(viewer)).selectAll('projects')
  return forUpdate(tx, projects.where('projects.id', '=', id)).executeTakeFirst()
}

export function findProjectByUid(db: Reader, uid: string) {
  return db.selectFrom('projects').selectAll().where('uid', '=', uid).executeTakeFirst()
}

/** The new project, or undefined if a project has this uid already. */
export function insertProject(tx: Tx, project: Insertable<Tables['projects']>) {
  const insert = tx.insertInto('projects').values(project)
  return insert
    .onConflict((conflict) => conflict.column('uid').doNothing())
    .returningAll()
    .executeTakeFirst()
}

export function setProject(tx: Tx, id: number, project: Updateable<Tables['projects']>) {
  return tx
    .updateTable('projects')
    .set(project)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The ids of everything in a project. */
export async function findContents(tx: Tx, id: number) {
  const found = await sql<{ kind: string; id: number }>`
    select 'task' as kind, id from tasks where project_id = ${id}
    union all select 'category', id from categories where project_id = ${id}
    union all select 'member', user_id from project_members where project_id = ${id}`.execute(tx)
  const idsOf = (kind: string) => found.rows.filter((row) => row.kind === kind).map((row) => Number(row.id))
  return { tasks: idsOf('task'), categories: idsOf('category'), members: idsOf('member') }
}

const eventsOf = (db: Reader, id: number) =>
  db.selectFrom('events').where('events.project_id', '=', id).where('events.type', '!=', 'project.emptied')

/** The events of a project, with the names of their actors where those still exist. */
export function listProjectEvents(db: Reader, id: number, slice: Slice) {
  const events = eventsOf(db, id)
    .leftJoin('users', 'users.id', 'events.actor_id')
    .leftJoin('profiles', 'profiles.user_id', 'events.actor_id')
    .select(['events.id', 'events.type', 'events.subject_id', 'events.changes', 'events.happened_at'])
    .select(['events.audience', 'events.former_audience', 'events.new_audience'])
    .select(['users.id as actor_id', 'users.username', 'profiles.display_name'])
  return sliced(events, slice).execute()
}

export const countProjectEvents = (db: Reader, id: number, limit: number) => countUpTo(db, eventsOf(db, id), limit)

export function deleteProjectRow(tx: Tx, id: number) {
  return tx.deleteFrom('projects').where('id', '=', id).execute()
}

/** Removes a deleted user as creator. Increments the version, because a project shows its creator. */
export function clearCreator(tx: Tx, userId: number, at: string): Promise<void> {
  const theirs = tx.selectFrom('projects').select('id').where('created_by', '=', userId)
  const clearing = tx
    .updateTable('projects')
    .set({ created_by: null, updated_at: at })
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .returning('id')
  return changeInBatches((limit) => clearing.where('id', 'in', theirs.limit(limit)).execute())
}
