import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const ranks: Migration = {
  name: '0013-ranks',

  async up(db, t) {
    // The place of a task in the manual order. It begins with the position, in digits that sort like it. A rank is
    // empty only if an earlier version created the task while both versions ran.
    await sql`alter table tasks add column rank ${t.sortedText} not null default ''`.execute(db)
    await rankAll(db)
    for (const [start, only] of STARTS) {
      await sql`drop index ${sql.id(`tasks_by_${start}_position`)}`.execute(db)
      await sql`create index ${sql.id(`tasks_by_${start}_rank`)} on tasks (${sql.id(start)}, rank, id) ${only}`.execute(
        db,
      )
    }
  },

  async down(db) {
    for (const [start, only] of STARTS) {
      await sql`drop index ${sql.id(`tasks_by_${start}_rank`)}`.execute(db)
      await sql`create index ${sql.id(`tasks_by_${start}_position`)} on tasks (${sql.raw(`${start}, position, id`)}) ${only}`.execute(
        db,
      )
    }
    await sql`alter table tasks drop column rank`.execute(db)
  },
}

const STARTS = [
  ['scope', sql.raw('')],
  ['shown_to', sql.raw('where shown_to is not null')],
  ['assigned_to', sql.raw('where assigned_to is not null')],
] as const

type Placed = { id: number; position: number }

async function rankAll(db: Parameters<Migration['up']>[0]): Promise<void> {
  for (let after = 0; ; ) {
    const tasks = sql<Placed>`select id, position from tasks where id > ${after} order by id limit 500`
    const { rows } = await tasks.execute(db)
    const last = rows.at(-1)
    if (!last) return
    const cases = rows.map(({ id, position }) => sql`when ${Number(id)} then ${rankOf(Number(id), Number(position))}`)
    await sql`update tasks set rank = case id ${sql.join(cases, sql` `)} end
      where id > ${after} and id <= ${Number(last.id)}`.execute(db)
    after = Number(last.id)
  }
}

const SIGN = 1n << 63n
const ALL_BITS = (1n << 64n) - 1n

/** The position in digits that sort like it, then the id, by which equal positions were sorted; never ends in 0. */
function rankOf(id: number, position: number): string {
  const buffer = new DataView(new ArrayBuffer(8))
  buffer.setFloat64(0, position + 0)
  const bits = buffer.getBigUint64(0)
  const sorted = bits & SIGN ? bits ^ ALL_BITS : bits ^ SIGN
  return `${sorted.toString(36).padStart(13, '0')}${id.toString(36).padStart(11, '0')}1`
}
