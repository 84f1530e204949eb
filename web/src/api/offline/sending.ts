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

/** Sends what waits whenever it may arrive, until it is stopped. */
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

/** Sends the queue in its order, in one tab at a time, and stops where the server cannot be reached. */
export function flush(): Promise<void> {
  flushing ??= alone(sendAll).finally(() => {
    flushing = undefined
  })
  return flushing
}

const alone = (work: () => Promise<void>): Promise<void> =>
  navigator.locks ? (navigator.locks.request(ownName('writes'), work) as Promise<void>) : work()

async function sendAll(): Promise<void> {
  /** Tasks of which the server fails to change one. The rest go on, and these are tried again later. */
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

/** The first whose task has none before it that somebody must decide on, and is none of `except`. */
function nextOf(writes: readonly Waiting[], except: ReadonlySet<string>): Waiting | undefined {
  const held = new Set(except)
  for (const write of writes) {
    if (write.trouble) held.add(write.uid)
    else if (!held.has(write.uid)) return write
  }
  return undefined
}

/** `answered` may be a refusal. */
async function sendOne(write: Waiting): Promise<'answered' | 'failed' | 'unreachable'> {
  // Somebody else may have logged in while the queue was read.
  if (session.get()?.user.id !== write.user) return 'unreachable'
  try {
    const task = await perform(write)
    if (task) taskStore.put([task])
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

/** Whether the next change would fare no better. While live updates arrive, a proxy that gets no answer gets none to this change alone. */
const concernsAll = (reason: Refusal): boolean =>
  reason.status === 401 ||
  reason.status === 429 ||
  (isUnreachable(reason) && (reason.status === 0 || !connection.get()))

/** A uid makes creating harmless to repeat, and the version the rest. */
async function perform(write: Waiting): Promise<Task | undefined> {
  if (write.kind === 'create') return bodyOf(client.POST('/api/tasks', { body: { ...write.input, uid: write.uid } }))
  // Another tab may have sent the task while this change was made.
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
  // What is gone needs not be deleted.
  if (write.kind === 'delete' && isGone(reason)) return finishWrite(write, undefined)
  const theirs = isStale(reason) && (await readTask(write.task as number))
  if (!theirs) return changeWrite({ ...write, trouble: { kind: 'refused', detail: detailOf(reason) } })
  taskStore.put([theirs])
  if (isConflict(write, theirs)) await changeWrite({ ...write, trouble: { kind: 'conflict', theirs } })
  else await rebase(write, theirs)
}

const detailOf = ({ errors, message }: Refusal): string => errors[0]?.detail ?? message

/** Whether somebody else has changed what this changes, too, and to something else. */
function isConflict(write: Waiting, theirs: Task): boolean {
  if (write.kind !== 'update') return write.kind === 'delete'
  const { patch, before } = write
  const fields = Object.keys(patch) as (keyof typeof patch)[]
  return fields.some((field) => theirs[field] !== before[field] && theirs[field] !== patch[field])
}

/**
 * Bases a write, and those after it on the same, on another version. Those that this version contradicts wait for a decision
 * of their own. `isDecided`: one has seen theirs.
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

/** Sends one's own version over theirs, or tries once more what was refused. */
export async function keepMine(write: Waiting): Promise<void> {
  if (write.trouble?.kind === 'conflict') await rebase(write, write.trouble.theirs, true)
  else {
    const { trouble: _, failure: _failure, ...rest } = write
    await changeWrite(rest as Waiting)
  }
  await queue.announce()
  await flush()
}

/** Gives a change up. What others wrote is shown. */
export async function giveUp(write: Waiting): Promise<void> {
  await dropWrite(write)
  await queue.announce()
  await flush()
}

/** Hands a text that two people wrote to the panel of its task, which shows both. */
export async function compareText(write: Waiting): Promise<void> {
  const field = textOf(write)
  if (write.kind !== 'update' || !field || !write.task) return
  const { patch, before, version } = write
  const text = String(patch[field] ?? '')
  const name = draftName(write.task, field)
  drafts.set(name, { text, before: String(before[field] ?? ''), ...(version && { version }) })
  // Where there is no room for a draft, the text stays where it is.
  if (drafts.get(name)?.text === text) await giveUp(write)
}

/** The text that a write changes, where that is all it does. */
export function textOf(write: Waiting): TextField | undefined {
  if (write.kind !== 'update') return undefined
  const [field, ...others] = Object.keys(write.patch)
  return others.length === 0 && (field === 'title' || field === 'description') ? field : undefined
}
