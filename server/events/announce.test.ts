import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { onCommit, savepoint, transaction } from '../platform/database/transaction.ts'
import type { Db, Tx } from '../tables/tables.ts'
import { apiOn } from '../test/api.ts'
import { eachDatabase } from '../test/each-database.ts'
import { register } from '../test/world.ts'
import { type Announcement, announce } from './announce.ts'

/** Never run: whatever the compiler lets through here, it would let through anywhere. */
export async function refusedByTheCompiler(db: Db, tx: Tx): Promise<void> {
  const told = { actor: 1, subject: 1, audience: [] }
  // @ts-expect-error outside a transaction
  await announce(db, 'task.completed', told)
  // @ts-expect-error of no kind that the catalog has
  await announce(tx, 'task.finished', told)
  // @ts-expect-error with a field that this kind does not tell
  await announce(tx, 'task.completed', { ...told, changes: { title: { from: 'a', to: 'b' } } })
  // @ts-expect-error about nothing
  await announce(tx, 'task.completed', { actor: 1, audience: [] })
  // @ts-expect-error to nobody in particular
  await announce(tx, 'task.completed', { actor: 1, subject: 1 })
}

eachDatabase('A fact', (database) => {
  const api = apiOn(database)

  const factsAbout = (subject: number) =>
    api.db.selectFrom('facts').selectAll().where('subject_id', '=', subject).orderBy('id').execute()

  test('is written with its transaction, whole', async () => {
    const title = { from: null, to: 'Wäter 🌱' }
    await transaction(api.db, async (tx) => {
      await announce(tx, 'task.created', { actor: 7, subject: 101, audience: [3, -7], project: 3, changes: { title } })
      deepEqual(await tx.selectFrom('facts').select('id').where('subject_id', '=', 101).execute(), [])
    })
    const [fact, ...others] = await factsAbout(101)
    deepEqual(others, [])
    deepEqual([fact?.type, fact?.type_version, fact?.subject_type], ['task.created', 1, 'task'])
    deepEqual([fact?.actor_id, fact?.project_id, fact?.audience, fact?.changes], [7, 3, [3, -7], { title }])
    ok(Math.abs(Date.parse(fact?.happened_at ?? '') - Date.now()) < 60_000)
  })

  test('names a new task by its id, alone and among others, to the log and to who listens', async () => {
    const nora = await register(api, 'nora')
    const heard: number[] = []
    onCommit<Announcement>(api.db, (entries) => heard.push(...entries.map(({ subject }) => subject as number)))
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
      const [fact, ...more] = (await factsAbout(id)).filter(({ subject_type }) => subject_type === 'task')
      deepEqual([fact?.type, fact?.changes.title?.to, more], ['task.created', title, []])
    }
  })

  test('is gone with its transaction, and the change is gone with it', async () => {
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
      await announce(tx, 'category.created', { actor: null, subject: 102, audience: [] })
      await tx.insertInto('categories').values(row).execute()
    }
    await rejects(transaction(api.db, work), /check/i)
    deepEqual(await factsAbout(102), [])
  })

  test('that cannot be written undoes the change', async () => {
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
      await announce(tx, 'task.created', { actor: null, subject: 103, audience: [], changes: endless })
    }
    await rejects(transaction(api.db, work), /BigInt/)
    deepEqual(await api.db.selectFrom('projects').select('id').execute(), [])
  })

  test('of a savepoint that failed is not told, those around it are', async () => {
    await transaction(api.db, async (tx) => {
      await announce(tx, 'task.created', { actor: 1, subject: 104, audience: [] })
      const step = savepoint(tx, async () => {
        await announce(tx, 'task.completed', { actor: 1, subject: 104, audience: [] })
        throw new Error('no')
      })
      await rejects(step, /no/)
      await announce(tx, 'task.updated', { actor: 1, subject: 104, audience: [] })
    })
    deepEqual(
      (await factsAbout(104)).map((fact) => fact.type),
      ['task.created', 'task.updated'],
    )
  })

  test('stands after those that its transaction told before', async () => {
    const types = ['task.created', 'task.updated', 'task.assigned', 'task.completed', 'task.reopened'] as const
    await transaction(api.db, async (tx) => {
      for (const type of types) await announce(tx, type, { actor: 1, subject: 105, audience: [] })
    })
    deepEqual(
      (await factsAbout(105)).map((fact) => fact.type),
      types,
    )
  })

  test('about one thing is numbered in the order in which its changes were committed', async () => {
    const { body: registered } = await api.send('POST', '/api/register', {
      body: { username: 'ann', password: 'a long one!' },
    })
    const token = registered.access
    const { body: task } = await api.send('POST', '/api/tasks', { token, body: { title: '0' } })
    const rename = (title: string) => api.send('PATCH', `/api/tasks/${task.id}`, { token, body: { title } })
    await Promise.all(Array.from({ length: 30 }, (_, index) => rename(`title ${index}`)))
    const { body: last } = await api.send('GET', `/api/tasks/${task.id}`, { token })
    equal(last.version, 31)
    const facts = (await factsAbout(task.id)).filter((fact) => fact.type === 'task.updated')
    equal(facts.length, 30)
    // Each tells the title that the one before left behind.
    const told = facts.map((fact) => fact.changes.title)
    deepEqual(
      told.map((change) => change?.from),
      ['0', ...told.slice(0, -1).map((change) => change?.to)],
    )
    equal(told.at(-1)?.to, last.title)
  })
})
