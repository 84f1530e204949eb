import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const newAudience: Migration = {
  name: '0014-new-audience',

  async up(db, t) {
    // The part of the audience that could not see the subject before the event. It must not learn the old values.
    await sql`alter table events add column new_audience ${t.json}`.execute(db)
    for (let after = 0; ; ) {
      const { rows } = await sql<Shared>`select id, audience, changes from events
        where type in ('task.updated', 'task.assigned') and id > ${after} order by id limit 1000`.execute(db)
      const last = rows.at(-1)
      if (!last) return
      for (const row of rows) {
        const newcomers = newcomersOf(parsed<number[]>(row.audience), parsed<Changes>(row.changes))
        if (newcomers.length === 0) continue
        await sql`update events set new_audience = ${JSON.stringify(newcomers)} where id = ${row.id}`.execute(db)
      }
      after = Number(last.id)
    }
  },

  async down(db) {
    await sql`alter table events drop column new_audience`.execute(db)
  },
}

type Shared = { id: number; audience: unknown; changes: unknown }
type Changes = Record<string, { to: number | null } | undefined>

/** The members of a project that a task was moved to, and a new assignee who sees the task only for that reason. */
function newcomersOf(audience: number[], { project, assigned_to }: Changes): number[] {
  const assignee = -(assigned_to?.to ?? 0)
  // The owner is first, and sees the task anyway.
  const isShown = audience.indexOf(assignee) > 0
  return [...audience.filter((scope) => scope === project?.to), ...(isShown ? [assignee] : [])]
}

const parsed = <Value>(json: unknown): Value => (typeof json === 'string' ? JSON.parse(json) : json) as Value
