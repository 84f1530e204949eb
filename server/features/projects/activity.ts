import { type Static, Type } from 'typebox'
import { requireRole } from '../../access/rights.ts'
import { answer, answers } from '../../platform/http/answers/answers.ts'
import { answerPage, listRequest, pageOf, pageParameters } from '../../platform/http/answers/lists.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { closed, Id, IdParams, Instant, named, nullable } from '../../platform/http/schema.ts'
import { countProjectEvents, findProject, listProjectEvents } from './queries.ts'
import { projectNotFound } from './service.ts'

const Actor = named(
  'ProjectActivityActor',
  closed({ id: Id, username: nullable(Type.String()), display_name: Type.String() }),
)

export const ProjectActivity = named(
  'ProjectActivity',
  closed({
    id: Id,
    type: Type.String({
      description: 'What happened. Its first word says what `subject` is.',
      examples: ['task.completed'],
    }),
    subject: { ...Id, description: 'The id of what it happened to.' },
    actor: Type.Unsafe<Static<typeof Actor> | null>({
      anyOf: [{ $ref: 'ProjectActivityActor#' }, { type: 'null' }],
      description: 'Who did it. Null if the account is deleted, or if the system did it.',
    }),
    changes: Type.Record(Type.String(), closed({ from: Type.Unknown(), to: Type.Unknown() }), {
      description: 'The fields that changed, each with its old and new value.',
      examples: [{ status: { from: 'pending', to: 'completed' } }],
    }),
    happened_at: Instant,
  }),
)
export type ProjectActivity = Static<typeof ProjectActivity>

const ProjectActivityPage = pageOf(ProjectActivity)
const ORDER = { sortable: { id: { column: 'facts.id' } }, fallback: '-id', unique: 'facts.id' }

export function projectActivityRoute(app: HttpServer, publicUrl: string | undefined): void {
  for (const shape of [Actor, ProjectActivity, ProjectActivityPage]) app.addSchema(shape)

  app.get(
    '/api/projects/:id/activity',
    {
      schema: {
        tags: ['projects'],
        operationId: 'listProjectActivity',
        summary: 'List the activity of a project',
        description: 'Lists what happened to the project, its members, categories and tasks, the latest first.',
        params: IdParams,
        querystring: closed(pageParameters),
        response: answers({ 200: answer(ProjectActivityPage, 'A page of activity.') }, 401, 404),
      },
    },
    async (request) => {
      const { db, viewer, params } = request
      if (!(await findProject(db, viewer, params.id))) throw projectNotFound()
      requireRole(viewer, params.id, 'viewer')
      const list = listRequest(request, { ...ORDER, publicUrl })
      return answerPage(list, {
        rows: (slice) => listProjectEvents(db, params.id, slice),
        count: (limit) => countProjectEvents(db, params.id, limit),
        present,
      })
    },
  )
}

function present(row: Awaited<ReturnType<typeof listProjectEvents>>[number]): ProjectActivity {
  const { id, type, subject_id: subject, actor_id, username, display_name, changes, happened_at } = row
  const actor = actor_id === null ? null : { id: actor_id, username, display_name: display_name ?? '' }
  return { id, type, subject, actor, changes, happened_at }
}
