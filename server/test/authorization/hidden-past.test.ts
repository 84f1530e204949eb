import { deepEqual, equal, ok } from 'node:assert/strict'
import { before, test } from 'node:test'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { listenLive } from '../kit/live/live-client.ts'
import { type Person, register, worldOf } from '../kit/world.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read responses freely
type Received = { text: string; bodies: any[] }

eachDatabase('Content that was hidden before', (database) => {
  const api = apiOn(database, { EXPORT_MAX_PER_ACCOUNT: '1000' })
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))

  async function read(person: Person, url: string): Promise<Received> {
    const { status, body, text } = await person.get(url)
    ok(status === 200 || status === 404, `${url} returns ${status} ${text}`)
    return { text, bodies: status === 200 ? [body] : [] }
  }

  async function sync(person: Person, from = ''): Promise<Received & { cursor: string }> {
    const received = { text: '', bodies: [] as unknown[], cursor: from }
    for (let hasMore = true; hasMore; ) {
      const { body, text } = await person.get(`/api/sync?cursor=${received.cursor}`)
      received.text += text
      received.bodies.push(body)
      received.cursor = body.cursor
      hasMore = body.has_more
    }
    return received
  }

  /** What the live stream sends to a user from a position up to now. */
  async function live(person: Person, after: number | undefined, act = async () => {}): Promise<Received> {
    const client = listenLive(api, { token: person.token, after })
    await client.until(({ type }) => type === 'hello')
    await act()
    const bio = `mark ${Math.random()}`
    await person.patch('/api/profile', { bio })
    await client.until(({ type, changes }) => type === 'profile.updated' && changes.bio?.to === bio)
    await client.close()
    return { text: JSON.stringify(client.heard), bodies: client.heard }
  }

  /** Everything that a user learns of the actions of others, from all sources of history. */
  async function everythingReceived(person: Person, task: number, project: number, act: () => Promise<void>) {
    const { cursor, bodies } = await sync(person)
    const received: Record<string, Received> = { live: await live(person, undefined, act) }
    received.replay = await live(person, (bodies.at(-1) as { position: number }).position)
    received.activity = await read(person, `/api/tasks/${task}/activity`)
    received['activity of the project'] = await read(person, `/api/projects/${project}/activity`)
    received.export = await read(person, '/api/users/me/export')
    received.sync = await sync(person, cursor)
    return received
  }

  /** The values that events and resources contain for fields, each as `field: value`. */
  function valuesIn(received: Received): Set<string> {
    const values = new Set<string>()
    const add = (key: string, value: unknown) => {
      if (value === null || typeof value !== 'object') return void values.add(`${key.replace(/_id$/, '')}: ${value}`)
      for (const [name, inner] of Object.entries(value)) add(name === 'from' || name === 'to' ? key : name, inner)
    }
    add('', received.bodies)
    return values
  }

  const WAYS = {
    'moved after it was renamed': async ({ task, project }: Scene) => {
      await world.ann.patch(task, { title: 'Open', description: 'open', category: null })
      await world.ann.patch(task, { project })
    },
    'moved and renamed at once': async ({ task, project }: Scene) => {
      await world.ann.patch(task, { title: 'Open', description: 'open', category: null, project })
    },
    'moved, renamed, assigned and completed at once': async ({ task, project }: Scene) => {
      const changes = { title: 'Open', description: 'open', category: null, project, completed: true }
      await world.ann.patch(task, { ...changes, assigned_to: world.ben.id })
    },
    'assigned and renamed at once': async ({ task }: Scene) => {
      await world.ann.patch(task, { title: 'Open', description: 'open', category: null, assigned_to: world.ben.id })
    },
    'assigned, then moved': async ({ task, project }: Scene) => {
      await world.ann.patch(task, { title: 'Open', description: 'open', category: null, assigned_to: world.ben.id })
      await world.ann.patch(task, { project })
    },
    'moved in a bulk request': async ({ id, project }: Scene) => {
      const changes = { title: 'Open', description: 'open', category: null, project }
      const { body } = await world.ann.post('/api/tasks/bulk', {
        operations: [{ op: 'update', id, task: changes }],
      })
      equal(body.results?.[0]?.status ?? 200, 200, JSON.stringify(body))
    },
  }
  type Scene = { id: number; task: string; project: number }

  for (const home of ['private', 'of a hidden project'] as const) {
    for (const [way, share] of Object.entries(WAYS)) {
      test(`in a task that is ${home} stays hidden when it is ${way}`, async () => {
        const { ann, ben, vic, project } = world
        const hidden = (await ann.post('/api/projects', { name: `Hidden project ${way}` })).body.id
        const from = home === 'private' ? undefined : hidden
        const { body: category } = await ann.post('/api/categories', { name: `Hidden ${home} ${way}`, project: from })
        const secret = { title: 'Secret title', description: 'secret text', category: category.id }
        const { body: task } = await ann.post('/api/tasks', { ...secret, project: from })
        const scene = { id: task.id, task: `/api/tasks/${task.id}`, project }
        await ann.patch(scene.task, { title: 'Secret still' })
        let sharing: Promise<void> | undefined
        const shareOnce = () => (sharing ??= share(scene))
        // Vic is first; Ben misses what the live stream then sends to him, and gets it as a replay.
        const position = (await sync(ben)).bodies.at(-1) as { position: number }
        for (const person of [vic, ben]) {
          const received = await everythingReceived(person, task.id, project, shareOnce)
          received['replay from before'] = await live(person, position.position)
          for (const [where, one] of Object.entries(received)) {
            ok(!/secret/i.test(one.text), `${where} tells ${person.name} a secret: ${one.text}`)
            // A user to whom the task was assigned before it moved saw where it was.
            const sawItThere = person === ben && way.startsWith('assigned')
            const values = valuesIn(one)
            ok(!values.has(`category: ${category.id}`), `${where} tells ${person.name} of the category`)
            if (!sawItThere) ok(!values.has(`project: ${hidden}`), `${where} tells ${person.name} of the project`)
            ok(!one.text.includes('Hidden'), `${where} tells ${person.name} a hidden name: ${one.text}`)
          }
        }
        const { body } = await ann.get(`${scene.task}/activity`)
        ok(JSON.stringify(body).includes('Secret still'), 'its owner keeps the history')
        await ann.delete(scene.task)
      })
    }
  }

  test('stays visible to those who saw it: the activity of a project retains what its members knew', async () => {
    const { ann, ben, vic, project } = world
    const { body: shed } = await ann.post('/api/projects', { name: 'Shed' })
    await ann.post(`/api/projects/${shed.id}/members`, { user_id: ben.id })
    const { body: task } = await ann.post('/api/tasks', { title: 'Known', project: shed.id })
    await ann.patch(`/api/tasks/${task.id}`, { title: 'Open', project })
    const moveFor = async (person: Person) =>
      (await person.get(`/api/projects/${project}/activity`)).body.results.find(
        ({ subject, type }: { subject: number; type: string }) => subject === task.id && type === 'task.updated',
      ).changes
    const whole = { title: { from: 'Known', to: 'Open' }, project: { from: shed.id, to: project } }
    for (const person of [ann, ben, world.ada]) deepEqual(await moveFor(person), whole)
    const entered = { title: { from: null, to: 'Open' }, project: { from: null, to: project } }
    deepEqual(await moveFor(vic), entered)
  })

  test('includes everything in a project for a user who has left it', async () => {
    const { ann } = world
    const guest = await register(api, 'guest')
    const start = await sync(guest)
    const { body: project } = await guest.post('/api/projects', { name: 'Former secret' })
    await guest.post(`/api/projects/${project.id}/members`, { user_id: ann.id, role: 'owner' })
    const { body: category } = await guest.post('/api/categories', { name: 'Former secret', project: project.id })
    const { body: moved } = await guest.post('/api/tasks', { title: 'Own' })
    await guest.patch(`/api/tasks/${moved.id}`, { title: 'Former secret', project: project.id, category: category.id })
    const { body: task } = await ann.post('/api/tasks', { title: 'Former secret', project: project.id })
    await ann.patch(`/api/tasks/${task.id}`, { description: 'former secret', assigned_to: guest.id })
    const { cursor } = await sync(guest)
    equal((await ann.delete(`/api/projects/${project.id}/members/${guest.id}`)).status, 204)
    await ann.patch(`/api/projects/${project.id}`, { name: 'Former secret still' })

    const received = {
      export: await read(guest, '/api/users/me/export'),
      sync: await sync(guest, cursor),
      'sync from before': await sync(guest, start.cursor),
      replay: await live(guest, (start.bodies.at(-1) as { position: number }).position),
    }
    for (const [where, { text }] of Object.entries(received)) ok(!/secret/i.test(text), `${where} contains ${text}`)
    const types = received.replay.bodies.map(({ type, subject }) => `${type} ${subject}`)
    ok(types.includes(`project.member_removed ${project.id}`), String(types))
    const urls = [`projects/${project.id}`, `projects/${project.id}/activity`, `categories/${category.id}`]
    urls.push(...[task.id, moved.id].flatMap((id) => [`tasks/${id}`, `tasks/${id}/activity`]))
    for (const url of urls) equal((await guest.get(`/api/${url}`)).status, 404, url)
  })
})
