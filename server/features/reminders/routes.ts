import type { FastifyReply } from 'fastify'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { expectedVersion, setVersion } from '../../platform/http/responses/etag.ts'
import { pageOf } from '../../platform/http/responses/lists.ts'
import { NoContent, response, responses } from '../../platform/http/responses/responses.ts'
import { closed, Id, IdParams, ref } from '../../platform/http/schema.ts'
import { notFound } from '../../platform/problem.ts'
import { allReminders } from './all-reminders.ts'
import { presentReminder } from './present.ts'
import * as queries from './queries.ts'
import { NewReminder, Reminder, type ReminderInput, ReminderPatch, type TimeInput } from './schema.ts'
import { createReminder, deleteReminder, MAX_REMINDERS, updateReminder } from './service.ts'

const ReminderPage = pageOf(Reminder)
const ReminderParams = closed({
  id: { ...Id, description: 'The id of the task.' },
  reminderId: { ...Id, description: 'The id of the reminder.' },
})
const tags = ['reminders']

/** Reminders of tasks, each visible to its owner only. */
export function reminders(app: HttpServer): void {
  for (const shape of [Reminder, ReminderPage, NewReminder, ReminderPatch]) app.addSchema(shape)
  allReminders(app)
  listRemindersRoute(app)
  createReminderRoute(app)
  readReminderRoute(app)
  updateReminderRoute(app)
  deleteReminderRoute(app)
}

function listRemindersRoute(app: HttpServer): void {
  app.get(
    '/api/tasks/:id/reminders',
    {
      schema: {
        tags,
        operationId: 'listReminders',
        summary: 'List reminders',
        description: `Lists your reminders for the task on one page. There are at most ${MAX_REMINDERS}.`,
        params: IdParams,
        response: responses({ 200: response(ReminderPage, 'The reminders.') }, 401, 404),
      },
    },
    async ({ db, viewer, params }) => {
      const rows = await queries.listReminders(db, viewer, params.id)
      if (!rows) throw notFound('task')
      const results = rows.map((row) => presentReminder(row, viewer.timezone))
      return { count: results.length, count_is_exact: true, next: null, previous: null, results }
    },
  )
}

function createReminderRoute(app: HttpServer): void {
  app.post(
    '/api/tasks/:id/reminders',
    {
      config: { creates: true },
      schema: {
        tags,
        operationId: 'createReminder',
        summary: 'Create a reminder',
        params: IdParams,
        body: ref(NewReminder),
        response: responses(
          {
            200: response(Reminder, 'The existing resource with this uid.'),
            201: response(Reminder, 'The new reminder.'),
          },
          'body',
          401,
          404,
          409,
          422,
        ),
      },
    },
    async ({ db, viewer, params, body }, reply) => {
      const { reminder, isNew } = await createReminder(db, viewer, params.id, body as ReminderInput)
      reply
        .code(isNew ? 201 : 200)
        .header('location', app.publicAddress.pathOf(`/api/tasks/${params.id}/reminders/${reminder.id}`))
      return show(reply, reminder, viewer.timezone)
    },
  )
}

function readReminderRoute(app: HttpServer): void {
  app.get(
    '/api/tasks/:id/reminders/:reminderId',
    {
      schema: {
        tags,
        operationId: 'readReminder',
        summary: 'Get a reminder',
        params: ReminderParams,
        response: responses({ 200: response(Reminder, 'The reminder.') }, 401, 404),
      },
    },
    async ({ db, viewer, params }, reply) => {
      const reminder = await queries.findReminder(db, viewer, params.id, params.reminderId)
      if (!reminder) throw notFound('reminder')
      return show(reply, reminder, viewer.timezone)
    },
  )
}

function updateReminderRoute(app: HttpServer): void {
  app.patch(
    '/api/tasks/:id/reminders/:reminderId',
    {
      schema: {
        tags,
        operationId: 'updateReminder',
        summary: 'Update a reminder',
        params: ReminderParams,
        body: ref(ReminderPatch),
        response: responses({ 200: response(Reminder, 'The updated reminder.') }, 'body', 401, 404, 409, 412),
      },
    },
    async (request, reply) => {
      const { db, viewer, params, body } = request
      const target = { taskId: params.id, id: params.reminderId, expected: expectedVersion(request) }
      const reminder = await updateReminder(db, viewer, target, body as TimeInput)
      return show(reply, reminder, viewer.timezone)
    },
  )
}

function deleteReminderRoute(app: HttpServer): void {
  app.delete(
    '/api/tasks/:id/reminders/:reminderId',
    {
      schema: {
        tags,
        operationId: 'deleteReminder',
        summary: 'Delete a reminder',
        params: ReminderParams,
        response: responses({ 204: NoContent }, 401, 404, 412),
      },
    },
    async (request, reply) => {
      const { db, viewer, params } = request
      const target = { taskId: params.id, id: params.reminderId, expected: expectedVersion(request) }
      await deleteReminder(db, viewer, target)
      return reply.code(204).send()
    },
  )
}

function show(reply: FastifyReply, row: queries.TimedReminder, timezone: string): Reminder {
  setVersion(reply, row.version)
  return presentReminder(row, timezone)
}
