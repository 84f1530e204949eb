import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { changePassword, logIn, register, requestPasswordReset } from '../../api/account.ts'
import { useLanguage, useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { Field } from '../../ui/controls/Field.tsx'
import { CurrentPasswordField, NewPasswordField } from '../../ui/controls/PasswordFields.tsx'
import css from './AccountForm.module.css'
import { AccountForm } from './AccountForm.tsx'

type Values = Record<string, string>

export function LogInPage() {
  const { account } = useMessages()
  const search = useNext()
  return (
    <AccountForm
      title={account.welcome}
      submitLabel={account.logIn}
      onSubmit={({ username = '', password = '' }: Values) => logIn({ username, password })}
      footer={
        <>
          <span>
            {account.noAccount}{' '}
            <Link to={paths.register} search={search}>
              {account.register}
            </Link>
          </span>
          <Link to={paths.forgotPassword}>{account.forgot}</Link>
        </>
      }
    >
      <Field label={account.usernameOrEmail} name="username" autoComplete="username" autoCapitalize="none" required />
      <Field label={account.password} name="password" type="password" autoComplete="current-password" required />
    </AccountForm>
  )
}

export function RegisterPage() {
  const { account } = useMessages()
  const search = useNext()
  const locale = useLanguage()
  return (
    <AccountForm
      title={account.begin}
      submitLabel={account.register}
      onSubmit={({ username = '', email = '', password = '' }: Values) =>
        register({ username, email, password, locale })
      }
      footer={
        <span>
          {account.haveAccount}{' '}
          <Link to={paths.logIn} search={search}>
            {account.logIn}
          </Link>
        </span>
      }
    >
      <Field label={account.username} name="username" autoComplete="username" autoCapitalize="none" required />
      <Field label={`${account.email} (${account.optional})`} name="email" type="email" autoComplete="email" />
      <NewPasswordField label={account.password} />
    </AccountForm>
  )
}

export function ForgotPasswordPage() {
  const { account } = useMessages()
  const [isSent, setSent] = useState(false)
  return (
    <AccountForm
      title={account.forgotTitle}
      submitLabel={account.sendLink}
      onSubmit={async ({ name = '' }: Values) => {
        await requestPasswordReset(name.trim())
        setSent(true)
      }}
      footer={<Link to={paths.logIn}>{account.backToLogin}</Link>}
    >
      <p className={css.text} role="status">
        {isSent ? account.linkSent : account.forgotText}
      </p>
      <Field label={account.usernameOrEmail} name="name" autoComplete="username" autoCapitalize="none" required />
    </AccountForm>
  )
}

/** For a user who has logged in with a password that an administrator has chosen. */
export function ChangePasswordPage() {
  const { account } = useMessages()
  const navigate = useNavigate()
  return (
    <AccountForm
      title={account.changeTitle}
      submitLabel={account.changePassword}
      onSubmit={async ({ current = '', password = '' }: Values) => {
        await changePassword(current, password)
        await navigate({ to: paths.today, replace: true })
      }}
      footer={null}
    >
      <p className={css.text}>{account.changeText}</p>
      <CurrentPasswordField name="current" />
      <NewPasswordField label={account.newPassword} />
    </AccountForm>
  )
}

/** The page that was requested before the login, to be passed on between these pages. */
const useNext = (): { next?: string } =>
  useSearch({ strict: false, select: ({ next }: { next?: string }) => (next ? { next } : {}) })
