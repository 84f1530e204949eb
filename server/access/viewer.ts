import { type SelectQueryBuilder, sql } from 'kysely'
import { clock } from '../platform/clock.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { jsonPairs } from '../platform/database/queries/sql.ts'
import { type Scope, scopesOf } from '../tables/scope.ts'
import type { ProjectRole, Reader, SystemRole, Tables } from '../tables/tables.ts'
import { roleOf } from './roles.ts'

/** A viewer, and the change version up to which it is known to be current. */
export type FoundViewer = { viewer: Viewer; version: number }

export type FindViewer = (userId: number, sessionId: number) => Promise<FoundViewer | undefined>

/** The authenticated user: the account of a valid token, and its projects. */
export type Viewer = {
  readonly id: number
  readonly sessionId: number
  readonly username: string | null
  readonly email: string | null
  readonly role: SystemRole
  /** True if they may access rows of others: administrators always, auditors while they read. */
  readonly isAdmin: boolean
  /** True if they may find every account; otherwise they find only those that they share a project with. */
  readonly findsEveryone: boolean
  /** True if somebody else chose their password. They can do nothing but change it. */
  readonly mustChangePassword: boolean
  /** The IANA time zone of their profile. It decides when a date without a time is over. */
  readonly timezone: string
  /** The role in each project that the viewer is a member of. */
  readonly projects: ReadonlyMap<number, ProjectRole>
  /** Their archived projects, which are read-only and omitted from lists. */
  readonly archivedProjects: ReadonlySet<number>
  /** The keys of `projects`, in the form that queries need. */
  readonly projectIds: readonly number[]
  /** The scopes whose tasks the viewer sees: their own and those of their projects. */
  readonly scopes: readonly Scope[]
  /**
   * How long before its due date they want to be reminded of every task: an ISO 8601 duration, or null for no reminder.
   */
  readonly defaultReminder: string | null
  /** When the session ends unless it is refreshed. */
  readonly sessionExpiresAt: string
}

/**
 * The viewer of a session; undefined if the session was closed or has expired, or if the account is deleted or
 * deactivated. Executes one statement. `findsEveryone` is a setting of the installation.
 */
export async function findViewer(
  db: Reader,
  userId: number,
  sessionId: number,
  findsEveryone = false,
): Promise<Viewer | undefined> {
  const [row] = await sessionWithMemberships(db, { userId, sessionId, now: clock.now() })
  return row && viewerFrom(row, sessionId, findsEveryone)
}

/**
 * The viewer of an account for work that continues without a session; undefined if the account is deleted or
 * deactivated, or must change its password.
 */
export async function findViewerOfAccount(db: Reader, userId: number): Promise<Viewer | undefined> {
  const accounts = db
    .selectFrom('users')
    .where('users.id', '=', userId)
    .where('users.deactivated_at', 'is', null)
    .where('users.must_change_password', '=', 0)
  const row = await withMemberships(db, accounts).executeTakeFirst()
  return row && viewerFrom({ ...row, expires_at: clock.now() }, NO_SESSION, true)
}

const NO_SESSION = 0

type ViewerRow = Awaited<ReturnType<typeof sessionWithMemberships>>[number]

function viewerFrom(row: ViewerRow, sessionId: number, findsEveryone: boolean): Viewer {
  const { memberships, archived, expires_at: sessionExpiresAt, default_reminder: defaultReminder, ...rest } = row
  const { must_change_password, is_auditor: _, ...user } = rest
  const projects = new Map(pairsIn(memberships))
  const projectIds = [...projects.keys()]
  const scopes = scopesOf(row.id, projectIds)
  return {
    ...user,
    sessionId,
    sessionExpiresAt,
    defaultReminder,
    role: roleOf(row),
    isAdmin: row.role === 'admin',
    findsEveryone,
    mustChangePassword: must_change_password === 1,
    projects,
    archivedProjects: new Set(pairsIn(archived).map(([project]) => project)),
    projectIds,
    scopes,
  }
}

const pairsIn = (pairs: unknown) => (typeof pairs === 'string' ? JSON.parse(pairs) : pairs) as [number, ProjectRole][]

type SessionKey = { userId: number; sessionId: number; now: string }

const sessionWithMemberships = prepared((db: Reader, parameter: ParameterOf<SessionKey>) => {
  const accounts = db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select('sessions.expires_at')
    .where('sessions.id', '=', parameter('sessionId'))
    .where('users.id', '=', parameter('userId'))
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', parameter('now'))
    .where('users.deactivated_at', 'is', null)
  return withMemberships(db, accounts)
})

function withMemberships<Selected>(db: Reader, accounts: SelectQueryBuilder<Tables, 'users', Selected>) {
  const memberships = sql`from project_members where user_id = ${sql.ref('users.id')}`
  const archived = sql`from project_members join projects on projects.id = project_members.project_id
    where user_id = ${sql.ref('users.id')} and archived_at is not null`
  return accounts
    .innerJoin('profiles', 'profiles.user_id', 'users.id')
    .select([
      'users.id',
      'users.username',
      'users.email',
      'users.role',
      'users.is_auditor',
      'users.must_change_password',
      'profiles.timezone',
      'profiles.default_reminder',
    ])
    .select(jsonPairs(db, memberships, 'project_id', 'role').as('memberships'))
    .select(jsonPairs(db, archived, 'project_id', 'role').as('archived'))
}

const READING = new Set(['GET', 'HEAD'])

/** The viewer for a request with this method: auditors read as administrators, and do everything else as users. */
export const viewerForMethod = (method: string, viewer: Viewer): Viewer =>
  viewer.role === 'auditor' && READING.has(method) ? { ...viewer, isAdmin: true } : viewer

/** The ids of the projects of a user. */
export async function listProjectIds(db: Reader, userId: number): Promise<number[]> {
  const memberships = db.selectFrom('project_members').select('project_id').where('user_id', '=', userId)
  return (await memberships.execute()).map(({ project_id }) => project_id)
}
