import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { reachFor } from '../../../access/list-scope.ts'
import { requireVisibleProject } from '../../../access/rights.ts'
import { reachOfOne } from '../../../access/visibility.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../../platform/http/responses/lists.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { closed, IdParams, named, oneOf, ref } from '../../../platform/http/schema.ts'
import { Included, includeFrom, includeParameter, loadIncluded, type References } from '../fields/included.ts'
import { presentTask } from '../fields/present.ts'
import { Task } from '../schema.ts'
import { countByGroup, GROUPS, MAX_GROUPED } from './counts.ts'
import { isTimeDependent } from './date-filters.ts'
import { archivedFrom, filterFrom, filterParameters } from './filters.ts'
import { listTasks, SORTABLE } from './queries.ts'
import type { TaskSelection } from './shape.ts'

export const TaskPage = pageOf(Task, { included: Type.Optional(ref(Included)) })

export const TaskCounts = named(
  'TaskCounts',
  closed({
    group_by: oneOf('TaskGrouping', GROUPS),
    groups: Type.Array(
      closed(
        {
          key: Type.String({
            description: 'The group as filters name it, such as `pending`, `7` or `none`.',
            examples: ['pending'],
          }),
          count: Type.Integer({ examples: [3] }),
        },
        { title: 'TaskCount' },
      ),
      { description: 'The groups that have tasks.' },
    ),
    count: Type.Integer({ description: 'The number of tasks in the list.' }),
    count_is_exact: Type.Boolean({
      description: 'False if there are more tasks; the groups are then those of some of them.',
    }),
  }),
)

const parameters = {
  ...filterParameters,
  ...orderingParameter(Object.keys(SORTABLE)),
  ...pageParameters,
  ...includeParameter,
}
const { project: _, scope: __, archived: ___, ...parametersInProject } = parameters

export function listRoutes(app: HttpServer, references: References): void {
  listTasksRoute(app, references)
  countTasksRoute(app)
  listProjectTasksRoute(app, references)
}

function listTasksRoute(app: HttpServer, references: References): void {
  app.get(
    '/api/tasks',
    {
      config: { cache: 'contents' },
      schema: {
        tags: ['tasks'],
        operationId: 'listTasks',
        summary: 'List tasks',
        description:
          'Lists the tasks that are visible to the user: private tasks, assigned tasks and tasks of their projects. Sorted by `-created_at` by default.',
        querystring: closed(parameters),
        response: responses({ 200: response(TaskPage, 'A page of tasks.') }, 401, 403, 404),
      },
    },
    (request) => {
      const { query, viewer } = request
      const wanted = {
        filter: filterFrom(query, viewer),
        archived: archivedFrom(query),
        reach: reachFor(viewer, query.scope),
      }
      return readTaskPage(request, references, wanted)
    },
  )
}

function countTasksRoute(app: HttpServer): void {
  app.get(
    '/api/tasks/counts',
    {
      config: { cache: 'contents' },
      schema: {
        tags: ['tasks'],
        operationId: 'countTasks',
        summary: 'Count tasks by group',
        description:
          'Counts the tasks of a list in groups. Groups of `due` are `overdue`, `today`, `tomorrow`, `next_7_days` (those after tomorrow), `later` and `none`, in the time zone of the profile; completed and cancelled tasks that were due earlier are in none of them.',
        querystring: closed({
          group_by: oneOf('TaskGrouping', GROUPS, { description: 'What the tasks are grouped by.' }),
          ...filterParameters,
        }),
        response: responses({ 200: response(TaskCounts, 'The counts.') }, 401, 403),
      },
    },
    async (request) => {
      const { db, viewer, query } = request
      const { group_by, scope } = query
      const reach = reachFor(viewer, scope)
      const filter = filterFrom(query, viewer)
      if (group_by === 'due' || isTimeDependent(filter)) request.cacheKey = undefined
      const { total, groups } = await countByGroup(
        db,
        { viewer, reach, filter, archived: archivedFrom(query) },
        group_by,
      )
      return { group_by, groups, count: Math.min(total, MAX_GROUPED), count_is_exact: total <= MAX_GROUPED }
    },
  )
}

function listProjectTasksRoute(app: HttpServer, references: References): void {
  app.get(
    '/api/projects/:id/tasks',
    {
      config: { cache: 'contents' },
      schema: {
        tags: ['tasks'],
        operationId: 'listProjectTasks',
        summary: 'List the tasks of a project',
        params: IdParams,
        querystring: closed(parametersInProject),
        response: responses({ 200: response(TaskPage, 'A page of tasks.') }, 401, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      const { db, viewer } = request
      await requireVisibleProject(db, viewer, id)
      const filter = { ...filterFrom(request.query, viewer), projects: [id] }
      return readTaskPage(request, references, { reach: reachOfOne(viewer), filter, archived: undefined })
    },
  )
}

/** Rows found by words are counted one by one, without an index. */
const MAX_FOUND = 1_000

async function readTaskPage(request: FastifyRequest, references: References, wanted: Omit<TaskSelection, 'viewer'>) {
  const { db, viewer } = request
  const { filter } = wanted
  const order = { sortable: SORTABLE, fallback: '-created_at', unique: 'tasks.id' }
  const list = listRequest(request, { ...order, ...(filter.words && { countLimit: MAX_FOUND }) })
  if (isTimeDependent(filter)) request.cacheKey = undefined
  const selection = { viewer, ...wanted }
  const resources = includeFrom(request.query as { include?: string })
  const page = await readPage(list, {
    page: (slice, countLimit) => listTasks(db, { selection, slice, countLimit }),
    present: presentTask,
  })
  if (!resources) return page
  // A changed name invalidates only the responses of the members of the user's projects, and others may show it, too.
  if (resources.has('people')) request.cacheKey = undefined
  return {
    ...page,
    included: await loadIncluded({ db, viewer, references, reach: selection.reach }, resources, page.results),
  }
}
