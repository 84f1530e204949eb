import { equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apiOn, type Method } from '../kit/api.ts'
import { CALLERS, freshScene, urlOf } from '../kit/authorization/scene.ts'
import { type Row, requests, rows } from '../kit/authorization/table.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'

const reads = rows.filter(
  ({ route }) => route.startsWith('GET ') && !/^GET \/(ws|api\/events\/stream|metrics)$/.test(route),
)
const people = CALLERS.filter((caller) => caller !== 'nobody')

eachDatabase('Caching of responses in browsers and shared caches', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  const askedFor = async (row: Row) => {
    const scene = await freshScene(api, world, 'ann')
    return (await requests[row.title]?.(scene)) ?? {}
  }

  for (const row of reads) {
    test(`${row.title} never returns the same ETag to two users for different bodies`, async () => {
      const url = urlOf(row.route.slice('GET '.length), await askedFor(row))
      const texts = new Map<string, string>()
      for (const caller of people) {
        const { status, headers, text } = await api.send('GET', url, { token: world[caller].token })
        if (status !== 200 || headers.etag === undefined) continue
        const etag = String(headers.etag)
        equal(texts.get(etag) ?? text, text, `${caller} gets ${etag}`)
        texts.set(etag, text)
      }
    })
  }

  for (const row of rows.filter(
    ({ route, expected }) => expected.nobody === 401 && route !== 'GET /api/events/stream',
  )) {
    test(`${row.title} is marked as private to the caller`, async () => {
      const { body, as = world.ada, ...asked } = await askedFor(row)
      const [method, path = ''] = row.route.split(' ')
      requirePrivate(await api.send(method as Method, urlOf(path, asked), { token: as.token, body }))
    })
  }

  test('a public response to an authenticated caller is private too', async () => {
    requirePrivate(await world.ann.get('/api'))
    equal((await api.send('GET', '/api')).headers['cache-control'], undefined)
  })

  test('an ETag of one’s own account, weak or strong, works as a version in If-Match', async () => {
    for (const url of ['/api/users/me', '/api/profile']) {
      const { headers, body } = await world.cleo.get(url)
      match(String(headers.etag), new RegExp(`^"${body.version}-[\\w-]{27}"$`))
      const change = (tag: string) =>
        world.cleo.patch(url, url === '/api/profile' ? { bio: tag } : { username: `cleo${tag.length}` }, {
          headers: { 'if-match': tag },
        })
      const changed = await change(`W/${headers.etag}`)
      equal(changed.status, 200)
      equal((await change(String(headers.etag))).status, 412)
      equal((await change(`W/"${changed.body.version}"`)).status, 200)
    }
  })
})

function requirePrivate({ status, headers }: ApiResponse): void {
  ok(String(headers.vary).split(/, ?/).includes('Authorization'), `Vary is ${headers.vary}`)
  if (status < 400) match(String(headers['cache-control']), /^(private, no-cache|no-store)$/)
  else equal(headers['cache-control'], 'no-store')
}
