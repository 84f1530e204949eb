import { type FormEvent, useState } from 'react'
import { deleteAccount } from '../../../api/own-account.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Dialog, DialogButtons } from '../../../ui/controls/Dialog.tsx'
import { CurrentPasswordField } from '../../../ui/controls/PasswordFields.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { useRefusalInWords } from '../../../ui/feedback/useReport.ts'
import css from '../settings.module.css'

/** Asks for the password, and says what is lost. */
export function DeleteAccountDialog({ onClose }: { onClose(): void }) {
  const { cancel } = useMessages()
  const { settings: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const [problem, setProblem] = useState<string>()
  const [isSending, setSending] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password'))
    setSending(true)
    setProblem(undefined)
    try {
      await deleteAccount(password)
      showToast({ text: words.deleted })
    } catch (reason) {
      setProblem(inWords(reason))
      setSending(false)
    }
  }

  return (
    <Dialog title={words.deleteQuestion} onClose={onClose}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <p>{words.deleteWarning}</p>
        <CurrentPasswordField name="password" error={problem} />
        <DialogButtons>
          <Button onClick={onClose}>{cancel}</Button>
          <Button kind="danger" type="submit" disabled={isSending}>
            {words.delete}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
