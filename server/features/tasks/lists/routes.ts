import type { FastifyRequest } from 'fastify'
import { requireAdmin } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { reachOfOne, visibleProjects } from '../../../access/visible.ts'
import { answer, answers } from '../../../platform/http/answers/answers.ts'
import {
  answerPage,
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
} from '../../../platform/http/answers/lists.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { closed, IdParams } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import type { Db } from '../../../tables/tables.ts'
import { presentTask } from '../fields/present.ts'
import { Task } from '../schema.ts'
import { isByTheClock } from './date-filters.ts'
import { archivedFrom, filterFrom, filterParameters } from './filters.ts'
import { listTasks, SORTABLE } from './queries.ts'
import type { TaskSelection } from './shape.ts'

export const TaskPage = pageOf(Task)

const parameters = { ...filterParameters, ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }
const { project: _, scope: __, archived: ___, ...parametersInProject } = parameters

export function listRoutes(app: HttpServer, publicUrl: string | undefined): void {
  app.get(
    '/api/tasks',
    {
      config: { keeps: 'contents' },
      schema: {
        tags: ['tasks'],
        operationId: 'listTasks',
        summary: 'List tasks',
        description:
          'Lists the tasks that are visible to the user: private tasks, assigned tasks and tasks of their projects. Sorted by `-created_at` by default.',
        querystring: closed(parameters),
        response: answers({ 200: answer(TaskPage, 'A page of tasks.') }, 401, 403, 404),
      },
    },
    (request) => {
      const { query, viewer } = request
      const wanted = {
        reach: query.scope ?? ('mine' as const),
        filter: filterFrom(query, viewer),
        archived: archivedFrom(query),
      }
      if (query.scope === 'all') requireAdmin(viewer)
      return answerList(request, publicUrl, wanted)
    },
  )

  app.get(
    '/api/projects/:id/tasks',
    {
      config: { keeps: 'contents' },
      schema: {
        tags: ['tasks'],
        operationId: 'listProjectTasks',
        summary: 'List the tasks of a project',
        params: IdParams,
        querystring: closed(parametersInProject),
        response: answers({ 200: answer(TaskPage, 'A page of tasks.') }, 401, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      const { db, viewer } = request
      await requireProject(db, viewer, id)
      const filter = { ...filterFrom(request.query, viewer), projects: [id] }
      return answerList(request, publicUrl, { reach: reachOfOne(viewer), filter, archived: undefined })
    },
  )
}

/** What words find is told of no index, but row by row. */
const MOST_FOUND = 1_000

async function answerList(
  request: FastifyRequest,
  publicUrl: string | undefined,
  wanted: Omit<TaskSelection, 'viewer'>,
) {
  const { db, viewer } = request
  const { filter } = wanted
  const order = { sortable: SORTABLE, fallback: '-created_at', unique: 'tasks.id' }
  const list = listRequest(request, { ...order, publicUrl, ...(filter.words && { mostCounted: MOST_FOUND }) })
  if (isByTheClock(filter)) request.keepAs = undefined
  const selection = { viewer, ...wanted }
  return answerPage(list, {
    page: (slice, most) => listTasks(db, { selection, slice, most }),
    present: presentTask,
  })
}

/** Members know their projects without a look at the database; an administrator may name any that exists. */
async function requireProject(db: Db, viewer: Viewer, id: number): Promise<void> {
  if (viewer.projects.has(id)) return
  const projects = visibleProjects(db, viewer, reachOfOne(viewer)).select('projects.id')
  const project = viewer.isAdmin && (await projects.where('projects.id', '=', id).executeTakeFirst())
  if (!project) throw new Problem('not_found', 'project.not_found', 'The project does not exist.')
}
