import { type ReactNode, useRef } from 'react'
import { Button } from '../../../ui/controls/Button.tsx'
import { useSubmit } from '../../../ui/controls/useSubmit.ts'
import { Problem } from '../../../ui/feedback/Problem.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import css from '../settings.module.css'

type AccountFormProps = {
  action: string
  done: string
  onSubmit(values: Record<string, string>): Promise<unknown>
  children: ReactNode
}

/** A form whose button names its action, with the error above the button; it is cleared when it has been submitted. */
export function AccountForm({ action, done, onSubmit, children }: AccountFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const { problem, isSending, submit } = useSubmit(async (values) => {
    await onSubmit(values)
    form.current?.reset()
    showToast({ text: done })
  })

  return (
    <form ref={form} className={css.form} onSubmit={submit}>
      {children}
      <Problem text={problem} />
      <Button type="submit" disabled={isSending}>
        {action}
      </Button>
    </form>
  )
}
