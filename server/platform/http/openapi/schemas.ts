import { isDeepStrictEqual } from 'node:util'
import { DOCUMENTED_AS } from '../schema.ts'
import { type Document, type Parameter, resolved, type Schema } from './document.ts'

/**
 * Rewrites the schemas of a document so that all client generators understand them: schemas with a title become
 * components of that name, nullable schemas become a union with null, and unions state which value selects which
 * schema.
 */
export function normalizeSchemas(document: Document): void {
  const { schemas } = document.components
  const settle = settling(schemas)
  for (const [name, schema] of Object.entries(schemas)) schemas[name] = settle(schema, name)
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) {
      parameter.schema = settle(parameter.schema)
      // Comma lists: `a,b` instead of one parameter per value.
      if (parameter.schema.type === 'array') showCommaList(parameter)
    }
    for (const body of [operation.requestBody, ...Object.values(operation.responses)]) {
      for (const media of Object.values(body?.content ?? {})) media.schema = settle(media.schema)
    }
  }
  document.components.schemas = sorted(schemas)
  for (const schema of Object.values(schemas)) mapDiscriminator(schema, schemas)
}

function showCommaList(parameter: Parameter): void {
  Object.assign(parameter, { style: 'form', explode: false })
  if (typeof parameter.example !== 'string') return
  const words = parameter.example.split(',')
  parameter.example = parameter.schema.items?.type === 'integer' ? words.map(Number) : words
}

type Settle = (schema: Schema, component?: string) => Schema

function settling(schemas: Record<string, Schema>): Settle {
  const settle: Settle = (given, component) => {
    const schema = withParts(published(given), settle)
    if (component) return schema
    const { title, type, ...rest } = schema
    const isNullable = Array.isArray(type) && type.includes('null')
    if (!title) return schema
    const { shape, notes } = parted(rest)
    const core: Schema = {
      ...(type && { type: isNullable ? withoutNull(type) : type }),
      ...shape,
      ...(shape.enum && { enum: shape.enum.filter((word) => word !== null) }),
    }
    const known = schemas[title]
    if (known && !isDeepStrictEqual(parted(known).shape, parted(core).shape)) {
      throw new Error(`two schemas are called ${title}: ${JSON.stringify(known)}, ${JSON.stringify(core)}`)
    }
    schemas[title] ??= core
    const reference = { $ref: `#/components/schemas/${title}` }
    return isNullable ? { anyOf: [reference, { type: 'null' }], ...notes } : { ...reference, ...notes }
  }
  return settle
}

/** The schema that is shown instead of this one, with its description, and nullable if this one is. */
function published(schema: Schema & { [DOCUMENTED_AS]?: Schema }): Schema {
  const { [DOCUMENTED_AS]: shown, ...rest } = schema
  if (!shown) return rest
  const { notes } = parted(rest)
  const type =
    [rest.type].flat().includes('null') && shown.type ? [...new Set([shown.type, 'null'].flat())] : shown.type
  const own = parted(shown as Schema)
  return { ...own.shape, ...(type && { type }), ...own.notes, ...notes } as Schema
}

const NOTES = ['description', 'examples', 'example', 'readOnly', 'writeOnly', 'deprecated']

/** The constraints of a schema, and its annotations. */
function parted(schema: Schema): { shape: Schema; notes: Schema } {
  const entries = Object.entries(schema)
  return {
    shape: Object.fromEntries(entries.filter(([key]) => !NOTES.includes(key))) as Schema,
    notes: Object.fromEntries(entries.filter(([key]) => NOTES.includes(key))) as Schema,
  }
}

function withParts(schema: Schema, settle: Settle): Schema {
  const { properties, items, additionalProperties, oneOf, anyOf } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, settle(field)])),
    }),
    ...(items && { items: settle(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: settle(additionalProperties) }),
    ...(oneOf && { oneOf: oneOf.map((each) => settle(each)) }),
    ...(anyOf && { anyOf: anyOf.map((each) => settle(each)) }),
  }
}

/** OpenAPI needs a mapping from values to schemas; Ajv derives it from the schemas and does not accept one. */
function mapDiscriminator(schema: Schema, schemas: Record<string, Schema>): void {
  const { discriminator, oneOf } = schema
  if (!discriminator || !oneOf) return
  const value = (each: Schema) => resolved(each, schemas).properties?.[discriminator.propertyName]?.enum?.[0]
  discriminator.mapping = Object.fromEntries(oneOf.map((each) => [value(each), each.$ref ?? '']))
}

const withoutNull = (types: string[]) => {
  const rest = types.filter((type) => type !== 'null')
  return rest.length === 1 ? (rest[0] as string) : rest
}

const sorted = <Value>(named: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(named).sort(([one], [other]) => (one < other ? -1 : 1)))
