import { useCallback } from 'react'
import { useIsArchived } from '../../../api/projects.ts'
import type { Task } from '../../../api/schema.d.ts'
import { currentMessages } from '../../../messages/index.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'

/** Whether tasks can be changed; if they cannot because their project is archived, shows a message. */
export function useMayChange(): (tasks: readonly Task[]) => boolean {
  const isArchived = useIsArchived()
  return useCallback(
    (tasks) => {
      if (!tasks.some(isArchived)) return true
      showToast({ text: currentMessages().project.cannotChange, isProblem: true })
      return false
    },
    [isArchived],
  )
}
