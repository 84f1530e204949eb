import { lazy, Suspense } from 'react'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import {
  type Icon,
  IconArrowRight,
  IconCalendar,
  IconCircleHalf2,
  IconFlag,
  IconTrash,
  IconUser,
  IconX,
} from '../../../ui/icons.ts'
import { changeTogether } from './changes.ts'
import type { ActionName } from './cursor/useAction.ts'
import type { Cursor } from './cursor/useCursor.ts'
import css from './selection.module.css'

const ActionDialog = lazy(() => import('./ActionDialog.tsx').then(({ ActionDialog }) => ({ default: ActionDialog })))

const ACTIONS: [Exclude<ActionName, 'more' | 'category'>, Icon, string | undefined][] = [
  ['status', IconCircleHalf2, undefined],
  ['priority', IconFlag, 'p'],
  ['due', IconCalendar, 'd'],
  ['assignee', IconUser, 'a'],
  ['move', IconArrowRight, 'm'],
  ['delete', IconTrash, undefined],
]

type SelectionBarProps = { tasks: readonly Task[]; cursor: Cursor }

/** The actions on the selected tasks, at the bottom of the screen, and the dialog of the chosen action. */
export function SelectionBar({ tasks, cursor }: SelectionBarProps) {
  const { action, selected } = cursor
  const chosen = tasks.filter(({ id }) => selected.has(id))
  return (
    <>
      {chosen.length > 0 && <Toolbar tasks={chosen} cursor={cursor} />}
      {action && (
        <Suspense>
          <ActionDialog
            key={action.name}
            {...action}
            onClose={cursor.endAction}
            onDone={cursor.clear}
            onAct={(name) => cursor.act(name, action.tasks)}
            onSelect={cursor.select}
          />
        </Suspense>
      )}
    </>
  )
}

function Toolbar({ tasks, cursor }: SelectionBarProps) {
  const { selection } = useMessages()
  const rightsOf = useRightsOf()
  const open = tasks.filter(({ status }) => status !== 'completed')
  const canDelete = tasks.every((task) => rightsOf(task).canMove)
  const complete = () => {
    changeTogether(open, { status: 'completed' })
    cursor.clear()
  }
  return (
    <div className={css.bar} role="toolbar" aria-label={selection.count(tasks.length)}>
      <span className={css.count}>{selection.count(tasks.length)}</span>
      {open.length > 0 && (
        <Button kind="primary" onClick={complete}>
          {selection.complete(open.length)}
        </Button>
      )}
      {ACTIONS.filter(([name]) => canDelete || name !== 'delete').map(([name, Icon, key]) => (
        <IconButton
          key={name}
          label={selection.actions[name]}
          {...(key && { keys: key })}
          onClick={() => cursor.act(name, tasks)}
        >
          <Icon size={16} aria-hidden />
        </IconButton>
      ))}
      <IconButton label={selection.clear} onClick={cursor.clear} keys="Esc">
        <IconX size={16} aria-hidden />
      </IconButton>
    </div>
  )
}
