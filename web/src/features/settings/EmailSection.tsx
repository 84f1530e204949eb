import { Link } from '@tanstack/react-router'
import { useProfile, useUpdateProfile } from '../../api/account.ts'
import { useAccount } from '../../api/own-account.ts'
import { useLanguage } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { paths } from '../../paths.ts'
import { Select } from '../../ui/controls/Select.tsx'
import { Switch } from '../../ui/controls/Switch.tsx'
import { useReport } from '../../ui/feedback/useReport.ts'
import { localeFor } from '../../ui/time/words.ts'
import css from './settings.module.css'

const KINDS = ['assigned', 'completed', 'reminder', 'digest'] as const
const USUAL_HOUR = 8

/** The kinds of email to receive. Each change is saved at once. */
export function EmailSection() {
  const { settings: words } = usePageMessages()
  const profile = useProfile()
  const account = useAccount()
  const { mutate } = useUpdateProfile()
  const report = useReport()
  if (!profile) return null
  const { notifications } = profile
  const change = (wish: typeof notifications) => mutate({ notifications: wish }, { onError: report })
  return (
    <section>
      <h2>{words.emailsTitle}</h2>
      {account && !account.email && (
        <p className={css.note}>
          {words.noAddress} <Link to={paths.accountSettings}>{words.setAddress}</Link>
        </p>
      )}
      <div className={css.switches}>
        {KINDS.map((kind) => (
          <Switch
            key={kind}
            label={words.emails[kind].label}
            hint={words.emails[kind].hint}
            isOn={notifications[kind] ?? true}
            onChange={(isOn) => change({ [kind]: isOn })}
          />
        ))}
      </div>
      {(notifications.digest ?? true) && (
        <DigestHour
          hour={notifications.digest_hour ?? USUAL_HOUR}
          zone={profile.timezone}
          onChange={(digest_hour) => change({ digest_hour })}
        />
      )}
    </section>
  )
}

function DigestHour({ hour, zone, onChange }: { hour: number; zone: string; onChange(hour: number): void }) {
  const { settings: words } = usePageMessages()
  const language = useLanguage()
  const hours = Array.from({ length: 24 }, (_, one) => ({ value: String(one), label: inWords(one, language) }))
  return (
    <div className={css.hour}>
      <Select
        label={words.digestHour}
        hint={words.digestZone(zone)}
        value={String(hour)}
        options={hours}
        onChange={({ target }) => onChange(Number(target.value))}
      />
    </div>
  )
}

const inWords = (hour: number, language: string): string =>
  new Intl.DateTimeFormat(localeFor(language), { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2026, 0, 1, hour)),
  )
