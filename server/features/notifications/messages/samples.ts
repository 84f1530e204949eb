import type { SampleMail } from '../../../access/mail/post.ts'
import type { Reading } from '../../../platform/mail/dates.ts'
import { addressChanged, confirmAddress, passwordChanged, passwordReset, roleChanged, welcome } from './account.ts'
import { assigned } from './assigned.ts'
import { completed } from './completed.ts'
import { digest } from './digest.ts'

const task = { title: 'Water the tomatoes', project: 'Garden', due_date: '2026-12-01T17:00:00.000Z' }
const others = [
  { title: 'Order seeds', project: null, due_date: '2026-11-18' },
  { title: 'Mend the fence', project: 'Garden', due_date: '2026-11-19T09:30:00.000Z' },
]

/** One of every mail that this folder writes, by name. */
export const sampleMails = (publicUrl: string, reading: Reading): Record<string, SampleMail> => ({
  welcome: { letter: welcome(`${publicUrl}/confirm-email#sample`) },
  'confirm-address': { letter: confirmAddress(`${publicUrl}/confirm-email#sample`) },
  'address-changed': { letter: addressChanged() },
  'password-changed': { letter: passwordChanged(true) },
  'role-changed': { letter: roleChanged('admin') },
  'password-reset': { letter: passwordReset(`${publicUrl}/reset-password#sample`) },
  assigned: { kind: 'assigned', letter: assigned(task, 'Ben', reading) },
  completed: {
    kind: 'completed',
    letter: completed({ ...task, completed_at: '2026-11-30T15:12:00.000Z' }, 'Ben', reading),
  },
  digest: { kind: 'digest', letter: digest(others, true, reading) },
})
