import { useState } from 'react'
import { useRequestAction } from '../../../api/admin/actions.ts'
import { useForgetLists } from '../../../api/admin/hooks.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../../ui/controls/Dialog.tsx'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { FieldInput } from '../item/FieldInput.tsx'
import css from './ListPage.module.css'
import { type RunDialogProps, rowsInWords } from './RunDialog.tsx'

/** Shows what the server is going to do with how many rows, and requests it. */
export function RequestDialog(props: RunDialogProps) {
  const { action, count, onClose } = props
  const { actions } = useAdminMessages()
  const messages = useMessages()
  const [chosen, choose] = useState<number>()
  const { start, isPending } = useStart(props, chosen)
  const label = actions[action.key] as string
  const isReady = !action.chooses || chosen !== undefined
  return (
    <Dialog title={actions.confirm(label, rowsInWords(count, actions))} onClose={() => onClose(false)}>
      {action.chooses && (
        <div className={css.choice}>
          <FieldInput
            field={{ name: 'project', type: 'integer', refersTo: action.chooses }}
            value={chosen}
            error={undefined}
            onChange={(value) => choose(typeof value === 'number' ? value : undefined)}
          />
        </div>
      )}
      {action.isDangerous && action.key !== 'deactivate' && <p>{actions.cannotBeUndone}</p>}
      <p>{actions.inBackground}</p>
      <DialogButtons>
        <Button onClick={() => onClose(false)}>{messages.cancel}</Button>
        <Button
          kind={action.isDangerous ? 'danger' : 'primary'}
          disabled={!isReady || isPending}
          onClick={() => void start()}
        >
          {label}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}

/** Requests the action with the chosen value. */
function useStart({ resource, action, ids, query, count, onClose }: RunDialogProps, value: number | undefined) {
  const forget = useForgetLists(resource)
  const { mutateAsync, isPending } = useRequestAction()
  async function start() {
    const expected = count.isExact && !ids ? count.count : undefined
    try {
      const onServer = { action: '', ...action.onServer, ...(action.chooses && { value }) }
      await mutateAsync({ resource, query, ids, expected, ...onServer })
      onClose(true)
    } catch (reason) {
      forget()
      reportFailure(reason)
      onClose(false)
    }
  }
  return { start, isPending }
}
