import type { HttpServer } from '../../platform/http/http-server.ts'
import { ActivityPage, activityRoutes } from './activity/routes.ts'
import { bulkRoutes } from './bulk/routes.ts'
import { BulkRequest, BulkResult, bulkOperations } from './bulk/schema.ts'
import { listRoutes, TaskPage } from './lists/routes.ts'
import { TaskMove } from './order/schema.ts'
import { taskRoutes } from './routes.ts'
import { Activity, NewTask, Task, TaskPatch, TaskReplacement } from './schema.ts'

/** Tasks: one by one, in lists, in bulk, and their history. */
export function tasks(app: HttpServer, { publicUrl }: { publicUrl: string | undefined }): void {
  for (const shape of [Task, TaskPage, NewTask, TaskReplacement, TaskPatch, TaskMove]) app.addSchema(shape)
  for (const shape of [...bulkOperations, BulkRequest, BulkResult, Activity, ActivityPage]) app.addSchema(shape)
  listRoutes(app, publicUrl)
  taskRoutes(app)
  bulkRoutes(app)
  activityRoutes(app, publicUrl)
}
