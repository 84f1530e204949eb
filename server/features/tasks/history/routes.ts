import { Type } from 'typebox'
import type { HttpServer } from '../../../platform/http/http-server.ts'
import { response, responses } from '../../../platform/http/responses/responses.ts'
import { closed, Id, named, nullable, ref } from '../../../platform/http/schema.ts'
import { archivedFrom, filterFrom, filterParameters } from '../lists/filters.ts'
import { endsToday, MAX_DAYS, periodFrom } from './days.ts'
import { MAX_READ, readHistory } from './queries.ts'
import { countByDay, MAX_PROJECTS } from './tally.ts'

const Day = Type.String({ format: 'date', examples: ['2026-12-01'] })
const Count = Type.Integer({ examples: [3] })

const TaskHistoryDay = named(
  'TaskHistoryDay',
  closed({
    date: Day,
    completed: { ...Count, description: 'The number of tasks that were completed on this day.' },
    overdue: { ...Count, description: 'The number of tasks that were overdue at the end of this day; today, now.' },
  }),
)
const ProjectHistory = named(
  'ProjectHistory',
  closed({
    project: nullable({ ...Id, description: 'The id of the project; null for private tasks.' }),
    completed: Type.Array(Count, { description: 'The number of completed tasks, for each of the days.' }),
  }),
)
const TaskHistory = named(
  'TaskHistory',
  closed({
    timezone: Type.String({ description: 'The time zone of the days.', examples: ['Europe/Berlin'] }),
    days: Type.Array(ref(TaskHistoryDay), { description: 'Every day of the period until today, oldest first.' }),
    projects: Type.Array(ref(ProjectHistory), {
      description: `The projects with completed tasks, those with the most first; at most ${MAX_PROJECTS}.`,
    }),
    count_is_exact: Type.Boolean({
      description: `False if there are more than ${MAX_READ} tasks to count; the numbers are then those of some of them.`,
    }),
  }),
)

export function historyRoutes(app: HttpServer): void {
  for (const shape of [TaskHistoryDay, ProjectHistory, TaskHistory]) app.addSchema(shape)
  const { project, assigned_to } = filterParameters
  app.get(
    '/api/tasks/history',
    {
      config: { cache: 'contents' },
      schema: {
        tags: ['tasks'],
        operationId: 'readTaskHistory',
        summary: 'Count completed and overdue tasks by day',
        description:
          'Counts for each day, in the time zone of the profile, the visible tasks that were completed on it and those that were ' +
          'overdue at its end. Overdue tasks are counted by the due dates that they have now; cancelled tasks are not among them.',
        querystring: closed({
          from: Type.Optional({ ...Day, description: 'The first day, 13 days before the last if not given.' }),
          to: Type.Optional({
            ...Day,
            description: `The last day, today if not given; at most ${MAX_DAYS} days in all. Days after today are left out.`,
          }),
          project,
          assigned_to,
        }),
        response: responses({ 200: response(TaskHistory, 'The history.') }, 401),
      },
    },
    async (request) => {
      const { db, viewer, query } = request
      const period = periodFrom(query, viewer.timezone)
      if (endsToday(period)) request.cacheKey = undefined
      const filter = filterFrom(query, viewer)
      const selection = { viewer, reach: 'mine' as const, filter, archived: archivedFrom(query) }
      const { completed, open, isExact } = await readHistory(db, selection, period)
      return { timezone: viewer.timezone, ...countByDay(period, completed, open), count_is_exact: isExact }
    },
  )
}
