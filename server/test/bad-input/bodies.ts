import { resolved, type Schema } from '../../platform/http/openapi/document.ts'
import { schemas } from '../kit/contract/contract.ts'

/** A body that must be refused. `names` is the field that the response must point to. */
export type BadBody = { what: string; payload: string | Buffer; names?: string; type?: string; statuses: number[] }

const MIB = 1024 * 1024
const REFUSED = [400]

/** Bodies that no route accepts, whatever its schema. `valid` is one that the route accepts. */
export function unreadableBodies(valid: object): BadBody[] {
  const json = JSON.stringify(valid)
  const inside = (text: string) => (json === '{}' ? `{${text}}` : json.replace('{', `{${text},`))
  const body = (what: string, payload: string | Buffer, statuses = REFUSED): BadBody => ({ what, payload, statuses })
  return [
    body('half a body', json.slice(0, -1)),
    body('two bodies', json + json),
    body('a comma too many', json.replace(/}$/, ',}')),
    body('single quotes', "{'title': 'x'}"),
    body('no JSON', '<title/>'),
    body('a bare NUL', '\0'),
    body('an empty body', ''),
    body('null', 'null'),
    body('a list', `[${json}]`),
    body('a text', '"text"'),
    body('a number', '1'),
    body('true', 'true'),
    body('bytes that are not UTF-8', Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])])),
    body('half a character', Buffer.from(inside('"é": 1')).subarray(0, 3)),
    body('a NUL in a name', inside('"a\\u0000": 1')),
    body('a lone surrogate in a name', inside('"\\ud800": 1')),
    body('__proto__', inside('"__proto__": {"is_admin": true}')),
    body('100,000 lists in each other', '['.repeat(100_000) + ']'.repeat(100_000)),
    body('100,000 objects in each other', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    body('100,000 unclosed lists', '['.repeat(100_000)),
    body('100,000 numbers', JSON.stringify(Array(100_000).fill(0))),
    body('more than 1 MiB', JSON.stringify({ title: 'x'.repeat(MIB) }), [413]),
    { ...body('another type', json, [415]), type: 'text/plain' },
    { ...body('a form', 'title=x', [415]), type: 'application/x-www-form-urlencoded' },
    { ...body('a type that is none', json, [415]), type: 'json' },
  ]
}

/** Bodies that are valid except for one field, whose value its schema does not allow. */
export function wrongFields(schema: Schema, valid: object): BadBody[] {
  const { properties = {}, additionalProperties } = resolved(schema, schemas)
  const bodies = Object.entries(properties)
    .filter(([, field]) => !field.readOnly)
    .flatMap(([name, field]) =>
      wrongValues(resolved(field, schemas)).map(([what, value]) => ({
        what: `${what} for ${name}`,
        payload: withField(valid, name, value),
        names: `/${name}`,
        statuses: REFUSED,
      })),
    )
  if (additionalProperties !== false) return bodies
  const unknown = { what: 'a field that is not there', payload: withField(valid, 'no/such~field', '1') }
  return [...bodies, { ...unknown, names: '/no~1such~0field', statuses: REFUSED }]
}

const withField = (valid: object, name: string, json: string): string =>
  JSON.stringify({ ...valid, [name]: '?' }).replace(`${JSON.stringify(name)}:"?"`, `${JSON.stringify(name)}:${json}`)

/** Values as JSON text, because some are numbers that JavaScript cannot represent. */
function wrongValues(schema: Schema): [string, string][] {
  const { anyOf = [] } = schema
  const alternatives = anyOf.map((alternative) => resolved(alternative, schemas))
  const types = [schema, ...alternatives].flatMap(({ type }) => type ?? [])
  const { format, enum: words, minLength, minimum, maxLength } = Object.assign({}, ...alternatives, schema) as Schema
  const isText = types.includes('string')
  const isNumber = types.includes('integer') || types.includes('number')
  return [
    ...(types.includes('null') ? [] : [['null', 'null'] as const]),
    ...(types.includes('object') ? [['a text', '"x"'] as const] : [['an object', '{"a":1}'] as const]),
    ...(types.includes('array')
      ? [['100,000 items', `[${'0,'.repeat(99_999)}0]`] as const]
      : [['a list', '[]'] as const]),
    ...(isText
      ? ([
          ['a number', '7'],
          ['a text with NUL', '"a\\u0000b"'],
          ['half a surrogate pair', '"a\\ud83d"'],
          ['the other half', '"\\ude00a"'],
        ] as const)
      : []),
    ...(isText && (maxLength || words || format) ? [['a text of 1 MB', `"${'x'.repeat(1_000_000)}"`] as const] : []),
    ...(isText && (minLength || words || format) ? [['an empty text', '""'] as const] : []),
    ...(types.includes('boolean')
      ? ([
          ['a text', '"true"'],
          ['a number', '1'],
        ] as const)
      : []),
    ...(isNumber ? wrongNumbers(types.includes('integer'), minimum === 1) : []),
  ] as [string, string][]
}

function wrongNumbers(isInteger: boolean, isId: boolean): [string, string][] {
  const values = [
    '"7"',
    '1e400',
    '-1e400',
    ...(isInteger ? ['1.5'] : []),
    ...(isId ? ['0', '-1', '9007199254740992', '9223372036854775808'] : []),
  ]
  return values.map((value) => [value, value])
}
