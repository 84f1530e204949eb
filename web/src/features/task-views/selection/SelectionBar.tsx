import {
  IconArrowRight,
  IconCalendar,
  IconCircleHalf2,
  IconFlag,
  IconTrash,
  IconUser,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useRightsOf } from '../../../api/rights.ts'
import type { Task } from '../../../api/schema.d.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import { changeTogether } from './changes.ts'
import css from './selection.module.css'
import type { ActionName, Cursor } from './useCursor.ts'

const ActionDialog = lazy(() => import('./ActionDialog.tsx').then(({ ActionDialog }) => ({ default: ActionDialog })))

const ACTIONS: [Exclude<ActionName, 'more' | 'category'>, TablerIcon, string | undefined][] = [
  ['status', IconCircleHalf2, undefined],
  ['priority', IconFlag, 'p'],
  ['due', IconCalendar, 'd'],
  ['assignee', IconUser, 'a'],
  ['move', IconArrowRight, 'm'],
  ['delete', IconTrash, undefined],
]

/** The actions on the selected tasks, at the bottom of the screen, and the dialog of the chosen action. */
export function SelectionBar({ tasks, cursor }: { tasks: readonly Task[]; cursor: Cursor }) {
  const { selection } = useMessages()
  const rightsOf = useRightsOf()
  const chosen = tasks.filter(({ id }) => cursor.selected.has(id))
  const open = chosen.filter(({ status }) => status !== 'completed')
  const canDelete = chosen.every((task) => rightsOf(task).canMove)
  return (
    <>
      {chosen.length > 0 && (
        <div className={css.bar} role="toolbar" aria-label={selection.count(chosen.length)}>
          <span className={css.count}>{selection.count(chosen.length)}</span>
          {open.length > 0 && (
            <Button
              kind="primary"
              onClick={() => {
                changeTogether(open, { status: 'completed' })
                cursor.clear()
              }}
            >
              {selection.complete(open.length)}
            </Button>
          )}
          {ACTIONS.filter(([name]) => canDelete || name !== 'delete').map(([name, Icon, key]) => (
            <IconButton
              key={name}
              label={selection.actions[name]}
              {...(key && { keys: key })}
              onClick={() => cursor.act(name, chosen)}
            >
              <Icon size={16} aria-hidden />
            </IconButton>
          ))}
          <IconButton label={selection.clear} onClick={cursor.clear} keys="Esc">
            <IconX size={16} aria-hidden />
          </IconButton>
        </div>
      )}
      {cursor.action && (
        <Suspense>
          <ActionDialog
            key={cursor.action.name}
            {...cursor.action}
            onClose={cursor.endAction}
            onDone={cursor.clear}
            onAct={(name) => cursor.action && cursor.act(name, cursor.action.tasks)}
            onSelect={cursor.select}
          />
        </Suspense>
      )}
    </>
  )
}
