import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ExportedRow, ExportSection, ExportSections } from '../../access/export-section.ts'
import { clock } from '../../platform/clock.ts'
import type { Db } from '../../tables/tables.ts'
import * as queries from './queries.ts'

const ROWS_AT_ONCE = 500

export const eventSection: ExportSection = {
  name: 'events',
  description: 'Events that the user caused, and events that only the user could see.',
  list: queries.listEvents,
}

/** All of a user's data as the text of one JSON object, in pieces. It contains no password and no token. */
export async function* exportUser(db: Db, sections: ExportSections, userId: number): AsyncGenerator<string> {
  const [user, profile] = await Promise.all([queries.findAccount(db, userId), queries.findProfile(db, userId)])
  const head = JSON.stringify({ exported_at: clock.now(), user, profile })
  yield head.slice(0, -1)
  for (const { name, list } of [...Object.values(sections), eventSection]) {
    yield `,\n${JSON.stringify(name)}:[`
    yield* rowsOf((after) => list(db, { userId, after, limit: ROWS_AT_ONCE }))
    yield ']'
  }
  yield '}\n'
}

async function* rowsOf(list: (after: number) => Promise<ExportedRow[]>): AsyncGenerator<string> {
  let separator = ''
  for (let after = 0; ; ) {
    const page = await list(after)
    const last = page.at(-1)
    if (!last) return
    const rows = page.filter(({ row }) => row !== queries.HIDDEN_ROW)
    if (rows.length > 0) yield separator + rows.map(({ row }) => JSON.stringify(row)).join(',\n')
    if (rows.length > 0) separator = ',\n'
    after = last.key
    // Other requests run first.
    await nextTurn()
  }
}
