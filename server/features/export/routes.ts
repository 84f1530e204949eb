import { Readable } from 'node:stream'
import { Type } from 'typebox'
import type { ExportSection, ExportSections } from '../../access/export-section.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import type { AttemptLimit } from '../../platform/http/requests/rate-limit.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { closed, named } from '../../platform/http/schema.ts'
import { eventSection, exportUser } from './service.ts'

const Rows = (description: string) => Type.Array(Type.Record(Type.String(), Type.Unknown()), { description })

const userExportOf = (sections: readonly ExportSection[]) =>
  named(
    'UserExport',
    closed({
      exported_at: Type.String({ format: 'date-time' }),
      user: Type.Record(Type.String(), Type.Unknown(), { description: 'The account, without its password.' }),
      profile: Type.Record(Type.String(), Type.Unknown()),
      ...Object.fromEntries(sections.map(({ name, description }) => [name, Rows(description)])),
    }),
  )

/** The export of all of a user's data, for that user. `limit` counts by account. */
export function userExport(
  app: HttpServer,
  { sections, limit }: { sections: ExportSections; limit: AttemptLimit },
): void {
  const UserExport = userExportOf([...Object.values(sections), eventSection])
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
      return reply.send(Readable.from(exportUser(db, sections, viewer.id)) as never)
    },
  )
}
