import { equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import { recordEvent } from '../../../events/record-event.ts'
import { transaction } from '../../../platform/database/transaction.ts'
import { projectScope } from '../../../tables/scope.ts'
import { apiOn } from '../../../test/kit/api.ts'
import { eachDatabase } from '../../../test/kit/each-database.ts'
import { listenLive } from '../../../test/kit/live/live-client.ts'
import { worldOf } from '../../../test/kit/world.ts'

eachDatabase('A client that was disconnected for long', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)
  before(() => api.server.listen({ host: '127.0.0.1', port: 0 }))

  const lastId = async () =>
    (await api.db.selectFrom('events').select('id').orderBy('id', 'desc').executeTakeFirst())?.id ?? 0
  const greeting = async (after: number) => {
    const client = listenLive(api, { token: world.ann.token, after })
    const { type, position } = await client.until(() => true)
    if (type === 'hello') await client.until((message) => message.position === last)
    await client.close()
    return [type, position].join(' ')
  }
  let last = 0

  test('receives up to ten thousand missed events, and is reset beyond that', async () => {
    const { ann, project } = world
    await transaction(api.db, async (tx) => {
      const event = { actor: ann.id, subject: project, project, audience: [projectScope(project)], changes: {} }
      for (let count = 0; count < 10_000; count++) await recordEvent(tx, 'project.updated', event)
    })
    last = await lastId()
    equal(await greeting(last - 10_000), `hello ${last - 10_000}`)
    equal(await greeting(last - 10_001), `reset ${last}`)
  })

  test('is reset when events that it missed have been deleted', async () => {
    last = await lastId()
    await transaction(api.db, (tx) =>
      tx
        .deleteFrom('events')
        .where('id', '<=', last - 100)
        .execute(),
    )
    equal(await greeting(last - 100), `hello ${last - 100}`)
    equal(await greeting(last - 101), `reset ${last}`)
  })
})
