import { IconColumns3 } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useMessages } from '../../../messages/index.ts'
import { IconButton } from '../../../ui/controls/Button.tsx'
import { ChoiceMenu } from '../../../ui/controls/ChoiceMenu.tsx'
import { useKeys } from '../../../ui/keys.ts'
import type { Group, Names } from '../grouping/groups.ts'
import { itemsOf } from '../grouping/groups.ts'
import { SelectionBar } from '../selection/SelectionBar.tsx'
import { useCursor } from '../selection/useCursor.ts'
import { useMay } from '../selection/useMay.ts'
import type { ChangeView } from '../useView.ts'
import { COLUMNS, type Column, type View } from '../view.ts'
import css from './Table.module.css'
import { TableHead } from './TableHead.tsx'
import { TableRow } from './TableRow.tsx'

type TableProps = {
  view: View
  change: ChangeView
  groups: readonly Group[]
  names: Names
  opened: number | undefined
}

const ROW_PX = 36

/** Tasks with selectable columns. Cells are edited in place. */
export function Table({ view, change, groups, names, opened }: TableProps) {
  const { views } = useMessages()
  const scroll = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(groups), [groups])
  const tasks = useMemo(() => groups.flatMap((group) => group.tasks), [groups])
  const cursor = useCursor(tasks, opened)
  const rightsOf = useRightsOf()
  const may = useMay()
  const [editing, setEditing] = useState<number>()
  const at = items.findIndex((item) => item.kind === 'task' && item.task.id === cursor.id)
  const rows = useVirtualizer({
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
  useEffect(() => {
    if (at < 0 || !cursor.isMoving()) return
    rows.scrollToIndex(at, { align: 'auto' })
    scroll.current?.querySelector<HTMLElement>(`[data-task="${cursor.id}"] a`)?.focus({ preventScroll: true })
  }, [at, cursor, rows])
  useKeys({
    e: (event) => {
      event.preventDefault()
      const current = tasks.filter(({ id }) => id === cursor.id)
      if (may('canChange', current)) setEditing(cursor.id)
    },
  })
  const endEditing = useCallback(() => setEditing(undefined), [])
  const categories = useMemo(() => new Map(names.categories.map((one) => [one.id, one])), [names])
  const toggle = (column: Column) => {
    const shown = COLUMNS.filter((one) => (one === column) !== view.columns.includes(one))
    change({ columns: shown.length > 0 ? shown.join(' ') : undefined })
  }
  const template = `32px minmax(240px, 1fr) ${view.columns.map((column) => WIDTHS[column]).join(' ')} 40px`
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable areas must be reachable by keyboard */}
      <div className={css.scroll} ref={scroll} tabIndex={0}>
        <table aria-label={views.layouts.table} aria-rowcount={items.length + 1} className={css.table}>
          <TableHead view={view} change={change} template={template}>
            <ChoiceMenu
              label={views.columns}
              groups={[
                {
                  label: views.columns,
                  choices: COLUMNS.map((column) => ({
                    key: column,
                    label: views.columnNames[column],
                    isChosen: view.columns.includes(column),
                    onToggle: () => toggle(column),
                  })),
                },
              ]}
              trigger={
                <IconButton label={views.columns}>
                  <IconColumns3 size={16} aria-hidden />
                </IconButton>
              }
            />
          </TableHead>
          <tbody className={css.rows} style={{ blockSize: rows.getTotalSize() }}>
            {rows.getVirtualItems().map((row) => {
              const item = items[row.index]
              if (!item) return null
              return (
                <tr
                  key={row.key}
                  aria-rowindex={row.index + 2}
                  className={css.item}
                  style={{ transform: `translateY(${row.start - ROW_PX}px)`, gridTemplateColumns: template }}
                  {...(item.kind === 'task' && stateOf(item.task, { cursor, opened }))}
                >
                  {item.kind === 'group' ? (
                    <td className={css.group}>
                      {item.label} <span>{item.count}</span>
                    </td>
                  ) : (
                    <TableRow
                      task={item.task}
                      columns={view.columns}
                      category={categories.get(item.task.category ?? 0)}
                      isSelected={cursor.selected.has(item.task.id)}
                      isEditing={editing === item.task.id}
                      canChange={rightsOf(item.task).canChange}
                      onSelect={cursor.select}
                      onAct={cursor.act}
                      onEdit={setEditing}
                      onEndEditing={endEditing}
                    />
                  )}
                </tr>
              )
            })}
          </tbody>
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

function stateOf(task: Task, { cursor, opened }: { cursor: ReturnType<typeof useCursor>; opened: number | undefined }) {
  return {
    'data-task': task.id,
    'data-cursor': cursor.id === task.id || undefined,
    'data-selected': cursor.selected.has(task.id) || opened === task.id || undefined,
    'data-done': task.status === 'completed' || undefined,
  }
}
