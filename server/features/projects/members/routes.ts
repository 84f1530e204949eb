import { requireRole } from '../../../access/rights.ts'
import type { Viewer } from '../../../access/viewer.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { expectedVersion, setVersion } from '../../../platform/http/responses/etag.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../../platform/http/responses/responses.ts'
import { closed, Id, IdParams, ref } from '../../../platform/http/schema.ts'
import { notFound } from '../../../platform/problem.ts'
import type { Db } from '../../../tables/tables.ts'
import { findProject } from '../queries.ts'
import { Member, MemberPatch, NewMember } from '../schema.ts'
import * as queries from './queries.ts'
import { addMember, changeMemberRole, removeMember } from './service.ts'

const SORTABLE = {
  added_at: { column: 'project_members.added_at' },
  user_id: { column: 'project_members.user_id' },
}

export const MemberPage = pageOf(Member)
const MemberParams = closed({
  id: { ...Id, description: 'The id of the project.' },
  userId: { ...Id, description: 'The id of the member.' },
})
const tags = ['projects']

export function memberRoutes(app: HttpServer): void {
  listMembersRoute(app)
  addMemberRoute(app)
  readMemberRoute(app)
  updateMemberRoute(app)
  removeMemberRoute(app)
}

function listMembersRoute(app: HttpServer): void {
  app.get(
    '/api/projects/:id/members',
    {
      schema: {
        tags,
        operationId: 'listMembers',
        summary: 'List the members of a project',
        params: IdParams,
        querystring: closed({ ...orderingParameter(Object.keys(SORTABLE)), ...pageParameters }),
        response: responses({ 200: response(MemberPage, 'A page of members.') }, 401, 404),
      },
    },
    async (request) => {
      const { id } = request.params
      await requireReadableProject(request.db, request.viewer, id)
      const options = { sortable: SORTABLE, fallback: 'added_at', unique: 'project_members.user_id' }
      const list = listRequest(request, options)
      return readPage(list, {
        rows: (slice) => queries.listMembers(request.db, id, slice),
        count: (limit) => queries.countMembers(request.db, id, limit),
        present: (row) => row as Member,
      })
    },
  )
}

function addMemberRoute(app: HttpServer): void {
  app.post(
    '/api/projects/:id/members',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'addMember',
        summary: 'Add a member',
        params: IdParams,
        body: ref(NewMember),
        response: responses({ 201: response(Member, 'The new member.') }, 'body', 401, 403, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const userId = await addMember(request.db, request.viewer, id, request.body)
      reply.code(201).header('location', app.publicAddress.pathOf(`/api/projects/${id}/members/${userId}`))
      const member = await presentMember(request.db, id, userId)
      setVersion(reply, member.version)
      return member
    },
  )
}

function readMemberRoute(app: HttpServer): void {
  app.get(
    '/api/projects/:id/members/:userId',
    {
      schema: {
        tags,
        operationId: 'readMember',
        summary: 'Get a member',
        params: MemberParams,
        response: responses({ 200: response(Member, 'The member.') }, 401, 404),
      },
    },
    async (request, reply) => {
      const { id, userId } = request.params
      await requireReadableProject(request.db, request.viewer, id)
      const member = await presentMember(request.db, id, userId)
      setVersion(reply, member.version)
      return member
    },
  )
}

function updateMemberRoute(app: HttpServer): void {
  app.patch(
    '/api/projects/:id/members/:userId',
    {
      schema: {
        tags,
        operationId: 'updateMember',
        summary: 'Update a member',
        params: MemberParams,
        body: ref(MemberPatch),
        response: responses({ 200: response(Member, 'The updated member.') }, 'body', 401, 403, 404, 409, 412),
      },
    },
    async (request, reply) => {
      const { id, userId } = request.params
      const target = { projectId: id, userId, expected: expectedVersion(request) }
      await changeMemberRole(request.db, request.viewer, target, request.body.role)
      const member = await presentMember(request.db, id, userId)
      setVersion(reply, member.version)
      return member
    },
  )
}

function removeMemberRoute(app: HttpServer): void {
  app.delete(
    '/api/projects/:id/members/:userId',
    {
      schema: {
        tags,
        operationId: 'removeMember',
        summary: 'Remove a member',
        description:
          'Owners can remove any member; members can remove themselves. Tasks of the project that are assigned to the member become unassigned.',
        params: MemberParams,
        response: responses({ 204: NoContent }, 401, 403, 404, 409, 412),
      },
    },
    async (request, reply) => {
      const { id, userId } = request.params
      await removeMember(request.db, request.viewer, { projectId: id, userId, expected: expectedVersion(request) })
      return reply.code(204).send()
    },
  )
}

async function requireReadableProject(db: Db, viewer: Viewer, projectId: number): Promise<void> {
  if (!(await findProject(db, viewer, projectId))) throw notFound('project')
  requireRole(viewer, projectId, 'viewer')
}

async function presentMember(db: Db, projectId: number, userId: number): Promise<Member> {
  const member = await queries.findMember(db, projectId, userId)
  if (!member) throw notFound('member')
  return member
}
