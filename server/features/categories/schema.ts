import { type Static, Type } from 'typebox'
import {
  Color,
  closed,
  Id,
  Instant,
  named,
  notBlank,
  nullable,
  patchOf,
  ReadVersion,
  readOnly,
  Uid,
} from '../../platform/http/schema.ts'

export const LONGEST_NAME = 100
const Name = notBlank(LONGEST_NAME)
const ProjectId = nullable({
  ...Id,
  description: 'The id of the project that the category belongs to; null for a private category.',
})

export const Category = named(
  'Category',
  closed({
    id: Id,
    uid: Uid,
    name: Type.String({ examples: ['Errands'] }),
    color: nullable(Type.String({ examples: ['#3b82f6'] })),
    project: ProjectId,
    version: Type.Integer(),
    created_at: Instant,
    updated_at: Instant,
  }),
)
export type Category = Static<typeof Category>

const unwritable = readOnly(Category, 'id', 'created_at', 'updated_at')

export const NewCategory = named(
  'NewCategory',
  closed(
    {
      uid: Type.Optional(Uid),
      name: Name,
      color: Type.Optional(nullable(Color)),
      project: Type.Optional(ProjectId),
      ...unwritable,
      ...readOnly(Category, 'version'),
    },
    { examples: [{ name: 'Errands', color: '#3b82f6' }] },
  ),
)
export type NewCategory = Static<typeof NewCategory>

export const CategoryReplacement = named(
  'CategoryReplacement',
  closed(
    {
      name: Name,
      color: Type.Optional(nullable(Color)),
      version: Type.Optional(ReadVersion),
      ...readOnly(Category, 'uid', 'project'),
      ...unwritable,
    },
    {
      description: 'The project of a category cannot be changed: `project` is ignored.',
      examples: [{ name: 'Errands' }],
    },
  ),
)
export const CategoryPatch = named('CategoryPatch', patchOf(CategoryReplacement, { examples: [{ color: null }] }))
export type CategoryFields = { name?: string; color?: string | null }
