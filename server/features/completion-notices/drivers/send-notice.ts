import type { TaskCompleted } from '../../../../lambdas/task-completed/handler.ts'

/** Hands the event over; rejects when nobody has taken it. */
export type SendNotice = (event: TaskCompleted) => Promise<void>
