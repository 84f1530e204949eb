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
import { RunDialog } from './RunDialog.tsx'

type SelectionBarProps = {
  resource: Resource
  selected: ReadonlySet<string>
  query: Query
  count: Count | undefined
  onClear(): void
}

/** What can be done with the selected rows, or with all that match. */
export function SelectionBar({ resource, selected, query, count, onClear }: SelectionBarProps) {
  const { actions } = useAdminMessages()
  // Another selection, or none, is no longer meant by it.
  const [allOf, takeAll] = useState<ReadonlySet<string>>()
  const areAll = allOf === selected
  const [running, run] = useState<Action>()
  const clear = () => {
    takeAll(undefined)
    onClear()
  }
  useKeys({ Escape: clear }, selected.size > 0)
  if (selected.size === 0) return null
  const total = count?.isExact ? count.count : undefined
  const size = areAll && total ? total : selected.size
  return (
    <>
      <div className={css.bar} role="toolbar" aria-label={actions.selected(size)}>
        <span>{actions.selected(size)}</span>
        {!areAll && total !== undefined && total > selected.size && (
          <button type="button" className={css.all} onClick={() => takeAll(selected)}>
            {actions.selectAll(total.toLocaleString())}
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
        <RunDialog
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
