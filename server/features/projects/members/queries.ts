import type { Insertable } from 'kysely'
import { changeInBatches } from '../../../platform/database/queries/batches.ts'
import { countUpTo, type Slice, sliced } from '../../../platform/database/queries/paging.ts'
import { forUpdate } from '../../../platform/database/queries/sql.ts'
import type { ProjectRole, Reader, Tables, Tx } from '../../../tables/tables.ts'

function membersOf(db: Reader, projectId: number) {
  return db.selectFrom('project_members').where('project_members.project_id', '=', projectId)
}

function withNames(db: Reader, projectId: number) {
  return membersOf(db, projectId)
    .innerJoin('users', 'users.id', 'project_members.user_id')
    .innerJoin('profiles', 'profiles.user_id', 'project_members.user_id')
    .select(['project_members.user_id', 'project_members.role', 'project_members.added_at', 'project_members.version'])
    .select(['users.username', 'profiles.display_name', 'profiles.avatar_url'])
}

export function listMembers(db: Reader, projectId: number, slice: Slice) {
  return sliced(withNames(db, projectId), slice).execute()
}

export function countMembers(db: Reader, projectId: number, limit: number) {
  return countUpTo(db, membersOf(db, projectId), limit)
}

export function findMember(db: Reader, projectId: number, userId: number) {
  return withNames(db, projectId).where('project_members.user_id', '=', userId).executeTakeFirst()
}

/**
 * All memberships of a project, locked until the transaction ends, so that two owners cannot leave at the same time.
 */
export function listMembersForUpdate(tx: Tx, projectId: number) {
  const members = membersOf(tx, projectId)
    .innerJoin('users', 'users.id', 'project_members.user_id')
    .select(['user_id', 'project_members.role', 'added_at', 'project_members.version', 'deactivated_at'])
    .orderBy('added_at')
    .orderBy('user_id')
  return forUpdate(tx, members).execute()
}

/** The projects of a user, by name. */
export function listProjectsOf(db: Reader, userId: number) {
  return db
    .selectFrom('project_members')
    .innerJoin('projects', 'projects.id', 'project_members.project_id')
    .select(['projects.id', 'projects.name'])
    .where('project_members.user_id', '=', userId)
    .orderBy('projects.id')
    .execute()
}

export function findUserByName(db: Reader, column: 'username_key' | 'email_key', key: string) {
  return db
    .selectFrom('users')
    .select('id')
    .where(column, '=', key)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
}

export function insertMember(tx: Tx, member: Insertable<Tables['project_members']>) {
  return tx.insertInto('project_members').values(member).execute()
}

export function setMemberRole(tx: Tx, projectId: number, userId: number, role: ProjectRole) {
  return tx
    .updateTable('project_members')
    .set({ role })
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .execute()
}

export function deleteMember(tx: Tx, projectId: number, userId: number) {
  return tx.deleteFrom('project_members').where('project_id', '=', projectId).where('user_id', '=', userId).execute()
}

/** Ends all memberships of a project. The cascade of the database would do it in one statement. */
export function deleteMembersOf(tx: Tx, projectId: number): Promise<void> {
  const members = tx.selectFrom('project_members').select('user_id').where('project_id', '=', projectId)
  const deleting = tx.deleteFrom('project_members').where('project_id', '=', projectId).returning('user_id')
  return changeInBatches((limit) => deleting.where('user_id', 'in', members.limit(limit)).execute())
}
