import type { Selectable } from 'kysely'
import { type Changes, type EventType, subjectOf } from '../events/catalog.ts'
import { projectScope, type Scope } from '../tables/scope.ts'
import type { Tables } from '../tables/tables.ts'

/** A viewer as the scopes that they see: their own (minus their id) and those of their projects. */
export type ScopeHolder = { scopes: ReadonlySet<Scope> }

/**
 * What a viewer may learn of an event. `whole`: all of it. `entered`: the task became visible to them with the event;
 * they get its new values and none of the old ones. `left`: the task is no longer visible to them; they learn only
 * that.
 */
export type View = 'whole' | 'entered' | 'left'

export type Audiences = Pick<Selectable<Tables['events']>, 'audience' | 'former_audience' | 'new_audience'>

/** The view for a viewer with these scopes; undefined if they may learn nothing of the event. */
export function viewOf(event: Audiences & { type: EventType }, { scopes }: ScopeHolder): View | undefined {
  const { audience, former_audience, new_audience } = event
  const seen = audience.filter((scope) => scopes.has(scope))
  if (seen.length === 0) return undefined
  if (subjectOf(event.type) !== 'task') return 'whole'
  const outside = (scopes: readonly Scope[] | null) => seen.some((scope) => !scopes?.includes(scope))
  if (!outside(former_audience)) return 'left'
  return outside(new_audience) ? 'whole' : 'entered'
}

/**
 * True if the event reports a project to its creator who is no longer a member. Creators are always in the audience of
 * this event, because they become members only after it.
 */
export const isAboutFormerProject = (event: { type: string; subject_id: number }, scopes: ReadonlySet<Scope>) =>
  event.type === 'project.created' && !scopes.has(projectScope(event.subject_id))

/** Changes without the old values, for viewers who could not see the old values. */
export const withoutOldValues = (changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).map(([field, { to }]) => [field, { from: null, to }]))

/** The type and the changes of an event in a view. */
export function eventInView(view: View | undefined, { type, changes }: { type: EventType; changes: Changes }) {
  if (view === 'whole') return { type, changes }
  return view === 'entered' ? { type, changes: withoutOldValues(changes) } : { type: 'task.left' as const, changes: {} }
}
