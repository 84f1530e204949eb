import { Link } from '@tanstack/react-router'
import { resourceNamed } from '../../../api/admin/resources.ts'
import type { AdminAction } from '../../../api/schema.d.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../../ui/controls/Dialog.tsx'
import css from './RunningActions.module.css'

type FailuresDialogProps = { action: AdminAction; title: string; onClose(): void }

/** The rows for which an action failed, and why. */
export function FailuresDialog({ action, title, onClose }: FailuresDialogProps) {
  const { actions } = useAdminMessages()
  const messages = useMessages()
  const { resource, failed, failures } = action
  const canRead = resourceNamed(resource)?.canRead
  return (
    <Dialog title={`${title} – ${actions.failures}`} onClose={onClose} wide>
      {failures.length < failed && <p>{actions.firstFailures(failures.length, failed)}</p>}
      <ul className={css.failures}>
        {failures.map(({ id, detail }) => (
          <li key={id}>
            {canRead ? <Link to={paths.adminItem(resource, String(id))}>{`#${id}`}</Link> : <span>{`#${id}`}</span>}
            <span>{detail}</span>
          </li>
        ))}
      </ul>
      <DialogButtons>
        <Button onClick={onClose}>{messages.close}</Button>
      </DialogButtons>
    </Dialog>
  )
}
