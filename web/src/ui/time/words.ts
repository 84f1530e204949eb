import type { Messages } from '../../messages/index.ts'
import { dayOf, daysBetween, isDay, Temporal } from './days.ts'

export type Reading = { zone: string; today: string; language: string; messages: Messages }

const formats = new Map<string, Intl.DateTimeFormat>()

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  const held = formats.get(key) ?? new Intl.DateTimeFormat(localeFor(language), options)
  formats.set(key, held)
  return held
}

/** Days before months, and 24 hours, unless the browser's own English differs. */
export const localeFor = (language: string): string => {
  const own = navigator.languages.find((tag) => tag.slice(0, 2) === language && tag.length > 2)
  return own ?? (language === 'en' ? 'en-GB' : language)
}

/** A due date in its shortest unambiguous form: `Today`, `17:00`, `Tomorrow`, `Fri`, `12 Dec`, `12 Dec 2027`. */
export function dueInWords(due: string, reading: Reading): string {
  const { zone, today, language, messages } = reading
  const day = dayOf(due, zone)
  const distance = daysBetween(today, day)
  if (distance === 0) return isDay(due) ? messages.days.today : timeInWords(due, reading)
  if (distance === 1) return messages.days.tomorrow
  if (distance === -1) return messages.days.yesterday
  if (Math.abs(distance) < 7) return format(language, { weekday: 'short', timeZone: 'UTC' }).format(noon(day))
  return dayInWords(day, reading)
}

/** `Fri, 09:00`. */
export function dueWithTimeInWords(due: string, reading: Reading): string {
  const words = dueInWords(due, reading)
  if (isDay(due)) return words
  const time = timeInWords(due, reading)
  return `${words === time ? reading.messages.days.today : words}, ${time}`
}

/** `12 Dec`, with the year if it is not the current one. */
export function dayInWords(day: string, { language, today }: Reading): string {
  const isOtherYear = day.slice(0, 4) !== today.slice(0, 4)
  const options = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const
  if (isOtherYear) return format(language, { ...options, year: 'numeric' }).format(noon(day))
  return format(language, options).format(noon(day))
}

/** A day with the requested parts. */
export const dayInParts = (day: string, language: string, parts: Intl.DateTimeFormatOptions): string =>
  format(language, { ...parts, timeZone: 'UTC' }).format(noon(day))

/** In full, for the panel and on hover. */
export function dueInFull(due: string, { language, zone }: Reading): string {
  const days = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
  if (isDay(due)) return format(language, { ...days, timeZone: 'UTC' }).format(noon(due))
  const options = { ...days, hour: '2-digit', minute: '2-digit', timeZone: zone, timeZoneName: 'short' } as const
  return format(language, options).format(new Date(due))
}

export const timeInWords = (instant: string, { language, zone }: Reading): string =>
  format(language, { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(instant))

/** `Sunday, 29 November`. */
export const todayInWords = ({ language, today }: Reading): string =>
  format(language, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(noon(today))

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** The time since then, in short form: `2 hr. ago`. */
export function agoInWords(instant: string, language: string): string {
  const seconds = Math.max(0, (Temporal.Now.instant().epochMilliseconds - Date.parse(instant)) / 1000)
  const words = new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' })
  for (const [unit, size] of STEPS) if (seconds >= size) return words.format(-Math.floor(seconds / size), unit)
  return words.format(0, 'second')
}

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)
