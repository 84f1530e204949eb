import { type Query, readAll } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import type { Action } from './actions.ts'

/** As many rows as the server accepts at once, and as many requests as it gets concurrently. */
const BATCH = 100
const AT_ONCE = 4

export type Progress = { done: number; failed: number }

/** Every matching id, read before anything is changed: changed rows may not match any more. */
export async function idsThatMatch(resource: Resource, query: Query): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const rows of readAll(resource, query)) ids.push(...rows.map((row) => String(row[resource.key])))
  return ids
}

/** Runs an action on each of these, and reports its progress, until it is stopped. */
export async function runAction(
  action: Action,
  ids: readonly string[],
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Progress> {
  const step = action.runMany ? BATCH : AT_ONCE
  let progress: Progress = { done: 0, failed: 0 }
  for (let start = 0; start < ids.length && !signal.aborted; start += step) {
    const part = ids.slice(start, start + step)
    const failed = await runPart(action, part)
    progress = { done: progress.done + part.length, failed: progress.failed + failed }
    onProgress(progress)
  }
  return progress
}

async function runPart({ run, runMany }: Action, ids: readonly string[]): Promise<number> {
  if (runMany) return runMany(ids).catch(() => ids.length)
  const answers = await Promise.allSettled(ids.map((id) => run?.(id)))
  return answers.filter(({ status }) => status === 'rejected').length
}
