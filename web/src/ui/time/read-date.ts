import type { Chrono, ParsedResult, Parser } from 'chrono-node'
import { Temporal } from './days.ts'

/** A date in a text with its position: a plain date, or an instant if a time of day was given. */
export type FoundDate = { start: number; end: number; date: string }
export type FindDates = (text: string, zone: string, now?: string) => FoundDate[]

const held = new Map<string, Promise<FindDates>>()

/**
 * Loads the parser of dates like "tomorrow 9am" in a language. ISO dates and English are understood in every language.
 */
export function loadDateReader(language: string): Promise<FindDates> {
  const reader = held.get(language) ?? load(language)
  held.set(language, reader)
  reader.catch(() => held.delete(language))
  return reader
}

async function load(language: string): Promise<FindDates> {
  const english = await import('chrono-node/en')
  const parsers = [english.GB.clone(), english.casual.clone()]
  for (const parser of parsers) parser.parsers.push(dayAfterTomorrow, dayOfMonth)
  if (language !== 'de') return findWith(parsers)
  const german = (await import('chrono-node/de')).casual.clone()
  german.parsers.push(germanDay)
  return findWith([german, ...parsers])
}

const findWith =
  (parsers: readonly Chrono[]): FindDates =>
  (text, zone, now) => {
    const here = (now ? Temporal.Instant.from(now) : Temporal.Now.instant()).toZonedDateTimeISO(zone)
    // Chrono computes in the browser's own zone, so it gets the local time in the user's zone.
    const reference = new Date(here.year, here.month - 1, here.day, here.hour, here.minute, here.second)
    const found = parsers
      .flatMap((parser) => parser.parse(text, reference, { forwardDate: true }))
      .filter((result) => isMeant(result, text))
      .map((result) => foundDate(result, zone))
      .filter(({ date }) => date > here.subtract({ years: 1 }).toPlainDate().toString())
    return withoutOverlaps(found)
  }

function foundDate({ index, text, start }: ParsedResult, zone: string): FoundDate {
  const range = { start: index, end: index + text.length }
  if (start.isCertain('timezoneOffset') && NAMES_ZONE.test(text)) return { ...range, date: start.date().toISOString() }
  const at = (part: 'year' | 'month' | 'day' | 'hour' | 'minute') => start.get(part) ?? 0
  const day = Temporal.PlainDate.from({ year: at('year'), month: at('month'), day: at('day') })
  if (!start.isCertain('hour')) return { ...range, date: day.toString() }
  const time = Temporal.PlainTime.from({ hour: at('hour'), minute: at('minute') })
  const instant = day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant()
  return { ...range, date: instant.toString({ fractionalSecondDigits: 3 }) }
}

const NAMES_ZONE = /(?:\b[A-Z]{2,4}|\dZ|[+-]\d{2}:?\d{2})$/

/**
 * The results of all parsers without overlaps, the longest first; of two with the same length, that of the earlier
 * parser.
 */
function withoutOverlaps(found: readonly FoundDate[]): FoundDate[] {
  const chosen: FoundDate[] = []
  for (const one of found.toSorted((a, b) => b.end - b.start - (a.end - a.start))) {
    if (chosen.every(({ start, end }) => one.end <= start || one.start >= end)) chosen.push(one)
  }
  return chosen.sort((a, b) => a.start - b.start)
}

/** Abbreviations of days that are more often other words: recognised only as the last word, or alone. */
const AMBIGUOUS = /^(?:sun|sat|mon|wed|fri|thu|tue|mar|may|march|second|nacht|night|morgens)$/i
const TOO_SHORT = /^(?:mo|di|mi|do|fr|sa|so|now|jetzt)$/i
const DURATION_ALONE =
  /^(?:\d+|an?|the|ein|eine[rn]?|few|couple)\s*(?:sec|min|h|st|day|tag|week|woche|month|monat|year|jahr)/i

function isMeant({ text, index, start }: ParsedResult, whole: string): boolean {
  const isAll = whole.trim() === text.trim()
  if (TOO_SHORT.test(text)) return isAll
  const isMonthAlone = start.isCertain('month') && !start.isCertain('day') && !start.isCertain('weekday')
  if (isMonthAlone && !/month|monat|quarter|quartal/i.test(text)) return false
  if (AMBIGUOUS.test(text)) return isAll || whole.slice(index + text.length).trim() === ''
  return !DURATION_ALONE.test(text) || /ago|from|later/i.test(text)
}

const dayAfterTomorrow: Parser = {
  pattern: () => /\b(?:the )?day after tomorrow\b/i,
  extract: (context) => {
    const day = Temporal.PlainDate.from(context.refDate.toLocaleDateString('sv'))
    return componentsOf(day.add({ days: 2 }))
  },
}

/** "on the 1st": the next day with that number. */
const dayOfMonth: Parser = {
  pattern: () => /\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b(?! of| \p{L})/iu,
  extract: (context, [, number]) => nextDay(context, ({ day }) => day === Number(number)),
}

/** "24.12." without a year. */
const germanDay: Parser = {
  pattern: () => /(?<![\d.])(?:am )?(\d{1,2})\. ?(\d{1,2})\.(?! ?\d{2,4}\b)/i,
  extract: (context, [, day, month]) =>
    nextDay(context, (date) => date.day === Number(day) && date.month === Number(month)),
}

type Context = Parameters<Parser['extract']>[0]
type Day = { day: number; month: number; year: number }

const MOST_DAYS = 4 * 366

function nextDay(context: Context, matches: (day: Day) => boolean) {
  let date = Temporal.PlainDate.from(context.refDate.toLocaleDateString('sv'))
  for (let tried = 0; tried < MOST_DAYS; tried += 1) {
    if (matches(date)) return componentsOf(date)
    date = date.add({ days: 1 })
  }
  return null
}

const componentsOf = ({ day, month, year }: Day) => ({ day, month, year })
