import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { closed } from './schema.ts'
import { createServer } from './server.ts'

const Thing = closed({
  color: Type.Optional(Type.String({ pattern: '^#[0-9a-f]{6}$', description: 'This must be a color like #3b82f6.' })),
  size: Type.Optional(Type.Integer({ maximum: 10 })),
})

async function refused(body: object) {
  const app = await createServer({
    allowedHosts: ['*'],
    corsOrigins: [],
    trustProxy: false,
    httpsRedirect: false,
    logLevel: 'silent',
  })
  app.post('/things', { schema: { body: Thing } }, () => ({}))
  const answer = await app.inject({ method: 'POST', url: '/things', body })
  return { status: answer.statusCode, errors: answer.json().errors }
}

test('a text that breaks a pattern is told what was expected, not the pattern', async () => {
  deepEqual(await refused({ color: 'blue' }), {
    status: 400,
    errors: [{ pointer: '/color', detail: 'This must be a color like #3b82f6.' }],
  })
})

test('every failing field is named', async () => {
  const { errors } = await refused({ color: 'blue', size: 11, 'si/ze': 1 })
  deepEqual(errors.map(({ pointer }: { pointer: string }) => pointer).sort(), ['/color', '/size', '/si~1ze'])
})

test('a number in a text is not taken for a number', async () => {
  deepEqual(await refused({ size: '7' }), {
    status: 400,
    errors: [{ pointer: '/size', detail: 'This must be a whole number.' }],
  })
})
