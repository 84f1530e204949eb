import type { Migration } from '../../platform/database/migrations/migrator.ts'

/** Deleting many tasks must not trigger a merge of the search index, which would block all other requests. */
export const searchMerges: Migration = {
  name: '0019-search-merges',

  up: (_db, t) => t.mergeSearchIndexOnDelete('tasks', false),

  down: (_db, t) => t.mergeSearchIndexOnDelete('tasks', true),
}
