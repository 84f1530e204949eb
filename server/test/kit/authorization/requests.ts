import { makeMailedToken } from '../../../features/accounts/mailed-links/make-token.ts'
import { changeAccount, promoteUser } from '../../../features/accounts/users/operator.ts'
import { findAccount } from '../../../features/accounts/users/queries.ts'
import { unsubscribeTokens } from '../../../mail/unsubscribe-tokens.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { insertJobs } from '../../../platform/queue/job-rows.ts'
import type { MailedTokenPurpose } from '../../../tables/tables.ts'
import type { Api } from '../api.ts'
import { PASSWORD, type Person, register, type World } from '../world.ts'
import type { Caller } from './table.ts'

/** The context of a request: the world with a fresh project, and the caller. */
export type Scene = { api: Api; world: World; project: number; caller: Caller; isAuditor?: boolean }

/**
 * `ids` are inserted into the path in order; `as` replaces the caller; `headers` set the type of a body that is not
 * JSON.
 */
export type Asked = { ids?: number[]; query?: string; body?: unknown; as?: Person; headers?: Record<string, string> }

type Ask = (scene: Scene) => Asked | Promise<Asked>

/** With `isAuditor`, Cleo is an auditor. */
export async function freshScene(api: Api, world: World, caller: Caller, isAuditor = false): Promise<Scene> {
  const project = await makeOne(world.ann, '/api/projects', { name: 'Garden' })
  const members = `/api/projects/${project}/members`
  await makeOne(world.ann, members, { username: world.ben.name, role: 'editor' })
  await makeOne(world.ann, members, { username: world.vic.name, role: 'viewer' })
  return { api, world, caller, project, isAuditor }
}

/** The URL of a request: its path with the ids in it. */
export function urlOf(path: string, { ids = [], query = '' }: Asked): string {
  const left = [...ids]
  return path.replaceAll(/\{\w+\}/g, () => String(left.shift())) + query
}

let made = 0
const freshName = (): string => `somebody${++made}`

const nothing: Ask = () => ({})
const everybodys: Ask = () => ({ query: '?scope=all' })
const ofProject =
  (body?: unknown): Ask =>
  ({ project }) => ({ ids: [project], body })

async function makeOne(person: Person, url: string, body: object): Promise<number> {
  const response = await person.post(url, body)
  if (response.status !== 201) throw new Error(`${url} returned ${response.status} ${response.text}`)
  return response.body.id ?? response.body.user_id
}

/** A request about something of Ann's that is created for it. */
const about =
  (url: string, fields: (scene: Scene) => object, body?: unknown): Ask =>
  async (scene) => ({ ids: [await makeOne(scene.world.ann, url, fields(scene))], body })

const shared = (body?: unknown) => about('/api/tasks', ({ project }) => ({ title: 'Shared', project }), body)
const own = (body?: unknown) => about('/api/tasks', () => ({ title: 'My own' }), body)
const given = (body?: unknown) =>
  about('/api/tasks', ({ project, world }) => ({ title: 'Given', project, assigned_to: world.vic.id }), body)
const category = (body?: unknown) => about('/api/categories', ({ project }) => ({ name: 'Shared', project }), body)
const ownCategory = (body?: unknown) => about('/api/categories', () => ({ name: freshName() }), body)

/** A task that is moved before another one that precedes it. */
const moved =
  (kind: (body?: unknown) => Ask): Ask =>
  async (scene) => {
    const { ids: others = [] } = await kind()(scene)
    await kind()(scene)
    return kind({ before: others[0] })(scene)
  }

const account = () => ({ username: freshName(), password: PASSWORD })
/** Ann’s account when she asks, and another account for everyone else. */
const anAccount =
  (body?: unknown): Ask =>
  async (scene) => {
    const person = await twin(scene)
    return { ids: [person.id], body, ...(scene.caller === 'ann' && { as: person }) }
  }
const somebody =
  (body?: unknown): Ask =>
  async ({ api }) => ({ ids: [(await register(api, freshName())).id], body })

/** The caller, or Ann if there is no caller. */
const callerOf = ({ world, caller }: Scene): Person => (caller === 'nobody' ? world.ann : world[caller])

const someRows = { resource: 'jobs', action: 'retry', filter: { state: 'dead' } }

async function adminAction({ world }: Scene): Promise<Asked> {
  const { body } = await world.ada.post('/api/admin/actions', someRows)
  return { ids: [body.id] }
}

