import type { FastifyReply } from 'fastify'
import { reachOfOne } from '../../access/visibility.ts'
import { changeRoutes } from '../../platform/http/change-routes.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { expectedVersion, setVersion } from '../../platform/http/responses/etag.ts'
import { NoContent, response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams, ref } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { includeFrom, includeParameter, loadIncluded, type References } from './fields/included.ts'
import { presentTask, type ShownRow } from './fields/present.ts'
import { TaskMove } from './order/schema.ts'
import { moveTask } from './order/service.ts'
import { findTask } from './queries.ts'
import { NewTask, Task, type TaskInput, TaskPatch, TaskReplacement, TaskWithIncluded } from './schema.ts'
import { type Created, completeTask, createTask, deleteTask, reopenTask, replaceTask, updateTask } from './service.ts'

const tags = ['tasks']

const created = { 200: response(Task, 'The existing resource with this uid.'), 201: response(Task, 'The new task.') }

export function taskRoutes(app: HttpServer, references: References): void {
  createTaskRoute(app)
  createProjectTaskRoute(app)
  readTaskRoute(app, references)
  changeTaskRoutes(app)
  moveTaskRoute(app)
  for (const [verb, summary, act] of [
    ['complete', 'Complete a task', completeTask],
    ['reopen', 'Reopen a task', reopenTask],
  ] as const) {
    app.post(
      `/api/tasks/:id/${verb}`,
      {
        schema: {
          tags,
          operationId: `${verb}Task`,
          summary,
          params: IdParams,
          response: responses({ 200: response(Task, 'The updated task.') }, 'body', 401, 403, 404, 409, 412),
        },
      },
      async (request, reply) => {
        const target = { id: request.params.id, expected: expectedVersion(request) }
        return show(reply, await act(request.db, request.viewer, target))
      },
    )
  }
  deleteTaskRoute(app)
}

function createTaskRoute(app: HttpServer): void {
  app.post(
    '/api/tasks',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'createTask',
        summary: 'Create a task',
        body: ref(NewTask),
        response: responses(created, 'body', 401, 403, 404, 409, 422),
      },
    },
    async (request, reply) => showNew(reply, await createTask(request.db, request.viewer, request.body)),
  )
}

function createProjectTaskRoute(app: HttpServer): void {
  app.post(
    '/api/projects/:id/tasks',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'createProjectTask',
        summary: 'Create a task in a project',
        params: IdParams,
        body: ref(NewTask),
        response: responses(created, 'body', 401, 403, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { viewer, body } = request
      const project = request.params.id
      if (!viewer.isAdmin && !viewer.projects.has(project)) {
        throw notFound('project')
      }
      return showNew(reply, await createTask(request.db, viewer, { ...body, project }))
    },
  )
}

function readTaskRoute(app: HttpServer, references: References): void {
  app.get(
    '/api/tasks/:id',
    {
      config: { cache: 'task' },
      schema: {
        tags,
        operationId: 'readTask',
        summary: 'Get a task',
        params: IdParams,
        querystring: closed(includeParameter),
        response: responses({ 200: response(TaskWithIncluded, 'The task.') }, 401, 404),
      },
    },
    async (request, reply) => {
      const { db, viewer, query } = request
      const resources = includeFrom(query)
      const task = await findTask(db, viewer, request.params.id)
      if (!task) throw notFound('task')
      if (!resources) return show(reply, task)
      if (resources.has('people')) request.cacheKey = undefined
      const shown = presentTask(task)
      const context = { db, viewer, references, reach: reachOfOne(viewer) }
      setVersion(reply, task.version)
      return { ...shown, included: await loadIncluded(context, resources, [shown]) }
    },
  )
}

function changeTaskRoutes(app: HttpServer): void {
  changeRoutes(app, '/api/tasks/:id', {
    tags,
    name: 'Task',
    phrase: 'a task',
    params: IdParams,
    body: { PUT: TaskReplacement, PATCH: TaskPatch },
    result: response(Task, 'The updated task.'),
    failures: [401, 403, 404, 409, 412],
    change: async (request, reply, method) => {
      const { id } = request.params as { id: number }
      const change = method === 'PUT' ? replaceTask : updateTask
      const target = { id, expected: expectedVersion(request) }
      return show(reply, await change(request.db, request.viewer, target, request.body as TaskInput))
    },
  })
}

function moveTaskRoute(app: HttpServer): void {
  app.post(
    '/api/tasks/:id/move',
    {
      schema: {
        tags,
        operationId: 'moveTask',
        summary: 'Move a task in the manual order',
        description:
          'Puts the task directly before or after another task of the same project, or of the same owner’s private tasks, ' +
          'or first or last. The order is the one of `ordering=position`.',
        params: IdParams,
        body: ref(TaskMove),
        response: responses({ 200: response(Task, 'The updated task.') }, 'body', 401, 403, 404, 409, 412),
      },
    },
    async (request, reply) => {
      const target = { id: request.params.id, expected: expectedVersion(request) }
      return show(reply, await moveTask(request.db, request.viewer, target, request.body))
    },
  )
}

function deleteTaskRoute(app: HttpServer): void {
  app.delete(
    '/api/tasks/:id',
    {
      schema: {
        tags,
        operationId: 'deleteTask',
        summary: 'Delete a task',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 403, 404, 409, 412),
      },
    },
    async (request, reply) => {
      const target = { id: request.params.id, expected: expectedVersion(request) }
      await deleteTask(request.db, request.viewer, target)
      return reply.code(204).send()
    },
  )
}

function showNew(reply: FastifyReply, { task, isNew }: Created): Task {
  reply.code(isNew ? 201 : 200).header('location', reply.server.publicAddress.pathOf(`/api/tasks/${task.id}`))
  return show(reply, task)
}

function show(reply: FastifyReply, task: ShownRow): Task {
  setVersion(reply, task.version)
  return presentTask(task)
}
