/**
 * How many SQL statements a request may need. `begin` and `commit` are not among them: on PostgreSQL they travel with
 * the statements beside them, on SQLite they never leave the process.
 */
export const CEILING = 3

// Who asks is looked up first, but by those who have no token; what changes ends with the facts of the change.
const CEILINGS: { ceiling: number; why: string; requests: string }[] = [
  {
    ceiling: 4,
    why: 'who asks, what is there, its change, the facts',
    requests: `
      PUT /api/users/me
      PATCH /api/users/me
      PUT /api/users/{id}
      PATCH /api/users/{id}
      PUT /api/profile
      PATCH /api/profile
      PUT /api/projects/{id}
      PATCH /api/projects/{id}
      DELETE /api/projects/{id}
      PUT /api/categories/{id}
      PATCH /api/categories/{id}
      PATCH /api/categories/{id}: Ann’s own
      POST /api/tasks/bulk
      PUT /api/tasks/{id}
      PATCH /api/tasks/{id}
      DELETE /api/tasks/{id}
      POST /api/tasks/{id}/complete
      PUT /api/tasks/{id}: Ann’s own
      PATCH /api/tasks/{id}: Ann’s own
      DELETE /api/tasks/{id}: Ann’s own
      POST /api/tasks/{id}/complete: Ann’s own
      PATCH /api/tasks/{id}: given to Vic
      POST /api/tasks/{id}/complete: given to Vic
      DELETE /api/tasks/{id}: given to Vic
      POST /api/tasks/{id}/reminders
      PATCH /api/tasks/{id}/reminders/{reminderId}
      DELETE /api/tasks/{id}/reminders/{reminderId}
      PATCH /api/tasks/{id}/reminders/{reminderId}: Ann’s own
      DELETE /api/tasks/{id}/reminders/{reminderId}: Ann’s own`,
  },
  {
    ceiling: 4,
    why: 'who asks, whether they may see what it is a list of, the rows, their number',
    requests: `
      GET /api/projects/{id}/members
      GET /api/tasks/{id}/activity
      GET /api/tasks/{id}/activity: Ann’s own`,
  },
  {
    ceiling: 4,
    why: 'who asks, the project with its owner, the facts',
    requests: `
      POST /api/projects`,
  },
  {
    ceiling: 5,
    why: 'who asks, the account with its profile and the time of its digest, the facts',
    requests: `
      POST /api/users`,
  },
  {
    ceiling: 5,
    why: 'the task with its reminders comes back',
    requests: `
      POST /api/tasks/{id}/reopen
      POST /api/tasks/{id}/reopen: Ann’s own`,
  },
  {
    ceiling: 5,
    why: 'the tasks of a category are released, the sessions of an account closed',
    requests: `
      DELETE /api/categories/{id}
      DELETE /api/categories/{id}: Ann’s own
      PATCH /api/users/{id}: to deactivate somebody`,
  },
  {
    ceiling: 5,
    why: 'the account (twice, with the time of this login), a session, its token, the facts',
    requests: `
      POST /api/token`,
  },
  {
    ceiling: 6,
    why: 'the account with its profile and the time of its digest, a session, its token, the facts',
    requests: `
      POST /api/register`,
  },
  {
    ceiling: 5,
    why: 'whose the token is, the token is taken, the account changes, its sessions are closed, the facts',
    requests: `
      POST /api/password-reset/confirm
      POST /api/email-confirmation/confirm`,
  },
  {
    ceiling: 6,
    why: 'the used token is marked, its session goes on, a token follows it; the account is answered with them',
    requests: `
      POST /api/token/refresh`,
  },
  {
    ceiling: 6,
    why: 'project, all its members at once, the change, what it releases or who it is about, the facts',
    requests: `
      PATCH /api/projects/{id}/members/{userId}
      DELETE /api/projects/{id}/members/{userId}
      DELETE /api/projects/{id}/members/{userId}: oneself`,
  },
  {
    ceiling: 7,
    why: 'the same, and the reminders of who comes back',
    requests: `
      POST /api/projects/{id}/members`,
  },
  {
    ceiling: 9,
    why: 'projects find heirs, tasks are released by four kinds of ties; nobody deletes an account often',
    requests: `
      DELETE /api/users/me
      DELETE /api/users/{id}`,
  },
]

/** The ceilings of requests that need more, by their names in the authorization table. */
export const HIGHER: ReadonlyMap<string, number> = new Map(
  CEILINGS.flatMap(({ ceiling, requests }) => namesIn(requests).map((name) => [name, ceiling])),
)

function namesIn(requests: string): string[] {
  return requests
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
