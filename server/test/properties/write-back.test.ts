import { deepEqual, equal } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import {
  type Arbitrary,
  asyncProperty,
  boolean,
  assert as check,
  constantFrom,
  integer,
  option,
  record,
  sample,
} from 'fast-check'
import { apiOn } from '../kit/api.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { PASSWORD, type Person, type World, worldOf } from '../kit/world.ts'
import { PRIORITIES, STATUSES } from './population.ts'
import { texts } from './words.ts'

type Fields = Record<string, unknown>

/** A kind of resource: its writable fields, and how to create one for its owner. */
type Kind = {
  name: string
  methods: readonly ('put' | 'patch')[]
  wishes: (world: World) => Arbitrary<Fields>
  make(world: World, wish: Fields): Promise<{ owner: Person; url: string }>
  /** Fields that null clears, with the resulting values. */
  cleared: Fields
}

const words = (least: number) => texts(least).map((text) => text.written)
const first = (wishes: Arbitrary<Fields>): Fields => sample(wishes, { numRuns: 1, seed: 7 })[0] ?? {}
const colors = option(constantFrom('#3b82f6', '#00FF00'))
let count = 0
const unique = (text: unknown) => `${++count} ${text}`.slice(0, 90)

async function created(owner: Person, url: string, body: object): Promise<{ owner: Person; url: string }> {
  const response = await owner.post(url, body)
  if (response.status !== 201) throw new Error(response.text)
  return { owner, url: String(response.headers.location) }
}

const KINDS: readonly Kind[] = [
  {
    name: 'task',
    methods: ['put', 'patch'],
    wishes: ({ ann, ben, project }) =>
      record({
        title: words(1),
        description: words(0),
        status: constantFrom(...STATUSES),
        priority: constantFrom(...PRIORITIES),
        due_date: option(constantFrom('2031-01-01', '2031-01-01T09:00:00+05:30')),
        start_date: option(constantFrom('2030-01-01')),
        project: option(constantFrom(project)),
        assigned_to: option(constantFrom(ann.id, ben.id)),
        position: integer().map((number) => number / 1024),
      }),
    make: ({ ann }, wish) => created(ann, '/api/tasks', wish),
    cleared: { description: '', priority: 'none', due_date: null, start_date: null, assigned_to: null },
  },
  {
    name: 'project',
    methods: ['put', 'patch'],
    wishes: () => record({ name: words(1), description: words(0), color: colors }),
    make: ({ ann }, wish) => created(ann, '/api/projects', wish),
    cleared: { description: '', color: null, archived: false },
  },
  {
    name: 'member',
    methods: ['patch'],
    wishes: () => record({ role: constantFrom('owner', 'editor', 'viewer') }),
    make: async ({ ann, cleo }, { role }) => {
      const { url } = await created(ann, '/api/projects', { name: 'Yard' })
      await created(ann, `${url}/members`, { username: cleo.name, role })
      return { owner: ann, url: `${url}/members/${cleo.id}` }
    },
    cleared: {},
  },
  {
    name: 'category',
    methods: ['put', 'patch'],
    wishes: ({ project }) => record({ name: words(1), color: colors, project: option(constantFrom(project)) }),
    make: ({ ann }, wish) => created(ann, '/api/categories', { ...wish, name: unique(wish.name) }),
    cleared: { color: null },
  },
  {
    name: 'reminder',
    methods: ['patch'],
    wishes: () => constantFrom<Fields>({ before: '-PT30M' }, { before: 'P1D' }, { at: '2099-01-01T09:00:00+05:30' }),
    make: async ({ ann }, wish) => {
      const { url } = await created(ann, '/api/tasks', { title: 'Water', due_date: '2031-01-01' })
      return created(ann, `${url}/reminders`, wish)
    },
    cleared: {},
  },
  {
    name: 'profile',
    methods: ['put', 'patch'],
    wishes: () =>
      record({
        display_name: words(0),
        bio: words(0),
        timezone: constantFrom('UTC', 'Europe/Berlin'),
        locale: constantFrom('en', 'de-DE'),
        default_reminder: option(constantFrom('PT30M')),
        avatar_url: option(constantFrom('https://example.com/a.png')),
        notifications: record({ digest: boolean(), digest_hour: integer({ min: 0, max: 23 }) }, { requiredKeys: [] }),
      }),
    make: async ({ vic }, wish) => {
      equal((await vic.put('/api/profile', wish)).status, 200)
      return { owner: vic, url: '/api/profile' }
    },
    cleared: {
      display_name: '',
      bio: '',
      timezone: 'UTC',
      locale: 'en',
      avatar_url: null,
      default_reminder: null,
      notifications: {},
    },
  },
  {
    name: 'user',
    methods: ['put', 'patch'],
    wishes: () => record({ role: constantFrom('user', 'admin'), is_active: boolean() }),
    make: ({ ada }, wish) => {
      const name = `u${randomUUID()}`
      return created(ada, '/api/users', { ...wish, username: name, email: `${name}@example.com`, password: PASSWORD })
    },
    cleared: { email: null },
  },
]

