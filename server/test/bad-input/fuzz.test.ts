import { deepEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { apiOn } from '../kit/api.ts'
import { bodySchema, type Contracted, operations } from '../kit/contract/contract.ts'
import { eachDatabase } from '../kit/each-database.ts'
import { worldOf } from '../kit/world.ts'
import { atMost, mostlyValid } from './arbitrary.ts'
import { countRows, freshSubject } from './subject.ts'

/** Fixed, so that failures are reproducible; fast-check prints the smallest body that fails. */
const FUZZ = { seed: 20_261_121, numRuns: 30 }

eachDatabase('Generated input', (database) => {
  const api = apiOn(database)
  const world = worldOf(api)

  for (const operation of operations) {
    const schema = bodySchema(operation)
    if (schema) {
      test(`${operation.title} accepts it, or rejects it and writes nothing`, () =>
        holds(operation, mostlyValid(schema), (body) => ({ body: JSON.stringify(body) })))
    }
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
    if (parameters.length > 0) {
      const fields = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]))
      test(`${operation.title} accepts or rejects generated parameters`, () =>
        holds(operation, atMost(3, fields), (query, url) => ({
          url: `${url}?${encoded(query)}`,
        })))
    }
  }

  /** Sending checks each response against the contract: its status must be documented. */
  async function holds<T>(
    operation: Contracted,
    inputs: fc.Arbitrary<T>,
    request: (input: T, url: string) => { url?: string; body?: string },
  ): Promise<void> {
    let subject = await freshSubject(api, world, operation)
    let rows = await countRows(api)
    const property = fc.asyncProperty(inputs, async (input) => {
      const { status, text } = await subject.send(request(input, subject.url))
      ok(status < 500 && (status !== 401 || operation.path.startsWith('/api/token')), `it returned ${status} ${text}`)
      if (status >= 400) return deepEqual(await countRows(api), rows)
      // Its rows may have been changed or deleted.
      if (operation.method !== 'GET') subject = await freshSubject(api, world, operation)
      rows = await countRows(api)
    })
    await fc.assert(property, FUZZ)
  }
})

const encoded = (query: Record<string, unknown>): string =>
  Object.entries(query)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(String(typeof value === 'object' ? JSON.stringify(value) : value).toWellFormed())}`,
    )
    .join('&')
