import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import type { FieldError } from '../../problem.ts'
import { closed } from '../schema.ts'
import { createServer } from '../server.ts'

const Thing = closed({
  color: Type.Optional(Type.String({ pattern: '^#[0-9a-f]{6}$', description: 'This must be a color like #3b82f6.' })),
  since: Type.Optional(
    Type.String({
      pattern: '^2',
      description: 'Only newer ones. This must be a date like 2026-12-01. It is inclusive.',
    }),
  ),
  size: Type.Optional(Type.Integer({ maximum: 10 })),
})

test('the error for a broken pattern says what was expected instead of showing the pattern', async () => {
  deepEqual(await refusal(Thing, { color: 'blue' }), [
    { pointer: '/color', detail: 'This must be a color like #3b82f6.' },
  ])
  deepEqual(await refusal(Thing, { since: 'tomorrow' }), [
    { pointer: '/since', detail: 'This must be a date like 2026-12-01.' },
  ])
})

test('the error names every invalid field', async () => {
  const errors = await refusal(Thing, { color: 'blue', size: 11, 'si/ze': 1 })
  deepEqual(errors.map(({ pointer }) => pointer).sort(), ['/color', '/size', '/si~1ze'])
})

test('a numeric string is not accepted as a number', async () => {
  deepEqual(await refusal(Thing, { size: '7' }), [{ pointer: '/size', detail: 'This must be an integer.' }])
})

test('the error describes each broken rule in a plain sentence', async () => {
  const name = { type: 'string', minLength: 1, maxLength: 3 }
  const cases: [schema: object, value: unknown, detail: string][] = [
    [{ type: ['string', 'null'] }, 1, 'This must be a string or null.'],
    [{ type: 'integer' }, 1.5, 'This must be an integer.'],
    [{ type: 'number' }, '1', 'This must be a number.'],
    [{ type: 'boolean' }, 'true', 'This must be true or false.'],
    [{ type: 'object' }, [], 'This must be an object.'],
    [{ type: 'array' }, {}, 'This must be an array.'],
    [{ enum: ['low', 'high', null] }, 'mid', 'This must be one of "low", "high" or null.'],
    [{ const: 'Bearer' }, 'Basic', 'This must be "Bearer".'],
    [name, '', 'This must not be empty.'],
    [{ ...name, minLength: 2 }, 'x', 'This must have at least 2 characters.'],
    [name, 'long', 'This must have at most 3 characters.'],
    [{ type: 'integer', minimum: 1 }, 0, 'This must be 1 or more.'],
    [{ type: 'integer', maximum: 9 }, 10, 'This must be 9 or less.'],
    [{ type: 'array', minItems: 1 }, [], 'This must have at least 1 item.'],
    [{ type: 'array', maxItems: 1 }, [1, 2], 'This must have at most 1 item.'],
    [{ type: 'object', minProperties: 1 }, {}, 'At least one field is required.'],
    [{ type: 'string', format: 'email' }, 'ann', 'This must be an email address.'],
    [{ type: 'string', format: 'uuid' }, 'x', 'This must be a UUID.'],
    [{ type: 'string', format: 'date-time' }, 'x', 'This must be a time like 2026-12-01T09:00:00Z.'],
  ]
  for (const [schema, value, detail] of cases) {
    deepEqual(await refusal({ type: 'object', properties: { it: schema } }, { it: value }), [
      { pointer: '/it', detail },
    ])
  }
})

test('the error points to where a missing or unknown field belongs', async () => {
  const item = closed({ size: Type.Integer() })
  const schema = closed({ items: Type.Array(item) })
  deepEqual(await refusal(schema, { items: [{ size: 1 }, {}, { size: 1, 'a/b~c': 1 }] }), [
    { pointer: '/items/1/size', detail: 'This field is required.' },
    { pointer: '/items/2/a~1b~0c', detail: 'This field does not exist.' },
  ])
})

test('the error names an unknown type when the type determines the schema', async () => {
  const kinds = ['create', 'delete'].map((op) => closed({ op: Type.Literal(op) }))
  const schema = { type: 'object', required: ['op'], discriminator: { propertyName: 'op' }, oneOf: kinds }
  deepEqual(await refusal(schema, { op: 'explode' }), [{ pointer: '/op', detail: '"explode" is not a known op.' }])
  deepEqual(await refusal(schema, {}), [{ pointer: '/op', detail: 'This field is required.' }])
})

async function refusal(schema: object, payload: object): Promise<FieldError[]> {
  const app = await createServer({
    allowedHosts: ['*'],
    corsOrigins: [],
    trustProxy: false,
    httpsRedirect: false,
    hstsIncludeSubdomains: false,
    logLevel: 'silent',
  })
  app.post('/it', { schema: { body: schema } }, () => ({}))
  const response = await app.inject({ method: 'POST', url: '/it', payload })
  equal(response.statusCode, 400)
  return response.json().errors
}
