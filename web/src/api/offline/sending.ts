import { ownName } from '../base-path.ts'
import { drafts } from '../drafts.ts'
import type { Task } from '../schema.d.ts'
import { bodyOf, client, isGone, isStale, Refusal } from '../server/client.ts'
import { connection } from '../server/live.ts'
import { session } from '../server/session.ts'
import { readTask } from '../tasks/reading.ts'
import { taskStore } from '../tasks/task-store.ts'
import { draftName, type TextField } from '../texts.ts'
import { isUnreachable, queue } from './queue.ts'
import { changeWrite, dropWrite, finishWrite, readWrites, type Waiting } from './writes.ts'

const AGAIN_MS = 15_000

/** Sends queued changes whenever the server may be reachable, until it is stopped. */
export function sendWaiting(): () => void {
  const tryNow = () => void flush().catch(() => {})
  const whenConnected = () => connection.get() && tryNow()
  const stop = connection.subscribe(whenConnected)
  const timer = setInterval(() => queue.get().some(({ trouble }) => !trouble) && tryNow(), AGAIN_MS)
  window.addEventListener('online', tryNow)
  void queue.sync().then(tryNow)
  return () => {
    stop()
    clearInterval(timer)
    window.removeEventListener('online', tryNow)
  }
}

let flushing: Promise<void> | undefined

/** Sends the queue in order, in one tab at a time, and stops if the server cannot be reached. */
export function flush(): Promise<void> {
  flushing ??= alone(sendAll).finally(() => {
    flushing = undefined
  })
  return flushing
}

const alone = (work: () => Promise<void>): Promise<void> =>
  navigator.locks ? (navigator.locks.request(ownName('writes'), work) as Promise<void>) : work()

async function sendAll(): Promise<void> {
  /** Tasks with a change that the server fails on. The other tasks continue, and these are retried later. */
  const failing = new Set<string>()
  for (;;) {
    const user = session.get()?.user.id
    const next = user && nextOf(await readWrites(user), failing)
    if (!next) return
    const outcome = await sendOne(next)
    if (outcome === 'unreachable') return
    if (outcome === 'failed') failing.add(next.uid)
    await queue.announce()
  }
}

/** The first write whose task is not in `except` and has no earlier write that waits for a decision. */
function nextOf(writes: readonly Waiting[], except: ReadonlySet<string>): Waiting | undefined {
  const held = new Set(except)
  for (const write of writes) {
    if (write.trouble) held.add(write.uid)
    else if (!held.has(write.uid)) return write
  }
  return undefined
}

/** `answered` includes refusals. */
async function sendOne(write: Waiting): Promise<'answered' | 'failed' | 'unreachable'> {
  // Another user may have logged in while the queue was being read.
  if (session.get()?.user.id !== write.user) return 'unreachable'
  try {
    const put = taskStore.reading()
    const task = await perform(write)
    if (task) put([task])
    else if (write.task) taskStore.forget(write.task)
    await finishWrite(write, task)
  } catch (reason) {
    if (!(reason instanceof Refusal) || concernsAll(reason)) return 'unreachable'
    if (reason.status >= 500) {
      await changeWrite({ ...write, failure: detailOf(reason) })
      return 'failed'
    }
    await settleRefusal(write, reason)
  }
  return 'answered'
}

/**
 * Whether the next change would fail, too. While live updates arrive, a proxy that gets no response fails on this
 * change only.
 */
const concernsAll = (reason: Refusal): boolean =>
  reason.status === 401 ||
  reason.status === 429 ||
  (isUnreachable(reason) && (reason.status === 0 || !connection.get()))

