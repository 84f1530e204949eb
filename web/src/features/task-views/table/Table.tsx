import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useMemo, useRef } from 'react'
import { useMessages } from '../../../messages/index.ts'
import { type Group, type Item, itemsOf, type Names } from '../grouping/groups.ts'
import { useCursor } from '../selection/cursor/useCursor.ts'
import { useScrollToCursor } from '../selection/cursor/useScrollToCursor.ts'
import { SelectionBar } from '../selection/SelectionBar.tsx'
import type { ChangeView } from '../useView.ts'
import type { Column, View } from '../view.ts'
import { ColumnsMenu } from './ColumnsMenu.tsx'
import css from './Table.module.css'
import { TableBody } from './TableBody.tsx'
import { TableHead } from './TableHead.tsx'

type TableProps = {
  view: View
  change: ChangeView
  groups: readonly Group[]
  names: Names
  opened: number | undefined
}

/** Tasks with selectable columns. Cells are edited in place. */
export function Table({ view, change, groups, names, opened }: TableProps) {
  const { views } = useMessages()
  const scroll = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(groups), [groups])
  const tasks = useMemo(() => groups.flatMap((group) => group.tasks), [groups])
  const cursor = useCursor(tasks, opened)
  const rows = useRows(items, scroll)
  const at = items.findIndex((item) => item.kind === 'task' && item.task.id === cursor.id)
  useScrollToCursor(cursor, at, rows, scroll)
  const { columns } = view
  const template = `32px minmax(240px, 1fr) ${columns.map((column) => WIDTHS[column]).join(' ')} 40px`
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable areas must be reachable by keyboard */}
      <div className={css.scroll} ref={scroll} tabIndex={0}>
        <table aria-label={views.layouts.table} aria-rowcount={items.length + 1} className={css.table}>
          <TableHead view={view} change={change} template={template}>
            <ColumnsMenu shown={columns} change={change} />
          </TableHead>
          <TableBody {...{ items, rows, columns, template, names, cursor, opened }} />
        </table>
      </div>
      <SelectionBar tasks={tasks} cursor={cursor} />
    </>
  )
}

const WIDTHS: Record<Column, string> = {
  status: '130px',
  priority: '110px',
  assignee: '160px',
  category: '140px',
  due: '110px',
  created: '110px',
  updated: '110px',
}

const ROW_PX = 36

/** The rows near the visible part of the table, below its head. */
function useRows(items: readonly Item[], scroll: RefObject<HTMLDivElement | null>) {
  return useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => {
      const item = items[index]
      return item?.kind === 'task' ? item.task.uid : `group ${item?.key}`
    },
    overscan: 12,
    scrollMargin: ROW_PX,
  })
}
