import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { onSqliteAlone } from '../../server/test/kit/each-database.ts'
import { appOn } from './app.ts'

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-encoding': 'gzip, br' }

onSqliteAlone('The server', (database) => {
  const { api } = appOn(database)
  const ask = (url: string, headers: Record<string, string> = BROWSER) => api.server.inject({ url, headers })

  test('returns the app to a browser at the app’s own paths and at no others', async () => {
    for (const url of ['/', '/today', '/project/7?task=9']) {
      const { statusCode, headers, body } = await ask(url)
      equal(statusCode, 200, url)
      match(body, /<base href="\/" \/>/)
      equal(headers['cache-control'], 'no-cache')
      match(String(headers.vary), /Accept/)
      match(String(headers['content-security-policy']), /script-src 'self' 'sha256-[^' ]+';/)
      equal(/unsafe/.test(String(headers['content-security-policy'])), false)
    }
    for (const url of ['/api/nothing', '/assets/nothing.js', '/tasks']) {
      equal(/html/.test(String((await ask(url)).headers['content-type'])), false, url)
    }
    const { headers } = await ask('/', { accept: 'application/json' })
    equal(headers['content-type'], 'application/json; charset=utf-8')
    equal((await ask('/today', { accept: '*/*' })).statusCode, 404)
  })

  test('sends its files compressed, with an immutable cache lifetime of a year', async () => {
    const page = (await ask('/')).body
    const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(page)?.[1] as string
    for (const [accepted, coding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['', undefined],
    ]) {
      const { headers } = await ask(script, { accept: '*/*', 'accept-encoding': accepted as string })
      deepEqual(
        [headers['content-encoding'], headers['cache-control']],
        [coding, 'public, max-age=31536000, immutable'],
      )
      match(String(headers['content-type']), /javascript; charset=utf-8/)
    }
  })

  test('lists in its page the files that are needed for the login form and for the first task', async () => {
    const page = (await ask('/')).body
    const first = [...page.matchAll(/(?:src|href)="\.(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => String(path))
    const sizeOf = async (name: string) => {
      const [, listed = ''] = new RegExp(`<meta name="docket:${name}" content="([^"]+)"`).exec(page) ?? []
      const later = listed.split(' ').map((path) => path.replace('./', '/'))
      equal(
        later.some((path) => first.includes(path)),
        false,
      )
      const answers = await Promise.all([...first, ...later].map((path) => ask(path)))
      for (const { statusCode, headers } of answers)
        deepEqual([statusCode, headers['content-encoding']], [200, 'br'], name)
      return answers.reduce((sum, { rawPayload }) => sum + rawPayload.length, 0)
    }
    const [outside, inside] = [await sizeOf('outside'), await sizeOf('inside')]
    ok(outside < 140_000, `${outside} bytes before one can log in`)
    ok(inside < 200_000, `${inside} bytes before tasks show`)
    ok((await sizeOf('de')) < 140_000)
  })

  test('sends the service worker with the files of this version, and the manifest, to be revalidated on each request', async () => {
    const worker = await ask('/worker.js', { accept: '*/*' })
    deepEqual([worker.statusCode, worker.headers['cache-control']], [200, 'no-cache'])
    match(String(worker.headers['content-type']), /javascript/)
    match(String(worker.headers['content-security-policy']), /connect-src 'self'/)
    const files = [...worker.body.matchAll(/"(assets\/[^"]+)"/g)].map(([, file]) => file as string)
    ok(files.length > 20)
    equal(
      files.some((file) => /admin/.test(file)),
      false,
    )
    for (const file of files) equal((await ask(`/${file}`, { accept: '*/*' })).statusCode, 200, file)
    const manifest = await ask('/manifest.webmanifest', { accept: '*/*' })
    deepEqual([manifest.statusCode, manifest.headers['content-type']], [200, 'application/manifest+json'])
    for (const { src } of JSON.parse(manifest.body).icons)
      equal((await ask(src.slice(1), { accept: '*/*' })).statusCode, 200, src)
    equal((await ask('/share?text=Milk')).statusCode, 200)
  })
})
