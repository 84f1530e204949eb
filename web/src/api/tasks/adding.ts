import { sendOrQueue } from '../offline/queue.ts'
import type { NewTask, Task } from '../schema.d.ts'
import { bodyOf, client } from '../server/client.ts'
import { taskStore } from './task-store.ts'
import { asTask, newUid, nextTemporaryId } from './temporary.ts'

/** The most operations that the server accepts in one request. */
const MOST = 100

/** Adds several tasks in order, all of them or none. */
export async function addTasks(inputs: readonly NewTask[]): Promise<void> {
  for (let start = 0; start < inputs.length; start += MOST) await addTogether(inputs.slice(start, start + MOST))
}

async function addTogether(inputs: readonly NewTask[]): Promise<void> {
  const tasks = inputs.map((input) => ({ ...input, uid: newUid() }))
  const temporary = tasks.map((task) => asTask(task, nextTemporaryId()))
  taskStore.put(temporary)
  try {
    const operations = tasks.map((task) => ({ op: 'create' as const, task }))
    const send = () => bodyOf(client.POST('/api/tasks/bulk', { body: { operations } }))
    const creates = tasks.map((task) => ({ kind: 'create' as const, uid: task.uid, input: task }))
    const answer = await sendOrQueue(send, creates)
    taskStore.put(answer?.results.flatMap(({ task }): Task[] => (task ? [task] : [])) ?? [])
  } finally {
    for (const { id } of temporary) taskStore.forget(id)
  }
}
