import { useMessages } from '../../messages/index.ts'
import { Button } from './Button.tsx'
import { Dialog, DialogButtons } from './Dialog.tsx'

type ConfirmDialogProps = { title: string; text: string; action: string; onClose(): void; onConfirm(): void }

/** Asks for confirmation of actions that cannot be undone. The button names the action. */
export function ConfirmDialog({ title, text, action, onClose, onConfirm }: ConfirmDialogProps) {
  const { cancel } = useMessages()
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <DialogButtons>
        <Button onClick={onClose}>{cancel}</Button>
        <Button kind="danger" onClick={onConfirm}>
          {action}
        </Button>
      </DialogButtons>
    </Dialog>
  )
}
