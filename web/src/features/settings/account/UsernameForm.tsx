import { useAccount, useUpdateAccount } from '../../../api/own-account.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Field } from '../../../ui/controls/Field.tsx'
import { AccountForm } from './AccountForm.tsx'

export function UsernameForm() {
  const { account: names, settings } = useMessages()
  const { settings: words } = usePageMessages()
  const account = useAccount()
  const { mutateAsync } = useUpdateAccount()
  if (!account) return null
  return (
    <AccountForm
      key={account.username}
      action={words.changeUsername}
      done={settings.saved}
      onSubmit={({ username = '' }) => mutateAsync({ username: username.trim() || null })}
    >
      <Field
        label={names.username}
        name="username"
        defaultValue={account.username ?? ''}
        autoComplete="username"
        autoCapitalize="none"
        required={!account.email}
      />
    </AccountForm>
  )
}
