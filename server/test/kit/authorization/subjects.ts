import { makeMailedToken } from '../../../features/accounts/mailed-links/make-token.ts'
import { changeAccount } from '../../../features/accounts/users/operator.ts'
import { findAccount } from '../../../features/accounts/users/queries.ts'
import { unsubscribeTokens } from '../../../mail/unsubscribe-tokens.ts'
import { clock } from '../../../platform/clock.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { insertJobs } from '../../../platform/queue/job-rows.ts'
import type { MailedTokenPurpose } from '../../../tables/tables.ts'
import { PASSWORD, type Person, register } from '../world.ts'
import { type Ask, type Asked, callerOf, freshName, makeOne, type Scene } from './scene.ts'

// What the requests are about, created anew for each.

export const nothing: Ask = () => ({})
export const ofAllUsers: Ask = () => ({ query: '?scope=all' })
export const ofProject =
  (body?: unknown): Ask =>
  ({ project }) => ({ ids: [project], body })

/** A request about something of Ann's that is created for it. */
const about =
  (url: string, fields: (scene: Scene) => object, body?: unknown): Ask =>
  async (scene) => ({ ids: [await makeOne(scene.world.ann, url, fields(scene))], body })

export const shared = (body?: unknown) => about('/api/tasks', ({ project }) => ({ title: 'Shared', project }), body)
export const own = (body?: unknown) => about('/api/tasks', () => ({ title: 'My own' }), body)
export const given = (body?: unknown) =>
  about('/api/tasks', ({ project, world }) => ({ title: 'Given', project, assigned_to: world.vic.id }), body)
export const category = (body?: unknown) =>
  about('/api/categories', ({ project }) => ({ name: 'Shared', project }), body)
export const ownCategory = (body?: unknown) => about('/api/categories', () => ({ name: freshName() }), body)

/** A task that is moved before another one that precedes it. */
export const moved =
  (kind: (body?: unknown) => Ask): Ask =>
  async (scene) => {
    const { ids: others = [] } = await kind()(scene)
    await kind()(scene)
    return kind({ before: others[0] })(scene)
  }

export const account = () => ({ username: freshName(), password: PASSWORD })
/** Ann’s account when she asks, and another account for everyone else. */
export const anAccount =
  (body?: unknown): Ask =>
  async (scene) => {
    const person = await twin(scene)
    return { ids: [person.id], body, ...(scene.caller === 'ann' && { as: person }) }
  }
export const somebody =
  (body?: unknown): Ask =>
  async ({ api }) => ({ ids: [(await register(api, freshName())).id], body })

export const someRows = { resource: 'jobs', action: 'retry', filter: { state: 'dead' } }

export async function adminAction({ world }: Scene): Promise<Asked> {
  const { body } = await world.ada.post('/api/admin/actions', someRows)
  return { ids: [body.id] }
}

export async function waitingJob({ api }: Scene): Promise<Asked> {
  const job = { key: freshName(), name: 'test.nothing', payload: {} }
  return { ids: await transaction(api.db, (tx) => insertJobs(tx, [job])) }
}

export const member =
  (body?: unknown): Ask =>
  async ({ api, world, project }) => {
    const { id } = await register(api, freshName())
    await makeOne(world.ada, `/api/projects/${project}/members`, { user_id: id, role: 'viewer' })
    return { ids: [project, id], body }
  }

export async function freshSession({ world, api }: Scene): Promise<Person> {
  const { body } = await api.send('POST', '/api/token', { body: { username: world.ann.name, password: PASSWORD } })
  return { ...world.ann, token: body.access, refresh: body.refresh }
}

/** Another session of a user, besides the one that they use for the request. */
export async function sessionOf({ api }: Scene, { name }: Person): Promise<Asked> {
  const login = await api.send('POST', '/api/token', { body: { username: name, password: PASSWORD } })
  const { body } = await api.send('GET', '/api/sessions', { token: login.body.access })
  const { id } = body.results.find(({ current }: { current: boolean }) => current)
  return { ids: [id] }
}

/** An account like the caller's that may be changed or deleted. */
async function twin({ api, caller, isAuditor }: Scene): Promise<Person> {
  const person = await register(api, freshName())
  const row = await findAccount(api.db, person.name)
  if (caller === 'ada' && row) await changeAccount(api.db, row, { role: 'admin' })
  if (isAuditor && row) await changeAccount(api.db, row, { role: 'auditor' })
  return person
}

/** Makes the request with an account that may be changed or deleted. */
export const asTwin =
  (body?: unknown): Ask =>
  async (scene) =>
    scene.caller === 'nobody' ? { body } : { body, as: await twin(scene) }

/** A reminder of a shared task: the caller's own if they may see the task, otherwise Ann's. */
export const reminder =
  (body?: unknown): Ask =>
  (scene) =>
    reminderOf(scene, scene.caller === 'cleo' ? scene.world.ann : callerOf(scene), body)
export const remindersOfAnn =
  (body?: unknown): Ask =>
  (scene) =>
    reminderOf(scene, scene.world.ann, body)

async function reminderOf({ world, project }: Scene, owner: Person, body: unknown): Promise<Asked> {
  const task = await makeOne(world.ann, '/api/tasks', { title: 'Shared', project })
  return { ids: [task, await makeOne(owner, `/api/tasks/${task}/reminders`, { before: 'PT30M' })], body }
}

export const sessionOfSomebody: Ask = async (scene) => sessionOf(scene, await register(scene.api, freshName()))

export const reminderOfSomebody: Ask = async ({ api }) => {
  const person = await register(api, freshName())
  const task = await makeOne(person, '/api/tasks', { title: 'Theirs' })
  return { ids: [await makeOne(person, `/api/tasks/${task}/reminders`, { at: '2099-12-01T09:00:00Z' })] }
}

/** The token of a link that a new user received. */
export async function mailedToken(purpose: MailedTokenPurpose, { api }: Scene): Promise<string> {
  const { id, name } = await register(api, freshName())
  return makeMailedToken(api.db, purpose, { id, address: `${name}@example.com` })
}

export function fromMail({ api, world }: Scene): Asked {
  return { query: `?token=${unsubscribeTokens(api.jwtSecret).sign(world.ann.id, 'digest')}` }
}

/** There is no worker that would have entered it. */
export const recurringJob: Ask = async ({ api }) => {
  const row = { name: freshName(), run_at: clock.now(), claim: null }
  await transaction(api.db, (tx) => tx.insertInto('recurring_jobs').values(row).execute())
  return { ids: [row.name] }
}

export const backup: Ask = async ({ api, world }) => {
  const row = { destination: `/backups/${freshName()}`, taken_at: clock.now(), size_bytes: 1 }
  await transaction(api.db, (tx) => tx.insertInto('backups').values(row).execute())
  return { ids: [(await world.ada.get('/api/admin/backups')).body.results[0].id] }
}

export const imported: Ask = async ({ api }) => {
  const row = { name: freshName(), fingerprint: 'f', created_at: clock.now() }
  await transaction(api.db, (tx) => tx.insertInto('import_sources').values(row).execute())
  return { ids: [row.name] }
}
