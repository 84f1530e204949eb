import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useUser } from '../../../api/account.ts'
import { confirmEmail, resetPassword, unsubscribe } from '../../../api/mailed-links.ts'
import { requestConfirmation } from '../../../api/own-account.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { NewPasswordField } from '../../../ui/controls/PasswordFields.tsx'
import { useReport } from '../../../ui/feedback/useReport.ts'
import { LinkPage, useMailedToken } from './LinkPage.tsx'

/** For the email that a user requests after forgetting the password. */
export function ResetPasswordPage() {
  const { account } = useMessages()
  const { links } = usePageMessages()
  return (
    <LinkPage
      title={links.resetTitle}
      text={links.resetText}
      action={links.reset}
      onSubmit={(token, { password = '' }) => resetPassword(token, password)}
      done={links.resetDone}
      expired={
        <p>
          {links.expired} <Link to={paths.forgotPassword}>{links.requestNew}</Link>
        </p>
      }
      footer={<Link to={paths.logIn}>{account.backToLogin}</Link>}
    >
      <NewPasswordField label={account.newPassword} />
    </LinkPage>
  )
}

/** For the email that confirms a new account or a new address. */
export function ConfirmEmailPage() {
  const { links } = usePageMessages()
  return (
    <LinkPage
      title={links.confirmTitle}
      text={links.confirmText}
      action={links.confirm}
      onSubmit={confirmEmail}
      done={links.confirmDone}
      expired={<NewConfirmation />}
      footer={<Link to={paths.today}>{links.toDocket}</Link>}
    />
  )
}

/** A logged-in user can request another link; others log in first. */
function NewConfirmation() {
  const { links, settings } = usePageMessages()
  const user = useUser()
  const report = useReport()
  const [isSent, setSent] = useState(false)
  if (isSent) return <p>{settings.confirmationSent}</p>
  const send = () => void requestConfirmation().then(() => setSent(true), report)
  return (
    <>
      <p>{links.confirmExpired}</p>
      {user ? (
        <Button kind="link" onClick={send}>
          {settings.sendConfirmation}
        </Button>
      ) : (
        <Link to={paths.logIn} search={{ next: paths.accountSettings }}>
          {links.logInForNew}
        </Link>
      )}
    </>
  )
}

/** For every optional email. Its token names the kind of email. */
export function UnsubscribePage() {
  const { links, settings } = usePageMessages()
  const [, kind = ''] = useMailedToken().split('.')
  const name = isKind(kind) ? settings.emails[kind].label : links.theseMails
  return (
    <LinkPage
      title={links.unsubscribeTitle}
      text={links.unsubscribeText(name)}
      action={links.unsubscribe}
      onSubmit={unsubscribe}
      done={links.unsubscribed(name)}
      expired={<p>{links.unsubscribeInvalid}</p>}
      footer={<Link to={paths.emailSettings}>{links.chooseEmails}</Link>}
    />
  )
}

const KINDS = ['assigned', 'completed', 'reminder', 'digest'] as const
const isKind = (word: string): word is (typeof KINDS)[number] => KINDS.some((kind) => kind === word)
