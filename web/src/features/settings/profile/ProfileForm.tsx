import type { FormEvent } from 'react'
import { useProfile, useUpdateProfile } from '../../../api/account.ts'
import { Refusal } from '../../../api/server/client.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { Field, TextArea } from '../../../ui/controls/Field.tsx'
import { Problem } from '../../../ui/feedback/Problem.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { useRefusalInWords } from '../../../ui/feedback/useReport.ts'
import css from '../settings.module.css'
import { ReminderField } from './ReminderField.tsx'

const FIELDS = ['display_name', 'bio', 'avatar_url', 'timezone', 'default_reminder'] as const

/** The profile of the user, with the time zone for their days. */
export function ProfileForm() {
  const { settings, save } = useMessages()
  const { settings: words } = usePageMessages()
  const inWords = useRefusalInWords()
  const profile = useProfile()
  const updating = useUpdateProfile()
  if (!profile) return null

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const fields = FIELDS.map((field) => [field, String(values.get(field) ?? '').trim() || null])
    updating.mutate(Object.fromEntries(fields), { onSuccess: () => showToast({ text: settings.saved }) })
  }
  const problem = updating.error ? inWords(updating.error) : undefined
  const failed = updating.error instanceof Refusal && updating.error.errors[0]?.pointer.slice(1)
  const isOfField = FIELDS.some((field) => field === failed)
  const errorOf = (field: string) => (field === failed ? problem : undefined)

  return (
    <form className={css.form} onSubmit={submit} key={profile.version}>
      <Field label={settings.name} name="display_name" defaultValue={profile.display_name} maxLength={150} dir="auto" />
      <TextArea label={words.bio} name="bio" defaultValue={profile.bio} maxLength={2000} rows={3} dir="auto" />
      <Field
        label={words.picture}
        hint={words.pictureHint}
        name="avatar_url"
        type="url"
        pattern="https?://\S+"
        placeholder={words.pictureExample}
        defaultValue={profile.avatar_url ?? ''}
        maxLength={500}
        error={errorOf('avatar_url')}
      />
      <Field
        label={settings.timeZone}
        hint={words.timeZoneHint}
        name="timezone"
        defaultValue={profile.timezone}
        list="time-zones"
        required
        error={errorOf('timezone')}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <ReminderField value={profile.default_reminder} />
      <Problem text={isOfField ? undefined : problem} />
      <Button kind="primary" type="submit" disabled={updating.isPending}>
        {save}
      </Button>
    </form>
  )
}
