import { useLocation } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { isBadToken } from '../../../api/mailed-links.ts'
import { useMessages } from '../../../messages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Problem } from '../../../ui/feedback/Problem.tsx'
import { useRefusalInWords } from '../../../ui/feedback/useReport.ts'
import css from '../AccountForm.module.css'

type LinkPageProps = {
  title: string
  text: string
  action: string
  /** The action of the link, with its token. It runs when the button is pressed: mail filters open links, too. */
  onSubmit(token: string, values: Record<string, string>): Promise<void>
  done: string
  /** What to do with a link that is expired or invalid. */
  expired: ReactNode
  children?: ReactNode
  footer: ReactNode
}

/**
 * The page of a link in an email: asks for confirmation, runs the action and reports the result. Another link in the
 * same tab starts again.
 */
export function LinkPage(props: LinkPageProps) {
  const token = useMailedToken()
  return <LinkForm key={token} token={token} {...props} />
}

/** The token is in the fragment, which browsers do not send, so that no log contains it. */
export const useMailedToken = (): string => useLocation({ select: ({ hash }) => hash })

type LinkFormProps = LinkPageProps & { token: string }

function LinkForm({ token, title, text, action, onSubmit, done, expired, children, footer }: LinkFormProps) {
  const { appName } = useMessages()
  const { state, problem, submit } = useConfirming(token, onSubmit)
  const isAsking = state === 'asking' || state === 'sending'
  useEffect(() => {
    document.title = `${title} · ${appName}`
  }, [title, appName])
  return (
    <main className={css.page}>
      <form className={css.form} onSubmit={(event) => void submit(event)}>
        <div className={css.brand}>
          <img src="./icon.svg" width="28" height="28" alt="" />
          {appName}
        </div>
        <h1 className={css.title}>{title}</h1>
        <div role="status" className={css.text}>
          {isAsking ? <p>{text}</p> : state === 'done' ? <p>{done}</p> : expired}
        </div>
        {isAsking && children}
        <Problem text={problem} />
        {isAsking && (
          <Button kind="primary" type="submit" disabled={state === 'sending'}>
            {action}
          </Button>
        )}
        <div className={css.footer}>{footer}</div>
      </form>
    </main>
  )
}

/** Runs the action of the link with the values of the form. */
function useConfirming(token: string, onSubmit: LinkPageProps['onSubmit']) {
  const inWords = useRefusalInWords()
  const [state, setState] = useState<'asking' | 'sending' | 'done' | 'expired'>(token ? 'asking' : 'expired')
  const [problem, setProblem] = useState<string>()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setState('sending')
    setProblem(undefined)
    try {
      await onSubmit(token, values)
      setState('done')
    } catch (reason) {
      setState(isBadToken(reason) ? 'expired' : 'asking')
      if (!isBadToken(reason)) setProblem(inWords(reason))
    }
  }
  return { state, problem, submit }
}
