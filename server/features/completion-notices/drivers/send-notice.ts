import type { TaskCompleted } from '../../../../lambdas/task-completed/handler.ts'

/** Delivers the event; rejects if it was not accepted. */
export type SendNotice = (event: TaskCompleted) => Promise<void>
