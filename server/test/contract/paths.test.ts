import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { apiOn, type Method } from '../kit/api.ts'
import { operations } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

const NO_IDS = ['0xab', '171e0', '01', '%201', '1%20', '+1', '-1', '1.0', '0', '1_0', '٣', '1e1', '9007199254740993']

eachDatabase('The path of a route', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const { method, path, title } of operations.filter(({ path }) => path.includes('{'))) {
    test(`of ${title} accepts only decimal integers as ids`, async () => {
      const names = path.match(/\{\w+\}/g) ?? []
      for (const name of names) {
        for (const id of NO_IDS) {
          const url = path.replace(name, encodeURI(decodeURI(id))).replaceAll(/\{\w+\}/g, '1')
          const body = ['PUT', 'PATCH', 'POST'].includes(method) ? {} : undefined
          const { status } = await api.send(method, url, { token: world.ada.token, body })
          equal([404, 405].includes(status), true, `${method} ${url} is ${status}`)
        }
      }
    })
  }

  test('returns 405 for an unsupported method, even with malformed ids', async () => {
    const { token } = world.ann
    const asked: [Method, string, string][] = [
      ['PUT', '/api/tasks/bulk', 'POST'],
      ['GET', '/api/tasks/bulk', 'POST'],
      ['DELETE', '/api/tasks/bulk', 'POST'],
      ['POST', '/api/tasks/7', 'DELETE, GET, HEAD, PATCH, PUT'],
      ['DELETE', '/api/profile', 'GET, HEAD, PATCH, PUT'],
    ]
    for (const [method, url, allow] of asked) {
      const { status, headers, body } = await api.send(method, url, { token })
      deepEqual([status, headers.allow, body.code], [405, allow, 'route.method_not_allowed'], `${method} ${url}`)
    }
  })

  test('of an alias may be percent-encoded like that of its route', async () => {
    const { body: task } = await world.ann.post('/%74asks', { title: 'Encoded' })
    for (const url of [
      `/api/t%61sks/${task.id}`,
      `/t%61sks/${task.id}`,
      `/%74%61%73%6b%73/%3${String(task.id)[0]}${String(task.id).slice(1)}/`,
    ]) {
      equal((await world.ann.get(url)).body.title, 'Encoded', url)
    }
    equal((await api.send('GET', '/api/%68ealth')).status, 200)
    equal((await api.send('GET', '/openapi%2ejson')).status, 200)
    for (const url of ['/tasks%2f1', '/%2ftasks', '/t%ZZsks', '/api%2fhealth']) {
      equal((await world.ann.get(url)).status >= 400, true, url)
    }
  })

  test('and its query require %2B for a plus sign, and the error says so', async () => {
    const refused = await world.ann.get('/api/tasks?due_before=2026-12-01T09:00:00+08:00')
    equal(refused.status, 400)
    deepEqual(
      refused.body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/due_before'],
    )
    equal(refused.body.errors[0].detail.endsWith('Encode a plus sign in a query as %2B.'), true)
    equal((await world.ann.get('/api/tasks?due_before=2026-12-01T09:00:00%2B08:00')).status, 200)
    const other = await world.ann.get('/api/tasks?q=a+b&ordering=nothing')
    equal(other.body.errors[0].detail.includes('%2B'), false)
  })
})

eachDatabase('A body', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  test('that is empty may have any content type when none is required', async () => {
    const { body: task } = await world.ann.post('/api/tasks', { title: 'Complete me' })
    for (const verb of ['complete', 'reopen']) {
      for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
        const options = { headers: { 'content-type': type } }
        equal((await world.ann.post(`/api/tasks/${task.id}/${verb}`, '', options)).status, 200, type)
        equal((await world.ann.post(`/api/tasks/${task.id}/${verb}`, 'a=1', options)).status, 415, type)
      }
    }
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    equal((await world.ann.post('/api/tasks', '', form)).status, 415)
  })

  test('is not decompressed: a Content-Encoding other than identity returns 415', async () => {
    const make = (encoding: string) =>
      world.ann.post('/api/tasks', { title: encoding }, { headers: { 'content-encoding': encoding } })
    for (const encoding of ['gzip', 'br', 'GZIP', 'identity, gzip', 'nonsense']) {
      const { status, body, headers } = await make(encoding)
      deepEqual([status, body.code, headers['accept-encoding']], [415, 'request.content_encoding', 'identity'])
    }
    equal((await make('Identity')).status, 201)
  })

  test('may contain a uid in several notations', async () => {
    const uid = '01999f3b-7f6a-7cc4-a1f2-9d8e7c6b5a40'
    for (const url of ['/api/tasks', '/api/projects']) {
      const make = (given: string) =>
        world.ann.post(url, { uid: given, ...(url === '/api/tasks' ? { title: 'One' } : { name: 'One' }) })
      const made = await make(`urn:uuid:${uid.toUpperCase()}`)
      deepEqual([made.status, made.body.uid], [201, uid])
      for (const spelling of [uid, uid.toUpperCase(), `URN:UUID:${uid}`]) {
        const again = await make(spelling)
        deepEqual([again.status, again.body.id], [200, made.body.id], spelling)
      }
    }
  })
})
