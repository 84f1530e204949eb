import { useMessages } from '../../../messages/index.ts'
import { IconButton } from '../../../ui/controls/Button.tsx'
import { ChoiceMenu } from '../../../ui/controls/ChoiceMenu.tsx'
import { IconColumns3 } from '../../../ui/icons.ts'
import type { ChangeView } from '../useView.ts'
import { COLUMNS, type Column } from '../view.ts'

/** Shows and hides columns. */
export function ColumnsMenu({ shown, change }: { shown: readonly Column[]; change: ChangeView }) {
  const { views } = useMessages()
  const toggle = (column: Column) => {
    const next = COLUMNS.filter((one) => (one === column) !== shown.includes(one))
    change({ columns: next.length > 0 ? next.join(' ') : undefined })
  }
  const choices = COLUMNS.map((column) => ({
    key: column,
    label: views.columnNames[column],
    isChosen: shown.includes(column),
    onToggle: () => toggle(column),
  }))
  return (
    <ChoiceMenu
      label={views.columns}
      groups={[{ label: views.columns, choices }]}
      trigger={
        <IconButton label={views.columns}>
          <IconColumns3 size={16} aria-hidden />
        </IconButton>
      }
    />
  )
}
