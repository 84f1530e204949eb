import { useCallback, useState } from 'react'
import type { Task } from '../../../../api/schema.d.ts'
import { useMay } from '../useMay.ts'

export type ActionName = 'status' | 'priority' | 'due' | 'assignee' | 'category' | 'move' | 'delete' | 'more'
export type Action = { name: ActionName; tasks: readonly Task[] }

/** The action for which the user is choosing a value. */
export function useAction() {
  const may = useMay()
  const [action, setAction] = useState<Action>()
  const act = useCallback(
    (name: ActionName, tasks: readonly Task[]) => {
      if (tasks.length > 0 && may(name === 'delete' ? 'canMove' : 'canChange', tasks)) setAction({ name, tasks })
    },
    [may],
  )
  const endAction = useCallback(() => setAction(undefined), [])
  return { action, act, endAction }
}
