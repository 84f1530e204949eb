import { type Static, Type } from 'typebox'
import { closed, Instant, named } from '../../platform/http/schema.ts'

export const ImportName = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'The source name given with `--source`; by default the database name.',
  examples: ['older-todo'],
})

const rows = (what: string) =>
  Type.Integer({ description: `The number of imported ${what}, including those deleted since.`, examples: [12] })

export const Import = named(
  'Import',
  closed({
    name: ImportName,
    users: rows('users'),
    projects: rows('projects'),
    members: rows('members of projects'),
    categories: rows('categories'),
    tasks: rows('tasks'),
    created_at: { ...Instant, description: 'When it was first imported.' },
  }),
)
export type Import = Static<typeof Import>
