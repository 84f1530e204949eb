import { randomUUIDv7 } from 'node:crypto'
import { changesFromNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import { storedName } from '../../platform/text/names.ts'
import { sortKey } from '../../platform/text/sort-key.ts'
import { projectScope, userScope } from '../../tables/scope.ts'
import type { ProjectRole, ProjectRow, Tx } from '../../tables/tables.ts'
import { findMember, insertMember } from './members/queries.ts'
import { insertProject } from './queries.ts'
import { LONGEST_NAME } from './schema.ts'

type ImportedProject = Pick<
  ProjectRow,
  'name' | 'description' | 'color' | 'archived_at' | 'created_at' | 'updated_at'
> & { owner: number }

/** Creates a project of another system, with its owner. */
export async function importProject(tx: Tx, { owner, ...fields }: ImportedProject): Promise<number> {
  const name = storedName(fields.name, LONGEST_NAME)
  const row = { ...fields, uid: randomUUIDv7(), name, name_order: sortKey(name), created_by: owner }
  const project = await insertProject(tx, row)
  if (!project) throw new Error('the new uid already exists')
  const { id, description, color, archived_at } = project
  const changes = changesFromNothing({ name, description, color, archived_at })
  await recordEvent(tx, 'project.created', { ...about(id, owner), changes })
  await addMember(tx, { project: id, user: owner, role: 'owner', added_at: project.created_at })
  return id
}

type ImportedMember = { project: number; user: number; role: ProjectRole; added_at: string }

/**
 * Adds a member of another system to a project; returns false if the user is already a member, whose role stays
 * unchanged.
 */
export async function importMember(tx: Tx, member: ImportedMember): Promise<boolean> {
  if (await findMember(tx, member.project, member.user)) return false
  await addMember(tx, member)
  return true
}

async function addMember(tx: Tx, { project, user, role, added_at }: ImportedMember): Promise<void> {
  await insertMember(tx, { project_id: project, user_id: user, role, added_at })
  const changes = changesFromNothing({ user_id: user, role })
  await recordEvent(tx, 'project.member_added', { ...about(project, user), changes })
}

const about = (project: number, user: number) => ({
  actor: null,
  subject: project,
  project,
  audience: [projectScope(project), userScope(user)],
})
