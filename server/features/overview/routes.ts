import { requireAdmin } from '../../access/rights.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import { response, responses } from '../../platform/http/responses/responses.ts'
import { type ConfigurationOptions, configuration } from './configuration/routes.ts'
import { listLatestEvents, readFigures } from './queries.ts'
import { AdminOverview, Examination, Figure, Finding, RecentEvent } from './schema.ts'

/** The checks of `docket doctor`, which cover more than a feature can. */
type Doctor = {
  /** The last results: slow checks run in the background, at most once a minute. */
  latest(): Promise<Examination>
  /** Runs every check now. */
  runNow(): Promise<Examination>
}

type OverviewOptions = ConfigurationOptions & { version: string; doctor: Doctor }

const tags = ['service']

/** The overview for administrators. */
export function overview(app: HttpServer, { version, doctor, ...options }: OverviewOptions): void {
  for (const schema of [Finding, RecentEvent, Figure, Examination, AdminOverview]) app.addSchema(schema)
  app.get(
    '/api/admin/overview',
    {
      schema: {
        tags,
        operationId: 'readAdminOverview',
        summary: 'Get an overview of the installation',
        description: 'What needs attention, the latest events and key figures. Administrators only.',
        response: responses({ 200: response(AdminOverview, 'The overview.') }, 401, 403),
      },
    },
    async ({ db, viewer }) => {
      requireAdmin(viewer)
      const [examination, figures, events] = await Promise.all([doctor.latest(), readFigures(db), listLatestEvents(db)])
      return { version, ...examination, figures, events }
    },
  )
  app.post(
    '/api/admin/overview/check',
    {
      schema: {
        tags,
        operationId: 'checkInstallation',
        summary: 'Check the installation',
        description:
          'Runs every check of `docket doctor` and waits for it. Checks that ran within the last three seconds are not repeated. Administrators only.',
        response: responses({ 200: response(Examination, 'The findings.') }, 401, 403),
      },
    },
    ({ viewer }) => {
      requireAdmin(viewer)
      return doctor.runNow()
    },
  )
  configuration(app, options)
}
