import { equal } from 'node:assert/strict'
import type { Api, ApiResponse } from '../../kit/api.ts'
import type { Person } from '../../kit/world.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows of any kind
type Row = any

/** A client that maintains a copy of everything with `GET /api/sync` alone, by applying the changes. */
export class SyncReplica {
  readonly #rows = new Map<string, Row>()
  readonly #person: Person
  #cursor = ''

  constructor(person: Person) {
    this.#person = person
  }

  /** Reads changes until there are no more, or for this many pages. */
  async sync(api: Api, limit: number, pages = Number.POSITIVE_INFINITY): Promise<void> {
    for (let page = 0; page < pages; page++) {
      const url = `/api/sync?limit=${limit}&cursor=${this.#cursor}`
      const { status, body, text } = await api.send('GET', url, { token: this.#person.token })
      equal(status, 200, text)
      if (body.reset) this.#rows.clear()
      for (const change of body.changes) this.#apply(change)
      this.#cursor = body.cursor
      if (!body.has_more) return
    }
  }

  get contents(): object {
    return sorted(this.#rows)
  }

  #apply({ kind, id, project, op, data }: Row): void {
    const key = nameOf(kind, id, project)
    if (op === 'upsert') this.#rows.set(key, data)
    else this.#rows.delete(key)
    if (kind === 'task' && op === 'delete') {
      for (const [name, row] of this.#rows) if (name.startsWith('reminder') && row.task === id) this.#rows.delete(name)
    }
  }
}

type Read = (url: string) => Promise<ApiResponse>

/** What the user can see now, according to the lists, while nothing else runs. */
export async function loadEverything(read: Read): Promise<object> {
  const rows = new Map<string, Row>()
  const account = (await read('/api/users/me')).body
  rows.set(nameOf('account', account.id), account)
  rows.set(nameOf('profile', account.id), (await read('/api/profile')).body)
  for (const project of await all(read, '/api/projects?archived=all')) {
    rows.set(nameOf('project', project.id), project)
    for (const member of await all(read, `/api/projects/${project.id}/members`)) {
      rows.set(nameOf('member', member.user_id, project.id), member)
    }
    // Categories of an archived project are in no other list.
    for (const category of await all(read, `/api/categories?project=${project.id}`)) {
      rows.set(nameOf('category', category.id), category)
    }
  }
  for (const category of await all(read, '/api/categories')) rows.set(nameOf('category', category.id), category)
  for (const task of await all(read, '/api/tasks?archived=all')) {
    rows.set(nameOf('task', task.id), task)
    const { body } = await read(`/api/tasks/${task.id}/reminders`)
    for (const reminder of body.results) rows.set(nameOf('reminder', reminder.id), reminder)
  }
  return sorted(rows)
}

async function all(read: Read, url: string): Promise<Row[]> {
  const rows = []
  let next: string | null | undefined = `${url}${url.includes('?') ? '&' : '?'}cursor=&page_size=200`
  while (next) {
    const { body }: ApiResponse = await read(next)
    rows.push(...body.results)
    next = body.next?.slice(body.next.indexOf('/api/'))
  }
  return rows
}

const nameOf = (kind: string, id: number, project?: number) => [kind, project, id].filter(Boolean).join(' ')

const sorted = (rows: ReadonlyMap<string, Row>): object =>
  Object.fromEntries([...rows].sort(([one], [other]) => (one < other ? -1 : 1)))
