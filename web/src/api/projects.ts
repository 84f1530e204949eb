import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { foreignKey, useForeignProject, useReadsAll } from './foreign-project.ts'
import { newestOf, withChanged } from './newest.ts'
import type { NewProject, Project, ProjectPatch } from './schema.d.ts'
import { bodyOf, client, isGone, Refusal } from './server/client.ts'
import { readAll } from './server/pages.ts'
import { taskStore } from './tasks/task-store.ts'

/** Every project of the user that is not archived, by name. */
export function useProjects(): readonly Project[] {
  return useQuery({ ...projectsQuery, select: selectActive }).data ?? NONE
}

/** The archived projects, by name. They can be read but not changed. */
export function useArchivedProjects(): readonly Project[] {
  return useQuery({ ...projectsQuery, select: selectArchived }).data ?? NONE
}

/**
 * Whether a task belongs to an archived project. Returns the same function until a project is archived or unarchived.
 */
export function useIsArchived(): (task: { project: number | null }) => boolean {
  const archived = useArchivedProjects()
  return useMemo(() => {
    const ids = new Set(archived.map(({ id }) => id))
    return ({ project }) => project !== null && ids.has(project)
  }, [archived])
}

type FoundProject = { project: Project | undefined; isMissing: boolean }

/**
 * One project, archived or not; `isMissing` if the user cannot see it. Administrators and auditors also see those of
 * which they are not members.
 */
export function useProject(id: number | null): FoundProject {
  const found = useFindProject()(id)
  const isForeign = useReadsAll() && found.isMissing && id !== null && id > 0
  const foreign = useForeignProject(isForeign ? id : undefined)
  return isForeign ? foreign : found
}

/** A project of the user. Returns the same function until a project changes. */
export function useFindProject(): (id: number | null) => FoundProject {
  const { data, isSuccess } = useQuery(projectsQuery)
  return useCallback(
    (id) => {
      const project = data?.find((one) => one.id === id)
      return { project, isMissing: isSuccess && id !== null && !project }
    },
    [data, isSuccess],
  )
}

/** The number of open tasks of each project. */
export function useProjectCounts(): ReadonlyMap<number, number> {
  return useQuery(countsQuery).data ?? NO_COUNTS
}

export function useAddProject() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: NewProject) => bodyOf(client.POST('/api/projects', { body })),
    onSuccess: (project) => {
      queries.setQueryData<readonly Project[]>(projectsQuery.queryKey, (held = []) => byName([...held, project]))
    },
  })
}

/**
 * Archives or unarchives a project with an optimistic update; if the server refuses, throws a Refusal and reverts it.
 */
export function useSetArchived(): (project: Project, archived: boolean) => Promise<void> {
  const queries = useQueryClient()
  return (project, archived) =>
    change(queries, project, { archived }, { archived, archived_at: archived ? new Date().toISOString() : null })
}

export type ProjectDetails = Pick<Project, 'name' | 'description' | 'color'>
type DetailsChange = { project: Project; patch: Partial<ProjectDetails> }

/**
 * Changes a project with an optimistic update, unless another user has changed it since: then the newest version is
 * read.
 */
export function useUpdateProject() {
  const queries = useQueryClient()
  return useMutation({
    ...AT_ONCE,
    mutationFn: ({ project, patch }: DetailsChange) =>
      change(queries, project, { ...patch, version: project.version }, patch),
  })
}

/** Deletes a project with its content, unless another user has changed it since: then the newest version is read. */
export function useDeleteProject() {
  const queries = useQueryClient()
  return useMutation({
    ...AT_ONCE,
    mutationFn: async ({ id, version }: Project) => {
      const params = { path: { id }, header: { 'If-Match': `"${version}"` } }
      try {
        await client.DELETE('/api/projects/{id}', { params })
      } catch (reason) {
        if (!isGone(reason)) return refused(queries, reason)
      }
      taskStore.forgetWhere((task) => task.project === id)
      edit(queries, (held) => held.filter((one) => one.id !== id))
    },
  })
}

/** Without a connection a change fails at once and is not queued. */
const AT_ONCE = { networkMode: 'always' } as const

async function change(queries: QueryClient, project: Project, body: ProjectPatch, shown: Partial<Project>) {
  const show = (next: Project) => {
    edit(queries, (held) => byName(withChanged(held, next)))
    queries.setQueryData<Project>(foreignKey(next.id), (held) => held && next)
  }
  await queries.cancelQueries({ queryKey: projectsQuery.queryKey })
  show({ ...project, ...shown })
  try {
    show(await bodyOf(client.PATCH('/api/projects/{id}', { params: { path: { id: project.id } }, body })))
  } catch (reason) {
    show(project)
    await refused(queries, reason)
  }
}

/** The data shown may be stale: it is refetched before the error is reported. */
async function refused(queries: QueryClient, reason: unknown): Promise<never> {
  if (reason instanceof Refusal && reason.status > 0)
    await queries.invalidateQueries({ queryKey: projectsQuery.queryKey })
  throw reason
}

function edit(queries: QueryClient, make: (held: readonly Project[]) => readonly Project[]): void {
  queries.setQueryData<readonly Project[]>(projectsQuery.queryKey, (held) => held && make(held))
}

const NONE: readonly Project[] = []
const NO_COUNTS: ReadonlyMap<number, number> = new Map()

const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ client: queries, queryKey }): Promise<readonly Project[]> => {
    const read = await readAll((page) => {
      const query = { ...page, archived: 'all', ordering: ['name'] } as never
      return bodyOf(client.GET('/api/projects', { params: { query } }))
    })
    return byName(newestOf(read, queries.getQueryData<readonly Project[]>(queryKey)))
  },
  staleTime: Number.POSITIVE_INFINITY,
})

const countsQuery = {
  queryKey: ['project-counts'],
  queryFn: async (): Promise<ReadonlyMap<number, number>> => {
    const query = { group_by: 'project', status: ['pending', 'in_progress'] } as never
    const { groups } = await bodyOf(client.GET('/api/tasks/counts', { params: { query } }))
    return new Map(groups.map(({ key, count }) => [Number(key), count]))
  },
  staleTime: Number.POSITIVE_INFINITY,
}

const selectActive = (projects: readonly Project[]): readonly Project[] => projects.filter(({ archived }) => !archived)

const selectArchived = (projects: readonly Project[]): readonly Project[] => projects.filter(({ archived }) => archived)

const byName = (projects: Project[]): Project[] => projects.sort((a, b) => a.name.localeCompare(b.name))