async function waitingJob({ api }: Scene): Promise<Asked> {
  const job = { key: freshName(), name: 'test.nothing', payload: {} }
  return { ids: await transaction(api.db, (tx) => insertJobs(tx, [job])) }
}

const member =
  (body?: unknown): Ask =>
  async ({ api, world, project }) => {
    const { id } = await register(api, freshName())
    await makeOne(world.ada, `/api/projects/${project}/members`, { user_id: id, role: 'viewer' })
    return { ids: [project, id], body }
  }

async function freshSession({ world, api }: Scene): Promise<Person> {
  const { body } = await api.send('POST', '/api/token', { body: { username: world.ann.name, password: PASSWORD } })
  return { ...world.ann, token: body.access, refresh: body.refresh }
}

/** Another session of a user, besides the one that they use for the request. */
async function sessionOf({ api }: Scene, { name }: Person): Promise<Asked> {
  const login = await api.send('POST', '/api/token', { body: { username: name, password: PASSWORD } })
  const { body } = await api.send('GET', '/api/sessions', { token: login.body.access })
  const { id } = body.results.find(({ current }: { current: boolean }) => current)
  return { ids: [id] }
}

/** An account like the caller's that may be changed or deleted. */
async function twin({ api, caller, isAuditor }: Scene): Promise<Person> {
  const person = await register(api, freshName())
  const row = await findAccount(api.db, person.name)
  if (caller === 'ada' && row) await promoteUser(api.db, row)
  if (isAuditor && row) await changeAccount(api.db, row, { role: 'auditor' })
  return person
}

/** Makes the request with an account that may be changed or deleted. */
const asTwin =
  (body?: unknown): Ask =>
  async (scene) =>
    scene.caller === 'nobody' ? { body } : { body, as: await twin(scene) }

/** A reminder of a shared task: the caller's own if they may see the task, otherwise Ann's. */
const reminder =
  (body?: unknown): Ask =>
  (scene) =>
    reminderOf(scene, scene.caller === 'cleo' ? scene.world.ann : callerOf(scene), body)
const remindersOfAnn =
  (body?: unknown): Ask =>
  (scene) =>
    reminderOf(scene, scene.world.ann, body)

async function reminderOf({ world, project }: Scene, owner: Person, body: unknown): Promise<Asked> {
  const task = await makeOne(world.ann, '/api/tasks', { title: 'Shared', project })
  return { ids: [task, await makeOne(owner, `/api/tasks/${task}/reminders`, { before: 'PT30M' })], body }
}

const sessionOfSomebody: Ask = async (scene) => sessionOf(scene, await register(scene.api, freshName()))

const reminderOfSomebody: Ask = async ({ api }) => {
  const person = await register(api, freshName())
  const task = await makeOne(person, '/api/tasks', { title: 'Theirs' })
  return { ids: [await makeOne(person, `/api/tasks/${task}/reminders`, { at: '2099-12-01T09:00:00Z' })] }
}

/** The token of a link that a new user received. */
async function mailedToken(purpose: MailedTokenPurpose, { api }: Scene): Promise<string> {
  const { id, name } = await register(api, freshName())
  return makeMailedToken(api.db, purpose, { id, address: `${name}@example.com` })
}

function fromMail({ api, world }: Scene): Asked {
  return { query: `?token=${unsubscribeTokens(api.jwtSecret).sign(world.ann.id, 'digest')}` }
}

