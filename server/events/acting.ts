import { AsyncLocalStorage } from 'node:async_hooks'
import { type Scope, userScope } from '../tables/scope.ts'
import type { EventType } from './catalog.ts'

type RecordedEvent = { actor: number | null; audience: readonly Scope[]; project?: number | null }

/** An administrator who makes a request, their address, and their own projects. */
export type Acting = { userId: number; address: string; projects: Set<number> }

const acting = new AsyncLocalStorage<Acting>()

/** Runs the work of an administrator's request. Events about rows of others record the address. */
export const actingAs = <Result>(who: Acting, work: () => Result): Result => acting.run(who, work)

/** The address of the administrator whose request is running, for work that continues after it. */
export const actingAddress = (): string | null => acting.getStore()?.address ?? null

/** The address to record with an event; null unless an administrator acts on rows of others. */
export function addressOf(type: EventType, event: RecordedEvent): string | null {
  const who = acting.getStore()
  return who && event.actor === who.userId && !isTheirs(type, event, who) ? who.address : null
}

function isTheirs(type: EventType, { audience, project }: RecordedEvent, { userId, projects }: Acting): boolean {
  if (type === 'admin_action.requested') return false
  // A new project belongs to its creator.
  if (type === 'project.created' && typeof project === 'number') projects.add(project)
  if (typeof project === 'number') return projects.has(project)
  return audience.includes(userScope(userId))
}
