import { taskStore } from '../tasks/task-store.ts'
import { asTask, optimistic, rankAt, temporaryIdOf } from '../tasks/temporary.ts'
import type { Waiting } from './writes.ts'

/** Shows a queued write; returns a function that reverts it. */
export function showWrite(write: Waiting): () => void {
  if (write.kind === 'create') {
    const id = temporaryIdOf(write.uid)
    taskStore.put([asTask({ ...write.input, uid: write.uid }, id)])
    return () => taskStore.forget(id)
  }
  const id = write.task ?? temporaryIdOf(write.uid)
  if (write.kind === 'update') return taskStore.patch(id, optimistic(write.patch))
  if (write.kind === 'move') return taskStore.patch(id, { rank: rankAt(id, write.place) })
  return taskStore.hide(id)
}
