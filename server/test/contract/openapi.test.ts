import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { resolved, type Schema } from '../../platform/http/openapi/document.ts'
import {
  bodySchema,
  type Contracted,
  contract,
  contractText,
  faultOf,
  operations,
  routes,
  schemas,
} from '../kit/contract/contract.ts'

/** Routes that programs do not call, such as pages and the document itself; and one that uses another protocol. */
const NOT_IN_THE_CONTRACT = [
  'GET /',
  'GET /api/schema',
  'GET /metrics',
  'GET /ws',
  'GET /reset-password',
  'GET /confirm-email',
]

/** Endless or streamed responses, which have no version. */
const STREAMED = ['GET /api/events/stream', 'GET /api/users/me/export']

describe('The OpenAPI document', () => {
  test('matches the committed file', () => {
    const committed = readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')
    equal(committed, contractText, 'run `npm run generate`')
  })

  test('is valid OpenAPI 3.1, and every reference resolves', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(contractText))
    ok(valid, JSON.stringify(errors))
    const references = [...contractText.matchAll(/"\$ref": "#\/components\/(\w+)\/([^"]+)"/g)]
    equal(references.length, contractText.match(/"\$ref"/g)?.length)
    const components = contract.components as unknown as Record<string, object>
    deepEqual(
      faulty(references, ([, kind = '', name = '']) => !(name in (components[kind] ?? {}))),
      [],
    )
  })

  test('contains every route of the server', () => {
    const inContract = operations.map(({ title }) => title)
    deepEqual([...routes].sort(), [...inContract, ...NOT_IN_THE_CONTRACT].sort())
  })

  test('has unique operation ids', () => {
    const ids = operations.map(({ operationId }) => operationId)
    equal(new Set(ids).size, operations.length)
    deepEqual(
      faulty(ids, (id) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id ?? '')),
      [],
    )
  })

  test('describes each operation and who may call it', () => {
    const isSaid = ({ summary, tags, security }: Contracted) => summary && tags?.length === 1 && security
    deepEqual(
      titles((operation) => !isSaid(operation)),
      [],
    )
    deepEqual(
      titles(({ security }) => security?.length === 0),
      PUBLIC,
    )
  })

  test('gives each operation a success and its possible failures, all with a schema', () => {
    deepEqual(
      titles((operation) => missingStatuses(operation).length > 0),
      [],
    )
    deepEqual(
      titles(({ responses }) => Object.entries(responses).some(isWithoutSchema)),
      [],
    )
  })

  test('describes every parameter', () => {
    const isBare = ({ parameters = [] }: Contracted) => parameters.some((parameter) => !parameter.description)
    deepEqual(titles(isBare), [])
  })

  test('documents conditional headers where versions exist', () => {
    const conditional = (name: string) => titles(({ parameters }) => !!parameters?.some((one) => one.name === name))
    deepEqual(
      conditional('If-None-Match'),
      titles(({ method, title }) => method === 'GET' && !STREAMED.includes(title)),
    )
    const hasVersion = ({ responses, title }: Contracted) => '412' in responses && title !== 'POST /api/tasks/bulk'
    deepEqual(conditional('If-Match'), titles(hasVersion))
    deepEqual(
      conditional('Idempotency-Key'),
      titles(({ responses }) => '422' in responses),
    )
  })

  test('accepts a patch as a merge patch and as plain JSON', () => {
    const types = operations.filter(({ method }) => method === 'PATCH').map(({ requestBody }) => requestBody?.content)
    for (const content of types) {
      deepEqual(Object.keys(content ?? {}), ['application/json', 'application/merge-patch+json'])
    }
  })

  test('has a valid example for each body', () => {
    for (const operation of operations) {
      for (const { schema, example, where } of mainBodies(operation)) {
        ok(example !== undefined, `${where} has an example`)
        equal(faultOf(schema, example), undefined, `${where}: ${JSON.stringify(example)}`)
      }
      for (const { name, schema, ...parameter } of operation.parameters ?? []) {
        const { example } = parameter as { example?: unknown }
        if (example !== undefined) equal(faultOf(schema, example), undefined, `${operation.title} ${name}`)
      }
    }
    for (const [name, schema] of Object.entries(schemas)) checkExamplesIn(schema, name)
  })
})

const PUBLIC = [
  'GET /health',
  'GET /health/ready',
  'GET /api',
  'POST /api/register',
  'POST /api/token',
  'POST /api/token/refresh',
  'POST /api/password-reset',
  'POST /api/password-reset/confirm',
  'POST /api/email-confirmation/confirm',
  'GET /api/unsubscribe',
  'POST /api/unsubscribe',
]

const faulty = <T>(list: readonly T[], isFaulty: (one: T) => boolean): T[] => list.filter(isFaulty)
const titles = (is: (operation: Contracted) => boolean): string[] => operations.filter(is).map(({ title }) => title)

function missingStatuses(operation: Contracted): string[] {
  const { method, path, security, responses, title } = operation
  const isCounted = !path.startsWith('/health')
  const expected = [
    ...['400', '500', '503'],
    ...(isCounted ? ['429'] : []),
    ...(method === 'GET' && !STREAMED.includes(title) ? ['304'] : []),
    ...(security?.some((way) => 'bearer' in way) ? ['401'] : []),
    ...(path.includes('{') ? ['404'] : []),
    ...(bodySchema(operation) ? ['413', '415'] : []),
  ]
  const missing = expected.filter((status) => !(status in responses))
  return Object.keys(responses).some((status) => status.startsWith('2')) ? missing : ['2xx', ...missing]
}

function isWithoutSchema([status, { content }]: [string, Contracted['responses'][string]]): boolean {
  if (status === '204' || status === '304') return content !== undefined
  const isFailure = status >= '400'
  const media = isFailure
    ? (content?.['application/problem+json'] ?? content?.['application/json'])
    : (content?.['application/json'] ?? content?.['text/event-stream'] ?? content?.['text/html'])
  return !media?.schema
}

function mainBodies({ title, requestBody, responses }: Contracted) {
  const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  return [['body', requestBody] as const, ...successes].flatMap(([what, body]) =>
    Object.values(body?.content ?? {}).map(({ schema }) => ({
      schema,
      example: resolved(schema, schemas).examples?.[0],
      where: `${title} ${what}`,
    })),
  )
}

function checkExamplesIn(schema: Schema, where: string): void {
  for (const example of schema.examples ?? []) equal(faultOf(schema, example), undefined, where)
  const { properties = {}, items } = schema.$ref ? resolved(schema, schemas) : schema
  for (const [name, field] of Object.entries(properties)) if (!field.$ref) checkExamplesIn(field, `${where}.${name}`)
  if (items && !items.$ref) checkExamplesIn(items, `${where}[]`)
}
