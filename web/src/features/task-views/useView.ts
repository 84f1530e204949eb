import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { readSearch, type View, type ViewSearch, viewOf } from './view.ts'

export type ChangeView = (
  search: Partial<Record<keyof ViewSearch, string | number | undefined>>,
  isStep?: boolean,
) => void

/** The view in the address, and a function to change it. A step adds an entry to the history of the browser. */
export function useView(hasOpenOnly: boolean): { view: View; search: ViewSearch; change: ChangeView } {
  const search = useSearch({ strict: false, structuralSharing: true, select: selectView })
  const navigate = useNavigate()
  const view = useMemo(() => viewOf(search, hasOpenOnly), [search, hasOpenOnly])
  const change = useCallback<ChangeView>(
    (changes, isStep = false) =>
      void navigate({
        to: '.',
        search: (held: object) => ({ ...held, ...changes }),
        replace: !isStep,
        resetScroll: false,
      }),
    [navigate],
  )
  return { view, search, change }
}

const selectView = (search: Record<string, unknown>): ViewSearch => readSearch(search)
