import { randomUUIDv7 } from 'node:crypto'
import { derivedColumns } from '../../server/features/tasks/fields/columns.ts'

/** A total and the JSON text of the first 50. */
export type Found = [count: number, results: string]

/** What the limit asks of a database. Responses are JSON text, made in the database. */
export type Store = {
  listTasks(user: number): Promise<Found>
  filterTasks(user: number, status: string, category: number): Promise<Found>
  searchTasks(user: number, word: string): Promise<Found>
  listProjects(user: number): Promise<Found>
  findTask(user: number, id: number): Promise<string | undefined>
  createTask(user: number, task: NewTask): Promise<string | undefined>
  updateTask(user: number, id: number, priority: string, dueDate: string | null): Promise<string | undefined>
  setStatus(user: number, id: number, status: string, completedAt: string | null): Promise<string | undefined>
  passwordHashOf(username: string): Promise<string>
}

type NewTask = {
  title: string
  description: string
  priority: string
  due_date: string
  category: number
  project?: number
}

export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent']

export const INSERTED =
  'uid, owner_id, project_id, category_id, created_by, title, title_key, description, priority, due_date, position, ' +
  'created_at, updated_at'

/** The values of those columns, and the words that the task is found by. */
export function insertedValues(user: number, task: NewTask): { values: (string | number | null)[]; terms: string } {
  const now = new Date()
  const home = { owner_id: task.project === undefined ? user : null, project_id: task.project ?? null }
  const { title, description } = task
  const { title_key, search_terms } = derivedColumns({
    title,
    description,
    ...home,
    assigned_to: null,
    outside_assignee: null,
  })
  const values = [
    ...[randomUUIDv7(), home.owner_id, home.project_id, task.category, user, title, title_key, description],
    ...[PRIORITIES.indexOf(task.priority), task.due_date, now.getTime()],
    ...[now.toISOString(), now.toISOString()],
  ]
  return { values, terms: search_terms }
}
