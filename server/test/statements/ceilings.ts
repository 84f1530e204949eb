import { exportSections, syncSources } from '../../app/features.ts'

/**
 * The maximum number of SQL statements for a request of a cached viewer. `begin` and `commit` do not count: on
 * PostgreSQL they are pipelined with other statements, on SQLite they never leave the process.
 */
export const CEILING = 3

const CEILINGS: { ceiling: number; why: string; requests: string }[] = [
  {
    ceiling: 4,
    why: 'the job is retried, and if it cannot be, read for the reason; the event',
    requests: `
      POST /api/admin/jobs/{id}/retry`,
  },
  {
    ceiling: 4,
    why: 'the id of the new task, its row, on SQLite its words in a statement of their own, and the event',
    requests: `
      POST /api/tasks
      POST /api/tasks: of the project
      POST /api/projects/{id}/tasks`,
  },
  {
    ceiling: 4,
    why: 'the task, its change, its reminders, which are active again, and the event',
    requests: `
      POST /api/tasks/{id}/reopen
      POST /api/tasks/{id}/reopen: Ann’s own`,
  },
  {
    ceiling: 6,
    why: 'the account with its profile, the time of its digest and the words of its names, the events',
    requests: `
      POST /api/users`,
  },
  {
    ceiling: 4,
    why: 'the tasks of a category are released, the sessions of an account closed',
    requests: `
      DELETE /api/categories/{id}
      DELETE /api/categories/{id}: Ann’s own
      PATCH /api/users/{id}: to deactivate somebody`,
  },
  {
    ceiling: 5,
    why: 'project, all its members at once, the change, what it releases or who it is about, the events',
    requests: `
      PATCH /api/projects/{id}/members/{userId}
      DELETE /api/projects/{id}/members/{userId}
      DELETE /api/projects/{id}/members/{userId}: oneself`,
  },
  {
    ceiling: 7,
    why: 'the same, and the reminders of who comes back, and the tasks that they were assigned before',
    requests: `
      POST /api/projects/{id}/members`,
  },
  {
    ceiling: 6,
    why: 'the task, the turn of its list, the other task and its neighbour, the change, the event',
    requests: `
      POST /api/tasks/{id}/move
      POST /api/tasks/{id}/move: Ann’s own
      POST /api/tasks/{id}/move: assigned to Vic`,
  },
  {
    ceiling: 5,
    why: 'the account (twice, with the time of this login), a session, its token, the events',
    requests: `
      POST /api/token`,
  },
  {
    ceiling: 8,
    why: 'the account with its profile, the time of its digest and the words of its names, a session, its token, the events',
    requests: `
      POST /api/register`,
  },
  {
    ceiling: 6,
    why: 'the used token is marked, its session goes on, a token follows it; the account is answered with them',
    requests: `
      POST /api/token/refresh`,
  },
  {
    ceiling: 5,
    why: 'whose the token is, the token is taken, the account changes, its sessions are closed, the events',
    requests: `
      POST /api/password-reset/confirm
      POST /api/email-confirmation/confirm`,
  },
  {
    ceiling: 5,
    why: 'a stream begins with where the log is, and who listens',
    requests: `
      GET /api/events/stream`,
  },
  {
    ceiling: 3 + 3 * Object.keys(syncSources).length,
    why: 'each kind of resource is read, and before that where the log is and who asks; a client asks for itself alone',
    requests: `
      GET /api/sync`,
  },
  {
    ceiling: 3 + 3 * Object.keys(exportSections).length,
    why: 'a part of everything that is stored about somebody, and another where there is more; asked a few times an hour',
    requests: `
      GET /api/users/me/export`,
  },
  {
    ceiling: 8,
    why: 'how far behind the readers of the log are, how many jobs are in each state, how large the database is and whether workers run; asked a few times a minute',
    requests: `
      GET /metrics`,
  },
  {
    ceiling: 13,
    why: 'what the doctor says, the latest events, and how much of each kind there was this week; asked when an administrator opens the panel',
    requests: `
      GET /api/admin/overview
      POST /api/admin/overview/check`,
  },
  {
    ceiling: 8,
    why: 'the account is read for its password; the words of the new names take the place of the old, and the projects of the account learn of it',
    requests: `
      PUT /api/users/me
      PATCH /api/users/me
      PUT /api/users/{id}
      PATCH /api/users/{id}
      PUT /api/profile`,
  },
  {
    ceiling: 8,
    why: 'what the project held, its tasks that are assigned to others than members, and its tasks, categories and members in parts',
    requests: `
      DELETE /api/projects/{id}`,
  },
  {
    ceiling: 9,
    why: 'whose names there are already, and for each new account a savepoint, its rows and its words; sent by an administrator now and then',
    requests: `
      POST /api/admin/users/import`,
  },
  {
    ceiling: 12,
    why: 'the password is checked, projects find heirs, tasks are released by four kinds of ties, private tasks and categories are deleted in parts, events forget the names',
    requests: `
      DELETE /api/users/me
      DELETE /api/users/{id}`,
  },
]

/** The limits of requests that need more, by their names in the authorization table. */
export const HIGHER: ReadonlyMap<string, number> = new Map(
  CEILINGS.flatMap(({ ceiling, requests }) => namesIn(requests).map((name) => [name, ceiling])),
)

function namesIn(requests: string): string[] {
  return requests
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
