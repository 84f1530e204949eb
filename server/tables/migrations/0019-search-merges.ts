import type { Migration } from '../../platform/database/migrations/migrator.ts'

/** Deleting many tasks must not rewrite the search index in between, which would hold up everybody. */
export const searchMerges: Migration = {
  name: '0019-search-merges',

  up: (_db, t) => t.mergeSearchIndexOnDelete('tasks', false),

  down: (_db, t) => t.mergeSearchIndexOnDelete('tasks', true),
}
