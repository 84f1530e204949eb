import { useState } from 'react'
import { requestConfirmation, useAccount, useUpdateAccount } from '../../../api/own-account.ts'
import type { User } from '../../../api/schema.d.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Field } from '../../../ui/controls/Field.tsx'
import { CurrentPasswordField } from '../../../ui/controls/PasswordFields.tsx'
import { useReport } from '../../../ui/feedback/useReport.ts'
import css from '../settings.module.css'
import { AccountForm } from './AccountForm.tsx'

/** The address of the account, whether it is confirmed, and a change of it with the current password. */
export function AddressForm() {
  const { settings: words } = usePageMessages()
  const account = useAccount()
  const { mutateAsync } = useUpdateAccount()
  if (!account) return null
  return (
    <>
      <AddressState key={account.email} account={account} />
      <AccountForm
        key={`form of ${account.email}`}
        action={account.email ? words.changeAddress : words.setAddress}
        done={words.addressChanged}
        onSubmit={({ email = '', current_password }) =>
          mutateAsync({ email, current_password: current_password ?? '' })
        }
      >
        <Field label={words.newAddress} name="email" type="email" autoComplete="email" required />
        <CurrentPasswordField name="current_password" />
      </AccountForm>
    </>
  )
}

function AddressState({ account }: { account: User }) {
  const { settings: words } = usePageMessages()
  const [isSent, setSent] = useState(false)
  const report = useReport()
  if (!account.email) return <p className={css.text}>{words.withoutAddress}</p>
  const isConfirmed = account.email_confirmed_at !== null
  const send = () => void requestConfirmation().then(() => setSent(true), report)
  return (
    <div>
      <p>{account.email}</p>
      <p className={css.state} data-open={!isConfirmed || undefined} role="status">
        {isConfirmed ? words.confirmed : isSent ? words.confirmationSent : words.notConfirmed}
        {!isConfirmed && !isSent && (
          <Button kind="link" onClick={send}>
            {words.sendConfirmation}
          </Button>
        )}
      </p>
    </div>
  )
}
