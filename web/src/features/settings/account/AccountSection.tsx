import { useState } from 'react'
import { exportAccount } from '../../../api/own-account.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { useReport } from '../../../ui/feedback/useReport.ts'
import { saveFile } from '../../../ui/save-file.ts'
import css from '../settings.module.css'
import { AddressForm } from './AddressForm.tsx'
import { DeleteAccountDialog } from './DeleteAccountDialog.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { UsernameForm } from './UsernameForm.tsx'

export function AccountSection() {
  const { settings: words } = usePageMessages()
  return (
    <>
      <section>
        <h2>{words.login}</h2>
        <UsernameForm />
      </section>
      <section>
        <h2>{words.address}</h2>
        <AddressForm />
      </section>
      <section>
        <h2>{words.password}</h2>
        <PasswordForm />
      </section>
      <section>
        <h2>{words.data}</h2>
        <p className={css.text}>{words.exportText}</p>
        <ExportButton />
      </section>
      <section>
        <h2>{words.deleteTitle}</h2>
        <p className={css.text}>{words.deleteText}</p>
        <DeleteButton />
      </section>
    </>
  )
}

function ExportButton() {
  const { settings: words } = usePageMessages()
  const [isPreparing, setPreparing] = useState(false)
  const report = useReport()
  const start = () => {
    setPreparing(true)
    exportAccount()
      .then((file) => saveFile(file, 'docket-export.json'), report)
      .finally(() => setPreparing(false))
  }
  return (
    <Button disabled={isPreparing} onClick={start}>
      {isPreparing ? words.preparing : words.export}
    </Button>
  )
}

function DeleteButton() {
  const { settings: words } = usePageMessages()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button className={css.danger} onClick={() => setAsking(true)}>
        {words.delete}
      </Button>
      {isAsking && <DeleteAccountDialog onClose={() => setAsking(false)} />}
    </>
  )
}
