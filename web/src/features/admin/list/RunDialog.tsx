import { useState } from 'react'
import { type Count, useForgetLists } from '../../../api/admin/hooks.ts'
import type { Query } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import { type AdminMessages, useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../../ui/controls/Dialog.tsx'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import type { Action } from './actions.ts'
import css from './ListPage.module.css'
import { idsThatMatch, type Progress, runAction } from './running.ts'

export type RunDialogProps = {
  resource: Resource
  action: Action
  /** Undefined for all that match the query. */
  ids: readonly string[] | undefined
  query: Query
  count: Count
  onClose(isDone: boolean): void
}

/** Shows how many rows are affected, and the progress while it runs. */
export function RunDialog(props: RunDialogProps) {
  const { action, count, onClose } = props
  const { actions } = useAdminMessages()
  const messages = useMessages()
  const { running, start } = useRun(props)
  const label = actions[action.key] as string
  return (
    <Dialog
      title={actions.confirm(label, rowsInWords(count, actions))}
      onClose={() => (running ? running.stop.abort() : onClose(false))}
    >
      {action.isDangerous && action.key !== 'deactivate' && <p>{actions.cannotBeUndone}</p>}
      {running && (
        <>
          <progress className={css.progress} value={running.done} max={running.all} aria-label={label} />
          <p>{actions.progress(running.done, running.all)}</p>
        </>
      )}
      <DialogButtons>
        {running ? (
          <Button onClick={() => running.stop.abort()}>{actions.stop}</Button>
        ) : (
          <>
            <Button onClick={() => onClose(false)}>{messages.cancel}</Button>
            <Button kind={action.isDangerous ? 'danger' : 'primary'} onClick={() => void start()}>
              {label}
            </Button>
          </>
        )}
      </DialogButtons>
    </Dialog>
  )
}

/** Runs the action on each row, and reports the result. */
function useRun({ resource, action, ids, query, count, onClose }: RunDialogProps) {
  const { actions } = useAdminMessages()
  const forget = useForgetLists(resource)
  const [running, setRunning] = useState<{ stop: AbortController; all: number } & Progress>()
  async function start() {
    const stop = new AbortController()
    setRunning({ stop, all: count.count, done: 0, failed: 0 })
    try {
      const meant = ids ?? (await idsThatMatch(resource, query))
      const show = (progress: Progress) => setRunning({ stop, all: meant.length, ...progress })
      const { done, failed } = await runAction(action, meant, stop.signal, show)
      const text = failed > 0 ? actions.someFailed(failed, done) : actions.done(done)
      showToast({ text, isProblem: failed > 0 })
    } catch (reason) {
      reportFailure(reason)
    }
    forget()
    onClose(true)
  }
  return { running, start }
}

/** A count that is not exact is a lower bound. */
export const rowsInWords = ({ count, isExact }: Count, actions: AdminMessages['actions']): string =>
  isExact ? actions.rows(count) : actions.moreRows(count.toLocaleString())
