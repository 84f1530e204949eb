import { type SelectQueryBuilder, sql } from 'kysely'
import { clock } from '../platform/clock.ts'
import { type ParameterOf, prepared } from '../platform/database/queries/prepared.ts'
import { jsonPairs } from '../platform/database/queries/sql.ts'
import type { ProjectRole, Reader, SystemRole, Tables } from '../tables/tables.ts'
import { roleOf } from './roles.ts'

/** A viewer, and the version of the changes up to which it is known to be current. */
export type FoundViewer = { viewer: Viewer; at: number }

export type FindViewer = (userId: number, sessionId: number) => Promise<FoundViewer | undefined>

/** Who is asking: the account behind a good token, and the projects it belongs to. */
export type Viewer = {
  readonly id: number
  readonly sessionId: number
  readonly username: string | null
  readonly email: string | null
  readonly role: SystemRole
  /** Whether they reach what is not theirs: administrators do, and auditors while they read. */
  readonly isAdmin: boolean
  /** Whether they may find every account, and not those alone that they share a project with. */
  readonly findsEveryone: boolean
  /** Somebody else has chosen their password: they can do nothing but change it. */
  readonly mustChangePassword: boolean
  /** The IANA time zone of their profile, which decides when a plain date is over. */
  readonly timezone: string
  /** The role in each project that the viewer is a member of. */
  readonly projects: ReadonlyMap<number, ProjectRole>
  /** Those of them that are archived: read-only, and left out of lists. */
  readonly archivedProjects: ReadonlySet<number>
  /** The keys of `projects`, as queries take them. */
  readonly projectIds: readonly number[]
  /** The scopes whose tasks the viewer sees: their own, and their projects'. */
  readonly scopes: readonly number[]
  /** When before its due date they want to be reminded of every task: an ISO 8601 duration, or null for not at all. */
  readonly defaultReminder: string | null
  /** When the session ends unless it is refreshed. */
  readonly sessionExpiresAt: string
}

/**
 * The viewer of a session, or undefined when the session was closed or has run out, or the account is deleted
 * or deactivated. One statement. `findsEveryone` is what the installation says of that.
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
 * The viewer of an account for work that goes on without a session, or undefined when the account is deleted or
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
  const scopes = [-row.id, ...projectIds]
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

type Asked = { userId: number; sessionId: number; now: string }

const sessionWithMemberships = prepared((db: Reader, asked: ParameterOf<Asked>) => {
  const accounts = db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select('sessions.expires_at')
    .where('sessions.id', '=', asked('sessionId'))
    .where('users.id', '=', asked('userId'))
    .where('sessions.revoked_at', 'is', null)
    .where('sessions.expires_at', '>', asked('now'))
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

/** The viewer as a request sees them: an auditor reads as an administrator, and does everything else as a user. */
export const askingWith = (method: string, viewer: Viewer): Viewer =>
  viewer.role === 'auditor' && READING.has(method) ? { ...viewer, isAdmin: true } : viewer
