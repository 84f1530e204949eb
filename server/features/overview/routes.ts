import { requireAdmin } from '../../access/rights.ts'
import { answer, answers } from '../../platform/http/answers/answers.ts'
import type { HttpServer } from '../../platform/http/http-server.ts'
import type { Db } from '../../tables/tables.ts'
import { listLatestEvents, readFigures } from './queries.ts'
import { AdminOverview, Figure, Finding, RecentEvent } from './schema.ts'

type OverviewOptions = {
  version: string
  /** What the doctor says of the database that requests are answered from. */
  examine(db: Db): Promise<AdminOverview['findings']>
}

/** What administrators look at first. */
export function overview(app: HttpServer, { version, examine }: OverviewOptions): void {
  for (const schema of [Finding, RecentEvent, Figure, AdminOverview]) app.addSchema(schema)
  app.get(
    '/api/admin/overview',
    {
      schema: {
        tags: ['service'],
        operationId: 'readAdminOverview',
        summary: 'Get an overview of the installation',
        description: 'What needs attention, the latest events and key figures. Administrators only.',
        response: answers({ 200: answer(AdminOverview, 'The overview.') }, 401, 403),
      },
    },
    async ({ db, viewer }) => {
      requireAdmin(viewer)
      const [findings, figures, events] = await Promise.all([examine(db), readFigures(db), listLatestEvents(db)])
      return { version, findings, figures, events }
    },
  )
}
