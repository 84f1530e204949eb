import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Value } from 'typebox/value'
import { makeMailedToken } from '../features/accounts/mailed-links/make-token.ts'
import { triggerDueDigests } from '../features/notifications/digests/service.ts'
import { fromNow } from '../platform/clock.ts'
import { transaction } from '../platform/database/transaction.ts'
import { insertJobs } from '../platform/queue/job-rows.ts'
import { apiOn, type Method } from '../test/kit/api.ts'
import { freshScene, urlOf } from '../test/kit/authorization/scene.ts'
import { requests, rows } from '../test/kit/authorization/table.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { PASSWORD, type Person, register, worldOf } from '../test/kit/world.ts'
import { catalog, type EventType, subjectOf } from './catalog.ts'

describe('The catalog', () => {
  const types = Object.keys(catalog) as EventType[]

  test('names every event as a subject and a past-tense verb', () => {
    for (const type of types) match(type, /^[a-z_]+\.([a-z]+_)*([a-z]+ed)$/)
  })

  test('derives the subject from the name', () => {
    equal(subjectOf('task.completed'), 'task')
    equal(subjectOf('admin_action.requested'), 'admin_action')
  })

  test('gives every event a version, and changes without unknown fields', () => {
    for (const type of types) {
      const { version, changes } = catalog[type]
      equal(Number.isInteger(version) && version > 0, true)
      equal(Value.Check(changes, {}), true)
      equal(Value.Check(changes, { nonsense: { from: 1, to: 2 } }), false)
      for (const field of Object.keys(changes.properties)) {
        equal(Value.Check(changes, { [field]: { from: null, to: 'x' } }), true)
        equal(Value.Check(changes, { [field]: 'x' }), false)
        equal(Value.Check(changes, { [field]: { from: null, to: 'x', by: 1 } }), false)
      }
    }
  })
})

/** When a reminder or digest is due, or when a link in an email is followed. */
const RECORDED_ELSEWHERE = ['reminder.fired', 'user.digest_triggered', 'user.email_confirmed']

