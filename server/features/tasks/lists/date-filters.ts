import { Type } from 'typebox'
import { clock } from '../../../platform/clock.ts'
import { dateParameter, storedDate } from '../../../platform/http/requests/dates.ts'
import { commaList, valuesOf } from '../../../platform/http/responses/comma-lists.ts'
import { oneOf } from '../../../platform/http/schema.ts'
import { invalidField } from '../../../platform/problem.ts'
import { dayIn, startOfDay } from '../../../platform/time-zone.ts'

export const dateParameters = {
  due_before: dateParameter('Only tasks that are due before this time.'),
  due_after: dateParameter('Only tasks that are due at or after this time.'),
  start_before: dateParameter('Only tasks that start before this time.'),
  start_after: dateParameter('Only tasks that start at or after this time.'),
  completed_before: dateParameter('Only tasks that were completed before this time.'),
  completed_after: dateParameter('Only tasks that were completed at or after this time.'),
  updated_since: dateParameter('Only tasks that were changed at or after this time.'),
  due: Type.Optional(
    commaList(oneOf('DueFilter', ['today', 'tomorrow', 'this_week', 'next_7_days', 'overdue', 'none']), {
      description:
        'One or more of today, tomorrow, this_week (from Monday), next_7_days (today is the first), overdue and none, ' +
        'separated by commas; in the time zone of the profile.',
      examples: ['overdue,today'],
    }),
  ),
}
type DateQuery = { [Name in keyof typeof dateParameters]?: string }

export type BoundName = Exclude<keyof typeof dateParameters, 'due'>
/** The column that each bound compares, and with which operator. */
export const BOUNDS: Record<
  BoundName,
  { column: 'due_date' | 'start_date' | 'completed_at' | 'updated_at'; side: '<' | '>=' }
> = {
  due_before: { column: 'due_date', side: '<' },
  due_after: { column: 'due_date', side: '>=' },
  start_before: { column: 'start_date', side: '<' },
  start_after: { column: 'start_date', side: '>=' },
  completed_before: { column: 'completed_at', side: '<' },
  completed_after: { column: 'completed_at', side: '>=' },
  updated_since: { column: 'updated_at', side: '>=' },
}
export const BOUND_NAMES = Object.keys(BOUNDS) as BoundName[]

/**
 * An instant, and the value that plain dates are compared with in its place: a plain date is before the bound if its
 * day begins before the instant.
 */
export type Bound = { instant: string; day: string }

/** A value of `due`: tasks due from one bound until before another, or one of the kinds without bounds. */
export type DueRange = { from: Bound; before: Bound }
type DuePart = DueRange | 'overdue' | 'none'

export type DateFilter = { bounds?: { [Name in BoundName]?: Bound }; due?: DuePart[] }

export function dateFilterFrom(query: DateQuery, timezone: string): DateFilter {
  const named = BOUND_NAMES.filter((name) => query[name] !== undefined)
  const bounds = Object.fromEntries(named.map((name) => [name, boundFrom(query[name] as string, name, timezone)]))
  return {
    ...(named.length > 0 && { bounds }),
    ...(query.due !== undefined && { due: valuesOf(query.due, 'due').map((word) => duePart(word, timezone)) }),
  }
}

function boundFrom(text: string, name: BoundName, timezone: string): Bound {
  const date = storedDate(text, `/${name}`)
  if (date.length === 10) return startOf(date, timezone)
  const day = dayIn(date, timezone)
  // The day has begun by then, unless it begins at that very instant. '~' sorts between a day and the next.
  return { instant: date, day: startOfDay(day, timezone) === date ? day : `${day}~` }
}

const startOf = (day: string, timezone: string): Bound => ({ instant: startOfDay(day, timezone), day })

export function duePart(word: string, timezone: string): DuePart {
  if (word === 'overdue' || word === 'none') return word
  const days = Object.hasOwn(DAYS, word) ? DAYS[word] : undefined
  if (!days) throw invalidField('/due', `${JSON.stringify(word)} is not one of ${DUE_WORDS.join(', ')}.`)
  const today = Temporal.PlainDate.from(dayIn(clock.now(), timezone))
  const { first, count } = days(today)
  const bound = (day: Temporal.PlainDate) => startOf(day.toString(), timezone)
  return { from: bound(first), before: bound(first.add({ days: count })) }
}

type Days = { first: Temporal.PlainDate; count: number }
const DAYS: Record<string, (today: Temporal.PlainDate) => Days> = {
  today: (today) => ({ first: today, count: 1 }),
  tomorrow: (today) => ({ first: today.add({ days: 1 }), count: 1 }),
  this_week: (today) => ({ first: today.subtract({ days: today.dayOfWeek - 1 }), count: 7 }),
  next_7_days: (today) => ({ first: today, count: 7 }),
}
const DUE_WORDS = [...Object.keys(DAYS), 'overdue', 'none']

/** Whether the result changes as time passes, without any event. */
export const isTimeDependent = ({ overdue, due }: DateFilter & { overdue?: boolean }): boolean =>
  overdue !== undefined || due !== undefined

/**
 * The values of each bound in a statement: its instant, its day, and the start or end of the index range that covers
 * both.
 */
export type BoundValues = {
  [Name in `${BoundName | `due${number}_${'from' | 'before'}`}_${keyof Bound | 'edge'}`]?: string
}

export function dateValues({ bounds = {}, due = [] }: DateFilter): BoundValues {
  const values: BoundValues = {}
  for (const name of BOUND_NAMES) {
    const bound = bounds[name]
    if (bound) Object.assign(values, boundValues(name, bound, BOUNDS[name].side))
  }
  for (const [index, part] of due.entries()) {
    if (typeof part === 'string') continue
    Object.assign(values, rangeValues(index, part))
  }
  return values
}

export const rangeValues = (index: number, { from, before }: DueRange): BoundValues => ({
  ...boundValues(`due${index}_from`, from, '>='),
  ...boundValues(`due${index}_before`, before, '<'),
})

function boundValues(name: string, { instant, day }: Bound, side: '<' | '>='): BoundValues {
  const [lower, upper] = instant < day ? [instant, day] : [day, instant]
  return { [`${name}_instant`]: instant, [`${name}_day`]: day, [`${name}_edge`]: side === '<' ? upper : lower }
}
