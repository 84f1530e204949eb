import { randomUUIDv7 } from 'node:crypto'
import { changesFromNothing } from '../../events/changes.ts'
import { recordEvent } from '../../events/record-event.ts'
import { nameKeys } from '../../platform/text/names.ts'
import { scopeOf } from '../../tables/scope.ts'
import type { CategoryRow, Tx } from '../../tables/tables.ts'
import * as queries from './queries.ts'
import { LONGEST_NAME } from './schema.ts'

type ImportedCategory = Pick<CategoryRow, 'owner_id' | 'project_id' | 'name' | 'color' | 'created_at' | 'updated_at'>

/** Creates a category of another system, or finds the one with the same or a confusable name in the same place. */
export async function importCategory(
  tx: Tx,
  { name: written, ...fields }: ImportedCategory,
): Promise<{ id: number; isNew: boolean }> {
  const { name, key, lookalike, order } = nameKeys(written, LONGEST_NAME)
  const existing = await queries.findCategoryNamed(tx, fields, { key, lookalike })
  if (existing) return { id: existing.id, isNew: false }
  const named = { name, name_key: key, name_lookalike: lookalike, name_order: order }
  const { id, owner_id, project_id, color } = await queries.insertCategory(tx, {
    ...fields,
    ...named,
    uid: randomUUIDv7(),
  })
  const about = { actor: null, subject: id, project: project_id, audience: [scopeOf({ project_id, owner_id })] }
  await recordEvent(tx, 'category.created', { ...about, changes: changesFromNothing({ name, color }) })
  return { id, isNew: true }
}
