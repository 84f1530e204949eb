import { useState } from 'react'
import type { Count } from '../../../api/admin/hooks.ts'
import type { Query } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import { IconX } from '../../../ui/icons.ts'
import { useKeys } from '../../../ui/keys.ts'
import { type Action, actionsOf } from './actions.ts'
import css from './ListPage.module.css'
import { RequestDialog } from './RequestDialog.tsx'
import { RunDialog } from './RunDialog.tsx'

type SelectionBarProps = {
  resource: Resource
  selected: ReadonlySet<string>
  query: Query
  count: Count | undefined
  onClear(): void
}

/** The actions for the selected rows, or for all matching ones. */
export function SelectionBar({ resource, selected, query, count, onClear }: SelectionBarProps) {
  // Choosing all matching rows does not apply to a later selection.
  const [allOf, takeAll] = useState<ReadonlySet<string>>()
  const areAll = allOf === selected
  const [running, run] = useState<Action>()
  const clear = () => {
    takeAll(undefined)
    onClear()
  }
  useKeys({ Escape: clear }, selected.size > 0)
  if (selected.size === 0) return null
  const RunningDialog = running && isOnServer(running, areAll) ? RequestDialog : RunDialog
  const size: Count = areAll && count ? count : { count: selected.size, isExact: true }
  const hasOthers = !areAll && count && (count.count > selected.size || !count.isExact)
  return (
    <>
      <Toolbar
        size={size}
        all={hasOthers ? count : undefined}
        actions={actionsOf(resource)}
        onSelectAll={() => takeAll(selected)}
        onRun={run}
        onClear={clear}
      />
      {running && (
        <RunningDialog
          resource={resource}
          action={running}
          ids={areAll ? undefined : [...selected]}
          query={query}
          count={size}
          onClose={(isDone) => {
            run(undefined)
            if (isDone) clear()
          }}
        />
      )}
    </>
  )
}

type ToolbarProps = {
  /** The number of selected rows. */
  size: Count
  /** The number of matching rows, if there are others. */
  all: Count | undefined
  actions: readonly Action[]
  onSelectAll(): void
  onRun(action: Action): void
  onClear(): void
}

function Toolbar({ size, all, actions, onSelectAll, onRun, onClear }: ToolbarProps) {
  const { actions: words } = useAdminMessages()
  const selected = size.isExact ? words.selected(size.count) : words.selectedMore(size.count.toLocaleString())
  return (
    <div className={css.bar} role="toolbar" aria-label={selected}>
      <span>{selected}</span>
      {all && (
        <button type="button" className={css.all} onClick={onSelectAll}>
          {(all.isExact ? words.selectAll : words.selectMore)(all.count.toLocaleString())}
        </button>
      )}
      {actions.map((action) => (
        <Button key={action.key} className={action.isDangerous && css.dangerous} onClick={() => onRun(action)}>
          {words[action.key] as string}
        </Button>
      ))}
      <IconButton label={words.clear} onClick={onClear} keys="Esc">
        <IconX size={16} aria-hidden />
      </IconButton>
    </div>
  )
}

/** Actions on all matching rows run on the server; so do actions on selected rows that set something. */
const isOnServer = ({ onServer, run, runMany }: Action, areAll: boolean): boolean =>
  onServer !== undefined && (areAll || !(run || runMany))
