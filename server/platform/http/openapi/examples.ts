import { type Document, type Media, resolved, type Schema } from './document.ts'

type Schemas = Record<string, Schema>

/** Adds an example to each schema of a request body or a success, unless it has one. */
export function showExamples(document: Document): void {
  const { schemas } = document.components
  for (const { requestBody, responses } of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    const successes = Object.entries(responses).flatMap(([status, response]) => (status < '300' ? [response] : []))
    for (const body of [requestBody, ...successes]) {
      for (const { schema } of Object.values<Media>(body?.content ?? {})) {
        const shown = resolved(schema, schemas)
        shown.examples ??= [exampleOf(shown, schemas)]
      }
    }
  }
}

/** The example of the schema, or one composed from the examples of its parts. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const {
    type,
    format,
    examples,
    example,
    enum: words,
    properties,
    items,
    oneOf,
    anyOf,
    minimum,
  } = {
    ...resolved(schema, schemas),
    ...(schema.examples && { examples: schema.examples }),
  }
  if (examples?.length) return examples[0]
  if (example !== undefined) return example
  if (words) return words[0]
  const first = oneOf?.[0] ?? anyOf?.[0]
  if (first) return exampleOf(first, schemas)
  switch ([type].flat()[0]) {
    case 'object':
      return exampleFields(properties ?? {}, schemas)
    case 'array':
      return items ? [exampleOf(items, schemas)] : []
    case 'integer':
    case 'number':
      return Math.max(minimum ?? 1, 1)
    case 'boolean':
      return true
    case 'string':
      return format ? FORMATS[format] : 'text'
    default:
      return null
  }
}

function exampleFields(properties: Record<string, Schema>, schemas: Schemas): Record<string, unknown> {
  const shown = Object.entries(properties).filter(([, field]) => !field.readOnly)
  return Object.fromEntries(shown.map(([name, field]) => [name, exampleOf(field, schemas)]))
}

const FORMATS: Record<string, string> = {
  'date-time': '2026-12-01T09:00:00.000Z',
  uuid: '01999f3b-7f6a-7cc4-a1f2-5b1c2d3e4f50',
  email: 'ann@example.com',
  'date-or-instant': '2026-12-01',
}
