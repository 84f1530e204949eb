import { requireAdmin } from '../../access/rights.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { expectedVersion, setVersion } from '../../platform/http/responses/etag.ts'
import {
  listRequest,
  orderingParameter,
  pageOf,
  pageParameters,
  readPage,
} from '../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../platform/http/responses/responses.ts'
import { closed, IdParams } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { presentReminder } from './present.ts'
import * as queries from './queries.ts'
import { reminderFilter, reminderFilterFrom } from './row-actions.ts'
import { UserReminder } from './schema.ts'
import { deleteAnyReminder } from './service.ts'

const UserReminderPage = pageOf(UserReminder)
const tags = ['reminders']

const SORTABLE = {
  id: { column: 'reminders.id' },
  // Ids are ascending, so they sort like the instants.
  created_at: { column: 'reminders.id' },
}

/** The reminders of all users, for administrators. */
export function allReminders(app: HttpServer): void {
  for (const shape of [UserReminder, UserReminderPage]) app.addSchema(shape)
  listUserRemindersRoute(app)
  readUserReminderRoute(app)
  deleteUserReminderRoute(app)
}

function listUserRemindersRoute(app: HttpServer): void {
  app.get(
    '/api/admin/reminders',
    {
      schema: {
        tags,
        operationId: 'listUserReminders',
        summary: 'List the reminders of all users',
        description: 'Administrators only.',
        querystring: closed({
          ...reminderFilter,
          ...orderingParameter(Object.keys(SORTABLE)),
          ...pageParameters,
        }),
        response: responses(
          { 200: response(UserReminderPage, 'A page of reminders, the newest first.') },
          401,
          403,
          404,
        ),
      },
    },
    async (request) => {
      const { db, viewer, query } = request
      requireAdmin(viewer)
      const list = listRequest(request, { sortable: SORTABLE, fallback: '-id', unique: 'reminders.id' })
      const filter = reminderFilterFrom(query, viewer)
      return readPage(list, {
        rows: (slice) => queries.listAllReminders(db, filter, slice),
        count: (limit) => queries.countAllReminders(db, filter, limit),
        present,
      })
    },
  )
}

function readUserReminderRoute(app: HttpServer): void {
  app.get(
    '/api/admin/reminders/:id',
    {
      schema: {
        tags,
        operationId: 'readUserReminder',
        summary: 'Get a reminder of any user',
        description: 'Administrators only.',
        params: IdParams,
        response: responses({ 200: response(UserReminder, 'The reminder.') }, 401, 403, 404),
      },
    },
    async ({ db, viewer, params }, reply) => {
      requireAdmin(viewer)
      const reminder = await queries.findAnyReminder(db, params.id)
      if (!reminder) throw notFound('reminder')
      setVersion(reply, reminder.version)
      return present(reminder)
    },
  )
}

function deleteUserReminderRoute(app: HttpServer): void {
  app.delete(
    '/api/admin/reminders/:id',
    {
      schema: {
        tags,
        operationId: 'deleteUserReminder',
        summary: 'Delete a reminder of any user',
        description: 'Administrators only.',
        params: IdParams,
        response: responses({ 204: NoContent }, 401, 403, 404, 412),
      },
    },
    async (request, reply) => {
      const { db, viewer, params } = request
      requireAdmin(viewer)
      await deleteAnyReminder(db, viewer, { id: params.id, expected: expectedVersion(request) })
      return reply.code(204).send()
    },
  )
}

function present(row: queries.TimedReminder & { timezone: string }): UserReminder {
  return { ...presentReminder(row, row.timezone), user_id: row.user_id }
}
