import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { PASSWORD, type Person, register, worldOf } from '../../../test/kit/world.ts'

type Change = { kind: string; id: number; project?: number; op: string; data?: Record<string, unknown> }

eachDatabase('Synchronising', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  /** Everything up to the end, from a cursor. */
  async function sync(person: Person, cursor = '', limit = 200) {
    const changes: Change[] = []
    let next = cursor
    for (;;) {
      const { status, body, text } = await person.get(`/api/sync?limit=${limit}&cursor=${next}`)
      equal(status, 200, text)
      changes.push(...body.changes)
      next = body.cursor
      if (!body.has_more) return { changes, cursor: next, position: body.position, first: body }
    }
  }
  const summarize = (changes: readonly Change[]) =>
    changes.map(({ kind, project, id, op }) => [op, kind, project, id].filter((part) => part !== undefined).join(' '))

  test('begins with every visible resource, in pages, and continues with nothing until something changes', async () => {
    const { vic, ann, project } = world
    const task = (await ann.post('/api/tasks', { title: 'Dig', project, assigned_to: vic.id })).body
    const reminder = (await vic.post(`/api/tasks/${task.id}/reminders`, { before: 'PT30M' })).body
    const { changes, cursor } = await sync(vic, '', 2)
    deepEqual(summarize(changes), [
      `upsert account ${vic.id}`,
      `upsert profile ${vic.id}`,
      `upsert project ${project}`,
      ...[ann, world.ben, vic].map(({ id }) => `upsert member ${project} ${id}`),
      `upsert task ${task.id}`,
      `upsert reminder ${reminder.id}`,
    ])
    deepEqual(changes.at(-2)?.data, (await vic.get(`/api/tasks/${task.id}`)).body)
    deepEqual(changes.at(-1)?.data, (await vic.get(`/api/tasks/${task.id}/reminders/${reminder.id}`)).body)
    deepEqual(changes[2]?.data, (await vic.get(`/api/projects/${project}`)).body)
    deepEqual((await sync(vic, cursor)).changes, [])
    await ann.delete(`/api/tasks/${task.id}`)
    deepEqual(summarize((await sync(vic, cursor)).changes), [`delete task ${task.id}`])
  })

  test('reports each resource once, in its current state', async () => {
    const { ann, ben, project } = world
    const { cursor } = await sync(ben)
    const { id } = (await ann.post('/api/tasks', { title: 'One', project })).body
    await ann.patch(`/api/tasks/${id}`, { title: 'Two' })
    const { id: gone } = (await ann.post('/api/tasks', { title: 'Gone', project })).body
    await ann.delete(`/api/tasks/${gone}`)
    await ann.post('/api/tasks', { title: 'Not for Ben' })
    const { changes } = await sync(ben, cursor)
    deepEqual(summarize(changes), [`upsert task ${id}`, `delete task ${gone}`])
    equal(changes[0]?.data?.title, 'Two')
    await ann.delete(`/api/tasks/${id}`)
  })

  test('adds a project with its contents for a new member, and removes them for a removed one', async () => {
    const { ann } = world
    const guest = await register(api, 'guest')
    const project = (await ann.post('/api/projects', { name: 'Yard' })).body.id
    const category = (await ann.post('/api/categories', { name: 'Beds', project })).body.id
    const tasks: number[] = []
    for (const title of ['a', 'b', 'c']) tasks.push((await ann.post('/api/tasks', { title, project })).body.id)
    const { cursor } = await sync(guest)
    await ann.post(`/api/projects/${project}/members`, { user_id: guest.id })
    const joined = await sync(guest, cursor, 2)
    const all = [
      `project ${project}`,
      `member ${project} ${guest.id}`,
      `member ${project} ${ann.id}`,
      `category ${category}`,
    ]
    all.push(...tasks.map((id) => `task ${id}`))
    deepEqual([...new Set(summarize(joined.changes))].sort(), all.map((name) => `upsert ${name}`).sort())
    // What moves away and what is made only after one has left.
    await ann.delete(`/api/projects/${project}/members/${guest.id}`)
    await ann.patch(`/api/tasks/${tasks[0]}`, { project: null })
    const later = (await ann.post('/api/tasks', { title: 'Later', project })).body.id
    const left = await sync(guest, joined.cursor, 2)
    deepEqual([...new Set(summarize(left.changes))].sort(), all.map((name) => `delete ${name}`).sort())
    equal(summarize(left.changes).includes(`delete task ${later}`), false)
  })

  test('removes a deleted project with its contents, and a task with an outside assignee', async () => {
    const { ann, ben, cleo } = world
    const project = (await ann.post('/api/projects', { name: 'Shed' })).body.id
    await ann.post(`/api/projects/${project}/members`, { user_id: ben.id })
    const category = (await ann.post('/api/categories', { name: 'Tools', project })).body.id
    const task = (await ann.post('/api/tasks', { title: 'Build', project, assigned_to: cleo.id })).body.id
    const [bens, cleos] = [await sync(ben), await sync(cleo)]
    equal(summarize(cleos.changes).includes(`upsert task ${task}`), true)
    equal(summarize(cleos.changes).includes(`upsert project ${project}`), false)
    await ann.delete(`/api/projects/${project}`)
    const all = [
      `project ${project}`,
      `member ${project} ${ann.id}`,
      `member ${project} ${ben.id}`,
      `category ${category}`,
    ]
    deepEqual(
      [...new Set(summarize((await sync(ben, bens.cursor)).changes))].sort(),
      [...all, `task ${task}`].map((name) => `delete ${name}`).sort(),
    )
    deepEqual(summarize((await sync(cleo, cleos.cursor)).changes), [`delete task ${task}`])
  })

  test('updates the times of reminders when a project is archived, for outside assignees, too', async () => {
    const { ann, ben, cleo, vic } = world
    const { id: project } = (await ann.post('/api/projects', { name: 'Shed' })).body
    await ann.post(`/api/projects/${project}/members`, { username: 'ben', role: 'editor' })
    const draft = { title: 'Paint', project, assigned_to: cleo.id, due_date: '2030-12-01T09:00:00Z' }
    const task = (await ann.post('/api/tasks', draft)).body.id
    const remind = async (person: Person) =>
      (await person.post(`/api/tasks/${task}/reminders`, { before: 'PT30M' })).body.id as number
    const reminders = new Map([
      [ben, await remind(ben)],
      [cleo, await remind(cleo)],
    ])
    const cursors = new Map<Person, string>()
    for (const person of [ben, cleo, vic]) cursors.set(person, (await sync(person)).cursor)
    for (const archived of [true, false]) {
      await ann.patch(`/api/projects/${project}`, { archived })
      for (const [person, reminder] of reminders) {
        const { changes, cursor } = await sync(person, cursors.get(person))
        cursors.set(person, cursor)
        const change = changes.find(({ kind, id }) => kind === 'reminder' && id === reminder)
        const expected = archived ? null : '2030-12-01T08:30:00.000Z'
        equal(change?.data?.remind_at, expected, `${person.name} ${archived}`)
      }
    }
    deepEqual((await sync(vic, cursors.get(vic))).changes, [], 'who has no reminders of its tasks')
  })

  test('resets for an invalid cursor: another user’s or a forged one', async () => {
    const { ann, ben } = world
    const { cursor } = await sync(ann)
    const forged = [
      `${Buffer.from(JSON.stringify([ben.id, { position: 0 }])).toString('base64url')}.${cursor.split('.')[1]}`,
    ]
    for (const other of [cursor, 'nonsense', '.', ...forged]) {
      const { body } = await ben.get(`/api/sync?limit=1&cursor=${other}`)
      deepEqual([body.reset, summarize(body.changes)], [true, [`upsert account ${ben.id}`]], other)
    }
    const { reset } = (await ann.get(`/api/sync?cursor=${cursor}`)).body
    equal(reset, undefined)
    equal((await ann.get('/api/sync?limit=501')).status, 400)
  })

  test('resets when events have been deleted, and after an account was deleted', async () => {
    const { vic } = world
    const { cursor } = await sync(vic)
    const leaver = await register(api, 'leaver')
    const body = { current_password: PASSWORD }
    const deleted = await api.send('DELETE', '/api/users/me', { token: leaver.token, body })
    equal(deleted.status, 204)
    equal((await vic.get(`/api/sync?limit=1&cursor=${cursor}`)).body.reset, true)
    const again = await sync(vic)
    await vic.patch('/api/profile', { bio: 'New' })
    await vic.patch('/api/profile', { bio: 'Newer' })
    const last = await api.db.selectFrom('events').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()
    await api.db.deleteFrom('events').where('id', '<', last.id).execute()
    equal((await vic.get(`/api/sync?cursor=${again.cursor}`)).body.reset, true)
  })
})
