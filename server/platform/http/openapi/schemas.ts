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
  const normalize = normalizerFor(schemas)
  for (const [name, schema] of Object.entries(schemas)) schemas[name] = normalize(schema, name)
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) {
      parameter.schema = normalize(parameter.schema)
      // Comma lists: `a,b` instead of one parameter per value.
      if (parameter.schema.type === 'array') showCommaList(parameter)
    }
    for (const body of [operation.requestBody, ...Object.values(operation.responses)]) {
      for (const media of Object.values(body?.content ?? {})) media.schema = normalize(media.schema)
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

type Normalize = (schema: Schema, component?: string) => Schema

function normalizerFor(schemas: Record<string, Schema>): Normalize {
  const normalize: Normalize = (given, component) => {
    const schema = withParts(documented(given), normalize)
    if (component) return schema
    const { title, type, ...rest } = schema
    const isNullable = Array.isArray(type) && type.includes('null')
    if (!title) return schema
    const { shape, annotations } = splitAnnotations(rest)
    const core: Schema = {
      ...(type && { type: isNullable ? withoutNull(type) : type }),
      ...shape,
      ...(shape.enum && { enum: shape.enum.filter((word) => word !== null) }),
    }
    const known = schemas[title]
    if (known && !isDeepStrictEqual(splitAnnotations(known).shape, splitAnnotations(core).shape)) {
      throw new Error(`two schemas are called ${title}: ${JSON.stringify(known)}, ${JSON.stringify(core)}`)
    }
    schemas[title] ??= core
    const reference = { $ref: `#/components/schemas/${title}` }
    return isNullable ? { anyOf: [reference, { type: 'null' }], ...annotations } : { ...reference, ...annotations }
  }
  return normalize
}

/** The schema that is shown instead of this one, with its description, and nullable if this one is. */
function documented(schema: Schema & { [DOCUMENTED_AS]?: Schema }): Schema {
  const { [DOCUMENTED_AS]: shown, ...rest } = schema
  if (!shown) return rest
  const { annotations } = splitAnnotations(rest)
  const type =
    [rest.type].flat().includes('null') && shown.type ? [...new Set([shown.type, 'null'].flat())] : shown.type
  const own = splitAnnotations(shown as Schema)
  return { ...own.shape, ...(type && { type }), ...own.annotations, ...annotations } as Schema
}

const ANNOTATIONS = ['description', 'examples', 'example', 'readOnly', 'writeOnly', 'deprecated']

/** The constraints of a schema, and its annotations. */
function splitAnnotations(schema: Schema): { shape: Schema; annotations: Schema } {
  const entries = Object.entries(schema)
  return {
    shape: Object.fromEntries(entries.filter(([key]) => !ANNOTATIONS.includes(key))) as Schema,
    annotations: Object.fromEntries(entries.filter(([key]) => ANNOTATIONS.includes(key))) as Schema,
  }
}

function withParts(schema: Schema, normalize: Normalize): Schema {
  const { properties, items, additionalProperties, oneOf, anyOf } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, normalize(field)])),
    }),
    ...(items && { items: normalize(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: normalize(additionalProperties) }),
    ...(oneOf && { oneOf: oneOf.map((each) => normalize(each)) }),
    ...(anyOf && { anyOf: anyOf.map((each) => normalize(each)) }),
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
