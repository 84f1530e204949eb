import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { goesOn, unfollow, useCancelAction, useRunningActions } from '../../../api/admin/actions.ts'
import { resourceNamed } from '../../../api/admin/resources.ts'
import type { AdminAction } from '../../../api/schema.d.ts'
import { type AdminMessages, resourceInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import { reportFailure } from '../../../ui/feedback/refusals.ts'
import { IconX } from '../../../ui/icons.ts'
import { keyOfAction } from '../list/actions.ts'
import { FailuresDialog } from './FailuresDialog.tsx'
import css from './RunningActions.module.css'

/** The bulk actions of this administrator, with their progress and results. */
export function RunningActions() {
  const { actions } = useAdminMessages()
  const queries = useQueryClient()
  const running = useRunningActions(({ resource }) => void queries.invalidateQueries({ queryKey: ['admin', resource] }))
  return (
    <section className={css.region} aria-label={actions.running} hidden={running.length === 0}>
      {running.map((action) => (
        <ActionCard key={action.id} action={action} />
      ))}
    </section>
  )
}

function ActionCard({ action }: { action: AdminAction }) {
  const messages = useAdminMessages()
  const { actions } = messages
  const cancel = useCancelAction()
  const [isOpen, open] = useState(false)
  const { id, done, failed, total } = action
  const title = titleInWords(action, messages)
  return (
    <article className={css.card}>
      <h2>{title}</h2>
      {goesOn(action) && <progress value={done + failed} max={total || 1} aria-label={title} />}
      <p role="status">{stateInWords(action, messages)}</p>
      {failed > 0 && <Button onClick={() => open(true)}>{actions.showFailures}</Button>}
      {goesOn(action) ? (
        <Button disabled={cancel.isPending} onClick={() => cancel.mutate(id, { onError: reportFailure })}>
          {actions.cancel}
        </Button>
      ) : (
        <IconButton label={actions.dismiss} onClick={() => unfollow(id)}>
          <IconX size={16} aria-hidden />
        </IconButton>
      )}
      {isOpen && <FailuresDialog action={action} title={title} onClose={() => open(false)} />}
    </article>
  )
}

/** "Complete: Tasks" */
function titleInWords({ resource, action, value }: AdminAction, messages: AdminMessages): string {
  const known = resourceNamed(resource)
  const key = known && keyOfAction(known, { action, value: value ?? undefined })
  return `${key ? messages.actions[key] : action}: ${resourceInWords(resource, messages)}`
}

function stateInWords({ state, done, failed, total }: AdminAction, { actions }: AdminMessages): string {
  const failures = failed > 0 ? ` ${actions.someFailed(failed, done + failed)}` : ''
  if (state === 'waiting') return actions.waiting
  if (state === 'running') return actions.progress(done + failed, total) + failures
  if (state === 'done') return actions.done(done) + failures
  return actions[state](done) + failures
}
