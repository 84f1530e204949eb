import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

/**
 * Profiles could hold names such as PST, with which no date can be computed. This replaces them by the identifier that
 * Temporal uses.
 */
export const timeZones: Migration = {
  name: '0008-time-zones',

  async up(db) {
    const { rows } = await sql<{ timezone: string }>`select distinct timezone from profiles`.execute(db)
    for (const { timezone } of rows) {
      const canonical = idOf(timezone) ?? idOf(knownToIntl(timezone)) ?? 'UTC'
      if (canonical === timezone) continue
      await sql`update profiles set timezone = ${canonical} where timezone = ${timezone}`.execute(db)
    }
  },

  // The earlier version works with these names too.
  async down() {},
}

function idOf(name: string): string | undefined {
  try {
    return new Temporal.Instant(0n).toZonedDateTimeISO(name).timeZoneId
  } catch {
    return undefined
  }
}

function knownToIntl(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return name
  }
}