/** A valid request for every row of the table. */
export const requests: Record<string, Ask> = {
  'GET /': nothing,
  'GET /health': nothing,
  'GET /health/ready': nothing,
  'GET /api': nothing,
  'GET /api/schema': nothing,
  'GET /metrics': nothing,
  'GET /ws': nothing,
  'GET /api/events/stream': nothing,
  'GET /api/sync': nothing,

  'POST /api/register': () => ({ body: account() }),
  'POST /api/token': () => ({ body: { username: 'ann', password: PASSWORD } }),
  'POST /api/token/refresh': async (scene) => ({ body: { refresh: (await freshSession(scene)).refresh } }),
  'POST /api/token/verify': ({ world }) => ({ body: { token: world.ann.token } }),
  'POST /api/token/revoke': async (scene) => {
    const session = await freshSession(scene)
    return { body: { refresh: session.refresh }, as: session }
  },

  'GET /api/sessions': nothing,
  'DELETE /api/sessions/{id}': (scene) => sessionOf(scene, callerOf(scene)),
  'DELETE /api/sessions/{id}: Ann’s': (scene) => sessionOf(scene, scene.world.ann),
  'POST /api/sessions/end-others': asTwin(),

  'POST /api/password-reset': () => ({ body: { username: freshName() } }),
  'POST /api/password-reset/confirm': async (scene) => {
    const token = await mailedToken('password_reset', scene)
    return { body: { token, password: 'another good one' } }
  },
  'POST /api/email-confirmation': nothing,
  'POST /api/email-confirmation/confirm': async (scene) => ({
    body: { token: await mailedToken('email_confirmation', scene) },
  }),
  'GET /reset-password': nothing,
  'GET /confirm-email': nothing,

  'GET /api/users': nothing,
  'POST /api/users': () => ({ body: account() }),
  'GET /api/admin/overview': nothing,
  'POST /api/admin/overview/check': nothing,
  'GET /api/admin/configuration': nothing,
  'POST /api/admin/test-mail': nothing,
  'GET /api/admin/jobs': nothing,
  'GET /api/admin/jobs/{id}': waitingJob,
  'POST /api/admin/jobs/{id}/retry': waitingJob,
  'DELETE /api/admin/jobs/{id}': waitingJob,
  'GET /api/admin/actions': nothing,
  'POST /api/admin/actions': () => ({ body: someRows }),
  'GET /api/admin/actions/{id}': adminAction,
  'POST /api/admin/actions/{id}/cancel': adminAction,
  'GET /api/admin/events': nothing,
  'GET /api/admin/events/{id}': () => ({ ids: [1] }),
  'GET /api/admin/sessions': nothing,
  'GET /api/admin/sessions/{id}': sessionOfSomebody,
  'DELETE /api/admin/sessions/{id}': sessionOfSomebody,
  'GET /api/admin/reminders': nothing,
  'GET /api/admin/reminders/{id}': reminderOfSomebody,
  'DELETE /api/admin/reminders/{id}': reminderOfSomebody,
  'POST /api/admin/users/import': () => ({
    body: `username,password\n${freshName()},${PASSWORD}\n`,
    headers: { 'content-type': 'text/csv' },
  }),

  'GET /api/users/me': nothing,
  'GET /api/users/me/export': nothing,
  'PUT /api/users/me': (scene) => asTwin({ username: freshName(), current_password: PASSWORD })(scene),
  'PATCH /api/users/me': (scene) => asTwin({ username: freshName() })(scene),
  'PATCH /api/users/me: to become an administrator': () => ({ body: { role: 'admin' } }),
  'DELETE /api/users/me': asTwin({ current_password: PASSWORD }),
  'GET /api/users/{id}': anAccount(),
  'PUT /api/users/{id}': (scene) => anAccount({ username: freshName(), current_password: PASSWORD })(scene),
  'PATCH /api/users/{id}': (scene) => anAccount({ username: freshName() })(scene),
  'PATCH /api/users/{id}: to deactivate somebody': somebody({ is_active: false }),
  'POST /api/users/{id}/end-sessions': somebody(),
  'POST /api/users/{id}/send-password-reset': somebody(),
  'DELETE /api/users/{id}': anAccount({ current_password: PASSWORD }),

  'GET /api/profile': nothing,
  'PUT /api/profile': () => ({ body: { bio: 'Grows tomatoes.' } }),
  'PATCH /api/profile': () => ({ body: { bio: 'Grows beans.' } }),
  'GET /api/unsubscribe': fromMail,
  'POST /api/unsubscribe': fromMail,

  'GET /api/people': () => ({ query: '?q=be' }),
  'GET /api/people/{id}': ({ world }) => ({ ids: [world.ben.id] }),

  'GET /api/projects': nothing,
  'GET /api/projects: everybody’s': everybodys,
  'POST /api/projects': () => ({ body: { name: 'New' } }),
  'GET /api/projects/{id}': ofProject(),
  'PUT /api/projects/{id}': ofProject({ name: 'Renamed' }),
  'PATCH /api/projects/{id}': ofProject({ archived: true }),
  'DELETE /api/projects/{id}': ofProject(),
  'GET /api/projects/{id}/activity': ofProject(),
  'GET /api/projects/{id}/members': ofProject(),
  'POST /api/projects/{id}/members': async ({ api, project }) => {
    const { name } = await register(api, freshName())
    return { ids: [project], body: { username: name } }
  },
  'GET /api/projects/{id}/members/{userId}': member(),
  'PATCH /api/projects/{id}/members/{userId}': member({ role: 'editor' }),
  'DELETE /api/projects/{id}/members/{userId}': member(),
  'DELETE /api/projects/{id}/members/{userId}: oneself': (scene) => ({ ids: [scene.project, callerOf(scene).id] }),
  'GET /api/projects/{id}/tasks': ofProject(),
  'POST /api/projects/{id}/tasks': ofProject({ title: 'New' }),

  'GET /api/categories': nothing,
  'GET /api/categories: everybody’s': everybodys,
  'POST /api/categories': () => ({ body: { name: freshName() } }),
  'POST /api/categories: of the project': ({ project }) => ({ body: { name: 'New', project } }),
  'GET /api/categories/{id}': category(),
  'PUT /api/categories/{id}': category({ name: 'Renamed' }),
  'PATCH /api/categories/{id}': category({ color: '#3b82f6' }),
  'DELETE /api/categories/{id}': category(),
  'GET /api/categories/{id}: Ann’s own': ownCategory(),
  'PATCH /api/categories/{id}: Ann’s own': ownCategory({ color: '#3b82f6' }),
  'DELETE /api/categories/{id}: Ann’s own': ownCategory(),

  'GET /api/tasks': nothing,
  'GET /api/tasks: everybody’s': everybodys,
  'GET /api/tasks/counts': () => ({ query: '?group_by=status' }),
  'GET /api/tasks/history': nothing,
  'GET /api/tasks/counts: everybody’s': () => ({ query: '?group_by=due&scope=all' }),
  'POST /api/tasks': () => ({ body: { title: 'New' } }),
  'POST /api/tasks: of the project': ({ project }) => ({ body: { title: 'New', project } }),
  'POST /api/tasks/bulk': async (scene) => {
    const { ids = [] } = await shared()(scene)
    return { body: { operations: [{ op: 'complete', id: ids[0] }] } }
  },
  'GET /api/tasks/{id}': shared(),
  'PUT /api/tasks/{id}': async (scene) => shared({ title: 'Replaced', project: scene.project })(scene),
  'PATCH /api/tasks/{id}': shared({ title: 'Renamed' }),
  'DELETE /api/tasks/{id}': shared(),
  'POST /api/tasks/{id}/complete': shared(),
  'POST /api/tasks/{id}/reopen': shared(),
  'POST /api/tasks/{id}/move': moved(shared),
  'GET /api/tasks/{id}/activity': shared(),
  'GET /api/tasks/{id}: Ann’s own': own(),
  'PUT /api/tasks/{id}: Ann’s own': own({ title: 'Replaced' }),
  'PATCH /api/tasks/{id}: Ann’s own': own({ title: 'Renamed' }),
  'DELETE /api/tasks/{id}: Ann’s own': own(),
  'POST /api/tasks/{id}/complete: Ann’s own': own(),
  'POST /api/tasks/{id}/reopen: Ann’s own': own(),
  'POST /api/tasks/{id}/move: Ann’s own': moved(own),
  'GET /api/tasks/{id}/activity: Ann’s own': own(),
  'PATCH /api/tasks/{id}: given to Vic': given({ status: 'in_progress' }),
  'POST /api/tasks/{id}/complete: given to Vic': given(),
  'POST /api/tasks/{id}/move: given to Vic': moved(given),
  'DELETE /api/tasks/{id}: given to Vic': given(),

  'GET /api/tasks/{id}/reminders': shared(),
  'POST /api/tasks/{id}/reminders': shared({ before: 'PT30M' }),
  'GET /api/tasks/{id}/reminders/{reminderId}': reminder(),
  'PATCH /api/tasks/{id}/reminders/{reminderId}': reminder({ before: 'P1D' }),
  'DELETE /api/tasks/{id}/reminders/{reminderId}': reminder(),
  'GET /api/tasks/{id}/reminders/{reminderId}: Ann’s own': remindersOfAnn(),
  'PATCH /api/tasks/{id}/reminders/{reminderId}: Ann’s own': remindersOfAnn({ before: 'P1D' }),
  'DELETE /api/tasks/{id}/reminders/{reminderId}: Ann’s own': remindersOfAnn(),
}
