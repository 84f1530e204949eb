import fc from 'fast-check'
import { resolved, type Schema } from '../../platform/http/openapi/document.ts'
import { exampleOf } from '../../platform/http/openapi/examples.ts'
import { schemas } from '../kit/contract/contract.ts'

type Values = fc.Arbitrary<unknown>

/** Values that match a schema for the most part, and violate it in some places. */
export function mostlyValid(schema: Schema): Values {
  return fc.oneof({ weight: 12, arbitrary: following(resolved(schema, schemas)) }, { weight: 1, arbitrary: anything })
}

function following(schema: Schema): Values {
  const { type, enum: words, examples, oneOf, properties } = schema
  if (oneOf) return fc.oneof(...oneOf.map(mostlyValid))
  if (words) return fc.constantFrom(...words)
  if (properties) return objects(schema)
  const values = [type].flat().map((one) => ofType(one, schema))
  return examples ? fc.oneof(fc.constantFrom(...examples), ...values) : fc.oneof(...values)
}

/** An example with up to two fields changed, removed or added: with more, all would be refused. */
function objects(schema: Schema): Values {
  const { properties = {}, examples = [exampleOf({ ...schema, properties: needed(schema) }, schemas)] } = schema
  const changes = atMost(2, properties)
  return fc
    .tuple(fc.constantFrom(...(examples as object[])), changes, fewer, more)
    .map(([example, changed, takeAway, add]) => add(takeAway({ ...example, ...changed })))
}

/** Values for at most `count` of the fields. */
export function atMost(count: number, fields: Record<string, Schema>): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(fields)
  return fc
    .subarray(names, { maxLength: Math.min(count, names.length) })
    .chain((some) => fc.record(Object.fromEntries(some.map((name) => [name, mostlyValid(fields[name] ?? {})]))))
}

const needed = ({ properties = {}, required = [] }: Schema): Record<string, Schema> =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => required.includes(name)))

function ofType(type: string | undefined, { items, maxLength, pattern }: Schema): Values {
  switch (type) {
    case 'array':
      return fc.array(items ? mostlyValid(items) : anything, { maxLength: 4 })
    case 'string':
      return fc.oneof(texts, fc.constant('x'.repeat((maxLength ?? 10) + 1)), ...matching(pattern))
    case 'integer':
    case 'number':
      return numbers
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return anything
  }
}

/** Values that match the pattern but may still be invalid: the date 2026-99-99 matches its pattern. */
function matching(pattern: string | undefined): Values[] {
  if (!pattern || pattern.includes('\\p')) return []
  return Array(3).fill(fc.stringMatching(new RegExp(pattern)))
}

type Change = (body: object) => object

/** Removes a field; mostly, nothing. */
const fewer: fc.Arbitrary<Change> = fc.nat(30).map((index) => (body) => {
  return Object.fromEntries(Object.entries(body).filter((_, place) => place !== index))
})

/** Adds a field. */
const more: fc.Arbitrary<Change> = fc
  .tuple(fc.constantFrom('extra', 'constructor', 'toString', 'is_admin', 'a/b~c', ''), fc.boolean(), fc.jsonValue())
  .map(
    ([name, isThere, value]) =>
      (body) =>
        isThere ? { ...body, [name]: value } : body,
  )

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.stringMatching(/^[a-z]{1,12}$/),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '\u202e',
    '%',
    "';--",
    '1',
    '-1',
    '2026-02-30',
    '9999-12-31T23:59:60Z',
    'me',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.emailAddress(),
  fc.uuid(),
)

const numbers = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.constantFrom(0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), Number.MAX_VALUE, Number.MIN_VALUE, -0),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), numbers, texts)