eachDatabase('Every recorded event', (database) => {
  const api = apiOn(database, { REFRESH_TOKEN_GRACE: '0' })
  const world = worldOf(api)

  test('is in the catalog and matches its schema, and every type occurs', async () => {
    await liveAWholeLife()
    const events = await api.db.selectFrom('events').selectAll().orderBy('id').execute()
    for (const { type, type_version, subject_type, changes } of events) {
      const entry = catalog[type as EventType]
      equal(type_version, entry.version)
      equal(subject_type, subjectOf(type as EventType))
      deepEqual([...Value.Errors(entry.changes, changes)], [], `${type} ${JSON.stringify(changes)}`)
      const { user_id: _, ...differing } = changes
      for (const [field, { from, to }] of Object.entries(differing)) notEqual(from, to, `${type} ${field}`)
    }
    const recorded = new Set([...events.map((event) => event.type), ...RECORDED_ELSEWHERE])
    deepEqual([...recorded].sort(), Object.keys(catalog).sort())
  })

  async function liveAWholeLife(): Promise<void> {
    await sendEveryWrite()
    await work()
    await shareAProject()
    await askForMail()
    await administer()
    await ownAnAccount()
    await endAccounts()
  }

  /** The requests of the authorization table, so that a new feature needs no line here. */
  async function sendEveryWrite(): Promise<void> {
    for (const { title, route, expected } of rows.filter(({ route }) => !route.startsWith('GET '))) {
      const caller = expected.ann < 400 ? 'ann' : 'ada'
      const asked = (await requests[title]?.(await freshScene(api, world, caller))) ?? {}
      const { body, headers, as = world[caller] } = asked
      const [method, path = ''] = route.split(' ')
      const options = { token: as.token, body, ...(headers && { headers }) }
      await api.send(method as Method, urlOf(path, asked), options)
    }
  }

  async function work(): Promise<void> {
    const { ann, ben, project } = world
    const category = (await ann.post('/api/categories', { name: 'Beds', project, color: '#00ff00' })).body.id
    await ann.patch(`/api/categories/${category}`, { name: 'Flower beds', color: null })
    const wish = {
      title: 'Weed',
      description: 'All',
      priority: 'high',
      due_date: '2026-12-01',
      start_date: '2026-11-01',
    }
    const task = (await ann.post('/api/tasks', { ...wish, project, category, assigned_to: ben.id, position: 3 })).body
      .id
    await ben.patch(`/api/tasks/${task}`, { status: 'in_progress', title: 'Weed all', due_date: null, position: 4 })
    await ben.post(`/api/tasks/${task}/complete`)
    await ben.post(`/api/tasks/${task}/reopen`)
    await ann.put(`/api/tasks/${task}`, { title: 'Moved', status: 'completed' })
    await ann.post('/api/tasks/bulk', { operations: [{ op: 'create', task: { title: 'Born done', status: 'done' } }] })
    await ann.post('/api/tasks', { title: 'Has a category', project, category })
    const { id: reminder } = (await ann.post(`/api/tasks/${task}/reminders`, { at: '2031-01-01T09:00:00Z' })).body
    await ann.patch(`/api/tasks/${task}/reminders/${reminder}`, { at: '2031-01-02T09:00:00Z' })
    await ann.delete(`/api/tasks/${task}/reminders/${reminder}`)
    await ann.delete(`/api/categories/${category}`)
    await ann.delete(`/api/tasks/${task}`)
  }

  async function shareAProject(): Promise<void> {
    const { ann, ben, vic, project } = world
    await ann.patch(`/api/projects/${project}`, {
      name: 'Yard',
      description: 'All of it',
      color: '#123456',
      archived: true,
    })
    await ann.patch(`/api/projects/${project}`, { archived: false })
    await ann.post('/api/tasks', { title: 'For Ben', project, assigned_to: ben.id })
    await ann.patch(`/api/projects/${project}/members/${vic.id}`, { role: 'editor' })
    await ann.delete(`/api/projects/${project}/members/${ben.id}`)
    await ann.delete(`/api/projects/${project}`)
  }

  async function askForMail(): Promise<void> {
    const { vic } = world
    await vic.post('/api/email-confirmation')
    await api.send('POST', '/api/password-reset', { body: { username: 'nobody' } })
    const token = await makeMailedToken(api.db, 'email_confirmation', { id: vic.id, address: 'vic@example.com' })
    await api.send('POST', '/api/email-confirmation/confirm', { body: { token } })
    await vic.post('/api/tasks', { title: 'Late', due_date: '2026-01-01' })
    await api.db
      .updateTable('digests')
      .set({ next_at: fromNow(-1) })
      .where('user_id', '=', vic.id)
      .execute()
    await triggerDueDigests(api.db)
  }

  async function administer(): Promise<void> {
    const request = { resource: 'tasks', action: 'complete', filter: { status: ['cancelled'] } }
    equal((await world.ada.post('/api/admin/actions', request)).status, 202)
    const job = { key: 'a', name: 'test.note', payload: {} }
    const [id] = await transaction(api.db, (tx) => insertJobs(tx, [job]))
    equal((await world.ada.post(`/api/admin/jobs/${id}/retry`)).status, 200)
    equal((await world.ada.delete(`/api/admin/jobs/${id}`)).status, 204)
  }

  async function ownAnAccount(): Promise<void> {
    const { cleo } = world
    await cleo.patch('/api/profile', {
      display_name: 'C',
      bio: 'b',
      timezone: 'Asia/Tokyo',
      notifications: { digest: false },
    })
    await cleo.patch('/api/profile', { avatar_url: 'https://example.com/c.png', locale: 'de' })
    await cleo.post('/api/email-confirmation', {})
    await api.send('POST', '/api/password-reset', { body: { username: 'cleo' } })
    await cleo.patch('/api/users/me', {
      username: 'cleopatra',
      email: 'cleopatra@example.com',
      current_password: PASSWORD,
    })
    await refresh(cleo.refresh)
    await refresh(cleo.refresh)
    const again = await login('cleopatra', PASSWORD)
    await api.send('POST', '/api/token/revoke', { body: { refresh: again.refresh } })
    const { access: token } = await login('cleopatra', PASSWORD)
    const body = { password: 'another battery horse', current_password: PASSWORD }
    await api.send('PATCH', '/api/users/me', { token, body })
  }

  async function endAccounts(): Promise<void> {
    const { ada } = world
    const dan: Person = await register(api, 'dan')
    await dan.post('/api/tasks', { title: 'Goes with Dan' })
    await ada.patch(`/api/users/${dan.id}`, { role: 'admin' })
    await ada.patch(`/api/users/${dan.id}`, { is_active: false })
    await ada.patch(`/api/users/${dan.id}`, { is_active: true })
    await ada.delete(`/api/users/${dan.id}`)
  }

  const refresh = (token: string) => api.send('POST', '/api/token/refresh', { body: { refresh: token } })

  async function login(username: string, password: string): Promise<{ access: string; refresh: string }> {
    return (await api.send('POST', '/api/token', { body: { username, password } })).body
  }
})
