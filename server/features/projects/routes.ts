import { Type } from 'typebox'
import { reachFor, scopeParameter } from '../../access/list-scope.ts'
import { changeRoutes } from '../../platform/http/change-routes.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { idsFrom, idsParameter } from '../../platform/http/responses/comma-lists.ts'
import { expectedVersion, setVersion } from '../../platform/http/responses/etag.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams, oneOf, ref } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { projectActivityRoute } from './activity.ts'
import { MemberPage, memberRoutes } from './members/routes.ts'
import { presentProject } from './present.ts'
import * as queries from './queries.ts'
import {
  Member,
  MemberPatch,
  NewMember,
  NewProject,
  Project,
  type ProjectFields,
  ProjectPatch,
  ProjectReplacement,
} from './schema.ts'
import { createProject, deleteProject, EMPTY, updateProject } from './service.ts'

const SORTABLE = {
  name: { column: 'projects.name_order' },
  id: { column: 'projects.id' },
  created_at: { column: 'projects.id' },
  updated_at: { column: 'projects.updated_at' },
}

const ProjectPage = pageOf(Project)
const tags = ['projects']

const ArchivedFilter = oneOf('ArchivedFilter', ['true', 'false', 'all'], {
  description:
    'Archived projects (`true`), all others (`false`) or both (`all`). The default is `false`, and `all` together ' +
    'with `scope=all`.',
})

/** Projects and their members. */
export function projects(app: HttpServer): void {
  for (const shape of [Project, ProjectPage, NewProject, ProjectReplacement, ProjectPatch]) app.addSchema(shape)
  for (const shape of [Member, MemberPage, NewMember, MemberPatch]) app.addSchema(shape)
  memberRoutes(app)
  projectActivityRoute(app)
  listProjectsRoute(app)
  createProjectRoute(app)
  readProjectRoute(app)
  changeProjectRoutes(app)
  deleteProjectRoute(app)
}

function listProjectsRoute(app: HttpServer): void {
  app.get(
    '/api/projects',
    {
      config: { cache: 'contents' },
      schema: {
        tags,
        operationId: 'listProjects',
        summary: 'List projects',
        querystring: closed({
          archived: Type.Optional(ArchivedFilter),
          ...scopeParameter,
          ...idsParameter,
          ...orderingParameter(Object.keys(SORTABLE)),
          ...pageParameters,
        }),
        response: responses({ 200: response(ProjectPage, 'A page of projects.') }, 401, 403, 404),
      },
    },
    async (request) => {
      const { scope, archived: wanted = scope === 'all' ? 'all' : 'false' } = request.query
      const archived = wanted === 'all' ? undefined : wanted === 'true'
      const filter = { archived, ids: idsFrom(request.query) }
      const { db, viewer } = request
      const reach = reachFor(viewer, scope)
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-id', unique: 'projects.id' })
      return readPage(list, {
        rows: (slice) => queries.listProjects(db, { viewer, reach, filter }, slice),
        count: (limit) => queries.countProjects(db, { viewer, reach, filter }, limit),
        present: (row) => presentProject(row, viewer),
      })
    },
  )
}

function createProjectRoute(app: HttpServer): void {
  app.post(
    '/api/projects',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'createProject',
        summary: 'Create a project',
        body: ref(NewProject),
        response: responses(
          {
            200: response(Project, 'The existing resource with this uid.'),
            201: response(Project, 'The new project.'),
          },
          'body',
          401,
          409,
          422,
        ),
      },
    },
    async (request, reply) => {
      const { viewer } = request
      const { project, role, isNew } = await createProject(request.db, viewer, request.body)
      reply.code(isNew ? 201 : 200).header('location', app.publicAddress.pathOf(`/api/projects/${project.id}`))
      setVersion(reply, project.version)
      return { ...presentProject(project, viewer), role }
    },
  )
}

function readProjectRoute(app: HttpServer): void {
  app.get(
    '/api/projects/:id',
    {
      config: { cache: 'contents' },
      schema: {
        tags,
        operationId: 'readProject',
        summary: 'Get a project',
        params: IdParams,
        response: responses({ 200: response(Project, 'The project.') }, 401, 404),
      },
    },
    async (request, reply) => {
      const project = await queries.findProject(request.db, request.viewer, request.params.id)
      if (!project) throw notFound('project')
      setVersion(reply, project.version)
      return presentProject(project, request.viewer)
    },
  )
}

function changeProjectRoutes(app: HttpServer): void {
  changeRoutes(app, '/api/projects/:id', {
    tags,
    name: 'Project',
    phrase: 'a project',
    params: IdParams,
    body: { PUT: ProjectReplacement, PATCH: ProjectPatch },
    result: response(Project, 'The updated project.'),
    failures: [401, 403, 404, 409, 412],
    change: async (request, reply, method) => {
      const { id } = request.params as { id: number }
      const body = request.body as ProjectFields
      const fields = method === 'PUT' ? { ...EMPTY, ...body } : body
      const target = { id, expected: expectedVersion(request) }
      const project = await updateProject(request.db, request.viewer, target, fields)
      setVersion(reply, project.version)
      return presentProject(project, request.viewer)
    },
  })
}

function deleteProjectRoute(app: HttpServer): void {
  app.delete(
    '/api/projects/:id',
    {
      schema: {
        tags,
        operationId: 'deleteProject',
        summary: 'Delete a project',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 403, 404, 412),
      },
    },
    async (request, reply) => {
      await deleteProject(request.db, request.viewer, { id: request.params.id, expected: expectedVersion(request) })
      return reply.code(204).send()
    },
  )
}
