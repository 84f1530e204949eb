import { sql } from 'kysely'
import type { Migration } from '../../platform/database/migrations/migrator.ts'

export const retention: Migration = {
  name: '0016-retention',

  async up(db, t) {
    // Events may have been deleted manually before: readers cannot continue from before the first event.
    await sql`create table pruned_events (up_to ${t.integer} not null)`.execute(db)
    await sql`insert into pruned_events (up_to) select coalesce(min(id) - 1, 0) from events`.execute(db)
    // Names, addresses and profiles of accounts that were deleted before the erasure of events existed.
    await sql`update events set changes = '{}' where subject_type in ('user', 'profile', 'person')
      and subject_id not in (select id from users)`.execute(db)
  },

  async down(db) {
    await sql`drop table pruned_events`.execute(db)
  },
}
