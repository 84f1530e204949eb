import type { Field, Resource } from '../web/src/api/admin/description.ts'

/**
 * Derives from openapi.json what the admin panel has to know of each resource: the columns of its list, how it is
 * filtered and sorted, which fields can be changed, and how it refers to others.
 */
type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  pattern?: string
  description?: string
  maxLength?: number
  readOnly?: boolean
  writeOnly?: boolean
}
type Parameter = { $ref?: string; name: string; in: string; schema: Schema; description?: string }
type Operation = {
  tags?: string[]
  summary?: string
  description?: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
type Method = 'get' | 'patch' | 'delete'
export type Contract = {
  paths: Record<string, Partial<Record<Method, Operation>>>
  components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> }
}

const PAGING = ['page', 'page_size', 'cursor', 'ordering', 'include', 'scope', 'ids']

/** Every list of the contract that is read in pages and whose rows have an id. */
export function adminResources(contract: Contract): Resource[] {
  const lists = Object.keys(contract.paths).filter((path) => rowOf(contract, path) && isPrincipal(contract, path))
  const found = lists.map((path) => resourceOf(contract, path))
  const names = new Set(found.map(({ name }) => name))
  const resourceOfKind = (kind: string) =>
    [pluralOf(kind), pluralOf(kind.replace(/^admin_/, ''))].filter((name) => names.has(name)).slice(0, 1)
  const withReference = ({ kinds, ...field }: Field): Field => {
    const target = referenceOf(field)
    const known = Object.keys(kinds ?? {}).flatMap((kind) => resourceOfKind(kind).map((name) => [kind, name] as const))
    return {
      ...field,
      ...(target && names.has(target) && { refersTo: target }),
      ...(known.length > 0 && { kinds: Object.fromEntries(known) }),
    }
  }
  return found.map(({ editable, ...resource }) => ({
    ...resource,
    fields: resource.fields.map((field) => (field.type === 'integer' ? withReference(field) : field)),
    filters: resource.filters.map(withReference),
    ...(editable && { editable: editable.map(withReference) }),
  }))
}

function resourceOf(contract: Contract, path: string): Resource {
  const list = contract.paths[path]?.get as Operation
  const row = rowOf(contract, path) as Schema
  const fields = fieldsOf(contract, row)
  const parameters = (list.parameters ?? []).map((parameter) => resolved(contract.components.parameters, parameter))
  const queries = parameters.filter(({ in: place }) => place === 'query')
  const [, parent] = /\/([a-z-]+)\/\{id\}\/[a-z-]+$/.exec(path) ?? []
  const names = queries.map(({ name }) => name)
  return {
    name: path.split('/').at(-1) as string,
    path,
    ...(parent && { parent }),
    ...(list.description && { description: list.description }),
    key: fields.some(({ name }) => name === 'id') ? 'id' : (fields[0]?.name as string),
    fields: fields.map((field) => withKind(field, fields)),
    filters: queries
      .filter(({ name }) => !PAGING.includes(name))
      .map(({ name, schema, description }) =>
        fieldOf(contract, name, { ...schema, ...(description && { description }) }),
      ),
    sortable: sortableBy(queries.find(({ name }) => name === 'ordering')?.schema),
    ...(names.includes('scope') && { isScoped: true as const }),
    ...itemOf(contract, path),
  }
}

/** What can be done with one of them. */
function itemOf(contract: Contract, list: string): Partial<Resource> {
  const path = Object.keys(contract.paths).find(
    (other) => other.startsWith(`${list}/{`) && !other.slice(list.length + 1).includes('/'),
  )
  if (!path) return {}
  const { get, patch, delete: remove } = contract.paths[path] ?? {}
  const body = patch?.requestBody?.content['application/json']?.schema
  const editable = body && fieldsOf(contract, body, ({ readOnly, writeOnly }) => !readOnly && !writeOnly)
  return {
    ...(get && { itemPath: path, canRead: true as const }),
    ...(editable && { itemPath: path, editable: editable.filter(({ name }) => name !== 'version') }),
    ...(remove && { itemPath: path, canDelete: true as const }),
    ...(remove?.description && { deletion: remove.description }),
  }
}

/** `subject` beside `subject_type`. */
function withKind(field: Field, fields: readonly Field[]): Field {
  const kind = fields.find(({ name }) => name === `${field.name}_type`)
  return kind ? { ...field, kindIn: kind.name, ...kindsOf(kind.choices) } : field
}

