import { projectArchived, requireRole } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { visibleUsers } from '../../../access/visibility.ts'
import { changesFromNothing } from '../../../events/changes.ts'
import { type NewEvent, recordEvent } from '../../../events/record-event.ts'
import { clock } from '../../../platform/clock.ts'
import { violatedKey } from '../../../platform/database/faults.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { type ExpectedVersion, requireVersion } from '../../../platform/http/responses/etag.ts'
import { invalidField, notFound, Problem } from '../../../platform/problem.ts'
import { foldName } from '../../../platform/text/names.ts'
import { projectScope, userScope } from '../../../tables/scope.ts'
import type { Db, ProjectRole, Tx } from '../../../tables/tables.ts'
import { clearCreator, findProjectForUpdate } from '../queries.ts'
import type { NewMember } from '../schema.ts'
import { removeProject } from '../service.ts'
import * as queries from './queries.ts'

/** Adds a member to a project; returns the id of the user. */
export async function addMember(db: Db, viewer: Viewer, projectId: number, newMember: NewMember): Promise<number> {
  try {
    return await transaction(db, async (tx) => {
      await requireOwner(tx, viewer, projectId)
      const userId = await findNamed(tx, viewer, newMember)
      const role = newMember.role ?? 'editor'
      await queries.insertMember(tx, { project_id: projectId, user_id: userId, role, added_at: clock.now() })
      const changes = changesFromNothing({ user_id: userId, role })
      await recordEvent(tx, 'project.member_added', { ...membership(viewer.id, projectId, userId), changes })
      return userId
    })
  } catch (reason) {
    if (!violatedKey(reason)) throw reason
    throw new Problem('conflict', 'member.already', 'This user is already a member.')
  }
}

/** The member that a request changes, and the versions that the membership may have. */
type MemberTarget = Membership & { expected: ExpectedVersion }

/** Changes the role of a member; without a role nothing changes. */
export function changeMemberRole(
  db: Db,
  viewer: Viewer,
  { projectId, userId, expected }: MemberTarget,
  role: ProjectRole | undefined,
): Promise<void> {
  return transaction(db, async (tx) => {
    await requireOwner(tx, viewer, projectId)
    const { member, isLastOwner } = await findForUpdate(tx, projectId, userId)
    requireVersion(member.version, expected)
    if (role === undefined || member.role === role) return
    if (isLastOwner) throw lastOwner()
    await setRole(tx, viewer.id, { projectId, userId }, { from: member.role, to: role })
  })
}

/** Removes a member from a project. Owners may remove anyone; every member may leave. */
export function removeMember(db: Db, viewer: Viewer, { projectId, userId, expected }: MemberTarget): Promise<void> {
  return transaction(db, async (tx) => {
    const project = await findProjectForUpdate(tx, viewer, projectId)
    if (!project) throw notFound('project')
    if (userId !== viewer.id) requireRole(viewer, projectId, 'owner')
    const { member, isLastOwner } = await findForUpdate(tx, projectId, userId)
    requireVersion(member.version, expected)
    if (isLastOwner) throw lastOwner()
    await deleteMembership(tx, viewer.id, { projectId, userId }, member.role)
  })
}

/**
 * Removes a deleted user from every project. A project without other members is deleted. Where the user was the last
 * owner, the active member with the highest role, and then the longest membership, takes over (a deactivated member only
 * if there is no active one), so that no project is left without an owner.
 */
export async function leaveAllProjects(tx: Tx, { actor, subject: userId }: NewEvent<'user.deleted'>): Promise<void> {
  for (const project of await queries.listProjectsOf(tx, userId)) {
    const members = await queries.listMembersForUpdate(tx, project.id)
    const others = members.filter((member) => member.user_id !== userId)
    const role = members.find((member) => member.user_id === userId)?.role ?? 'viewer'
    const active = others.filter((member) => !member.deactivated_at)
    const successor = active.find((member) => member.role === 'editor') ?? active[0] ?? others[0]
    if (!successor) {
      await removeProject(tx, actor, project)
      continue
    }
    if (!active.some((member) => member.role === 'owner') && successor.role !== 'owner') {
      await setRole(
        tx,
        actor,
        { projectId: project.id, userId: successor.user_id },
        { from: successor.role, to: 'owner' },
      )
    }
    await deleteMembership(tx, actor, { projectId: project.id, userId }, role)
  }
  await clearCreator(tx, userId, clock.now())
}

const lastOwner = () =>
  new Problem('conflict', 'member.last_owner', 'A project must have an owner. Make another member an owner first.')

/** In an archived project members may still leave or be removed, but not join or change their role. */
async function requireOwner(tx: Tx, viewer: Viewer, projectId: number): Promise<void> {
  const project = await findProjectForUpdate(tx, viewer, projectId)
  if (!project) throw notFound('project')
  requireRole(viewer, projectId, 'owner')
  if (project.archived_at !== null) throw projectArchived()
}

/** By id, only users that the viewer can already see; by username or email address, any user. */
async function findNamed(tx: Tx, viewer: Viewer, { user_id, username, email }: NewMember): Promise<number> {
  if ([user_id, username, email].filter((name) => name !== undefined).length !== 1) {
    throw invalidField('', 'Exactly one of `user_id`, `username` and `email` is required.')
  }
  const key = foldName(username ?? email ?? '')
  const user =
    user_id === undefined
      ? await queries.findUserByName(tx, key.includes('@') ? 'email_key' : 'username_key', key)
      : await visibleUsers(tx, viewer).select('users.id').where('users.id', '=', user_id).executeTakeFirst()
  if (user) return user.id
  const pointer = user_id !== undefined ? '/user_id' : username !== undefined ? '/username' : '/email'
  throw notFound('user', pointer)
}

async function findForUpdate(tx: Tx, projectId: number, userId: number) {
  const members = await queries.listMembersForUpdate(tx, projectId)
  const member = members.find((one) => one.user_id === userId)
  if (!member) throw notFound('member')
  const isOtherOwner = (one: (typeof members)[number]) => one.role === 'owner' && !one.deactivated_at && one !== member
  return { member, isLastOwner: member.role === 'owner' && !members.some(isOtherOwner) }
}

type Membership = { projectId: number; userId: number }

async function setRole(
  tx: Tx,
  actor: number | null,
  { projectId, userId }: Membership,
  { from, to }: { from: ProjectRole; to: ProjectRole },
): Promise<void> {
  await queries.setMemberRole(tx, projectId, userId, to)
  const changes = { user_id: { from: userId, to: userId }, role: { from, to } }
  await recordEvent(tx, 'project.member_role_changed', { ...membership(actor, projectId, userId), changes })
}

async function deleteMembership(tx: Tx, actor: number | null, { projectId, userId }: Membership, role: ProjectRole) {
  await queries.deleteMember(tx, projectId, userId)
  const changes = { user_id: { from: userId, to: null }, role: { from: role, to: null } }
  await recordEvent(tx, 'project.member_removed', { ...membership(actor, projectId, userId), changes })
}

/** Visible to the project, and to the user concerned, who may no longer be a member. */
const membership = (actor: number | null, project: number, user: number) => ({
  actor,
  subject: project,
  project,
  audience: [projectScope(project), userScope(user)],
})
