import { oneOf } from '../../../platform/http/schema.ts'

/** From lowest to highest; the row of a task stores the index. */
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const

export const PrioritySchema = oneOf('TaskPriority', PRIORITIES)

export type Priority = (typeof PRIORITIES)[number]

export const priorityRank = (priority: Priority): number => PRIORITIES.indexOf(priority)

export const priorityName = (rank: number): Priority => PRIORITIES[rank] ?? 'none'
