import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventType } from '../events/catalog.ts'
import type { RecordedEvent } from '../events/record-event.ts'
import { userScope } from '../tables/scope.ts'
import type { Viewer } from './viewer.ts'

/** Who acts: the viewer, the address to record if they are an administrator, and the projects that they create. */
type Acting = { viewer: Viewer; address: string | null; created: number[] }

const acting = new AsyncLocalStorage<Acting>()

/** Runs work on behalf of a viewer. Events of an administrator about rows of others record `address`. */
export function actingAs<Result>(viewer: Viewer, address: string | null, work: () => Result): Result {
  return acting.run({ viewer, address, created: [] }, work)
}

/** The viewer of the request that is being handled; undefined outside of requests and on public routes. */
export const actingViewer = (): Viewer | undefined => acting.getStore()?.viewer

/** The address of the administrator whose request is being handled, for work that continues after it. */
export const actingAddress = (): string | null => acting.getStore()?.address ?? null

/** The address to record with an event; null unless an administrator acts on rows of others. */
export function addressOf(type: EventType, event: RecordedEvent): string | null {
  const who = acting.getStore()
  return who && event.actor === who.viewer.id && !isOwn(type, event, who) ? who.address : null
}

function isOwn(type: EventType, { audience, project }: RecordedEvent, { viewer, created }: Acting): boolean {
  if (type === 'admin_action.requested') return false
  // A new project belongs to its creator.
  if (type === 'project.created' && typeof project === 'number') created.push(project)
  if (typeof project === 'number') return viewer.projects.has(project) || created.includes(project)
  return audience.includes(userScope(viewer.id))
}
