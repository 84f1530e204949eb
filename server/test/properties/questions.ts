import { type Arbitrary, array, boolean, constantFrom, record, subarray, tuple } from 'fast-check'
import { DUE_WORDS, type Question, SORTABLE } from './model.ts'
import { dates, type Population, PRIORITIES, STATUSES } from './population.ts'
import { searches } from './words.ts'

const several = <T>(...values: T[]): Arbitrary<T[]> => array(constantFrom(...values), { minLength: 1, maxLength: 3 })

const orderings = tuple(
  subarray(
    SORTABLE.filter((field) => field !== 'id'),
    { minLength: 1, maxLength: 3 },
  ),
  array(boolean(), { minLength: 3, maxLength: 3 }),
).map(([fields, reversed]) => fields.map((field, index) => (reversed[index] ? `-${field}` : field)))

/** Any combination of filters and orders over a population. */
export function questionsAbout({ world, categories }: Population): Arbitrary<Question> {
  const people = [world.ann.id, world.ben.id, world.vic.id, world.cleo.id]
  const questions = record(
    {
      status: several(...STATUSES, 'incomplete', 'To Do', 'done', 'In Progress'),
      priority: several(...PRIORITIES),
      category: several<number | 'none'>('none', ...categories, 999_999),
      project: several<number | 'none'>('none', world.project, 999_999),
      assigned_to: several<number | 'me' | 'none'>('me', 'none', ...people),
      created_by: several<number | 'me'>('me', ...people),
      due_before: dates,
      due_after: dates,
      start_before: dates,
      start_after: dates,
      completed_before: dates,
      completed_after: dates,
      due: several(...DUE_WORDS),
      overdue: boolean(),
      completed: boolean(),
      q: searches,
      ordering: orderings,
    },
    { requiredKeys: [] },
  )
  // All filters combined find nothing, so most queries have few.
  const chosen = subarray(['status', 'priority', 'category', 'project', 'assigned_to', 'created_by'], { maxLength: 2 })
  const times = subarray(
    ['due_before', 'due_after', 'start_before', 'start_after', 'completed_before', 'completed_after', 'due'],
    {
      maxLength: 2,
    },
  )
  return tuple(questions, chosen, times, boolean()).map(([question, kept, asked, searchesToo]) => {
    const keys = ['ordering', 'overdue', 'completed', ...kept, ...asked]
    if (searchesToo) keys.push('q')
    return Object.fromEntries(Object.entries(question).filter(([key]) => keys.includes(key)))
  })
}

export function queryOf({ q, ...question }: Question): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(question)) query.set(name, [value].flat().join(','))
  if (q) query.set('q', q.join(' '))
  return query
}
