import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { onCommit, savepoint, transaction } from '../platform/database/transaction.ts'
import { projectScope, userScope } from '../tables/scope.ts'
import type { Db, Tx } from '../tables/tables.ts'
import { apiOn } from '../test/kit/api.ts'
import { eachDatabase } from '../test/kit/each-database.ts'
import { register } from '../test/kit/world.ts'
import { type NewEvent, recordEvent } from './record-event.ts'

/** Never executed: what compiles here would compile anywhere. */
export async function refusedByTheCompiler(db: Db, tx: Tx): Promise<void> {
  const fields = { actor: 1, subject: 1, audience: [] }
  // @ts-expect-error outside a transaction
  await recordEvent(db, 'task.completed', fields)
  // @ts-expect-error of a type that is not in the catalog
  await recordEvent(tx, 'task.finished', fields)
  // @ts-expect-error with a field that this type does not have
  await recordEvent(tx, 'task.completed', { ...fields, changes: { title: { from: 'a', to: 'b' } } })
  // @ts-expect-error without a subject
  await recordEvent(tx, 'task.completed', { actor: 1, audience: [] })
  // @ts-expect-error without an audience
  await recordEvent(tx, 'task.completed', { actor: 1, subject: 1 })
}

eachDatabase('An event', (database) => {
  const api = apiOn(database)

  const eventsAbout = (subject: number) =>
    api.db.selectFrom('events').selectAll().where('subject_id', '=', subject).orderBy('id').execute()

  test('is stored with all its fields in its transaction', async () => {
    const title = { from: null, to: 'Wäter 🌱' }
    await transaction(api.db, async (tx) => {
      await recordEvent(tx, 'task.created', {
        actor: 7,
        subject: 101,
        audience: [projectScope(3), userScope(7)],
        project: 3,
        changes: { title },
      })
      deepEqual(await tx.selectFrom('events').select('id').where('subject_id', '=', 101).execute(), [])
    })
    const [event, ...others] = await eventsAbout(101)
    deepEqual(others, [])
    deepEqual([event?.type, event?.type_version, event?.subject_type], ['task.created', 1, 'task'])
    deepEqual([event?.actor_id, event?.project_id, event?.audience, event?.changes], [7, 3, [3, -7], { title }])
    ok(Math.abs(Date.parse(event?.happened_at ?? '') - Date.now()) < 60_000)
  })

  test('has the id of a new task, single or in bulk, in the log and in commit listeners', async () => {
    const nora = await register(api, 'nora')
    const heard: number[] = []
    onCommit<NewEvent>(api.db, (entries) => heard.push(...entries.map(({ subject }) => subject as number)))
    const { body: alone } = await nora.post('/api/tasks', { title: 'Alone' })
    deepEqual(heard.splice(0), [alone.id])
    const operations = ['One', 'Two', 'Three'].map((title) => ({ op: 'create', task: { title } }))
    const { body } = await nora.post('/api/tasks/bulk', { operations })
    const others = body.results.map(({ task }: { task: { id: number; title: string } }) => task)
    deepEqual(
      heard,
      others.map(({ id }: { id: number }) => id),
    )
    for (const { id, title } of [alone, ...others]) {
      const [event, ...more] = (await eventsAbout(id)).filter(({ subject_type }) => subject_type === 'task')
      deepEqual([event?.type, event?.changes.title?.to, more], ['task.created', title, []])
    }
  })

  test('is rolled back with its transaction, together with the change', async () => {
    const now = new Date().toISOString()
    const work = async (tx: Tx) => {
      const row = {
        uid: 'x',
        owner_id: null,
        project_id: null,
        name: 'x',
        name_key: 'x',
        name_lookalike: 'x',
        name_order: 'x',
        created_at: now,
        updated_at: now,
      }
      await recordEvent(tx, 'category.created', { actor: null, subject: 102, audience: [] })
      await tx.insertInto('categories').values(row).execute()
    }
    await rejects(transaction(api.db, work), /check/i)
    deepEqual(await eventsAbout(102), [])
  })

  test('that cannot be stored rolls back the change', async () => {
    const now = new Date().toISOString()
    const endless = { title: { from: null, to: 1n } }
    const work = async (tx: Tx) => {
      const row = {
        uid: 'u',
        name: 'Kept?',
        name_order: 'kept',
        created_by: null,
        created_at: now,
        updated_at: now,
        description: '',
      }
      await tx
        .insertInto('projects')
        .values({ ...row, color: null, archived_at: null })
        .execute()
      await recordEvent(tx, 'task.created', { actor: null, subject: 103, audience: [], changes: endless })
    }
    await rejects(transaction(api.db, work), /BigInt/)
    deepEqual(await api.db.selectFrom('projects').select('id').execute(), [])
  })

  test('of a failed savepoint is not recorded, and the events around it are', async () => {
    await transaction(api.db, async (tx) => {
      await recordEvent(tx, 'task.created', { actor: 1, subject: 104, audience: [] })
      const step = savepoint(tx, async () => {
        await recordEvent(tx, 'task.completed', { actor: 1, subject: 104, audience: [] })
        throw new Error('no')
      })
      await rejects(step, /no/)
      await recordEvent(tx, 'task.updated', { actor: 1, subject: 104, audience: [] })
    })
    deepEqual(
      (await eventsAbout(104)).map((event) => event.type),
      ['task.created', 'task.updated'],
    )
  })

  test('follows the earlier events of its transaction', async () => {
    const types = ['task.created', 'task.updated', 'task.assigned', 'task.completed', 'task.reopened'] as const
    await transaction(api.db, async (tx) => {
      for (const type of types) await recordEvent(tx, type, { actor: 1, subject: 105, audience: [] })
    })
    deepEqual(
      (await eventsAbout(105)).map((event) => event.type),
      types,
    )
  })

  test('about an entity is numbered in the order in which its changes were committed', async () => {
    const { body: registered } = await api.send('POST', '/api/register', {
      body: { username: 'ann', password: 'a long one!' },
    })
    const token = registered.access
    const { body: task } = await api.send('POST', '/api/tasks', { token, body: { title: '0' } })
    const rename = (title: string) => api.send('PATCH', `/api/tasks/${task.id}`, { token, body: { title } })
    await Promise.all(Array.from({ length: 30 }, (_, index) => rename(`title ${index}`)))
    const { body: last } = await api.send('GET', `/api/tasks/${task.id}`, { token })
    equal(last.version, 31)
    const events = (await eventsAbout(task.id)).filter((event) => event.type === 'task.updated')
    equal(events.length, 30)
    // The old title of each is the new title of the one before.
    const titleChanges = events.map((event) => event.changes.title)
    deepEqual(
      titleChanges.map((change) => change?.from),
      ['0', ...titleChanges.slice(0, -1).map((change) => change?.to)],
    )
    equal(titleChanges.at(-1)?.to, last.title)
  })
})
