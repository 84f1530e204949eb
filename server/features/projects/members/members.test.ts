import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../../../test/kit/world.ts'

eachDatabase('Members of a project', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  let members: string
  let round = 0

  /** A project of Ann’s with these others. */
  async function project(...others: [Person, string][]): Promise<number> {
    const { id } = (await world.ann.post('/api/projects', { name: 'Shared' })).body
    members = `/api/projects/${id}/members`
    for (const [{ id: user_id, name }, role] of others) {
      const { status } = await world.ann.post(members, { username: name, role })
      equal(status, 201, `${user_id}`)
    }
    await api.newEvents()
    return id
  }

  test('are added by name, email or id, as editors by default', async () => {
    await project()
    const added = await world.ann.post(members, { username: 'CLEO' })
    deepEqual([added.status, added.body.user_id, added.body.role], [201, world.cleo.id, 'editor'])
    equal(added.headers.location, `${members}/${world.cleo.id}`)
    equal((await world.ann.post(members, { email: 'vic@example.com', role: 'viewer' })).body.role, 'viewer')
    equal((await world.ann.post(members, { user_id: world.ben.id, role: 'owner' })).body.role, 'owner')
    deepEqual(await api.newEvents(), ['project.member_added', 'project.member_added', 'project.member_added'])
    const { body } = await world.cleo.get(members)
    deepEqual(
      body.results.map((member: { username: string; role: string }) => [member.username, member.role]),
      [
        ['ann', 'owner'],
        ['cleo', 'editor'],
        ['vic', 'viewer'],
        ['ben', 'owner'],
      ],
    )
  })

  test('are added once, by one identifier, and only if they exist', async () => {
    await project([world.ben, 'editor'])
    await api.newEvents()
    for (const [whom, status, code] of [
      [{ username: 'ben' }, 409, 'member.already'],
      [{ username: 'ben', email: 'ben@example.com' }, 400, 'request.invalid'],
      [{}, 400, 'request.invalid'],
      [{ username: 'nobody' }, 404, 'user.not_found'],
      [{ user_id: 999_999 }, 404, 'user.not_found'],
    ] as const) {
      const response = await world.ann.post(members, whom)
      deepEqual([response.status, response.body.code], [status, code], JSON.stringify(whom))
    }
    deepEqual(await api.newEvents(), [])
  })

  test('are managed by owners only', async () => {
    await project([world.ben, 'editor'], [world.vic, 'viewer'])
    for (const [person, status] of [
      [world.ben, 403],
      [world.vic, 403],
      [world.cleo, 404],
    ] as const) {
      equal((await person.post(members, { username: 'ada' })).status, status)
      equal((await person.patch(`${members}/${world.vic.id}`, { role: 'owner' })).status, status)
      equal((await person.delete(`${members}/${world.ann.id}`)).status, status)
    }
    deepEqual(await api.newEvents(), [])
  })

  test('can be given another role, which records an event with the user', async () => {
    await project([world.ben, 'editor'])
    const url = `${members}/${world.ben.id}`
    const changed = await world.ann.patch(url, { role: 'viewer' })
    deepEqual([changed.body.role, changed.body.version], ['viewer', 2])
    equal((await world.ann.patch(url, { role: 'viewer' })).body.version, 2)
    deepEqual(await api.newEvents(), ['project.member_role_changed'])
    const { changes, actor_id } = await api.db
      .selectFrom('events')
      .selectAll()
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    deepEqual(changes, { user_id: { from: world.ben.id, to: world.ben.id }, role: { from: 'editor', to: 'viewer' } })
    equal(actor_id, world.ann.id)
    equal((await world.ann.patch(url, { role: 'owner' }, { headers: { 'if-match': '"1"' } })).status, 412)
  })

  test('cannot leave a project without an owner', async () => {
    await project([world.ben, 'editor'])
    for (const response of [
      await world.ann.delete(`${members}/${world.ann.id}`),
      await world.ann.patch(`${members}/${world.ann.id}`, { role: 'viewer' }),
    ]) {
      deepEqual([response.status, response.body.code], [409, 'member.last_owner'])
    }
    deepEqual(await api.newEvents(), [])
    await world.ann.patch(`${members}/${world.ben.id}`, { role: 'owner' })
    equal((await world.ann.delete(`${members}/${world.ann.id}`)).status, 204)
    equal((await world.ann.get(members)).status, 404)
    await api.newEvents()
  })

  test('who both own it and leave at once leave one owner behind', async () => {
    for (let attempt = 0; attempt < 4; attempt++) {
      const other = await register(api, `owner${++round}`)
      await project([other, 'owner'])
      const left = await Promise.all([
        world.ann.delete(`${members}/${world.ann.id}`),
        other.delete(`${members}/${other.id}`),
      ])
      deepEqual(left.map(({ status }) => status).sort(), [204, 409])
    }
    await api.newEvents()
  })

  test('who leave or are removed are no longer assigned to its tasks', async () => {
    for (const leaver of ['removed', 'left']) {
      const id = await project([world.ben, 'editor'])
      const { body: task } = await world.ann.post(`/api/projects/${id}/tasks`, {
        title: 'T',
        assigned_to: world.ben.id,
      })
      const { body: own } = await world.ben.post('/api/tasks', { title: 'Private', assigned_to: world.ben.id })
      await api.newEvents()
      const who = leaver === 'left' ? world.ben : world.ann
      equal((await who.delete(`${members}/${world.ben.id}`)).status, 204)
      deepEqual(await api.newEvents(), ['project.member_removed', 'task.assigned'])
      const { body } = await world.ann.get(`/api/tasks/${task.id}`)
      deepEqual([body.assigned_to, body.version], [null, 2])
      ok(body.updated_at >= task.updated_at)
      equal((await world.ben.get(`/api/tasks/${task.id}`)).status, 404)
      equal((await world.ben.get(`/api/tasks/${own.id}`)).body.assigned_to, world.ben.id)
    }
  })

  test('who do not exist cannot be changed or removed', async () => {
    await project()
    equal((await world.ann.delete(`${members}/${world.cleo.id}`)).body.code, 'member.not_found')
    equal((await world.ann.patch(`${members}/${world.cleo.id}`, { role: 'owner' })).body.code, 'member.not_found')
  })
})
