import type { Selectable } from 'kysely'
import { type Changes, type EventType, subjectOf } from '../events/catalog.ts'
import type { Tables } from '../tables/tables.ts'

/** Who looks, by the scopes that they see: their own (their id with a minus) and their projects. */
export type ScopeHolder = { scopes: ReadonlySet<number> }

/**
 * What somebody learns of an event: all of it; of a task that became visible to them with it, how it is now and nothing of
 * how it was; of one that is no longer visible to them, that alone.
 */
export type View = 'whole' | 'entered' | 'left'

export type Audiences = Pick<Selectable<Tables['events']>, 'audience' | 'former_audience' | 'new_audience'>

/** The view of somebody who sees these scopes; undefined where they learn nothing. */
export function viewOf(event: Audiences & { type: EventType }, { scopes }: ScopeHolder): View | undefined {
  const { audience, former_audience, new_audience } = event
  const seen = audience.filter((scope) => scopes.has(scope))
  if (seen.length === 0) return undefined
  if (subjectOf(event.type) !== 'task') return 'whole'
  const outside = (scopes: readonly number[] | null) => seen.some((scope) => !scopes?.includes(scope))
  if (!outside(former_audience)) return 'left'
  return outside(new_audience) ? 'whole' : 'entered'
}

/**
 * Whether an event tells its creator of a project that is not theirs any more. They are in its audience by themselves,
 * because they become a member after it.
 */
export const tellsOfFormerProject = (event: { type: string; subject_id: number }, projects: ReadonlySet<number>) =>
  event.type === 'project.created' && !projects.has(event.subject_id)

/** Changes as somebody learns of them who did not see what was there before. */
export const withoutPast = (changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).map(([field, { to }]) => [field, { from: null, to }]))

/** The type and the changes of an event, as a view shows them. */
export function shownAs(view: View | undefined, { type, changes }: { type: EventType; changes: Changes }) {
  if (view === 'whole') return { type, changes }
  return view === 'entered' ? { type, changes: withoutPast(changes) } : { type: 'task.left' as const, changes: {} }
}