/** Repeating is harmless: creations have a uid, and other changes a version. */
async function perform(write: Waiting): Promise<Task | undefined> {
  if (write.kind === 'create') return bodyOf(client.POST('/api/tasks', { body: { ...write.input, uid: write.uid } }))
  // Another tab may have sent the task since this change was made.
  const id = write.task ?? taskStore.knownByUid(write.uid)?.id ?? 0
  if (id <= 0) throw new Refusal(404, { code: 'task.not_found' })
  const params = { path: { id } }
  const { version } = write
  const condition = version === undefined ? {} : { header: { 'If-Match': `"${version}"` } }
  if (write.kind === 'move') return bodyOf(client.POST('/api/tasks/{id}/move', { params, body: write.place }))
  if (write.kind === 'update') {
    return bodyOf(
      client.PATCH('/api/tasks/{id}', { params, body: { ...write.patch, ...(version !== undefined && { version }) } }),
    )
  }
  await client.DELETE('/api/tasks/{id}', { params: { ...params, ...condition } as typeof params })
  return undefined
}

async function settleRefusal({ failure: _, ...write }: Waiting, reason: Refusal): Promise<void> {
  // The task has already been deleted.
  if (write.kind === 'delete' && isGone(reason)) return finishWrite(write, undefined)
  const put = taskStore.reading()
  const theirs = isStale(reason) && (await readTask(write.task as number))
  if (!theirs) return changeWrite({ ...write, trouble: { kind: 'refused', detail: detailOf(reason) } })
  put([theirs])
  if (isConflict(write, theirs)) await changeWrite({ ...write, trouble: { kind: 'conflict', theirs } })
  else await rebase(write, theirs)
}

const detailOf = ({ errors, message }: Refusal): string => errors[0]?.detail ?? message

/** Whether another user has changed the same fields to other values. */
function isConflict(write: Waiting, theirs: Task): boolean {
  if (write.kind !== 'update') return write.kind === 'delete'
  const { patch, before } = write
  const fields = Object.keys(patch) as (keyof typeof patch)[]
  return fields.some((field) => theirs[field] !== before[field] && theirs[field] !== patch[field])
}

/**
 * Bases a write, and later ones on the same version, on another version. Writes that conflict with that version wait
 * for a decision. `isDecided`: the user has seen the other version.
 */
async function rebase(write: Waiting, theirs: Task, isDecided = false): Promise<void> {
  let expected: Task = theirs
  for (const one of await readWrites(write.user)) {
    if (one.uid !== write.uid || one.version !== write.version || one.key < write.key) continue
    if (one.key !== write.key && isConflict(one, expected)) {
      await changeWrite({ ...one, trouble: { kind: 'conflict', theirs: expected } })
      continue
    }
    const { trouble: _, ...rest } = one
    const seen = isDecided && one.key === write.key && one.kind === 'update' && { before: { ...expected } }
    await changeWrite({ ...rest, ...seen, version: theirs.version } as Waiting)
    if (one.kind === 'update') expected = { ...expected, ...one.patch }
  }
}

/** Sends the user's own version over the other one, or retries a refused change. */
export async function keepMine(write: Waiting): Promise<void> {
  if (write.trouble?.kind === 'conflict') await rebase(write, write.trouble.theirs, true)
  else {
    const { trouble: _, failure: _failure, ...rest } = write
    await changeWrite(rest as Waiting)
  }
  await queue.announce()
  await flush()
}

/** Discards a change. The other version is shown. */
export async function giveUp(write: Waiting): Promise<void> {
  await dropWrite(write)
  await queue.announce()
  await flush()
}

/** Passes a text that two users have written to the panel of its task, which shows both. */
export async function compareText(write: Waiting): Promise<void> {
  const field = textOf(write)
  if (write.kind !== 'update' || !field || !write.task) return
  const { patch, before, version } = write
  const text = String(patch[field] ?? '')
  const name = draftName(write.task, field)
  drafts.set(name, { text, before: String(before[field] ?? ''), ...(version && { version }) })
  // If there is no room for a draft, the text stays in the queue.
  if (drafts.get(name)?.text === text) await giveUp(write)
}

/** The text that a write changes, if it changes nothing else. */
export function textOf(write: Waiting): TextField | undefined {
  if (write.kind !== 'update') return undefined
  const [field, ...others] = Object.keys(write.patch)
  return others.length === 0 && (field === 'title' || field === 'description') ? field : undefined
}