eachDatabase('A write', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const { name, methods, wishes, make, cleared } of KINDS) {
    for (const method of methods) {
      test(`of a ${name} as it was read, by ${method}, changes nothing`, async () => {
        const roundTrips = asyncProperty(wishes(world), async (wish) => {
          const { owner, url } = await make(world, wish)
          const { body: read } = await owner.get(url)
          await api.newEvents()
          const { status, body, text } = await owner[method](url, read)
          equal(status, 200, text)
          deepEqual([body, await api.newEvents()], [read, []])
        })
        await check(roundTrips, { numRuns: 15 })
      })

      test(`of a ${name} from an earlier version, by ${method}, is rejected like a stale If-Match`, async () => {
        const { owner, url } = await make(world, first(wishes(world)))
        const { body: read } = await owner.get(url)
        for (const [version, ifMatch, status] of [
          [read.version + 1, undefined, 412],
          [read.version, '"999"', 412],
          [read.version + 1, `"${read.version}"`, 412],
          [read.version, '*', 200],
          [read.version, `"${read.version}"`, 200],
        ] as const) {
          const headers: Record<string, string> = ifMatch ? { 'if-match': ifMatch } : {}
          const response = await owner[method](url, { ...read, version }, { headers })
          equal(response.status, status, response.text)
          if (status === 412) equal(response.body.code, 'version.stale')
        }
        deepEqual((await owner.get(url)).body, read)
      })
    }

    test(`of null clears every optional field of a ${name}`, async () => {
      const { owner, url } = await make(world, first(wishes(world)))
      for (const [field, empty] of Object.entries(cleared)) {
        const { status, body, text } = await owner.patch(url, { [field]: null })
        equal(status, 200, text)
        deepEqual(body[field], empty, field)
      }
    })
  }

  test('of a whole task with one changed field changes only that field', async () => {
    for (const status of STATUSES) {
      for (const change of [{ title: 'Other' }, { status: 'in_progress' }, { completed: true }, { completed: false }]) {
        const { body: task } = await world.ann.post('/api/tasks', { title: 'One', status })
        const { body } = await world.ann.patch(`/api/tasks/${task.id}`, { ...task, ...change })
        const alone = await world.ann.post('/api/tasks', { title: 'One', status })
        const { body: expected } = await world.ann.patch(`/api/tasks/${alone.body.id}`, change)
        deepEqual([body.title, body.status], [expected.title, expected.status], JSON.stringify([status, change]))
      }
    }
  })

  test('of completed false does not change a task that is in progress or cancelled', async () => {
    for (const status of ['in_progress', 'cancelled', 'pending']) {
      for (const method of ['patch', 'put'] as const) {
        const { body: task } = await world.ann.post('/api/tasks', { title: 'Old', status })
        const { body } = await world.ann[method](`/api/tasks/${task.id}`, { title: 'New', completed: false })
        deepEqual([body.title, body.status], ['New', status], method)
      }
    }
  })

  test('of a null position moves a task to the end, and a null status or completed makes it pending', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Old', position: 1, status: 'completed' })
    const url = `/api/tasks/${task.id}`
    equal((await world.ann.patch(url, { completed: null })).body.status, 'pending')
    await world.ann.patch(url, { status: 'in_progress' })
    equal((await world.ann.patch(url, { status: null })).body.status, 'pending')
    const { body: other } = await world.ann.post('/api/tasks', { title: 'Other' })
    equal((await world.ann.patch(url, { position: null })).body.position > other.position, true)
  })

  test('in bulk with a version inside the task means the same', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Old' })
    const update = (version: number) => ({ op: 'update', id: task.id, task: { title: 'New', version } })
    const { body } = await world.ann.post('/api/tasks/bulk', { mode: 'each', operations: [update(9), update(1)] })
    deepEqual(
      body.results.map(({ status }: { status: number }) => status),
      [412, 200],
    )
  })
})
