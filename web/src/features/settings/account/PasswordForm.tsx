import { changePassword, useUser } from '../../../api/account.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { CurrentPasswordField, NewPasswordField } from '../../../ui/controls/PasswordFields.tsx'
import css from '../settings.module.css'
import { AccountForm } from './AccountForm.tsx'

export function PasswordForm() {
  const { account } = useMessages()
  const { settings: words } = usePageMessages()
  const user = useUser()
  return (
    <AccountForm
      action={account.changePassword}
      done={words.passwordChanged}
      onSubmit={({ current = '', password = '' }) => changePassword(current, password)}
    >
      <p className={css.text}>{words.passwordText}</p>
      {/* Password managers need to know the account. */}
      <input type="hidden" autoComplete="username" defaultValue={user?.username ?? user?.email ?? ''} />
      <CurrentPasswordField name="current" />
      <NewPasswordField label={account.newPassword} />
    </AccountForm>
  )
}
