import {
  type QueryClient,
  type QueryFunctionContext,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useReadsAll } from './foreign-project.ts'
import { newestOf, withChanged } from './newest.ts'
import type { Category, NewCategory } from './schema.d.ts'
import { bodyOf, client, isGone, Refusal } from './server/client.ts'
import { readAll } from './server/pages.ts'

const NONE: readonly Category[] = []

/** The categories of a project, by name; without a project, the user's private ones. */
export const useCategories = (project: number | null): readonly Category[] =>
  useCategoryList(project).categories ?? NONE

/** The same, undefined until they are loaded. */
export function useCategoryList(project: number | null) {
  const isOfAnyone = useReadsAll() && project !== null
  const { data, error } = useQuery({
    queryKey: [...CATEGORIES, project],
    queryFn: (context) =>
      readCategories(context, { project: String(project ?? 'none'), ...(isOfAnyone && { scope: 'all' }) }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { categories: data, error }
}

/** The user's own categories and those of all their projects, by name. */
export function useAllCategories(): readonly Category[] {
  return (
    useQuery({
      queryKey: [...CATEGORIES, 'all'],
      queryFn: (context) => readCategories(context, {}),
      staleTime: Number.POSITIVE_INFINITY,
    }).data ?? NONE
  )
}

export function useAddCategory(): (input: NewCategory) => Promise<void> {
  const queries = useQueryClient()
  return async (input) => {
    await client.POST('/api/categories', { body: input })
    await queries.invalidateQueries({ queryKey: CATEGORIES })
  }
}

type CategoryChange = { category: Category; patch: Partial<Pick<Category, 'name' | 'color'>> }

/**
 * Changes a category with an optimistic update, unless another user has changed it since: then the newest version is
 * read.
 */
export function useUpdateCategory() {
  const queries = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: async ({ category, patch }: CategoryChange) => {
      const { id, version } = category
      await queries.cancelQueries({ queryKey: CATEGORIES })
      show(queries, { ...category, ...patch })
      try {
        const body = { ...patch, version }
        show(queries, await bodyOf(client.PATCH('/api/categories/{id}', { params: { path: { id } }, body })))
      } catch (reason) {
        show(queries, category)
        if (reason instanceof Refusal && reason.status > 0) await queries.invalidateQueries({ queryKey: CATEGORIES })
        throw reason
      }
    },
  })
}

/**
 * Deletes a category with an optimistic update; the server removes it from its tasks. If the server refuses, throws a
 * Refusal and shows the category again.
 */
export function useDeleteCategory(): (category: Category) => Promise<void> {
  const queries = useQueryClient()
  return async ({ id, version }) => {
    await queries.cancelQueries({ queryKey: CATEGORIES })
    const held = queries.getQueriesData<readonly Category[]>({ queryKey: CATEGORIES })
    edit(queries, (categories) => categories.filter((one) => one.id !== id))
    try {
      const params = { path: { id }, header: { 'If-Match': `"${version}"` } }
      await client.DELETE('/api/categories/{id}', { params })
    } catch (reason) {
      if (!isGone(reason)) {
        for (const [key, categories] of held) queries.setQueryData(key, categories)
        void queries.invalidateQueries({ queryKey: CATEGORIES })
        throw reason
      }
    }
  }
}

const CATEGORIES = ['categories']

function show(queries: QueryClient, shown: Category): void {
  edit(queries, (categories) => withChanged(categories, shown).sort((a, b) => a.name.localeCompare(b.name)))
}

function edit(queries: QueryClient, make: (categories: readonly Category[]) => readonly Category[]): void {
  queries.setQueriesData<readonly Category[]>({ queryKey: CATEGORIES }, (held) => held && make(held))
}

async function readCategories(
  { client: queries, queryKey }: QueryFunctionContext,
  filters: { project?: string; scope?: 'all' },
): Promise<readonly Category[]> {
  const read = await readAll((page) => {
    const query = { ...filters, ...page, ordering: ['name'] } as never
    return bodyOf(client.GET('/api/categories', { params: { query } }))
  })
  return newestOf(read, queries.getQueryData<readonly Category[]>(queryKey))
}
