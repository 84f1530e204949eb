import { Type } from 'typebox'
import { findViewer } from '../../../access/viewer.ts'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { closed } from '../../../platform/http/schema.ts'
import { Problem } from '../../../platform/problem.ts'
import { syncCursors } from './cursor.ts'
import { SyncPage, syncChangeOf } from './schema.ts'
import { readChanges } from './service.ts'
import { kindsOf, type Sources } from './sources.ts'

const SyncQuery = closed({
  cursor: Type.Optional(
    Type.String({ maxLength: 2000, description: 'The cursor of the last response; empty for the first request.' }),
  ),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 500,
      description:
        'The approximate number of changes. Defaults to 200. Reminders can be returned in addition to their tasks.',
    }),
  ),
})

export function syncRoute(app: HttpServer, { sources, secret }: { sources: Sources; secret: string }): void {
  const cursors = syncCursors(secret)
  app.addSchema(syncChangeOf(kindsOf(sources)))
  app.addSchema(SyncPage)

  app.get(
    '/api/sync',
    {
      schema: {
        tags: ['live'],
        operationId: 'syncChanges',
        summary: 'List changes since a cursor',
        description:
          'Without a cursor, returns everything that the user can see, in pages. With the cursor of the last response, returns what has ' +
          'changed since, each resource once in its current state. Apply the changes in order. Deleting a project ' +
          'also deletes what belongs to it, deleting a task its reminders.',
        querystring: SyncQuery,
        response: responses({ 200: response(SyncPage, 'The next changes.') }, 401),
      },
    },
    async ({ db, viewer, query }) => {
      const { cursor = '', limit = 200 } = query
      const from = cursor === '' ? undefined : (cursors.read(viewer.id, cursor) ?? UNKNOWN)
      const reloadViewer = async () => {
        const found = await findViewer(db, viewer.id, viewer.sessionId, viewer.findsEveryone)
        if (!found) throw new Problem('unauthenticated', 'token.invalid', 'The token is not valid. Log in again.')
        return found
      }
      const { changes, place, hasMore, isReset } = await readChanges({ db, sources, limit }, reloadViewer, from)
      const next = cursors.write(viewer.id, place)
      return { changes, cursor: next, has_more: hasMore, ...(isReset && { reset: true }), position: place.position }
    },
  )
}

/** The position for a cursor that was not made for this user by this server: the client starts again. */
const UNKNOWN = { position: Number.MAX_SAFE_INTEGER }
