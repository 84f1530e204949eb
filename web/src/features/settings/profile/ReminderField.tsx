import { usePageMessages } from '../../../messages/pages/index.ts'
import { Select } from '../../../ui/controls/Select.tsx'

const OFFERED = ['PT0S', 'PT10M', 'PT30M', 'PT1H', 'P1D', 'P7D'] as const

/** The default reminder of new tasks, before they are due. A value set by another program is offered as it is. */
export function ReminderField({ value }: { value: string | null }) {
  const { settings: words } = usePageMessages()
  const others = value && !OFFERED.some((one) => one === value) ? [{ value, label: value }] : []
  const options = [
    { value: '', label: words.noReminder },
    ...OFFERED.map((lead) => ({ value: lead, label: words.reminders[lead] })),
    ...others,
  ]
  return (
    <Select
      label={words.reminder}
      hint={words.reminderHint}
      name="default_reminder"
      defaultValue={value ?? ''}
      options={options}
    />
  )
}
