import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import { clock } from '../../platform/clock.ts'
import { setClock } from '../../test/kit/clock.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { mailingApiOn } from '../../test/kit/smtp/mailing-api.ts'
import { type Person, worldOf } from '../../test/kit/world.ts'
import { triggerDueDigests } from '../notifications/digests/service.ts'
import { fireReminders } from '../reminders/firing/fire-reminders.ts'

const HOUR = 3_600_000

eachDatabase('An archived project', (database) => {
  const api = mailingApiOn(database)
  const world = worldOf(api)
  let task: number
  let category: number

  const archive = (archived: boolean) => world.ann.patch(`/api/projects/${world.project}`, { archived })
  const titles = async (person: Person, query = '') =>
    (await person.get(`/api/tasks?ordering=title&${query}`)).body.results.map(({ title }: { title: string }) => title)

  before(async () => {
    const { ann, ben, cleo, project } = world
    category = (await ann.post('/api/categories', { name: 'Beds', project })).body.id
    const fields = { project, category, due_date: '2026-01-01', assigned_to: ben.id }
    task = (await ann.post('/api/tasks', { title: 'Archived', ...fields })).body.id
    await ann.post('/api/tasks', { title: 'Archived for Cleo', project, due_date: '2026-01-01', assigned_to: cleo.id })
    for (const person of [ann, ben, cleo]) await person.post('/api/tasks', { title: 'Own', due_date: '2026-01-01' })
    equal((await archive(true)).status, 200)
  })

  test('refuses changes of itself and its contents with 409, by members, administrators and outside assignees', async () => {
    const { ann, ben, ada, cleo, vic, project } = world
    await api.newEvents()
    const { body: guest } = await cleo.get('/api/tasks?archived=all&q=archived')
    const writes: [Person, 'post' | 'patch' | 'put' | 'delete', string, object?][] = [
      [ann, 'post', '/api/tasks', { title: 'New', project }],
      [ada, 'post', `/api/projects/${project}/tasks`, { title: 'New' }],
      [ben, 'patch', `/api/tasks/${task}`, { title: 'Other' }],
      [ada, 'patch', `/api/tasks/${task}`, { title: 'Other' }],
      [cleo, 'patch', `/api/tasks/${guest.results[0].id}`, { status: 'completed' }],
      [ben, 'put', `/api/tasks/${task}`, { title: 'Other' }],
      [ben, 'post', `/api/tasks/${task}/complete`],
      [ann, 'patch', `/api/tasks/${task}`, { project: null, category: null }],
      [ben, 'post', `/api/tasks/${task}/move`, { last: true }],
      [ann, 'delete', `/api/tasks/${task}`],
      [ann, 'post', '/api/categories', { name: 'New', project }],
      [ben, 'patch', `/api/categories/${category}`, { name: 'Other' }],
      [ann, 'delete', `/api/categories/${category}`],
      [ann, 'post', `/api/projects/${project}/members`, { username: 'cleo' }],
      [ann, 'patch', `/api/projects/${project}/members/${vic.id}`, { role: 'editor' }],
      [ann, 'patch', `/api/projects/${project}`, { name: 'Other' }],
      [ben, 'post', `/api/tasks/${task}/reminders`, { at: '2099-01-01T00:00:00Z' }],
    ]
    for (const [person, method, url, body] of writes) {
      const response = await (method === 'delete' ? person.delete(url) : person[method](url, body))
      deepEqual([response.status, response.body.code], [409, 'project.archived'], `${person.name} ${method} ${url}`)
    }
    const { body: own } = await ann.post('/api/tasks', { title: 'To be moved' })
    await api.newEvents()
    const moved = await ann.patch(`/api/tasks/${own.id}`, { project })
    deepEqual([moved.status, moved.body.errors[0].pointer], [409, '/project'])
    await ann.delete(`/api/tasks/${own.id}`)
    deepEqual(await api.newEvents(), ['task.deleted'])
  })

  test('refuses bulk operations on it one by one', async () => {
    const operations = [
      { op: 'complete', id: task },
      { op: 'create', task: { title: 'Fine' } },
    ]
    const { body } = await world.ann.post('/api/tasks/bulk', { mode: 'each', operations })
    deepEqual(
      body.results.map(({ status }: { status: number }) => status),
      [409, 201],
    )
    await world.ann.delete(`/api/tasks/${body.results[1].task.id}`)
  })

  test('can still be read, left, written back unchanged, and deleted by its owner', async () => {
    const { ann, vic, project } = world
    const { body } = await ann.get(`/api/projects/${project}`)
    equal((await ann.put(`/api/projects/${project}`, body)).status, 200)
    const { body: read } = await ann.get(`/api/tasks/${task}`)
    equal((await ann.put(`/api/tasks/${task}`, read)).status, 200)
    equal((await vic.delete(`/api/projects/${project}/members/${vic.id}`)).status, 204)
    const { body: other } = await ann.post('/api/projects', { name: 'Short', archived: true })
    equal((await ann.delete(`/api/projects/${other.id}`)).status, 204)
  })

  test('is left out of lists with its tasks and categories, unless it is requested', async () => {
    const { ann, ben, cleo, ada, project } = world
    for (const person of [ann, ben, cleo]) {
      deepEqual(await titles(person), ['Own'], person.name)
      deepEqual(await titles(person, 'overdue=true'), ['Own'], person.name)
      deepEqual(await titles(person, 'due_before=2026-02-01&archived=false'), ['Own'], person.name)
      equal((await person.get('/api/tasks')).body.count, 1)
    }
    for (const person of [ben, cleo]) deepEqual(await titles(person, 'assigned_to=me'), [], person.name)
    deepEqual(await titles(ann, 'q=archived'), [])
    deepEqual(await titles(ann, 'q=archived&archived=all'), ['Archived', 'Archived for Cleo'])
    deepEqual(await titles(cleo, 'q=archived'), [])
    equal((await cleo.get('/api/tasks?q=archived')).body.count, 0)
    deepEqual(await titles(cleo, 'q=own&archived=true'), [])
    for (const search of ['q=archived', 'q=archived&priority=none', `q=archived&created_by=${ann.id}`]) {
      deepEqual(await titles(cleo, search), [], search)
      for (const wanted of ['true', 'all']) {
        deepEqual(await titles(cleo, `${search}&archived=${wanted}`), ['Archived for Cleo'], `${search} ${wanted}`)
      }
    }
    for (const ordering of ['title', 'created_at', '-created_at', 'due_date', 'title,id']) {
      for (const filter of [`created_by=${ann.id}`, 'q=archived']) {
        const { body } = await cleo.get(`/api/tasks?${filter}&ordering=${ordering}`)
        deepEqual([body.results, body.count], [[], 0], `${filter} ${ordering}`)
      }
    }
    deepEqual(await titles(ada, 'scope=all&q=archived&archived=false'), [])
    deepEqual(await titles(ada, 'scope=all&q=own&archived=true'), [])
    deepEqual(await titles(ann, 'archived=true'), ['Archived', 'Archived for Cleo'])
    deepEqual(await titles(cleo, 'archived=true'), ['Archived for Cleo'])
    deepEqual(await titles(cleo, 'archived=all'), ['Archived for Cleo', 'Own'])
    deepEqual(await titles(ann, `project=${project}`), ['Archived', 'Archived for Cleo'])
    deepEqual(await titles(ann, `project=${project},none&archived=false`), ['Own'])
    equal((await ann.get(`/api/projects/${project}/tasks`)).body.count, 2)
    deepEqual(await titles(ada, 'scope=all&archived=true'), ['Archived', 'Archived for Cleo'])
    deepEqual(await titles(ada, `scope=all&project=${project}&archived=false`), [])
    deepEqual(await titles(ada, 'scope=all&archived=false'), ['Own', 'Own', 'Own'])
    equal((await titles(ada, 'scope=all')).length, 5)

    const names = async (query: string) =>
      (await ann.get(`/api/projects${query}`)).body.results.map(({ name }: { name: string }) => name)
    deepEqual(await names(''), [])
    deepEqual(await names('?archived=true'), ['Garden'])
    deepEqual(await names('?archived=all'), ['Garden'])
    deepEqual((await ann.get('/api/categories')).body.count, 0)
    deepEqual((await ann.get(`/api/categories?project=${project}`)).body.count, 1)
  })

  test('sends no reminders or digests, and only future reminders fire once it is unarchived', async (context) => {
    const { ben } = world
    await archive(false)
    const now = clock.millis()
    const at = (hours: number) => new Date(now + hours * HOUR).toISOString()
    const reminders = `/api/tasks/${task}/reminders`
    const { body: soon } = await ben.post(reminders, { at: at(1) })
    const { body: later } = await ben.post(reminders, { at: at(50) })
    await archive(true)
    const times = async () => (await ben.get(reminders)).body.results.map((one: { remind_at: string }) => one.remind_at)
    deepEqual(await times(), [null, null])
    await api.mails()

    const restore = setClock(context, now + 2 * HOUR)
    await fireReminders(api.db)
    await api.db.deleteFrom('tasks').where('title', '=', 'Own').execute()
    setClock(context, now + 30 * HOUR)
    await triggerDueDigests(api.db)
    deepEqual(await api.mails(), [])
    restore()

    // The reminder that came meanwhile has rested since, as if its time had passed before it was set.
    await api.db
      .updateTable('reminders')
      .set({ at: at(-1) })
      .where('id', '=', soon.id)
      .execute()
    await archive(false)
    await fireReminders(api.db)
    deepEqual(await api.mails(), [])
    deepEqual(await times(), [at(-1), at(50)])
    setClock(context, now + 51 * HOUR)
    await fireReminders(api.db)
    equal((await api.mails()).length, 1)
    equal(
      (await api.db.selectFrom('reminders').select('fired_at').where('id', '=', later.id).executeTakeFirstOrThrow())
        .fired_at !== null,
      true,
    )
  })

  test('is restored completely when it is unarchived, at once in every process', async () => {
    const { ann, ben, cleo, project } = world
    await archive(true)
    deepEqual(await titles(cleo), [])
    await api.newEvents()
    await archive(false)
    deepEqual(await api.newEvents(), ['project.unarchived'])
    deepEqual(await titles(ann), ['Archived', 'Archived for Cleo'])
    deepEqual(await titles(cleo), ['Archived for Cleo'])
    equal((await ben.patch(`/api/tasks/${task}`, { title: 'Changed again' })).status, 200)
    await archive(true)
    deepEqual(await titles(ann), [])
    deepEqual(await titles(cleo), [])
    equal((await ann.get(`/api/projects/${project}`)).body.archived, true)
  })
})
