import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apisOn } from '../../test/kit/api.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { type Person, register, worldOf } from '../../test/kit/world.ts'

eachDatabase('People', (database) => {
  const apis = apisOn(database, {
    everyone: {},
    shared: { PEOPLE: 'shared' },
    strict: { PEOPLE_SEARCH_MAX_PER_ACCOUNT: '2' },
  })
  const { everyone, shared } = apis
  const world = worldOf(everyone)

  const get = (api: typeof shared, { token }: Person, url: string): Promise<ApiResponse> =>
    api.send('GET', url, { token })
  const names = ({ body }: ApiResponse) => body.results.map((person: { username: string }) => person.username)

  test('are found by prefixes of the words of their names, ignoring case and accents', async () => {
    const zoe = await register(everyone, 'zoe')
    await zoe.patch('/api/profile', { display_name: 'Zoë Müller-Lüdenscheidt' })
    for (const q of ['zoe', 'ZO', 'mull', 'lud zoe', 'Lüdensch']) {
      deepEqual(names(await world.cleo.get(`/api/people?q=${encodeURIComponent(q)}`)), ['zoe'], q)
    }
    for (const q of ['oe', 'example', 'zoe x', '!', 'zoe@example.com']) {
      deepEqual(names(await world.cleo.get(`/api/people?q=${encodeURIComponent(q)}`)), [], q)
    }
    await zoe.patch('/api/profile', { display_name: 'Renamed' })
    deepEqual(names(await world.cleo.get('/api/people?q=mull')), [])
    await zoe.patch('/api/users/me', { username: 'zora' })
    deepEqual(names(await world.cleo.get('/api/people?q=zora')), ['zora'])
    deepEqual(names(await world.cleo.get('/api/people?q=zoe')), [])
  })

  test('are shown with their names and picture, never with their address', async () => {
    const person = { id: world.ben.id, username: 'ben', display_name: 'ben', avatar_url: null }
    deepEqual((await world.cleo.get(`/api/people/${world.ben.id}`)).body, person)
    deepEqual((await world.cleo.get('/api/people?q=ben')).body, { results: [person], has_more: false })
    const response = await world.cleo.get('/api/people')
    equal(response.text.includes('@'), false)
  })

  test('are returned up to the requested limit, and are rate limited', async () => {
    const { body } = await world.cleo.get('/api/people?limit=2')
    deepEqual([body.results.length, body.has_more], [2, true])
    equal((await world.cleo.get('/api/people?limit=51')).status, 400)
    const asked = [1, 2, 3].map(() => get(apis.strict, world.vic, '/api/people?q=a'))
    deepEqual((await Promise.all(asked)).map(({ status }) => status).sort(), [200, 200, 429])
    equal((await get(apis.strict, world.ben, '/api/people?q=a')).status, 200)
  })

  test('can be read by their ids when they are visible', async () => {
    const { ann, ben, cleo } = world
    deepEqual(names(await ann.get(`/api/people?ids=${ben.id},${cleo.id},999999`)), ['ben', 'cleo'])
    deepEqual(names(await get(shared, ann, `/api/people?ids=${ben.id},${cleo.id}`)), ['ben'])
    for (const ids of ['', 'x', '1,,2', '0', Array.from({ length: 101 }, (_, id) => id + 1).join()]) {
      equal((await ann.get(`/api/people?ids=${ids}`)).status, 400, ids)
    }
    equal((await ann.get(`/api/people?ids=${ben.id}&q=b`)).status, 400)
  })

  test('are hidden outside common projects with PEOPLE=shared', async () => {
    const { ann, cleo, vic } = world
    deepEqual(names(await get(shared, cleo, '/api/people?q=a')), [])
    deepEqual(names(await get(shared, cleo, '/api/people')), ['cleo'])
    deepEqual(names(await get(shared, vic, '/api/people?q=a')), ['ann'])
    equal((await get(shared, cleo, `/api/people/${ann.id}`)).status, 404)
    equal((await get(shared, vic, `/api/people/${ann.id}`)).status, 200)
    for (const named of [ann.id, 999_999]) {
      const body = { title: 'For somebody', assigned_to: named }
      const responses = [
        await shared.send('POST', '/api/tasks', { token: cleo.token, body }),
        await shared.send('POST', '/api/tasks/bulk', {
          token: cleo.token,
          body: { operations: [{ op: 'create', task: body }] },
        }),
      ]
      deepEqual(
        responses.map(({ status }) => status),
        [404, 404],
      )
    }
  })

  test('who left or were deactivated remain readable where their work is shown, but are not found', async () => {
    const { ann, ada, vic, project } = world
    const leo = await register(everyone, 'leo')
    await ann.post(`/api/projects/${project}/members`, { username: 'leo' })
    await leo.post('/api/tasks', { title: 'By Leo', project })
    await ann.delete(`/api/projects/${project}/members/${leo.id}`)
    await ada.patch(`/api/users/${leo.id}`, { is_active: false })
    equal((await get(shared, vic, `/api/people/${leo.id}`)).body.username, 'leo')
    equal((await get(shared, world.cleo, `/api/people/${leo.id}`)).status, 404)
    equal((await vic.get(`/api/people/${leo.id}`)).body.username, 'leo')
    deepEqual(names(await vic.get('/api/people?q=leo')), [])
    await ada.delete(`/api/users/${leo.id}`)
    equal((await vic.get(`/api/people/${leo.id}`)).status, 404)
  })

  test('who change their name inform the members of their projects, and nobody else', async () => {
    const { ben, project } = world
    await everyone.newEvents()
    await ben.patch('/api/profile', { display_name: 'Benjamin', bio: 'About me.' })
    deepEqual(await everyone.newEvents(), ['profile.updated', 'person.updated'])
    const event = await everyone.db.selectFrom('events').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst()
    deepEqual(event?.audience, [-ben.id, project])
    deepEqual(event?.changes, { display_name: { from: 'ben', to: 'Benjamin' } })
    await ben.patch('/api/profile', { bio: 'Nothing new.' })
    deepEqual(await everyone.newEvents(), ['profile.updated'])
  })
})
