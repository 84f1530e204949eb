import { DateOrInstant, Id } from '../platform/http/schema.ts'
import { catalog, type EventType, FIELD_KINDS, type FieldKind } from './catalog.ts'

type Shape = Record<string, unknown>

/**
 * The events of these types in OpenAPI: one schema for each type, discriminated by `type`, each with the fields that
 * its `changes` can contain. `envelope` holds the fields that all have; `suffix` is appended to their names.
 */
export function eventShapes(suffix: string, types: readonly EventType[], envelope: Record<string, object>) {
  return {
    oneOf: types.map((type) => eventShape(suffix, type, envelope, changesOf(type))),
    discriminator: { propertyName: 'type' },
  }
}

/** The schema of one event, named after its type: `SessionOpenedEvent`. */
export function eventShape(suffix: string, type: string, envelope: Record<string, object>, changes: Shape): Shape {
  const fields = Object.entries(envelope).map(([name, field]) => [name, bare(field)])
  const properties = { type: { type: 'string', enum: [type] }, ...Object.fromEntries(fields), changes }
  return { title: `${pascal(type)}${suffix}`, ...closedShape(properties, Object.keys(properties)) }
}

export const noChanges = closedShape({}, [], 'NoChanges')

export const EVENT_TYPES = Object.keys(catalog) as EventType[]

function changesOf(type: EventType): Shape {
  const fields = Object.keys(catalog[type].changes.properties)
  if (fields.length === 0) return noChanges
  return closedShape(
    Object.fromEntries(fields.map((field) => [field, change(FIELD_KINDS[field] ?? 'Text')])),
    [],
    `${pascal(type)}Changes`,
  )
}

function closedShape(properties: Record<string, object>, required: string[], title?: string): Shape {
  const rules = { ...(required.length > 0 && { required }), additionalProperties: false }
  return { ...(title && { title }), type: 'object', properties, ...rules }
}

// The meaning of a field is described once, in the schema of all events.
function bare(field: object): object {
  const { description: _, examples: __, ...shape } = field as { description?: string; examples?: unknown[] }
  return shape
}

// `from` and `to` of a change: null if the field was empty or if the value is not shown.
const VALUES: Record<FieldKind, object> = {
  Text: { type: ['string', 'null'] },
  Id: { ...Id, type: ['integer', 'null'] },
  Number: { type: ['number', 'null'] },
  Time: { type: ['string', 'null'], format: 'date-time' },
  Date: { ...DateOrInstant, type: ['string', 'null'] },
  Settings: { type: ['object', 'null'], title: 'EventSettings', additionalProperties: true },
}

function change(kind: FieldKind): Shape {
  return closedShape({ from: VALUES[kind], to: VALUES[kind] }, ['from', 'to'], `${kind}Change`)
}

const pascal = (type: string): string =>
  type.replaceAll(/(?:^|[._])(\w)/g, (_match, letter: string) => letter.toUpperCase())
