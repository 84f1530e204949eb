import { type Static, Type } from 'typebox'
import type { Viewer } from '../../../access/viewer.ts'
import type { Reach } from '../../../access/visibility.ts'
import { commaList, valuesOf } from '../../../platform/http/responses/comma-lists.ts'
import { closed, named, oneOf } from '../../../platform/http/schema.ts'
import { invalidField } from '../../../platform/problem.ts'
import type { Db } from '../../../tables/tables.ts'
import type { Task } from '../schema.ts'

const INCLUDED_RESOURCES = ['project', 'category', 'people'] as const
type IncludedResource = (typeof INCLUDED_RESOURCES)[number]

/** Loads the resources that tasks refer to: of the given ones, those that the viewer can see. */
export type References = Record<
  IncludedResource,
  (db: Db, viewer: Viewer, ids: readonly number[], reach: Reach) => Promise<object[]>
>

export const includeParameter = {
  include: Type.Optional(
    commaList(oneOf('IncludedResource', ['project', 'category', 'people']), {
      description:
        'Adds the resources that the tasks refer to: `project`, `category` and `people`, separated by commas.',
      examples: ['project,people'],
    }),
  ),
}

const some = (name: string) => Type.Optional(Type.Array(Type.Unsafe<object>({ $ref: `${name}#` })))

/** Each resource once, even if several tasks refer to it. */
export const Included = named(
  'Included',
  closed(
    { projects: some('Project'), categories: some('Category'), people: some('Person') },
    { description: 'The resources that the tasks refer to, as far as they are visible to the user. With `include`.' },
  ),
)
export type Included = Static<typeof Included>

/** The values of `include`; undefined if there are none. */
export function includeFrom({ include }: { include?: string | undefined }): Set<IncludedResource> | undefined {
  if (include === undefined) return undefined
  const resources = valuesOf(include, 'include')
  const wrong = resources.find((resource) => !INCLUDED_RESOURCES.includes(resource as IncludedResource))
  if (wrong !== undefined)
    throw invalidField('/include', `${JSON.stringify(wrong)} is not one of ${INCLUDED_RESOURCES.join(', ')}.`)
  return new Set(resources as IncludedResource[])
}

type IncludeContext = { db: Db; viewer: Viewer; references: References; reach: Reach }

export async function loadIncluded(
  { db, viewer, references, reach }: IncludeContext,
  resources: ReadonlySet<IncludedResource>,
  tasks: readonly Task[],
): Promise<Included> {
  const find = async (resource: IncludedResource, ids: readonly (number | null)[]) => {
    if (!resources.has(resource)) return undefined
    const named = [...new Set(ids.filter((id) => id !== null))]
    return named.length === 0 ? [] : references[resource](db, viewer, named, reach)
  }
  const [projects, categories, people] = await Promise.all([
    find(
      'project',
      tasks.map(({ project }) => project),
    ),
    find(
      'category',
      tasks.map(({ category }) => category),
    ),
    find(
      'people',
      tasks.flatMap(({ assigned_to, created_by }) => [assigned_to, created_by]),
    ),
  ])
  return { ...(projects && { projects }), ...(categories && { categories }), ...(people && { people }) }
}
