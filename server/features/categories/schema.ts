import { type Static, Type } from 'typebox'
import { closed, Id, Instant, named, nullable, patchOf, readOnly } from '../../platform/http/schema.ts'

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S', description: 'This may not be blank.' })
export const Color = Type.String({
  pattern: '^#[0-9a-fA-F]{6}$',
  description: 'This must be a color like #3b82f6.',
  examples: ['#3b82f6'],
})
const ProjectId = nullable({ ...Id, description: 'The project whose members share it; null for a private one.' })

export const Category = named(
  'Category',
  closed({
    id: Id,
    name: Type.String({ examples: ['Errands'] }),
    color: nullable(Type.String({ examples: ['#3b82f6'] })),
    project: ProjectId,
    version: Type.Integer(),
    created_at: Instant,
    updated_at: Instant,
  }),
)
export type Category = Static<typeof Category>

const unwritable = readOnly('id', 'version', 'created_at', 'updated_at')

export const NewCategory = named(
  'NewCategory',
  closed(
    { name: Name, color: Type.Optional(nullable(Color)), project: Type.Optional(ProjectId), ...unwritable },
    { examples: [{ name: 'Errands', color: '#3b82f6' }] },
  ),
)
export type NewCategory = Static<typeof NewCategory>

export const CategoryReplacement = named(
  'CategoryReplacement',
  closed(
    { name: Name, color: Type.Optional(nullable(Color)), ...readOnly('project'), ...unwritable },
    { description: 'A category stays where it was made: `project` is passed over.', examples: [{ name: 'Errands' }] },
  ),
)
export const CategoryPatch = named('CategoryPatch', patchOf(CategoryReplacement, { examples: [{ color: null }] }))
export type CategoryFields = { name?: string; color?: string | null }
