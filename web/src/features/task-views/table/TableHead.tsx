import type { ReactNode } from 'react'
import { useMessages } from '../../../messages/index.ts'
import { IconArrowDown, IconArrowUp } from '../../../ui/icons.ts'
import type { ChangeView } from '../useView.ts'
import type { Column, Order, View } from '../view.ts'
import css from './Table.module.css'

const ORDER_OF: Partial<Record<Column | 'title', Order>> = {
  title: 'title',
  priority: 'priority',
  due: 'due',
  created: 'created',
  updated: 'updated',
}

type TableHeadProps = { view: View; change: ChangeView; template: string; children: ReactNode }

/** The names of the columns. Pressing a sortable one orders by it, and the second time in reverse. */
export function TableHead({ view, change, template, children }: TableHeadProps) {
  const { task, views } = useMessages()
  return (
    <thead className={css.head}>
      <tr aria-rowindex={1} className={css.headRow} style={{ gridTemplateColumns: template }}>
        <td aria-label={views.selected} />
        <HeadCell name="title" label={task.title} view={view} change={change} />
        {view.columns.map((column) => (
          <HeadCell key={column} name={column} label={views.columnNames[column]} view={view} change={change} />
        ))}
        <td>{children}</td>
      </tr>
    </thead>
  )
}

type HeadCellProps = { name: Column | 'title'; label: string; view: View; change: ChangeView }

function HeadCell({ name, label, view, change }: HeadCellProps) {
  const order = ORDER_OF[name]
  const isOrder = order !== undefined && order === view.order
  const Arrow = view.isReversed ? IconArrowDown : IconArrowUp
  return (
    <th
      scope="col"
      className={css.headCell}
      aria-sort={isOrder ? (view.isReversed ? 'descending' : 'ascending') : undefined}
    >
      {order ? (
        <button type="button" onClick={() => change({ order: isOrder && !view.isReversed ? `-${order}` : order })}>
          {label}
          {isOrder && <Arrow size={12} aria-hidden />}
        </button>
      ) : (
        label
      )}
    </th>
  )
}
