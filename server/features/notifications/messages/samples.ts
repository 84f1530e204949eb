import type { SampleMail } from '../../../mail/mail-sender.ts'
import type { DatePreferences } from '../../../platform/mail/dates.ts'
import { addressChanged, confirmAddress, passwordChanged, passwordReset, roleChanged, welcome } from './account.ts'
import { assigned } from './assigned.ts'
import { completed } from './completed.ts'
import { digest } from './digest.ts'

const task = { title: 'Water the tomatoes', project: 'Garden', due_date: '2026-12-01T17:00:00.000Z' }
const others = [
  { title: 'Order seeds', project: null, due_date: '2026-11-18' },
  { title: 'Mend the fence', project: 'Garden', due_date: '2026-11-19T09:30:00.000Z' },
]

/** One of each email in this folder, by name. */
export const sampleMails = (publicUrl: string, dates: DatePreferences): Record<string, SampleMail> => ({
  welcome: { email: welcome(`${publicUrl}/confirm-email#sample`) },
  'confirm-address': { email: confirmAddress(`${publicUrl}/confirm-email#sample`) },
  'address-changed': { email: addressChanged() },
  'password-changed': { email: passwordChanged(true) },
  'role-changed': { email: roleChanged('admin') },
  'password-reset': { email: passwordReset(`${publicUrl}/reset-password#sample`) },
  assigned: { kind: 'assigned', email: assigned(task, 'Ben', dates) },
  completed: {
    kind: 'completed',
    email: completed({ ...task, completed_at: '2026-11-30T15:12:00.000Z' }, 'Ben', dates),
  },
  digest: { kind: 'digest', email: digest(others, true, dates) },
})
