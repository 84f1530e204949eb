import type { QueryClient } from '@tanstack/react-query'
import { checkCopies } from './offline/copies.ts'
import { queue } from './offline/queue.ts'
import { sendWaiting } from './offline/sending.ts'
import type { LiveEvent } from './schema.d.ts'
import { openLive } from './server/live.ts'
import { untilAnswered } from './server/retry.ts'
import { session } from './server/session.ts'
import { MOST_IDS, readTasks } from './tasks/reading.ts'
import { taskStore } from './tasks/task-store.ts'

export { connection } from './server/live.ts'

/** Applies events of the server to what is shown, until it is stopped. */
export function followServer(queries: QueryClient): () => void {
  const later = delayed(queries)
  const stop = openLive({
    event: (event) => take(event, queries, later),
    joined: () => {
      loadAgain(queries)
      void checkCopies().catch(() => {})
    },
    reset: () => {
      taskStore.clear()
      void queue.restart()
      void queries.resetQueries()
    },
  })
  const stopSending = sendWaiting()
  return () => {
    stop()
    stopSending()
    wanted.clear()
    asked.clear()
  }
}

/** Refetches everything that was loaded before; pending changes are shown first. */
function loadAgain(queries: QueryClient): void {
  for (const { promise, queryKey } of queries.getQueryCache().getAll()) {
    const again = () => queries.invalidateQueries({ queryKey, exact: true })
    void Promise.resolve(promise).then(again, again)
  }
}

type Later = (...key: unknown[]) => void

function take(event: LiveEvent, queries: QueryClient, later: Later): void {
  const { type, subject } = event
  if (type.startsWith('task.')) takeTask(event, later)
  if (type === 'project.deleted' || isLeaving(event)) {
    taskStore.forgetWhere((task) => task.project === subject)
    later('project-counts')
  }
  if (type.startsWith('project.')) later('projects')
  // Its tasks are in the lists of their assignees and owners again.
  if (type === 'project.unarchived') later('task-list')
  if (type.startsWith('project.member_')) {
    later('members', subject)
    later('people')
  }
  if (type.startsWith('category.')) later('categories')
  if (type.startsWith('reminder.')) later('reminders')
  if (type.startsWith('profile.')) later('profile')
  if (type.startsWith('user.')) later('me')
  if (type.startsWith('session.')) later('sessions')
  if (type === 'person.updated' || type === 'profile.updated') {
    void queries.invalidateQueries({ queryKey: ['person', subject] })
    later('members')
  }
}

function takeTask(event: LiveEvent, later: Later): void {
  const { type, subject: id } = event
  later('project-counts')
  later('overview')
  later('activity', id)
  // Reminders that count from the due date.
  later('reminders', id)
  if (type === 'task.deleted' || type === 'task.left') {
    for (const ids of [wanted, asked]) ids.delete(id)
    taskStore.forget(id)
  } else if (!isAnswered(event)) loadSoon(id)
}

/** Whether an event is about the user's own change, and its response has already arrived. */
const isAnswered = ({ actor, subject, happened_at }: LiveEvent): boolean =>
  actor === session.get()?.user.id && taskStore.known(subject)?.updated_at === happened_at

const isLeaving = (event: LiveEvent): boolean =>
  event.type === 'project.member_removed' && event.changes.user_id?.from === session.get()?.user.id

const TOGETHER_MS = 50
const wanted = new Set<number>()
/** Requested tasks. One that is deleted before the response is removed, and so are all at a logout. */
const asked = new Set<number>()

/** Tasks that have changed or become visible: an event says what changed, and the server returns the current state. */
function loadSoon(id: number): void {
  if (wanted.size === 0) setTimeout(() => void loadWanted().catch(() => {}), TOGETHER_MS)
  wanted.add(id)
}

async function loadWanted(): Promise<void> {
  const ids = [...wanted]
  wanted.clear()
  for (const id of ids) asked.add(id)
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const some = ids.slice(start, start + MOST_IDS)
    const isWanted = () => some.some((id) => asked.has(id))
    const found = await untilAnswered(() => readTasks(some), isWanted)
    taskStore.put(found.filter(({ id }) => asked.has(id)))
  }
}

const DELAY_MS = 300
/** For queries that count many tasks. */
const COUNTING_DELAY_MS = 2_000

/** Refetches what has changed, once for many events. */
function delayed(queries: QueryClient): Later {
  const waiting = new Set<string>()
  return (...key) => {
    const name = JSON.stringify(key)
    if (waiting.has(name)) return
    waiting.add(name)
    setTimeout(
      () => {
        waiting.delete(name)
        void queries.invalidateQueries({ queryKey: key })
      },
      key[0] === 'overview' ? COUNTING_DELAY_MS : DELAY_MS,
    )
  }
}
