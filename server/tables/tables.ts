import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { JobsTable } from '../platform/queue/job-rows.ts'
import type { RecurringJobsTable } from '../platform/queue/recurring-jobs.ts'
import type { AdminActionBatchesTable, AdminActionsTable } from './admin-actions.ts'
import type { DeliveriesTable, EventsTable, LogReadersTable, PrunedEventsTable } from './events.ts'
import type { ImportedRowsTable, ImportSourcesTable } from './imports.ts'
import type { Scope } from './scope.ts'

export type Tables = {
  users: UsersTable
  profiles: ProfilesTable
  person_words: PersonWordsTable
  sessions: SessionsTable
  mailed_tokens: MailedTokensTable
  refresh_tokens: RefreshTokensTable
  idempotency_keys: IdempotencyKeysTable
  projects: ProjectsTable
  project_members: ProjectMembersTable
  categories: CategoriesTable
  tasks: TasksTable
  reminders: RemindersTable
  digests: DigestsTable
  events: EventsTable
  log_readers: LogReadersTable
  pruned_events: PrunedEventsTable
  deliveries: DeliveriesTable
  jobs: JobsTable
  recurring_jobs: RecurringJobsTable
  backups: BackupsTable
  import_sources: ImportSourcesTable
  imported_rows: ImportedRowsTable
  admin_actions: AdminActionsTable
  admin_action_batches: AdminActionBatchesTable
}

export type Db = Database<Tables>
export type Tx = Transaction<Tables>
/** For queries that may run inside or outside a transaction. */
export type Reader = Db | Tx

/** ISO-8601 in UTC with milliseconds. */
type Instant = string

/** Auditors may read what administrators read, and change what users may change. */
export type SystemRole = 'user' | 'auditor' | 'admin'
export type ProjectRole = 'owner' | 'editor' | 'viewer'
export type TaskStatus = 'pending' | 'in_progress' | 'completed' | 'cancelled'

type UsersTable = {
  id: Generated<number>
  username: string | null
  /** Case-folded, for uniqueness and look-up; email_key likewise. */
  username_key: string | null
  /** The key with lookalike letters of all scripts replaced by one; null if another account had the same one before. */
  username_lookalike: string | null
  /** The sort key of the name. */
  username_order: string | null
  email: string | null
  email_key: string | null
  /** When the user proved that they receive email at this address. */
  email_confirmed_at: Instant | null
  password_hash: string
  /** 1 while the password was chosen by somebody else: nothing but changing it is possible. */
  must_change_password: Generated<number>
  role: 'user' | 'admin'
  /** 1 for auditors, whose role is that of a user. */
  is_auditor: Generated<number>
  deactivated_at: Instant | null
  last_login_at: Instant | null
  version: Generated<number>
  created_at: Instant
  updated_at: Instant
}
export type UserRow = Selectable<UsersTable>

type ProfilesTable = {
  user_id: number
  display_name: string
  bio: Generated<string>
  avatar_url: string | null
  timezone: Generated<string>
  locale: Generated<string>
  /** How long before the due date the default reminder of a new task fires: an ISO 8601 duration. */
  default_reminder: string | null
  notifications: ColumnType<MailPreferences, string | undefined, string>
  version: Generated<number>
  updated_at: Instant
}
export type ProfileRow = Selectable<ProfilesTable>

/** The kinds of email that a user wants, and the hour of their day at which the digest is sent. */
export type MailPreferences = {
  assigned?: boolean
  reminder?: boolean
  digest?: boolean
  completed?: boolean
  digest_hour?: number
}

/** The words of the names of an account, by which it is found. */
type PersonWordsTable = {
  user_id: number
  word: string
}

type SessionsTable = {
  id: Generated<number>
  user_id: number
  /** The User-Agent header and the address of the latest login or refresh. */
  device: string | null
  address: string | null
  created_at: Instant
  /** Null before the first refresh. */
  last_used_at: Instant | null
  expires_at: Instant
  revoked_at: Instant | null
}

type RefreshTokensTable = {
  token_hash: string
  session_id: number
  created_at: Instant
  used_at: Instant | null
}

/** What a link in an email proves: that its user receives email at this address. */
type MailedTokensTable = {
  token_hash: string
  user_id: number
  purpose: MailedTokenPurpose
  email_key: string
  created_at: Instant
  expires_at: Instant
}
export type MailedTokenPurpose = 'password_reset' | 'email_confirmation'

type IdempotencyKeysTable = {
  id: Generated<number>
  key_hash: string
  request_hash: string
  claimed_at: Instant
  committed_at: Instant | null
  /** Encrypted with a key derived from the client's idempotency key, because a response may contain tokens. */
  response: string | null
}

type ProjectsTable = {
  id: Generated<number>
  uid: string
  name: string
  /** The sort key of the name. */
  name_order: string
  description: string
  color: string | null
  archived_at: Instant | null
  created_by: number | null
  version: Generated<number>
  created_at: Instant
  updated_at: Instant
}
export type ProjectRow = Selectable<ProjectsTable>

type ProjectMembersTable = {
  project_id: number
  user_id: number
  role: ProjectRole
  added_at: Instant
  version: Generated<number>
}

type CategoriesTable = {
  id: Generated<number>
  uid: string
  owner_id: number | null
  project_id: number | null
  name: string
  name_key: string
  /** As in users. */
  name_lookalike: string | null
  name_order: string
  color: string | null
  version: Generated<number>
  created_at: Instant
  updated_at: Instant
}
export type CategoryRow = Selectable<CategoriesTable>

type TasksTable = {
  id: Generated<number>
  uid: string
  owner_id: number | null
  project_id: number | null
  category_id: number | null
  assigned_to: number | null
  /** The scope of the task: its project's id, or minus its owner's id. */
  scope: GeneratedAlways<Scope>
  /** The assignee of a project's task who is not a member of the project. */
  outside_assignee: number | null
  /** The user who sees the task only because it is assigned to them. */
  shown_to: GeneratedAlways<number | null>
  created_by: number | null
  title: string
  title_key: string
  description: string
  status: TaskStatus
  /** 0 none, 1 low, 2 medium, 3 high, 4 urgent. */
  priority: number
  /** '2026-12-01' or an instant. */
  due_date: string | null
  start_date: string | null
  completed_at: Instant | null
  position: number
  /** The place in the manual order, which begins with the position: features/tasks/order/ranks.ts. */
  rank: Generated<string>
  /** Set to update the search index with the words of a changed task; null once that is done. */
  search_terms: string | null
  version: Generated<number>
  created_at: Instant
  updated_at: Instant
}
export type TaskRow = Selectable<TasksTable>

type RemindersTable = {
  id: Generated<number>
  uid: string
  task_id: number
  user_id: number
  /** Fires at this instant, or at an offset before the due date (an ISO 8601 duration). */
  at: Instant | null
  before: string | null
  /** Times before this instant do not count. */
  scheduled_at: Instant
  /** When a worker must check it, no later than it fires; null if it will not fire. */
  next_at: Instant | null
  fired_at: Instant | null
  version: Generated<number>
  created_at: Instant
  updated_at: Instant
}
export type ReminderRow = Selectable<RemindersTable>

type DigestsTable = {
  user_id: number
  /** When the digest is due. */
  next_at: Instant
}

/** The last backup in each destination. */
type BackupsTable = {
  destination: string
  taken_at: Instant
  size_bytes: number
}
