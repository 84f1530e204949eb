import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { HttpServer } from '../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../platform/http/requests/rate-limit.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, named } from '../../platform/http/schema.ts'
import { exportUser } from './service.ts'

const Rows = (description: string) => Type.Array(Type.Record(Type.String(), Type.Unknown()), { description })

const UserExport = named(
  'UserExport',
  closed({
    exported_at: Type.String({ format: 'date-time' }),
    user: Type.Record(Type.String(), Type.Unknown(), { description: 'The account, without its password.' }),
    profile: Type.Record(Type.String(), Type.Unknown()),
    sessions: Rows('Sessions, without their tokens.'),
    projects: Rows('Projects that the user is a member of, with the role.'),
    categories: Rows('Private categories.'),
    tasks: Rows('Tasks that the user owns, created or is assigned, and can see.'),
    reminders: Rows('Reminders of the user.'),
    events: Rows('Events that the user caused, and events that only the user could see.'),
  }),
)

/** The export of all of a user's data, for that user. `limit` counts by account. */
export function userExport(app: HttpServer, limit: AttemptLimit): void {
  app.addSchema(UserExport)
  app.get(
    '/api/users/me/export',
    {
      exposeHeadRoute: false,
      config: { streams: true },
      schema: {
        tags: ['users'],
        operationId: 'exportMe',
        summary: 'Export all data of the current user',
        description: 'One JSON document, streamed. It contains no passwords and no tokens.',
        response: responses({ 200: response(UserExport, 'The data of the user.') }, 401),
      },
    },
    async (request, reply) => {
      const { db, viewer } = request
      await limit(request, reply, `user ${viewer.id}`)
      reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store')
      reply.header('content-disposition', 'attachment; filename="docket-export.json"')
      return reply.send(Readable.from(exportUser(db, viewer.id)) as never)
    },
  )
}
