import type { Viewer } from '../../../access/viewer.ts'
import type { Db } from '../../../tables/tables.ts'
import { canResume } from '../joining.ts'
import { eventMessage } from '../log/event-message.ts'
import { listEventsBetween } from '../log/queries.ts'
import { scopesAt } from '../log/scopes-at.ts'
import { stableEnd } from '../log/stable-end.ts'
import { applyEvent, Candidates } from './candidates.ts'
import type { Place } from './cursor.ts'
import { contentsOf, PARTS } from './project-contents.ts'
import { hasRemindersIn } from './queries.ts'
import { resolved, upsert } from './resolving.ts'
import type { SyncChange } from './schema.ts'
import { kindsOf, type Sources } from './sources.ts'

type SyncContext = { db: Db; viewer: Viewer; sources: Sources; limit: number; end: number }
type Step = { changes: SyncChange[]; place: Place } | 'reset'
type SyncPage = { changes: SyncChange[]; place: Place; hasMore: boolean; isReset: boolean }

const EVENTS_AT_ONCE = 1_000

/**
 * The changes for a viewer since a position, or everything that they can see. `findViewer` is called once the log is
 * settled up to a position, so that later reads include everything that happened before it.
 */
export async function readChanges(
  { db, sources, limit }: Pick<SyncContext, 'db' | 'sources' | 'limit'>,
  findViewer: () => Promise<Viewer>,
  from: Place | undefined,
): Promise<SyncPage> {
  const end = await stableEnd(db)
  const viewer = await findViewer()
  const canResumeFrom = from !== undefined && (await canResume(db, from.position, end))
  let isReset = from !== undefined && !canResumeFrom
  let place: Place = canResumeFrom ? from : beginning(end)
  let changes: SyncChange[] = []
  while (changes.length < limit && !isDone(place, end)) {
    const step = await takeStep({ db, viewer, sources, limit: limit - changes.length, end }, place)
    if (step === 'reset') {
      isReset = true
      changes = []
      place = beginning(end)
      continue
    }
    changes.push(...step.changes)
    place = step.place
  }
  return { changes, place, hasMore: !isDone(place, end), isReset }
}

const beginning = (position: number): Place => ({ position, snapshot: { kind: 0 } })

const isDone = ({ position, snapshot, project }: Place, end: number) => !snapshot && !project && position >= end

function takeStep(context: SyncContext, place: Place): Promise<Step> {
  if (place.snapshot) return readSnapshot(context, place, place.snapshot)
  if (place.project) return readProject(context, place, place.project)
  return readLog(context, place)
}

/** A page of everything that the viewer can see, kind by kind. */
async function readSnapshot(
  { db, viewer, sources, limit }: SyncContext,
  place: Place,
  { kind: index, after }: NonNullable<Place['snapshot']>,
): Promise<Step> {
  const kind = kindsOf(sources)[index]
  if (!kind) return { changes: [], place: { ...place, snapshot: undefined } }
  const items = await sources[kind].page(db, viewer, after, limit)
  const next = items.length < limit ? { kind: index + 1 } : { kind: index, after: items.at(-1)?.key }
  return { changes: items.map((item) => upsert(kind, item)), place: { ...place, snapshot: next } }
}

/** A page of a project that the viewer has joined or left. */
async function readProject(
  { db, viewer, sources, limit }: SyncContext,
  place: Place,
  { id: project, since, part: index, after }: NonNullable<Place['project']>,
): Promise<Step> {
  const part = PARTS[index]
  if (!part) return { changes: [], place: { ...place, project: undefined } }
  const candidates = new Candidates()
  const nextPart = { id: project, since, part: index + 1, after: 0 }
  if (part === 'project') {
    candidates.add('project', [project])
    // A user who has left is not among the members any more.
    candidates.add('member', [project, viewer.id])
    return { changes: await resolved(db, viewer, sources, candidates), place: { ...place, project: nextPart } }
  }
  const { ids, isUnknown, next } = await contentsOf(db, { project, since }, part, { after, limit })
  for (const id of ids) candidates.add(part, part === 'member' ? [project, id] : [id])
  const changes = await resolved(db, viewer, sources, candidates)
  const known = changes.filter(({ kind, op, id }) => kind !== part || op === 'upsert' || !isUnknown(id))
  const nextPlace = next === undefined ? nextPart : { id: project, since, part: index, after: next }
  return { changes: known, place: { ...place, project: nextPlace } }
}

/** What the next events of the log may have changed, up to one that requires reading a project as a whole. */
async function readLog({ db, viewer, sources, limit, end }: SyncContext, place: Place): Promise<Step> {
  const events = (await listEventsBetween(db, place.position, end, EVENTS_AT_ONCE)).map(eventMessage)
  const scopes = await scopesAt(db, place.position, { userId: viewer.id, projects: viewer.projectIds })
  const candidates = new Candidates()
  let next: Place = { position: events.length < EVENTS_AT_ONCE ? end : (events.at(-1)?.id ?? end) }
  for (const event of events) {
    const effect = applyEvent(event, viewer.id, scopes, candidates)
    if (effect.kind === 'everything') return 'reset'
    const position = event.id
    if (effect.kind === 'project')
      next = { position, project: { id: effect.project, since: position, part: 0, after: 0 } }
    else if (effect.kind === 'reminders' && (await hasReminders(db, viewer, effect)))
      next = { position, snapshot: { kind: kindsOf(sources).indexOf('reminder') } }
    else if (candidates.size >= limit) next = { position }
    else continue
    break
  }
  return { changes: await resolved(db, viewer, sources, candidates), place: next }
}

const hasReminders = async (db: Db, viewer: Viewer, { project }: { project?: number }): Promise<boolean> =>
  project === undefined || (await hasRemindersIn(db, viewer.id, project))
