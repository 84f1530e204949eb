import { type Static, type TSchema, Type } from 'typebox'

/** A schema that OpenAPI shows under its own name, and that other schemas refer to with `ref`. */
export function named<S extends TSchema>(name: string, schema: S): S {
  Object.assign(schema, { $id: name })
  return schema
}

/** A reference to a `named` schema, with its static type. */
export const ref = <S extends TSchema>(schema: S) =>
  Type.Unsafe<Static<S>>({ $ref: `${(schema as { $id?: string }).$id}#` })

/** The schema, or null, which it may allow already. Written as a type list rather than a union, which serialises several times faster. */
export function nullable<S extends TSchema>(schema: S) {
  const { type, enum: values } = schema as { type?: string | string[]; enum?: unknown[] }
  return Type.Unsafe<Static<S> | null>({
    ...schema,
    ...(type && { type: [...new Set([type, 'null'].flat())] }),
    ...(values && { enum: [...new Set([...values, null])] }),
  })
}

/** One of a few words. */
export const oneOf = <const Words extends readonly string[]>(words: Words, options: object = {}) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], ...options })

/** An object that has these fields and no others. */
export const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const Instant = Type.String({
  format: 'date-time',
  description: 'A time in UTC.',
  examples: ['2026-12-01T09:00:00.000Z'],
})

/** The client may choose it when it creates the resource. */
export const Uid = Type.String({
  format: 'uuid',
  description:
    'A UUID that the client or the server chooses. Creating twice with one uid returns the existing resource.',
  examples: ['01999f3b-7f6a-7cc4-a1f2-5b1c2d3e4f50'],
})

/** The `version` in the body of a change: it does what `If-Match` does. */
export const ReadVersion = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The version that was read. The request fails with 412 if the resource has changed since.',
})

/** The parameters of a path that ends in one id. */
export const IdParams = closed({ id: { ...Id, description: 'The id of the resource.' } })

/** A JSON Merge Patch (RFC 7396) of an object: every field may be left out. */
export function patchOf<S extends ReturnType<typeof closed>>(schema: S, options: object = {}) {
  const { $id: _, required: __, ...rest } = schema as Record<string, unknown>
  return Type.Unsafe<Partial<Static<S>>>({ ...rest, ...options })
}

/**
 * Fields that we answer with and clients send back: taken without a word and without effect, so that what was
 * read can be written as it is.
 */
export const readOnly = (...fields: string[]) =>
  Object.fromEntries(fields.map((field) => [field, Type.Optional(Type.Unsafe<unknown>({ readOnly: true }))]))
