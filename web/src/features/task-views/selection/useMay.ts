import { useCallback } from 'react'
import { type TaskRights, useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { currentMessages } from '../../../messages/index.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'

type Right = 'canChange' | 'canMove'

/** Whether the user has a right to all of some tasks; if not, shows a message. For keys, which are never hidden. */
export function useMay(): (right: Right, tasks: readonly Task[]) => boolean {
  const rightsOf = useRightsOf()
  return useCallback(
    (right, tasks) => {
      const denied = tasks.map(rightsOf).find((rights) => !rights[right])
      if (denied) showToast({ text: reasonOf(denied), isProblem: true })
      return !denied
    },
    [rightsOf],
  )
}

function reasonOf({ isArchived, canChange }: TaskRights): string {
  const { project, task } = currentMessages()
  if (isArchived) return project.cannotChange
  return canChange ? task.cannotMove : task.cannotChange
}
