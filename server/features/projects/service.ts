import { randomUUIDv7 } from 'node:crypto'
import { projectArchived, requireRole } from '../../access/rights.ts'
import type { Viewer } from '../../access/viewer.ts'
import type { Changes } from '../../events/catalog.ts'
import { changesBetween, changesFromNothing, changesToNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import { clock } from '../../platform/clock.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { requireVersion, type Target } from '../../platform/http/responses/etag.ts'
import { fieldProblem, invalidField, notFound } from '../../platform/problem.ts'
import { storedName } from '../../platform/text/names.ts'
import { sortKey } from '../../platform/text/sort-key.ts'
import { canonicalUid } from '../../platform/uid.ts'
import { projectScope, userScope } from '../../tables/scope.ts'
import type { Db, ProjectRole, ProjectRow, Tx } from '../../tables/tables.ts'
import { deleteMembersOf, findMember, insertMember } from './members/queries.ts'
import * as queries from './queries.ts'
import { LONGEST_NAME, type NewProject, type ProjectFields } from './schema.ts'

/**
 * Creates a project that the viewer owns. `isNew` is false if its uid is that of a project that they created before.
 */
export function createProject(
  db: Db,
  viewer: Viewer,
  fields: NewProject,
): Promise<{ project: ProjectRow; role: ProjectRole; isNew: boolean }> {
  return transaction(db, async (tx) => {
    const now = clock.now()
    const uid = fields.uid === undefined ? randomUUIDv7() : canonicalUid(fields.uid)
    const columns = projectColumns({ ...EMPTY, ...fields }, now)
    const row = { uid, ...columns, ...orderOf(columns), created_by: viewer.id, created_at: now, updated_at: now }
    const project = await queries.insertProject(tx, row as Parameters<typeof queries.insertProject>[1])
    if (!project) return { ...(await earlierProject(tx, viewer, uid)), isNew: false }

    await insertMember(tx, { project_id: project.id, user_id: viewer.id, role: 'owner', added_at: now })
    const audience = [projectScope(project.id), userScope(viewer.id)]
    const about = { actor: viewer.id, subject: project.id, project: project.id, audience }
    await recordEvent(tx, 'project.created', { ...about, changes: changesFromNothing(columns) })
    const member = changesFromNothing({ user_id: viewer.id, role: 'owner' })
    await recordEvent(tx, 'project.member_added', { ...about, changes: member })
    return { project, role: 'owner', isNew: true }
  })
}

/** Changes a project; undefined fields stay unchanged. */
export function updateProject(
  db: Db,
  viewer: Viewer,
  { id, expected }: Target,
  fields: ProjectFields,
): Promise<ProjectRow> {
  return transaction(db, async (tx) => {
    const project = await queries.findProjectForUpdate(tx, viewer, id)
    if (!project) throw notFound('project')
    requireRole(viewer, id, 'editor')
    requireVersion(project.version, expected)
    const columns = projectColumns(fields, project.archived_at ?? clock.now())
    const changes = changesBetween(project, columns)
    if (!changes) return project
    if (project.archived_at !== null && !changes.archived_at) throw projectArchived()
    const changed = await queries.setProject(tx, id, { ...columns, ...orderOf(columns), updated_at: clock.now() })
    await recordChanges(tx, viewer, id, changes)
    return changed
  })
}

async function recordChanges(tx: Tx, viewer: Viewer, id: number, changes: Changes): Promise<void> {
  const { archived_at, ...others } = changes
  const about = { actor: viewer.id, subject: id, project: id, audience: [projectScope(id)] }
  if (Object.keys(others).length > 0) await recordEvent(tx, 'project.updated', { ...about, changes: others })
  if (!archived_at) return
  const type = archived_at.to === null ? 'project.unarchived' : 'project.archived'
  await recordEvent(tx, type, { ...about, changes: { archived_at } })
}

/** Deletes a project with its tasks, categories and memberships. */
export function deleteProject(db: Db | Tx, viewer: Viewer, { id, expected }: Target): Promise<void> {
  return transaction(db, async (tx) => {
    const project = await queries.findProjectForUpdate(tx, viewer, id)
    if (!project) throw notFound('project')
    requireRole(viewer, id, 'owner')
    requireVersion(project.version, expected)
    await removeProject(tx, viewer.id, project)
  })
}

export async function removeProject(tx: Tx, actor: number | null, { id, name }: Pick<ProjectRow, 'id' | 'name'>) {
  const about = { actor, subject: id, project: id, audience: [projectScope(id)] }
  await recordEvent(tx, 'project.emptied', { ...about, changes: changesToNothing(await queries.findContents(tx, id)) })
  await recordEvent(tx, 'project.deleted', { ...about, changes: { name: { from: name, to: null } } })
  await deleteMembersOf(tx, id)
  await queries.deleteProjectRow(tx, id)
}

/** The values of fields that a PUT leaves out. */
export const EMPTY = { description: '', color: null, archived: false }

async function earlierProject(tx: Tx, viewer: Viewer, uid: string) {
  const project = await queries.findProjectByUid(tx, uid)
  // A concurrent request with the same uid may have created it after the viewer's projects were read.
  const member = project && (await findMember(tx, project.id, viewer.id))
  if (member && project.created_by === viewer.id) return { project, role: member.role }
  throw fieldProblem('conflict', 'project.uid_taken', '/uid', 'This uid is already in use. Choose another one.')
}

/** The column by which projects are sorted, which events do not carry. */
const orderOf = ({ name }: Partial<ProjectRow>) => name !== undefined && { name_order: sortKey(name) }

function projectColumns(
  { name, description, color, archived }: ProjectFields,
  archivedAt: string,
): Partial<ProjectRow> {
  if (description && Buffer.byteLength(description) > 65_536) {
    throw invalidField('/description', 'This must be at most 64 KiB.')
  }
  return {
    ...(name !== undefined && { name: storedName(name, LONGEST_NAME) }),
    ...(description !== undefined && { description: description ?? EMPTY.description }),
    ...(color !== undefined && { color }),
    ...(archived !== undefined && { archived_at: archived ? archivedAt : null }),
  }
}
