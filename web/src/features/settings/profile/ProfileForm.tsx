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
  const profile = useProfile()
  const { submit, isSaving, problem, errorOf } = useSaving()
  if (!profile) return null
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
      <TimeZoneField value={profile.timezone} error={errorOf('timezone')} />
      <ReminderField value={profile.default_reminder} />
      <Problem text={problem} />
      <Button kind="primary" type="submit" disabled={isSaving}>
        {save}
      </Button>
    </form>
  )
}

/** Saves the form. A problem belongs to one of its fields, or to the form. */
function useSaving() {
  const { settings } = useMessages()
  const inWords = useRefusalInWords()
  const { mutate, isPending, error } = useUpdateProfile()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = new FormData(event.currentTarget)
    const fields = FIELDS.map((field) => [field, String(values.get(field) ?? '').trim() || null])
    mutate(Object.fromEntries(fields), { onSuccess: () => showToast({ text: settings.saved }) })
  }
  const problem = error ? inWords(error) : undefined
  const failed = error instanceof Refusal && error.errors[0]?.pointer.slice(1)
  return {
    submit,
    isSaving: isPending,
    problem: FIELDS.some((field) => field === failed) ? undefined : problem,
    errorOf: (field: string) => (field === failed ? problem : undefined),
  }
}

function TimeZoneField({ value, error }: { value: string; error: string | undefined }) {
  const { settings } = useMessages()
  const { settings: words } = usePageMessages()
  return (
    <>
      <Field
        label={settings.timeZone}
        hint={words.timeZoneHint}
        name="timezone"
        defaultValue={value}
        list="time-zones"
        required
        error={error}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  )
}
