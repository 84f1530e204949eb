import type { HttpServer } from '../../platform/http/http-server.ts'
import { ActivityPage, activityRoutes } from './activity/routes.ts'
import { bulkRoutes } from './bulk/routes.ts'
import { BulkRequest, BulkResult, bulkOperations } from './bulk/schema.ts'
import { Included, type References } from './fields/included.ts'
import { historyRoutes } from './history/routes.ts'
import { listRoutes, TaskCounts, TaskPage } from './lists/routes.ts'
import { TaskMove } from './order/schema.ts'
import { taskRoutes } from './routes.ts'
import { Activity, NewTask, Task, TaskPatch, TaskReplacement, TaskWithIncluded } from './schema.ts'

/** Tasks: single, in lists, in bulk, and their history. */
export function tasks(app: HttpServer, references: References): void {
  for (const shape of [Task, Included, TaskWithIncluded, TaskPage, TaskCounts]) app.addSchema(shape)
  for (const shape of [NewTask, TaskReplacement, TaskPatch, TaskMove]) app.addSchema(shape)
  for (const shape of [...bulkOperations, BulkRequest, BulkResult, Activity, ActivityPage]) app.addSchema(shape)
  listRoutes(app, references)
  historyRoutes(app)
  taskRoutes(app, references)
  bulkRoutes(app)
  activityRoutes(app)
}
