import { taskStore } from '../tasks/task-store.ts'
import { asTask, nextTemporaryId, optimistic, rankAt } from '../tasks/temporary.ts'
import type { Waiting } from './writes.ts'

/** The temporary ids of tasks on this page, until the server has assigned their ids. */
const temporary = new Map<string, number>()

/** Shows a queued write; returns a function that reverts it. */
export function showWrite(write: Waiting): () => void {
  if (write.kind === 'create') {
    const id = nextTemporaryId()
    temporary.set(write.uid, id)
    taskStore.put([asTask({ ...write.input, uid: write.uid }, id)])
    return () => taskStore.forget(id)
  }
  const id = write.task ?? temporary.get(write.uid)
  if (id === undefined) return () => {}
  if (write.kind === 'update') return taskStore.patch(id, optimistic(write.patch))
  if (write.kind === 'move') return taskStore.patch(id, { rank: rankAt(id, write.place) })
  return taskStore.hide(id)
}
