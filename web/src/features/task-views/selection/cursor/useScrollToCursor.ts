import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import type { Cursor } from './useCursor.ts'

type Rows = Pick<Virtualizer<HTMLDivElement, Element>, 'scrollToIndex'>

/** Scrolls to the row of the cursor and focuses it after the keyboard has moved it. */
export function useScrollToCursor(cursor: Cursor, at: number, rows: Rows, list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    if (at < 0 || !cursor.isMoving()) return
    rows.scrollToIndex(at, { align: 'auto' })
    list.current?.querySelector<HTMLElement>(`[data-task="${cursor.id}"] a`)?.focus({ preventScroll: true })
  }, [at, cursor, rows, list])
}
