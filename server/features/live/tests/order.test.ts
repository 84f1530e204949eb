import { deepEqual } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { recordEvent } from '../../../events/record-event.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { projectScope } from '../../../tables/scope.ts'
import type { Tx } from '../../../tables/tables.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { listenLive, type ReceivedMessage } from '../../../test/kit/live/live-client.ts'
import { settle } from '../../../test/kit/until.ts'
import { type World, worldOf } from '../../../test/kit/world.ts'

eachDatabase('The order of live updates', (database) => {
  // There one transaction writes at a time.
  if (database.name === 'sqlite') return
  const api = apiOn(database)
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))

  const titles = (heard: ReceivedMessage[]) => heard.flatMap(({ changes }) => changes?.title?.to ?? [])

  test('follows cause and effect, even if a transaction that began first commits last', async () => {
    const { ann, ben, project } = world
    const client = listenLive(api, ben)
    await client.until(({ type }) => type === 'hello')
    const { id } = (await ann.post('/api/tasks', { title: 'first', project })).body
    const other = (await ann.post('/api/tasks', { title: 'other', project })).body.id
    const about = { actor: ann.id, subject: id, project, audience: [projectScope(project)] }
    const retitle = async (tx: Tx, from: string, to: string) => {
      await tx.updateTable('tasks').set({ title: to }).where('id', '=', id).execute()
      await recordEvent(tx, 'task.updated', { ...about, changes: { title: { from, to } } })
    }

    await transaction(api.db, async (slow) => {
      // It writes, and so has its number, before the other begins.
      await slow.updateTable('tasks').set({ title: 'held' }).where('id', '=', other).execute()
      await outside(() => transaction(api.db, (quick) => retitle(quick, 'first', 'second')))
      await retitle(slow, 'second', 'third')
    })
    await client.until(({ changes }) => changes?.title?.to === 'third')
    deepEqual(titles(client.heard), ['first', 'other', 'second', 'third'])
    const second = client.heard.find(({ changes }) => changes?.title?.to === 'second')
    await client.close()
    const again = listenLive(api, { token: ben.token, after: second.position })
    await again.until(({ changes }) => changes?.title?.to === 'third')
    deepEqual(titles(again.heard), ['third'])
    await again.close()
  })

  test('delays events behind an open transaction, and misses none of its events', async () => {
    const { ann, ben, project } = world
    const client = listenLive(api, ben)
    await client.until(({ type }) => type === 'hello')
    const event = (subject: number) => ({
      actor: ann.id,
      subject,
      project,
      audience: [projectScope(project)],
      changes: {},
    })
    await transaction(api.db, async (slow) => {
      await insertEvent(slow, world, 901)
      await outside(() => transaction(api.db, (quick) => recordEvent(quick, 'project.updated', event(902))))
      const late = listenLive(api, ben)
      // Long enough for several looks at the log.
      await settle(150)
      deepEqual(client.heard.length, 1)
      deepEqual(
        late.heard.map(({ position }) => position),
        client.heard.map(({ position }) => position),
      )
      await late.close()
    })
    await client.until(({ subject }) => subject === 902)
    deepEqual(
      client.heard.slice(1).map(({ subject }) => subject),
      [901, 902],
    )
    await client.close()
  })

  test('holds when an event is the first write of its transaction: its transaction id is assigned before its id', async () => {
    const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute
      where attrelid = 'events'::regclass and attname in ('id', 'transaction_id') order by attnum`.execute(api.db)
    deepEqual(
      rows.map(({ name }) => name),
      ['transaction_id', 'id'],
    )
  })

  test('delays events behind an open transaction with a higher id, too', async () => {
    const { ann, ben, project } = world
    const { id } = (await ann.post('/api/tasks', { title: 'any', project })).body
    const client = listenLive(api, ben)
    await client.until(({ type }) => type === 'hello')
    const [hasDrawn, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let slow: Promise<void> | undefined
    await transaction(api.db, async (quick) => {
      await quick.updateTable('tasks').set({ title: 'held' }).where('id', '=', id).execute()
      slow = outside(() =>
        transaction(api.db, async (tx) => {
          await insertEvent(tx, world, 903)
          hasDrawn.resolve()
          await mayEnd.promise
        }),
      )
      await hasDrawn.promise
      await recordEvent(quick, 'project.updated', {
        actor: ann.id,
        subject: 904,
        project,
        audience: [projectScope(project)],
        changes: {},
      })
    })
    await settle(150)
    mayEnd.resolve()
    await slow
    await client.until(({ subject }) => subject === 904)
    deepEqual(
      client.heard.slice(1).map(({ subject }) => subject),
      [903, 904],
    )
    await client.close()
  })
})

const insertEvent = (tx: Tx, { ann, project }: World, subject: number) =>
  tx
    .insertInto('events')
    .values({
      type: 'project.updated',
      type_version: 1,
      actor_id: ann.id,
      project_id: project,
      audience: JSON.stringify([project]),
      subject_type: 'project',
      subject_id: subject,
      changes: '{}',
      happened_at: '2026-12-01T00:00:00.000Z',
    })
    .execute()

/** Runs work as if it came from another request: a transaction refuses a second one inside it. */
function outside<R>(work: () => Promise<R>): Promise<R> {
  return new Promise((resolve, reject) => queue.push(() => work().then(resolve, reject)))
}
const queue: (() => void)[] = []
const pump = setInterval(() => {
  for (const work of queue.splice(0)) work()
}, 1)
after(() => clearInterval(pump))
