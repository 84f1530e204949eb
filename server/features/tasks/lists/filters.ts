import { type Static, Type } from 'typebox'
import { scopeParameter } from '../../../access/list-scope.ts'
import type { Viewer } from '../../../access/viewer.ts'
import { isStorable, UNSTORABLE } from '../../../platform/http/requests/json-body.ts'
import {
  commaList,
  ID_PATTERN,
  idFrom,
  idsFrom,
  idsParameter,
  valuesOf,
} from '../../../platform/http/responses/comma-lists.ts'
import { closed, oneOf } from '../../../platform/http/schema.ts'
import { invalidField } from '../../../platform/problem.ts'
import { queryWords } from '../../../platform/text/search-words.ts'
import type { TaskStatus } from '../../../tables/tables.ts'
import { PRIORITIES, type Priority, PrioritySchema, priorityRank } from '../fields/priorities.ts'
import { STATUSES, statusesFrom } from '../fields/statuses.ts'
import { type DateFilter, dateFilterFrom, dateParameters } from './date-filters.ts'

const words = (item: object, description: string, example: string) =>
  Type.Optional(commaList(item, { description, examples: [example] }))
/** Ids, or words that stand for ids. */
const ids = (description: string, example: string, ...others: string[]) =>
  words({ type: 'string', pattern: `^(${[ID_PATTERN, ...others].join('|')})$` }, description, example)

export const filterParameters = {
  status: words(
    oneOf('TaskStatusFilter', [...STATUSES, 'incomplete']),
    'The statuses, separated by commas; `incomplete` is every status but `completed`.',
    'pending,in_progress',
  ),
  priority: words(PrioritySchema, 'The priorities, separated by commas.', 'high,urgent'),
  category: ids('The ids of categories, or `none`, separated by commas.', '3,none', 'none'),
  project: ids('The ids of projects, or `none` for private tasks, separated by commas.', '7', 'none'),
  assigned_to: ids('The ids of assignees, `me` or `none`, separated by commas.', 'me', 'me', 'none'),
  created_by: ids('The ids of creators, or `me`, separated by commas.', 'me', 'me'),
  ...dateParameters,
  overdue: Type.Optional(Type.Boolean({ description: 'Whether the task is overdue in the time zone of the profile.' })),
  archived: Type.Optional(
    oneOf('ArchivedFilter', ['true', 'false', 'all'], {
      description:
        'Tasks of archived projects (`true`), all others (`false`) or both (`all`). The default is `false`, and `all` together ' +
        'with the id of a project or with `scope=all`.',
    }),
  ),
  completed: Type.Optional(Type.Boolean({ description: 'Whether the status is completed.' })),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Search words. Each must be the beginning of a word in the title or description.',
    }),
  ),
  ...idsParameter,
  ...scopeParameter,
}

const Parameters = closed(filterParameters)
export type FilterParameters = Static<typeof Parameters>

/** A filter in terms of the table. null stands for "none". */
export type TaskFilter = DateFilter & {
  statuses?: readonly TaskStatus[]
  priorities?: readonly number[]
  categories?: readonly (number | null)[]
  projects?: readonly (number | null)[]
  assignees?: readonly (number | null)[]
  creators?: readonly (number | null)[]
  ids?: readonly number[]
  overdue?: boolean
  words?: readonly string[]
}

export function filterFrom(query: FilterParameters, viewer: Viewer): TaskFilter {
  const { overdue, q } = query
  const ids = (name: 'category' | 'project' | 'assigned_to' | 'created_by', words: Record<string, number | null>) =>
    each(
      query[name],
      name,
      (word) => (Object.hasOwn(words, word) ? words[word] : idFrom(word)),
      `an id${Object.keys(words)
        .map((word) => ` or ${word}`)
        .join('')}`,
    )
  return defined({
    statuses: statusFilter(query),
    priorities: each(query.priority, 'priority', rankFrom, `one of ${PRIORITIES.join(', ')}`),
    categories: ids('category', { none: null }),
    projects: ids('project', { none: null }),
    assignees: ids('assigned_to', { me: viewer.id, none: null }),
    creators: ids('created_by', { me: viewer.id }),
    ids: idsFrom(query),
    ...dateFilterFrom(query, viewer.timezone),
    overdue,
    words: q?.trim() ? wordsFrom(q) : undefined,
  })
}

/** Whether to list only tasks of archived projects (true), only all others (false), or both (undefined). */
export function archivedFrom({ archived, project, scope }: FilterParameters): boolean | undefined {
  const namesProject = project?.split(',').some((word) => word.trim() !== 'none')
  const wanted = archived ?? (namesProject || scope === 'all' ? 'all' : 'false')
  return wanted === 'all' ? undefined : wanted === 'true'
}

function statusFilter({ status, completed }: FilterParameters): readonly TaskStatus[] | undefined {
  const expected = `one of ${STATUSES.join(', ')} or incomplete`
  const named = each(status, 'status', statusesFrom, expected)?.flat()
  if (completed === undefined) return named
  return (named ?? STATUSES).filter((one) => (one === 'completed') === completed)
}

function each<Value>(
  list: string | undefined,
  name: string,
  read: (word: string) => Value | undefined,
  expected: string,
): Value[] | undefined {
  if (list === undefined) return undefined
  return valuesOf(list, name).map((word) => {
    const value = read(word)
    if (value === undefined) throw invalidField(`/${name}`, `${JSON.stringify(word)} is not ${expected}.`)
    return value
  })
}

function rankFrom(word: string): number | undefined {
  const rank = priorityRank(word as Priority)
  return rank === -1 ? undefined : rank
}

/** Further words are ignored. */
const MAX_WORDS = 10

function wordsFrom(q: string): string[] {
  if (!isStorable(q)) throw invalidField('/q', UNSTORABLE)
  return queryWords(q).slice(0, MAX_WORDS)
}

function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
