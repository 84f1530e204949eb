import { useSyncExternalStore } from 'react'
import type { Temporal as TemporalTypes } from 'temporal-polyfill'

type Api = typeof TemporalTypes
/** Browsers that have Temporal use their own. */
export const Temporal: Api = (globalThis as { Temporal?: Api }).Temporal ?? (await import('temporal-polyfill')).Temporal

/** A due date is a plain date (`2026-12-01`) or an instant. */
export const isDay = (date: string): boolean => date.length === 10

const known = new Map<string, string>()
let knownZone = ''

/** The day of a due date in a time zone, as `2026-12-01`. */
export function dayOf(date: string, zone: string): string {
  if (isDay(date)) return date
  if (zone !== knownZone) known.clear()
  knownZone = zone
  const held = known.get(date)
  if (held) return held
  const day = Temporal.Instant.from(date).toZonedDateTimeISO(zone).toPlainDate().toString()
  known.set(date, day)
  return day
}

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days

const MINUTE_MS = 60_000
const listeners = new Set<() => void>()
const days = new Map<string, string>()

/** Today in a time zone. Changes at midnight in a page that stays open. */
export function useToday(zone: string): string {
  return useSyncExternalStore(subscribe, () => today(zone))
}

/** Computed at most once a minute, for all callers. */
function today(zone: string): string {
  const held = days.get(zone) ?? Temporal.Now.plainDateISO(zone).toString()
  days.set(zone, held)
  return held
}

function rescheduleOf(): void {
  days.clear()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

// Unit tests have no page.
if (typeof document !== 'undefined') {
  setInterval(rescheduleOf, MINUTE_MS)
  document.addEventListener('visibilitychange', rescheduleOf)
}
