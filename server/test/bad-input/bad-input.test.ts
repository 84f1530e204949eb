import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { type ApiResponse, apiOn } from '../kit/api.ts'
import { bodySchema, operations } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'
import { type BadBody, unreadableBodies, wrongFields } from './bodies.ts'
import { countRows, freshSubject, type Subject } from './subject.ts'

/** Path segments in the place of an id that are not ids. */
const NO_IDS = [
  ...['0', '-1', '1.5', 'abc', 'null', 'true', '%20', '%00', '%F0%9F%98%80', '1%2F2', '1%00', '[1]', '1,2', '%FF'],
  ...['9007199254740992', '9223372036854775808', '1e400', 'NaN', 'Infinity', '__proto__', 'x'.repeat(20_000)],
]

const BAD_VALUES = [
  ...['%00', '%ED%A0%80', '%FF', '%ZZ', '%', '-1', '0', '1.5', '1e400', '9223372036854775808', '[]', '{}', 'null'],
  ...[
    '__proto__',
    'constructor',
    "'%22;--",
    '%25',
    '_',
    '*',
    ',',
    ',,',
    '-',
    '%F0%9F%98%80',
    '2026-02-30',
    'x'.repeat(5000),
  ],
]

eachDatabase('Invalid input', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const operation of operations) {
    const { title, path, parameters = [] } = operation
    const schema = bodySchema(operation)

    if (schema) {
      test(`${title} rejects invalid bodies, names the field, and writes nothing`, async () => {
        const subject = await freshSubject(api, world, operation)
        const valid = subject.body ?? {}
        const before = await countRows(api)
        const bodies = [...unreadableBodies(valid), ...wrongFields(schema, valid)]
        const isOptional = !operation.requestBody?.required
        for (const bad of bodies) if (!(isOptional && bad.payload === '')) await requireRefused(subject, bad)
        deepEqual(await countRows(api), before)
      })
    }

    if (path.includes('{')) {
      test(`${title} returns 404 for an invalid id`, async () => {
        const { url, body, send } = await freshSubject(api, world, operation)
        const before = await countRows(api)
        for (const id of NO_IDS) {
          for (const place of url.match(/\d+/g) ?? []) {
            const { status } = await send({ url: url.replace(place, id), body })
            ok(status === 404 || (status === 400 && id === '%FF'), `${id} returned ${status}`)
          }
        }
        deepEqual(await countRows(api), before)
      })
    }

    const queries = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
    const lists = parameters.filter(({ schema }) => schema?.type === 'array').map(({ name }) => name)
    if (queries.length > 0) {
      test(`${title} rejects unknown or repeated parameters by name`, async () => {
        const { url, send } = await freshSubject(api, world, operation)
        const extended = `${url}${url.includes('?') ? '&' : '?'}`
        for (const query of ['nonsense=1', '__proto__=1', 'page=1&constructor=x']) {
          const { status, body } = await send({ url: extended + query })
          const name = query.split('&').at(-1)?.split('=')[0]
          deepEqual(
            [status, body.errors?.at(-1) ?? body],
            [400, { pointer: `/${name}`, detail: 'This parameter does not exist.' }],
          )
        }
        // A list parameter may be repeated.
        for (const name of queries.filter((one) => !lists.includes(one))) {
          const { status, body } = await send({ url: `${extended}${name}=1&${name}=2` })
          deepEqual([status, body.errors?.[0].pointer ?? body], [400, `/${name}`])
        }
      })

      test(`${title} accepts or rejects every parameter value without a server error`, async () => {
        const { url, send } = await freshSubject(api, world, operation)
        for (const name of queries) {
          for (const value of BAD_VALUES) {
            const { status } = await send({ url: `${url}?${name}=${value}` })
            ok([200, 400, 404].includes(status), `${name}=${value} returned ${status}`)
          }
        }
      })
    }

    test(`${title} accepts or rejects every header value without a server error`, async () => {
      const { body, send } = await freshSubject(api, world, operation)
      const isPublic = operation.security?.some((way) => Object.keys(way).length === 0) ?? true
      for (const authorization of [
        '',
        'Bearer',
        'Bearer ',
        'Bearer a.b.c',
        'Basic YTpi',
        'Bearer \u00ff',
        'x'.repeat(8000),
      ]) {
        const { status, headers } = await send({ body, headers: { authorization } })
        if (isPublic || operation.security?.length === 0) ok(status < 500)
        else deepEqual([status, /^Bearer/.test(String(headers['www-authenticate']))], [401, true])
      }
      for (const tag of ['', '"', 'W/"1"', '"x"', '1', '"9"', ',,,', '"1'.repeat(5000)]) {
        const conditional = { 'if-match': tag, 'if-none-match': tag, 'idempotency-key': tag }
        const { status } = await send({ body, headers: conditional })
        ok(status < 500, `${tag} returned ${status}`)
      }
    })
  }
})

async function requireRefused(
  { send, url }: Subject,
  { what, payload, names, type, statuses }: BadBody,
): Promise<void> {
  const response = await send({ url, body: payload, headers: { 'content-type': type ?? 'application/json' } })
  ok(statuses.includes(response.status), `${what} returned ${response.status} ${response.text.slice(0, 200)}`)
  if (names) requireNamed(response, names, what)
}

function requireNamed({ body }: ApiResponse, pointer: string, what: string): void {
  const named = body.errors?.find((error: { pointer: string }) => error.pointer === pointer)
  ok(named, `${what}: ${JSON.stringify(body)}`)
  equal(/^[A-Z].*\.$/s.test(named.detail), true, `${what} is not described in a sentence: ${named.detail}`)
}
