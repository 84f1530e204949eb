import pg from 'pg'

const { builtins } = pg.types

/** Parses values into the formats that SQLite stores: instants as ISO-8601 UTC text, 64-bit integers as numbers. */
export const postgresTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === builtins.INT8) return Number
    if (oid === builtins.TIMESTAMPTZ) return isoInstant
    return format === 'binary' ? pg.types.getTypeParser(oid, format) : pg.types.getTypeParser(oid, 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** How to parse a column of this type from its text; undefined for `text`, which is not parsed. */
export const parserOf = (type: number): ((text: string) => unknown) | undefined =>
  type === builtins.TEXT ? undefined : postgresTypes.getTypeParser(type, 'text')

// PostgreSQL writes '2026-11-21 06:03:56.1+00' in a session that runs in UTC.
function isoInstant(text: string): string {
  if (!text.endsWith('+00'))
    throw new Error(`PostgreSQL wrote the instant ${text}: the session has lost its time zone UTC`)
  const fraction = text.slice(20, text.indexOf('+', 19))
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`
}
