import type { Virtualizer } from '@tanstack/react-virtual'
import { useCallback, useMemo, useState } from 'react'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useKeys } from '../../../ui/keys.ts'
import type { Heading, Item, Names } from '../grouping/groups.ts'
import type { Cursor } from '../selection/cursor/useCursor.ts'
import { useMay } from '../selection/useMay.ts'
import type { Column } from '../view.ts'
import css from './Table.module.css'
import { TableRow } from './TableRow.tsx'

type TableBodyProps = {
  items: readonly Item[]
  /** The rows near the visible part of the table. */
  rows: Virtualizer<HTMLDivElement, Element>
  columns: readonly Column[]
  /** The widths of the columns. */
  template: string
  names: Names
  cursor: Cursor
  opened: number | undefined
}

/** The tasks and the headings of their groups. */
export function TableBody({ items, rows, columns, template, names, cursor, opened }: TableBodyProps) {
  const rightsOf = useRightsOf()
  const categories = useMemo(() => new Map(names.categories.map((one) => [one.id, one])), [names])
  const { edited, edit, endEditing } = useEditedTitle(items, cursor)
  const { scrollMargin } = rows.options
  return (
    <tbody className={css.rows} style={{ blockSize: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => {
        const item = items[row.index]
        if (!item) return null
        return (
          <tr
            key={row.key}
            aria-rowindex={row.index + 2}
            className={css.item}
            style={{ transform: `translateY(${row.start - scrollMargin}px)`, gridTemplateColumns: template }}
            {...(item.kind === 'task' && stateOf(item.task, cursor, opened))}
          >
            {item.kind === 'group' ? (
              <GroupCell {...item} />
            ) : (
              <TableRow
                task={item.task}
                columns={columns}
                category={categories.get(item.task.category ?? 0)}
                isSelected={cursor.selected.has(item.task.id)}
                isEditing={edited === item.task.id}
                canChange={rightsOf(item.task).canChange}
                onSelect={cursor.select}
                onAct={cursor.act}
                onEdit={edit}
                onEndEditing={endEditing}
              />
            )}
          </tr>
        )
      })}
    </tbody>
  )
}

function GroupCell({ label, count }: Heading) {
  return (
    <td className={css.group}>
      {label} <span>{count}</span>
    </td>
  )
}

/** The task whose title is being edited: `e` begins at the cursor. */
function useEditedTitle(items: readonly Item[], cursor: Cursor) {
  const may = useMay()
  const [edited, setEdited] = useState<number>()
  useKeys({
    e: (event) => {
      event.preventDefault()
      const current = items.flatMap((item) => (item.kind === 'task' && item.task.id === cursor.id ? [item.task] : []))
      if (may('canChange', current)) setEdited(cursor.id)
    },
  })
  const endEditing = useCallback(() => setEdited(undefined), [])
  return { edited, edit: setEdited, endEditing }
}

function stateOf(task: Task, cursor: Cursor, opened: number | undefined) {
  return {
    'data-task': task.id,
    'data-cursor': cursor.id === task.id || undefined,
    'data-selected': cursor.selected.has(task.id) || opened === task.id || undefined,
    'data-done': task.status === 'completed' || undefined,
  }
}
