import { type Media, type Operation, resolved, type Schema } from './document.ts'

type Schemas = Record<string, Schema>

/** Gives the request body and the successes of an operation an example each. */
export function showExamples({ requestBody, responses }: Operation, schemas: Schemas): void {
  const successes = Object.entries(responses).flatMap(([status, { content }]) => (status < '300' ? [content] : []))
  for (const content of [requestBody?.content, ...successes]) {
    for (const media of Object.values<Media>(content ?? {})) media.example ??= exampleOf(media.schema, schemas)
  }
}

/** The example that the schema gives, or one put together from those of its parts. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const { type, format, examples, enum: words, properties, items, oneOf, minimum } = resolved(schema, schemas)
  if (examples?.length) return examples[0]
  if (words) return words[0]
  if (oneOf?.[0]) return exampleOf(oneOf[0], schemas)
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
}
