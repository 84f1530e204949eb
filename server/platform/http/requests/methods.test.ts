import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { createServer } from '../server.ts'

async function serverWithThings() {
  const app = await createServer({
    allowedHosts: ['*'],
    corsOrigins: ['https://pages.example.org'],
    trustProxy: false,
    httpsRedirect: false,
    hstsIncludeSubdomains: false,
    logLevel: 'silent',
  })
  app.get('/things/:id', () => ({ found: true }))
  app.delete('/things/:id', () => ({ found: false }))
  return app
}

test('an unknown path returns 404 for every method', async () => {
  const app = await serverWithThings()
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    const response = await app.inject({ method, url: '/nothing' })
    deepEqual([response.statusCode, response.json().code], [404, 'route.not_found'])
  }
})

test('an unsupported method returns 405 with the supported methods', async () => {
  const app = await serverWithThings()
  const response = await app.inject({ method: 'PUT', url: '/things/1/' })
  deepEqual([response.statusCode, response.headers.allow], [405, 'DELETE, GET, HEAD'])
})

test('a page of an allowed origin can send a CORS preflight request', async () => {
  const app = await serverWithThings()
  const headers = { origin: 'https://pages.example.org', 'access-control-request-method': 'DELETE' }
  const response = await app.inject({ method: 'OPTIONS', url: '/things/1', headers })
  equal(response.statusCode, 204)
  equal(response.headers['access-control-allow-origin'], 'https://pages.example.org')
})