function fieldsOf(contract: Contract, schema: Schema, isWanted: (field: Schema) => boolean = () => true): Field[] {
  const { properties = {} } = resolved(contract.components.schemas, schema)
  return Object.entries(properties)
    .filter(([, property]) => isWanted(property))
    .map(([name, property]) => fieldOf(contract, name, property))
}

function fieldOf(contract: Contract, name: string, given: Schema): Field {
  const list = given.type === 'array' ? given.items : undefined
  const flat = flatten(contract, list ?? given)
  const types = [flat.type ?? 'string'].flat()
  const description = given.description ?? flat.description
  return {
    name,
    type: types.find((type) => type !== 'null') ?? 'string',
    ...(flat.format && { format: flat.format }),
    ...(flat.enum && { choices: flat.enum }),
    ...(types.includes('null') && { isNullable: true as const }),
    ...(list && { isList: true as const }),
    ...(description && { description }),
    ...(flat.maxLength && { maxLength: flat.maxLength }),
    ...kindsIn(flat.pattern),
  }
}

/** A filter like `^(task|project):…$` finds one thing of several kinds. */
function kindsIn(pattern = ''): Pick<Field, 'kinds'> {
  return kindsOf(/^\^\(([a-z_|]+)\):/.exec(pattern)?.[1]?.split('|'))
}

/** Their resources are filled in when all are known. */
const kindsOf = (kinds?: readonly string[]): Pick<Field, 'kinds'> =>
  kinds ? { kinds: Object.fromEntries(kinds.map((kind) => [kind, ''])) } : {}

/** References are followed, and `anyOf: [X, null]` is an X that may be null. */
function flatten(contract: Contract, given: Schema): Schema {
  const schema = resolved(contract.components.schemas, given)
  const { anyOf, ...rest } = schema
  if (!anyOf) return schema
  const parts = anyOf.map((part) => flatten(contract, part))
  const type = [...new Set(parts.flatMap((part) => part.type ?? []))]
  return Object.assign({}, ...parts, rest, { type })
}

/** What stands in a row of the list at this path; undefined where it is no list, or one of several kinds of rows. */
function rowOf(contract: Contract, path: string): Schema | undefined {
  const list = contract.paths[path]?.get
  const isPaged = list?.parameters?.some(({ $ref }) => $ref?.endsWith('/PageSizeParameter'))
  const response = list?.responses[200]?.content?.['application/json']?.schema
  if (!isPaged || !response) return undefined
  const items = resolved(contract.components.schemas, response).properties?.results?.items
  const row = items && resolved(contract.components.schemas, items)
  return row?.properties && row
}

/** Of lists of one name, that of everybody's things, or else of all of them: the others are parts of it. */
function isPrincipal(contract: Contract, path: string): boolean {
  const name = path.split('/').at(-1)
  const others = Object.keys(contract.paths).filter(
    (other) => other !== path && other.split('/').at(-1) === name && rowOf(contract, other),
  )
  if (others.some((other) => other.startsWith('/api/admin/'))) return false
  return !path.includes('{') || others.every((other) => other.includes('{'))
}

/** `ordering` has its fields in a pattern: `^-?(name|id)$`. */
const sortableBy = (schema: Schema | undefined): string[] =>
  /\(([a-z_|]+)\)/.exec(schema?.items?.pattern ?? '')?.[1]?.split('|') ?? []

/** An id is called after what it stands for, or after what somebody did. */
function referenceOf({ name, type, format }: Field): string | undefined {
  if (format || name === 'id' || (type !== 'integer' && type !== 'string')) return undefined
  if (/_by$|^(assigned_to|actor|recipient_id|audience_users)$/.test(name)) return 'users'
  if (name === 'audience_projects') return 'projects'
  return pluralOf(name.replace(/_id$/, ''))
}

const pluralOf = (thing: string): string => (thing.endsWith('y') ? `${thing.slice(0, -1)}ies` : `${thing}s`)

function resolved<Thing extends { $ref?: string }>(components: Record<string, Thing>, given: Thing): Thing {
  if (!given.$ref) return given
  const { $ref, ...beside } = given
  return { ...resolved(components, components[$ref.split('/').at(-1) as string] as Thing), ...beside } as Thing
}
