import type { ReactNode } from 'react'
import { useMessages } from '../../messages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { useSubmit } from '../../ui/controls/useSubmit.ts'
import { Problem } from '../../ui/feedback/Problem.tsx'
import css from './AccountForm.module.css'

type AccountFormProps = {
  title: string
  submitLabel: string
  onSubmit(values: Record<string, string>): Promise<void>
  children: ReactNode
  footer: ReactNode
}

/** The page for a user who is not logged in: one form in the middle, with its error. */
export function AccountForm({ title, submitLabel, onSubmit, children, footer }: AccountFormProps) {
  const messages = useMessages()
  const { problem, isSending, submit } = useSubmit(onSubmit)
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={submit}>
        <div className={css.brand}>
          <img src="./icon.svg" width="28" height="28" alt="" />
          {messages.appName}
        </div>
        <h1 className={css.title}>{title}</h1>
        {children}
        <Problem text={problem} />
        <Button kind="primary" type="submit" disabled={isSending}>
          {submitLabel}
        </Button>
        <div className={css.footer}>{footer}</div>
      </form>
    </main>
  )
}
