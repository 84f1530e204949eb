import { type Static, type TSchema, Type } from 'typebox'

/** A schema that is a component of this name in OpenAPI, and that other schemas reference with `ref`. */
export function named<S extends TSchema>(name: string, schema: S): S {
  Object.assign(schema, { $id: name })
  return schema
}

/** A reference to a `named` schema, with its static type. */
export const ref = <S extends TSchema>(schema: S) =>
  Type.Unsafe<Static<S>>({ $ref: `${(schema as { $id?: string }).$id}#` })

/**
 * The schema, or null (which it may allow already). It is written as a list of types rather than a union, because that
 * is serialised several times faster.
 */
export function nullable<S extends TSchema>(schema: S) {
  const { type, enum: values } = schema as { type?: string | string[]; enum?: unknown[] }
  return Type.Unsafe<Static<S> | null>({
    ...schema,
    ...(type && { type: [...new Set([type, 'null'].flat())] }),
    ...(values && { enum: [...new Set([...values, null])] }),
  })
}

/** One of a few words. In OpenAPI it is a component of this name. */
export const oneOf = <const Words extends readonly string[]>(name: string, words: Words, options: object = {}) =>
  Type.Unsafe<Words[number]>({ title: name, type: 'string', enum: [...words], ...options })

/**
 * The schema that OpenAPI shows instead, if the actual one accepts more than clients should send or is cheaper to
 * check.
 */
export const documentedAs = <S extends TSchema>(schema: S, published: object): S => ({
  ...schema,
  [DOCUMENTED_AS]: published,
})
export const DOCUMENTED_AS = 'x-documented-as'

/** A documented rule that the code checks itself, with a better message than schema validation would give. */
export const withRule = <S extends TSchema>(schema: S, rule: object): S => documentedAs(schema, { ...schema, ...rule })

// Rules are written with `not`, which client generators ignore.
/** The rule that at least one of the fields is given, and not null or empty. */
export const atLeastOneOf = (...fields: string[]) => ({ not: { not: { anyOf: fields.map(given) } } })

/** The rule that exactly one of the fields is given. */
export const exactlyOneOf = (...fields: string[]) => ({ not: { not: { oneOf: fields.map(given) } } })

/** The rule that at most one of the fields is given. */
export const atMostOneOf = (...fields: string[]) => ({
  not: {
    anyOf: fields.flatMap((one, index) =>
      fields.slice(index + 1).map((other) => ({ allOf: [given(one), given(other)] })),
    ),
  },
})

/** Both of two rules. */
export const both = (one: Rule, other: Rule): Rule => ({ not: { anyOf: [one.not, other.not] } })
type Rule = { not: object }

const given = (field: string) => ({ required: [field], properties: { [field]: { not: { enum: [null, false, ''] } } } })

/** A string of at most this many characters, not all of them blank. */
export const notBlank = (longest: number) =>
  Type.String({ minLength: 1, maxLength: longest, pattern: '\\S', description: 'This must not be blank.' })

export const Color = Type.String({
  pattern: '^#[0-9a-fA-F]{6}$',
  description: 'This must be a color like #3b82f6.',
  examples: ['#3b82f6'],
})

/** An object with these fields and no others. */
export const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const Instant = Type.String({
  format: 'date-time',
  description: 'A time in UTC.',
  examples: ['2026-12-01T09:00:00.000Z'],
})

/** A client may choose it when it creates the resource. */
export const Uid = Type.String({
  format: 'uuid',
  description:
    'A UUID that the client or the server chooses. Creating twice with one uid returns the existing resource.',
  examples: ['01999f3b-7f6a-7cc4-a1f2-5b1c2d3e4f50'],
})

/** The `version` in the body of a change; it has the same effect as `If-Match`. */
export const ReadVersion = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The version that was read. The request fails with 412 if the resource has changed since.',
})

/** A day in every time zone, or an instant. */
export const DateOrInstant = Type.Unsafe<string>({
  title: 'DateOrInstant',
  type: 'string',
  format: 'date-or-instant',
  description: 'A date, or a time in UTC.',
  examples: ['2026-12-01'],
})

/** The parameters of a path with one id. */
export const IdParams = closed({ id: { ...Id, description: 'The id of the resource.' } })

/** A JSON Merge Patch (RFC 7396) of an object: every field is optional. */
export function patchOf<S extends ReturnType<typeof closed>>(schema: S, options: object = {}) {
  const { $id: _, required: __, ...rest } = schema as Record<string, unknown>
  return Type.Unsafe<Partial<Static<S>>>({ ...rest, ...options })
}

/**
 * Fields of a response that clients may send back: any value is accepted and ignored, so that a client can write what
 * it has read without removing them.
 */
export function readOnly(response: TSchema, ...fields: string[]) {
  const { properties = {} } = response as { properties?: Record<string, object> }
  const typed = (field: string) => {
    const shown = properties[field] ?? {}
    // The contents of an ignored object must not violate a schema.
    const type = '$ref' in shown ? { type: 'object', additionalProperties: true } : shown
    return documentedAs(Type.Unsafe<unknown>({}), { ...type, readOnly: true })
  }
  return Object.fromEntries(fields.map((field) => [field, Type.Optional(typed(field))]))
}
