import { useMessages } from '../../messages/index.ts'
import { Field } from './Field.tsx'

/** The user's current password, asked for before an important change. */
export function CurrentPasswordField({ name, error }: { name: string; error?: string | undefined }) {
  const { account } = useMessages()
  return (
    <Field
      label={account.presentPassword}
      name={name}
      type="password"
      autoComplete="current-password"
      required
      error={error}
    />
  )
}

export function NewPasswordField({ label }: { label: string }) {
  const { account } = useMessages()
  return (
    <Field
      label={label}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={8}
      hint={account.passwordRule}
      required
    />
  )
}
