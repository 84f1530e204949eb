import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Count } from '../../../api/admin/hooks.ts'
import type { Query } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
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
  const { actions } = useAdminMessages()
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
  const words = size.isExact ? actions.selected(size.count) : actions.selectedMore(size.count.toLocaleString())
  return (
    <>
      <div className={css.bar} role="toolbar" aria-label={words}>
        <span>{words}</span>
        {!areAll && count && (count.count > selected.size || !count.isExact) && (
          <button type="button" className={css.all} onClick={() => takeAll(selected)}>
            {(count.isExact ? actions.selectAll : actions.selectMore)(count.count.toLocaleString())}
          </button>
        )}
        {actionsOf(resource).map((action) => (
          <Button key={action.key} className={action.isDangerous && css.dangerous} onClick={() => run(action)}>
            {actions[action.key] as string}
          </Button>
        ))}
        <IconButton label={actions.clear} onClick={clear} keys="Esc">
          <IconX size={16} aria-hidden />
        </IconButton>
      </div>
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

/** Actions on all matching rows run on the server; so do actions on selected rows that set something. */
const isOnServer = ({ onServer, run, runMany }: Action, areAll: boolean): boolean =>
  onServer !== undefined && (areAll || !(run || runMany))
