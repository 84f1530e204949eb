import { deepEqual, equal, rejects } from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { adminTargets } from '../../app/admin-targets.ts'
import { transaction } from '../../platform/database/transaction.ts'
import { insertJobs } from '../../platform/queue/job-rows.ts'
import { apiOn } from '../../test/kit/api.ts'
import { runPendingJobs } from '../../test/kit/background.ts'
import { operations } from '../../test/kit/contract/contract.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../../test/kit/world.ts'
import { performBatch } from './batches.ts'
import { adminActionPerformer } from './subscribers.ts'

const performing = { targets: adminTargets, log: undefined }

eachDatabase('An action on matching rows', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  let project: number

  beforeEach(async () => {
    project = (await world.ann.post('/api/projects', { name: 'Cellar' })).body.id
  })
  const tasks = async (count: number, fields: object = {}): Promise<number[]> => {
    const operations = Array.from({ length: count }, (_, index) => ({
      op: 'create',
      task: { title: `Task ${index}`, project, ...fields },
    }))
    const { body } = await world.ann.post('/api/tasks/bulk', { operations })
    return body.results.map(({ task }: { task: { id: number } }) => task.id)
  }
  const request = async (body: object, as: Person = world.ada) => {
    const response = await as.post('/api/admin/actions', body)
    equal(response.status, 202, response.text)
    return response.body
  }
  const read = async (id: number) => (await world.ada.get(`/api/admin/actions/${id}`)).body
  const perform = () => runPendingJobs(api.db, [adminActionPerformer(performing)])
  const completeAll = () => request({ resource: 'tasks', action: 'complete', filter: { project: [`${project}`] } })
  const statuses = async () => {
    const { body } = await world.ada.get(`/api/projects/${project}/tasks?page_size=200`)
    return body.results.map(({ status }: { status: string }) => status).sort()
  }

  test('changes every row exactly once', async () => {
    await tasks(60)
    await api.newEvents()
    const { id, state, total, requested_by } = await completeAll()
    deepEqual({ state, total, requested_by }, { state: 'waiting', total: 60, requested_by: world.ada.id })
    deepEqual((await perform()).failed, [])
    const after = await read(id)
    deepEqual([after.state, after.done, after.failed, after.failures], ['done', 60, 0, []])
    deepEqual(await api.newEvents(), ['admin_action.requested', ...Array(60).fill('task.completed')])
    deepEqual(new Set(await statuses()), new Set(['completed']))
  })

  test('records with each changed row the address of its administrator, and forgets it when it has ended', async () => {
    const ids = await tasks(2)
    const { id } = await completeAll()
    const stored = () => api.db.selectFrom('admin_actions').select('address').where('id', '=', id).executeTakeFirst()
    equal((await stored())?.address, '127.0.0.1')
    await perform()
    for (const task of ids) {
      const { body } = await world.ada.get(`/api/admin/events?subject=task:${task}&type=task.completed`)
      deepEqual([body.results[0].actor, body.results[0].address], [world.ada.id, '127.0.0.1'])
    }
    equal((await stored())?.address, null)
    equal('address' in (await read(id)), false)
  })

  test('deletes the reminders of all users that match', async () => {
    const [task = 0] = await tasks(1)
    for (const at of ['2099-12-01T09:00:00Z', '2099-12-02T09:00:00Z']) {
      await world.ann.post(`/api/tasks/${task}/reminders`, { at })
    }
    await api.newEvents()
    const { id, total } = await request({ resource: 'reminders', action: 'delete', filter: { task } })
    equal(total, 2)
    await perform()
    deepEqual([(await read(id)).state, (await read(id)).done], ['done', 2])
    deepEqual((await world.ann.get(`/api/tasks/${task}/reminders`)).body.results, [])
    deepEqual(await api.newEvents(), ['admin_action.requested', 'reminder.deleted', 'reminder.deleted'])
  })

  test('changes the rows that matched when it was requested, and no others', async () => {
    await tasks(30)
    const { id } = await request({
      resource: 'tasks',
      action: 'complete',
      filter: { project: [`${project}`], status: ['pending'] },
    })
    await tasks(1, { title: 'Later' })
    await perform()
    equal((await read(id)).done, 30)
    deepEqual((await statuses()).filter((status: string) => status === 'pending').length, 1)
  })

  test('resumes after its worker was interrupted, and repeats nothing', async () => {
    await tasks(60)
    const { id } = await completeAll()
    await api.newEvents()
    equal(await performBatch(api.db, performing, id), true)
    const { state, done, started_at, finished_at } = await read(id)
    deepEqual([state, done, typeof started_at, finished_at], ['running', 25, 'string', null])
    await perform()
    deepEqual([(await read(id)).state, (await read(id)).done], ['done', 60])
    equal((await api.newEvents()).length, 60)
    equal(await performBatch(api.db, performing, id), false)
  })

  test('records nothing of a batch that its worker did not finish', async () => {
    await tasks(3)
    const { id } = await completeAll()
    await api.newEvents()
    const { tasks: target } = adminTargets
    let count = 0
    const dying = {
      ...target,
      actions: {
        complete: {
          perform: async (
            ...[tx, viewer, row, value]: Parameters<NonNullable<typeof target>['actions'][string]['perform']>
          ) => {
            if (++count === 3) throw Object.assign(new Error('terminating connection'), { code: '57P01' })
            return target?.actions.complete?.perform(tx, viewer, row, value)
          },
        },
      },
    }
    await rejects(performBatch(api.db, { ...performing, targets: { tasks: dying as never } }, id))
    deepEqual([(await read(id)).done, await statuses()], [0, ['pending', 'pending', 'pending']])
    deepEqual(await api.newEvents(), [])
    await perform()
    deepEqual(await statuses(), ['completed', 'completed', 'completed'])
  })

  test('lists the failed rows with their reasons, and changes the others', async () => {
    const [first = 0] = await tasks(3)
    const { id } = await request({ resource: 'tasks', action: 'delete', filter: { project: [`${project}`] } })
    await world.ann.delete(`/api/tasks/${first}`)
    await perform()
    const { state, done, failed, failures } = await read(id)
    deepEqual([state, done, failed], ['done', 2, 1])
    deepEqual(failures, [{ id: first, code: 'task.not_found', detail: 'The task does not exist.' }])
    deepEqual(await statuses(), [])
  })

  test('stops when its administrator is demoted during it', async () => {
    await tasks(30)
    const eve = await register(api, `eve${project}`)
    await world.ada.patch(`/api/users/${eve.id}`, { role: 'admin' })
    const body = { resource: 'tasks', action: 'complete', filter: { project: [`${project}`] } }
    const { id } = await request(body, eve)
    equal(await performBatch(api.db, performing, id), true)
    await world.ada.patch(`/api/users/${eve.id}`, { role: 'user' })
    await perform()
    deepEqual([(await read(id)).state, (await read(id)).done], ['stopped', 25])
    equal((await statuses()).filter((status: string) => status === 'pending').length, 5)
  })

  test('stops when it is cancelled, and cannot be cancelled once it has finished', async () => {
    await tasks(3)
    const { id } = await completeAll()
    const cancelled = await world.ada.post(`/api/admin/actions/${id}/cancel`)
    deepEqual([cancelled.status, cancelled.body.state], [200, 'cancelled'])
    await perform()
    deepEqual(await statuses(), ['pending', 'pending', 'pending'])
    const { id: other } = await completeAll()
    await perform()
    equal((await world.ada.post(`/api/admin/actions/${other}/cancel`)).body.state, 'done')
    equal((await world.ada.post('/api/admin/actions/999999/cancel')).body.code, 'admin_action.not_found')
  })

  test('moves tasks to a project and clears categories of the former project', async () => {
    const category = (await world.ann.post('/api/categories', { name: 'Jars', project })).body.id
    const [id = 0] = await tasks(1, { category })
    const { body: target } = await world.ann.post('/api/projects', { name: 'Attic' })
    await request({ resource: 'tasks', action: 'move', filter: { ids: [id] }, value: target.id })
    await perform()
    const { body } = await world.ann.get(`/api/tasks/${id}`)
    deepEqual([body.project, body.category], [target.id, null])
  })

  test('on users excludes the account of the administrator', async () => {
    const mia = await register(api, `mia${project}`)
    const q = `mia${project}`
    await request({ resource: 'users', action: 'change_role', filter: { q }, value: 'admin' })
    await perform()
    equal((await world.ada.get(`/api/users/${mia.id}`)).body.role, 'admin')
    for (const [action = '', value] of [['deactivate'], ['end_sessions'], ['delete'], ['change_role', 'user']]) {
      const { id } = await request({ resource: 'users', action, filter: { q: `${world.ada.id}` }, value })
      await perform()
      deepEqual((await read(id)).failures[0]?.code, 'admin_action.own_account', action)
    }
    await request({ resource: 'users', action: 'end_sessions', filter: { q } })
    await perform()
    equal((await mia.get('/api/users/me')).status, 401)
    await request({ resource: 'users', action: 'deactivate', filter: { q } })
    await perform()
    equal((await world.ada.get(`/api/users/${mia.id}`)).body.is_active, false)
    await request({ resource: 'users', action: 'reactivate', filter: { q } })
    await request({ resource: 'users', action: 'delete', filter: { q } })
    await perform()
    equal((await world.ada.get(`/api/users/${mia.id}`)).status, 404)
  })

  test('deletes categories and projects', async () => {
    await world.ann.post('/api/categories', { name: 'Jars', project })
    const categories = await request({ resource: 'categories', action: 'delete', filter: { project: `${project}` } })
    const projects = await request({ resource: 'projects', action: 'delete', filter: { ids: [project] } })
    await perform()
    deepEqual([(await read(categories.id)).done, (await read(projects.id)).done], [1, 1])
    equal((await world.ann.get(`/api/projects/${project}`)).status, 404)
  })

  test('retries and discards jobs', async () => {
    const keys = ['1', '2'].map((key) => `${project}:${key}`)
    await transaction(api.db, async (tx) => {
      const ids = await insertJobs(
        tx,
        keys.map((key) => ({ key, name: 'test.note', payload: {} })),
      )
      const dead = { state: 'dead' as const, run_at: null, attempts: 12, finished_at: '2026-11-01T08:00:00.000Z' }
      await tx.updateTable('jobs').set(dead).where('id', 'in', ids).execute()
    })
    const retried = await request({ resource: 'jobs', action: 'retry', filter: { state: 'dead' } })
    const discarded = await request({ resource: 'jobs', action: 'discard', filter: { state: 'waiting' } })
    equal(await performBatch(api.db, performing, retried.id), false)
    equal((await read(retried.id)).done, 2)
    await performBatch(api.db, performing, discarded.id)
    equal((await read(discarded.id)).total, 0)
  })

  test('is refused when more rows match than were confirmed', async () => {
    await tasks(3)
    const body = { resource: 'tasks', action: 'complete', filter: { project: [`${project}`] } }
    const { status, body: problem } = await world.ada.post('/api/admin/actions', { ...body, expected_count: 2 })
    deepEqual([status, problem.code], [409, 'admin_action.count_changed'])
    equal((await request({ ...body, expected_count: 3 })).total, 3)
  })

  test('names the invalid part of a filter, and a value that is missing or not allowed', async () => {
    for (const [body, pointer] of [
      [{ resource: 'tasks', action: 'complete', filter: { due_before: '2026-13-01' } }, '/filter/due_before'],
      [{ resource: 'tasks', action: 'complete', filter: { nothing: 1 } }, '/filter/nothing'],
      [{ resource: 'tasks', action: 'move' }, '/value'],
      [{ resource: 'tasks', action: 'complete', value: 7 }, '/value'],
      [{ resource: 'users', action: 'complete' }, '/action'],
      [{ resource: 'gardens', action: 'complete' }, '/resource'],
    ] as const) {
      const { status, body: problem } = await world.ada.post('/api/admin/actions', body)
      deepEqual([status, problem.errors?.[0].pointer], [400, pointer], JSON.stringify(body))
    }
  })

  test('is listed for administrators, the latest first', async () => {
    const { id } = await completeAll()
    const { body } = await world.ada.get('/api/admin/actions?state=waiting')
    equal(body.results[0].id, id)
    equal((await world.ann.get('/api/admin/actions')).status, 403)
    equal((await world.ann.post('/api/admin/actions', { resource: 'jobs', action: 'retry' })).status, 403)
  })
  test('ends the matching sessions of other users, and excludes the own ones', async () => {
    const uma = await register(api, `uma${project}`)
    const { id } = await request({ resource: 'sessions', action: 'end', filter: { user_id: uma.id, is_open: true } })
    const own = await request({ resource: 'sessions', action: 'end', filter: { user_id: world.ada.id, is_open: true } })
    await perform()
    deepEqual([(await read(id)).done, (await uma.get('/api/users/me')).status], [1, 401])
    deepEqual([(await read(own.id)).done, (await read(own.id)).failures[0].code], [0, 'admin_action.own_account'])
  })
})

describe('The targets of actions', () => {
  test('have the filters of their lists', () => {
    const others = ['page', 'page_size', 'cursor', 'ordering', 'include', 'scope']
    for (const [resource, { filter }] of Object.entries(adminTargets)) {
      const paths = [`GET /api/admin/${resource}`, `GET /api/${resource}`]
      const list = paths.map((title) => operations.find((one) => one.title === title)).find((one) => one)
      const named = (list?.parameters ?? []).filter((one) => one.in === 'query' && !others.includes(one.name))
      deepEqual(Object.keys(filter).sort(), named.map(({ name }) => name).sort(), resource)
    }
  })
})
