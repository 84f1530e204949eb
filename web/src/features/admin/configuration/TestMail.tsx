import { useUser } from '../../../api/account.ts'
import { useSendTestMail } from '../../../api/admin/hooks.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { useRefusalInWords } from '../../../ui/feedback/useReport.ts'
import css from './ConfigurationPage.module.css'

/** Sends a test email to the user and shows the response of the mail server. */
export function TestMail() {
  const { configuration: words } = useAdminMessages()
  const inWords = useRefusalInWords()
  const { mutate, data, error, isPending } = useSendTestMail()
  if (useUser()?.role !== 'admin') return null
  const isRefused = error !== null || data?.state === 'fail'
  return (
    <div className={css.test}>
      <Button disabled={isPending} onClick={() => mutate()}>
        {isPending ? words.sending : words.sendTest}
      </Button>
      <p role="status" data-state={isRefused ? 'fail' : 'ok'}>
        {!isPending && error && inWords(error)}
        {!isPending && data && (
          <span lang="en">
            {data.says} {data.advice}
          </span>
        )}
      </p>
    </div>
  )
}
