import { memo } from 'react'
import type { Task } from '../../../api/schema.d.ts'
import { useMessages } from '../../../messages/index.ts'
import type { Named } from '../grouping/groups.ts'
import type { ActionName } from '../selection/cursor/useAction.ts'
import type { Cursor } from '../selection/cursor/useCursor.ts'
import { ActionsButton, SelectButton } from '../TaskControls.tsx'
import type { Column } from '../view.ts'
import { CellContent } from './CellContent.tsx'
import css from './Table.module.css'
import { TitleCell } from './TitleCell.tsx'

type TableRowProps = {
  task: Task
  columns: readonly Column[]
  category: Named | undefined
  isSelected: boolean
  isEditing: boolean
  canChange: boolean
  onSelect: Cursor['select']
  onAct: Cursor['act']
  onEdit(task: number): void
  onEndEditing(): void
}

/** The cells of a task. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { task, columns, category, isSelected, isEditing, canChange, onSelect, onAct, onEdit, onEndEditing } = props
  const { selection } = useMessages()
  return (
    <>
      <td className={css.cell}>
        {canChange && (
          <SelectButton
            label={selection.select(task.title)}
            isSelected={isSelected}
            className={css.select}
            onClick={(event) => onSelect(task, event.shiftKey)}
          />
        )}
      </td>
      <TitleCell task={task} isEditing={isEditing} canChange={canChange} onEdit={onEdit} onEnd={onEndEditing} />
      {columns.map((column) => (
        <ValueCell key={column} task={task} column={column} category={category} onAct={canChange ? onAct : undefined} />
      ))}
      <td className={css.cell}>
        {canChange && (
          <ActionsButton
            label={selection.more(task.title)}
            className={css.more}
            onClick={() => onAct('more', [task])}
          />
        )}
      </td>
    </>
  )
})

const ACTIONS: Partial<Record<Column, ActionName>> = {
  status: 'status',
  priority: 'priority',
  assignee: 'assignee',
  category: 'category',
  due: 'due',
}

type ValueCellProps = {
  task: Task
  column: Column
  category: Named | undefined
  /** Undefined if the user cannot change the task. */
  onAct: Cursor['act'] | undefined
}

/** A value, and its action if it can be changed. */
function ValueCell({ task, column, category, onAct }: ValueCellProps) {
  const { views } = useMessages()
  const action = ACTIONS[column]
  const content = <CellContent task={task} column={column} category={category} />
  return (
    <td className={css.cell}>
      {action && onAct ? (
        <button type="button" className={css.value} onClick={() => onAct(action, [task])}>
          {content}
          <span className="visually-hidden">{views.changeCell(views.columnNames[column], task.title)}</span>
        </button>
      ) : (
        <span className={css.value}>{content}</span>
      )}
    </td>
  )
}
