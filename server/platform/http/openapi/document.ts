/** The parts of an OpenAPI document that we use. */
export type Document = {
  paths: Record<string, Record<string, Operation>>
  components: {
    schemas: Record<string, Schema>
    responses?: Record<string, Response>
    parameters?: Record<string, Parameter>
    links?: Record<string, Link>
  }
}

export type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, Media> }
  responses: Record<string, Response>
}

export type Parameter = {
  in: string
  name: string
  required?: boolean
  description?: string
  schema: Schema
  example?: unknown
}
export type Response = {
  description: string
  headers?: Record<string, object>
  content?: Record<string, Media>
  links?: Record<string, Link>
}
/** A possible next operation, and the source of each of its parameters. */
export type Link = { operationId: string; parameters: Record<string, string> }
export type Media = { schema: Schema; example?: unknown }

/** A JSON Schema, as far as our routes use it. */
export type Schema = {
  $ref?: string
  title?: string
  description?: string
  example?: unknown
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  examples?: unknown[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  maxItems?: number
  readOnly?: boolean
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  discriminator?: { propertyName: string; mapping?: Record<string, string> }
}

/** The schema itself, or the component that it refers to. */
export function resolved(schema: Schema, schemas: Record<string, Schema>): Schema {
  if (!schema.$ref) return schema
  const name = schema.$ref.split('/').at(-1) ?? ''
  const found = schemas[name]
  if (!found) throw new Error(`nothing is at ${schema.$ref}`)
  return found
}
