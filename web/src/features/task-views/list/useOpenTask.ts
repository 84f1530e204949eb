import { useLocation, useNavigate, useRouter } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { Task } from '../../../api/schema.d.ts'

/** Opens a task in the panel, over the current list. */
export function useOpenTask() {
  const navigate = useNavigate()
  const { history, basepath } = useRouter()
  const { pathname, searchStr } = useLocation()
  const hrefOf = useMemo(() => {
    const search = new URLSearchParams(searchStr)
    return (id: number) => {
      search.set('task', String(id))
      return history.createHref(`${basepath.replace(/\/$/, '')}${pathname}?${search}`)
    }
  }, [history, basepath, pathname, searchStr])
  const open = useCallback(
    ({ id }: Task) => id > 0 && void navigate({ to: '.', search: (held: object) => ({ ...held, task: id }) }),
    [navigate],
  )
  return { hrefOf, open }
}
