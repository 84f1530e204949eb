import { deepEqual, equal } from 'node:assert/strict'
import { before, test } from 'node:test'
import { apisOn } from '../../test/kit/api.ts'
import { docketIn } from '../../test/kit/docket-command.ts'
import { eachDatabase } from '../../test/kit/each-database.ts'
import { settle, until } from '../../test/kit/until.ts'
import { PASSWORD, type Person, register } from '../../test/kit/world.ts'

eachDatabase('MAINTENANCE=on', (database) => {
  const apis = apisOn(database, { usual: {}, readOnly: { MAINTENANCE: 'on' } })
  const docket = docketIn()
  let ann: Person
  before(async () => {
    ann = await register(apis.usual, 'ann')
  })

  test('refuses writes and serves reads', async () => {
    const { token } = ann
    const { send } = apis.readOnly
    const task = { title: 'not now' }
    for (const refused of [
      await send('POST', '/api/tasks', { token, body: task }),
      await send('PATCH', '/api/profile', { token, body: { bio: 'x' } }),
      await send('DELETE', '/api/users/me', { token }),
    ]) {
      deepEqual([refused.status, refused.body.code, refused.headers['retry-after']], [503, 'server.maintenance', '60'])
    }
    equal((await send('GET', '/api/tasks', { token })).status, 200)
    equal((await send('POST', '/api/token/verify', { body: { token } })).status, 200)
    equal((await send('PUT', '/api/nothing', { token })).status, 404)
    const { status, body } = await send('GET', '/health/ready')
    deepEqual([status, body.status, body.maintenance], [200, 'ok', true])
    equal((await apis.usual.send('GET', '/health/ready')).body.maintenance, undefined)
  })

  test('lets users log in, stay logged in and log out', async () => {
    const { send } = apis.readOnly
    const { status, body } = await send('POST', '/api/token', { body: { username: 'ann', password: PASSWORD } })
    equal(status, 200)
    const renewed = await send('POST', '/api/token/refresh', { body: { refresh: body.refresh } })
    equal(renewed.status, 200)
    equal((await send('GET', '/api/tasks', { token: renewed.body.access })).status, 200)
    equal((await send('POST', '/api/token/revoke', { body: { refresh: renewed.body.refresh } })).status, 200)
  })

  test('keeps workers idle', async () => {
    const worker = docket.start(['worker'], {
      DATABASE_URL: await database.url(),
      MAINTENANCE: 'on',
      LOG_LEVEL: 'info',
    })
    let written = ''
    worker.process.stdout?.on('data', (text: string) => {
      written += text
    })
    await until(() => written.includes('MAINTENANCE is on'))
    // Whatever a worker begins, it begins at once.
    await settle(500)
    const tasks = await apis.usual.db.selectFrom('recurring_jobs').select('name').execute()
    deepEqual(tasks, [])
    worker.process.kill('SIGTERM')
    equal((await worker.ended).code, 0)
  })
})
