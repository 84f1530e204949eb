import { importCategory } from '../../features/categories/importing.ts'
import { clock } from '../../platform/clock.ts'
import type { Tx } from '../../tables/tables.ts'
import type { Found } from './find-tables.ts'
import { columnsOf, type ImportContext, type ImportRow, importTable, type Row, rowOf } from './import-table.ts'
import { Refusal } from './outcomes.ts'
import { colorFrom, missingOwner } from './projects.ts'
import { cleanText, instantFrom, shortened } from './values.ts'

/** The owner of a category, a user or a project, by its id in Docket. */
export type Parent = { owner_id: number; project_id: null } | { owner_id: null; project_id: number }

/** Imports categories that have an owner. Shared ones are copied for the tasks that have them. */
export async function importCategories(context: ImportContext, found: Found<'categories'>): Promise<void> {
  const importRow: ImportRow<'categories'> = async (tx, row, note) => {
    const parent = await parentOf(tx, context, row)
    return parent && placeCategory(tx, context, { row, parent, note })
  }
  await importTable(context, {
    kind: 'categories',
    as: 'category',
    found,
    label: 'name',
    prepare: async () => importRow,
  })
}

async function parentOf(
  tx: Tx,
  { mapping }: ImportContext,
  { fields }: Row<'categories'>,
): Promise<Parent | undefined> {
  if (fields.project) {
    const project_id = await mapping.find(tx, 'project', fields.project)
    if (project_id === undefined) throw new Refusal(`Its project, ${fields.project}, was not imported.`)
    return { owner_id: null, project_id }
  }
  if (!fields.owner) return undefined
  const owner_id = await mapping.find(tx, 'user', fields.owner)
  if (owner_id === undefined) throw new Refusal(missingOwner(fields.owner))
  return { owner_id, project_id: null }
}

type CategoryToPlace = { row: Row<'categories'>; parent: Parent; note(text: string): void }

/** The category of that owner: the one that was created there before, or a new one. */
export async function placeCategory(
  tx: Tx,
  context: ImportContext,
  { row, parent, note }: CategoryToPlace,
): Promise<number> {
  const { mapping, timeZone } = context
  const sourceId = `${row.id}@${parent.project_id === null ? `user ${parent.owner_id}` : `project ${parent.project_id}`}`
  const earlier = await mapping.find(tx, 'category', sourceId)
  if (earlier !== undefined) return earlier
  const { short: name, isCut } = shortened(cleanText(row.fields.name), 100)
  if (name === '') throw new Refusal('The category has no name.')
  if (isCut) note('the name of the category is shortened to 100 characters')
  const color = colorFrom(row.fields.color, note)
  const created_at = instantFrom(row.fields.created_at, timeZone) ?? clock.now()
  const updated_at = instantFrom(row.fields.updated_at, timeZone) ?? created_at
  const { id, isNew } = await importCategory(tx, { ...parent, name, color, created_at, updated_at })
  if (!isNew) note(`the category ${name} already exists under this name or one that looks like it`)
  await mapping.add(tx, 'category', [{ sourceId, target: id }])
  return id
}

/** Categories of the source by their ids. */
export async function findCategories(
  { source, layout: { categories: found } }: ImportContext,
  ids: readonly string[],
): Promise<Map<string, Row<'categories'>>> {
  const [key, ...others] = found?.key ?? []
  if (!found || key === undefined || others.length > 0 || ids.length === 0) return new Map()
  const selection = { table: found.table, columns: columnsOf(found), order: [key] }
  const rows = (await source.find(selection, key, ids)).map((row) => rowOf(found, row))
  return new Map(rows.map((row) => [row.id, row]))
}
