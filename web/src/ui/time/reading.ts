import { useMemo } from 'react'
import { useProfile } from '../../api/account.ts'
import { useLanguage, useMessages } from '../../messages/index.ts'
import { useToday } from './days.ts'
import type { Reading } from './words.ts'

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** How dates are read: in the time zone of the profile, as of today. */
export function useReading(): Reading {
  const zone = useProfile()?.timezone ?? ownZone
  const today = useToday(zone)
  const language = useLanguage()
  const messages = useMessages()
  return useMemo(() => ({ zone, today, language, messages }), [zone, today, language, messages])
}
