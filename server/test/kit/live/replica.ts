import type { Api, ApiResponse } from '../api.ts'
import { until } from '../until.ts'
import type { Person } from '../world.ts'
import { type LiveClient, listenLive, type ReceivedMessage, type Wire } from './live-client.ts'

type Fields = Record<string, unknown>

/** What a client shows. Members by project, each user with their role. */
export type View = {
  tasks: Map<number, Fields>
  projects: Map<number, Fields>
  members: Map<number, Map<number, unknown>>
  categories: Map<number, Fields>
  profile: Fields
}

const SHOWN = {
  tasks: [
    ...['title', 'description', 'status', 'priority', 'due_date', 'start_date', 'completed_at'],
    ...['project', 'category', 'assigned_to', 'position'],
  ],
  projects: ['name', 'description', 'color', 'archived_at'],
  categories: ['name', 'color', 'project'],
  profile: ['display_name', 'bio'],
} as const

/** A process as its clients use it. */
export type Listener = Pick<Api, 'send'> & Parameters<typeof listenLive>[0]

/** A client that follows docs/api.md exactly, and so should always show what its user may see. */
export class Replica {
  view: View = emptyView()
  readonly #person: Person
  readonly #wire: Wire
  #position: number | undefined
  #client: LiveClient | undefined
  #api: Listener
  #working: Promise<void> = Promise.resolve()

  constructor(api: Listener, person: Person, wire: Wire) {
    this.#api = api
    this.#person = person
    this.#wire = wire
  }

  /**
   * Connects to a process, with the position at which the last connection ended. Resolves when that connection has
   * ended.
   */
  connect(api: Listener): Promise<void> {
    this.#api = api
    const client = listenLive(api, { token: this.#person.token, wire: this.#wire, after: this.#position })
    this.#client = client
    this.#working = this.#follow(client)
    return this.#working
  }

  /** Disconnects. Messages that were received but not processed are lost. */
  async disconnect(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    await client?.close()
    await this.#working
  }

  /** Makes a change, and resolves when the client has processed it and thus all changes before it. */
  async settle(mark: string): Promise<void> {
    await this.#api.send('PATCH', '/api/profile', { token: this.#person.token, body: { bio: mark } })
    await until(async () => {
      if (this.view.profile.bio === mark) return true
      if (!this.#client) throw new Error('not connected')
      await this.#client.until(({ changes }) => changes?.bio?.to === mark)
    })
  }

  async #follow(client: LiveClient): Promise<void> {
    for (let next = 0; this.#client === client; next++) {
      const message = await client.until((one) => client.heard.indexOf(one) === next).catch(() => undefined)
      if (!message || this.#client !== client) return
      await this.#apply(message)
      this.#position = message.position
    }
  }

  async #apply(message: ReceivedMessage): Promise<void> {
    const [subject] = String(message.type).split('.')
    if (message.type === 'reset' || (message.type === 'hello' && this.#position === undefined)) {
      this.view = await loadView(this.#read)
    } else if (subject === 'task') await this.#applyToTask(message)
    else if (subject === 'project') await this.#applyToProject(message)
    else if (subject === 'category') this.#applyToCategory(message)
    else if (subject === 'profile') assign(this.view.profile, message, SHOWN.profile)
  }

  async #applyToTask(event: ReceivedMessage): Promise<void> {
    const { tasks } = this.view
    if (event.type === 'task.left' || event.type === 'task.deleted') return void tasks.delete(event.subject)
    const known = tasks.get(event.subject)
    if (known) return assign(known, event, SHOWN.tasks)
    const { status, body } = await this.#read(`/api/tasks/${event.subject}`)
    if (status === 200) tasks.set(event.subject, pick(body, SHOWN.tasks))
  }

  async #applyToProject({ type, subject, changes }: ReceivedMessage): Promise<void> {
    const { projects, members } = this.view
    const user = changes.user_id?.to ?? changes.user_id?.from
    const isAboutMe = user === this.#person.id
    if (type === 'project.deleted' || (type === 'project.member_removed' && isAboutMe)) return this.#forget(subject)
    if (type === 'project.member_added' && isAboutMe) return loadProject(this.view, this.#read, subject)
    if (type === 'project.member_removed') members.get(subject)?.delete(user)
    else if (user !== undefined) members.get(subject)?.set(user, changes.role.to)
    else if (projects.has(subject)) assign(projects.get(subject) as Fields, { changes }, SHOWN.projects)
  }

  #applyToCategory(event: ReceivedMessage): void {
    const { categories } = this.view
    if (event.type === 'category.deleted') return void categories.delete(event.subject)
    const category = categories.get(event.subject) ?? { name: '', color: null, project: event.project }
    assign(category, event, ['name', 'color'])
    categories.set(event.subject, category)
  }

  #forget(project: number): void {
    const { tasks, projects, members, categories } = this.view
    projects.delete(project)
    members.delete(project)
    for (const [id, task] of tasks) if (task.project === project) tasks.delete(id)
    for (const [id, category] of categories) if (category.project === project) categories.delete(id)
  }

  #read = (url: string): Promise<ApiResponse> => this.#api.send('GET', url, { token: this.#person.token })
}

type Read = (url: string) => Promise<ApiResponse>

/** What the user may see now, according to the lists. */
export async function loadView(read: Read): Promise<View> {
  const view = emptyView()
  for (const task of await all(read, '/api/tasks?archived=all')) view.tasks.set(task.id, pick(task, SHOWN.tasks))
  for (const { id } of await all(read, '/api/projects?archived=all')) await loadProject(view, read, id)
  for (const category of await all(read, '/api/categories')) {
    view.categories.set(category.id, pick(category, SHOWN.categories))
  }
  view.profile = pick((await read('/api/profile')).body, SHOWN.profile)
  return view
}

async function loadProject(view: View, read: Read, id: number): Promise<void> {
  const { status, body } = await read(`/api/projects/${id}`)
  if (status !== 200) return
  view.projects.set(id, pick(body, SHOWN.projects))
  view.members.set(id, new Map((await all(read, `/api/projects/${id}/members`)).map((one) => [one.user_id, one.role])))
  for (const task of await all(read, `/api/tasks?project=${id}`)) view.tasks.set(task.id, pick(task, SHOWN.tasks))
  for (const category of await all(read, `/api/categories?project=${id}`)) {
    view.categories.set(category.id, pick(category, SHOWN.categories))
  }
}

// biome-ignore lint/suspicious/noExplicitAny: rows of any list
async function all(read: Read, url: string): Promise<any[]> {
  const rows = []
  let next: string | undefined | null = `${url}${url.includes('?') ? '&' : '?'}cursor=&page_size=200`
  while (next) {
    const { status, body }: ApiResponse = await read(next)
    // Deleted or hidden since the client learnt of it: an event about that will follow.
    if (status !== 200) return rows
    rows.push(...body.results)
    next = body.next?.slice(body.next.indexOf('/api/'))
  }
  return rows
}

const emptyView = (): View => ({
  tasks: new Map(),
  projects: new Map(),
  members: new Map(),
  categories: new Map(),
  profile: {},
})

const pick = (row: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, row[name]]))

function assign(row: Fields, { changes }: ReceivedMessage, names: readonly string[]): void {
  for (const name of names) if (name in changes) row[name] = changes[name].to
}
