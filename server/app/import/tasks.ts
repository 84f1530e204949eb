import { importTask } from '../../features/tasks/importing.ts'
import type { TaskInput } from '../../features/tasks/schema.ts'
import { clock } from '../../platform/clock.ts'
import type { Tx } from '../../tables/tables.ts'
import { findCategories, type Parent, placeCategory } from './categories.ts'
import type { Found } from './find-tables.ts'
import { type ImportContext, type ImportRow, importTable, type Row } from './import-table.ts'
import { Refusal } from './outcomes.ts'
import { missingOwner, nameAndDescription, unknownWord } from './projects.ts'
import { booleanFrom, cleanText, dateFrom, instantFrom } from './values.ts'

type Fields = Row<'tasks'>['fields']
type Note = (text: string) => void

export function importTasks(context: ImportContext, found: Found<'tasks'>): Promise<void> {
  const prepare = async (rows: Row<'tasks'>[]): Promise<ImportRow<'tasks'>> => {
    const named = new Set(rows.flatMap(({ fields: { category } }) => category || []))
    const categories = await findCategories(context, [...named])
    return (tx, row, note) => importOne(tx, context, { fields: row.fields, categories, note })
  }
  return importTable(context, { kind: 'tasks', as: 'task', found, groupedBy: 'owner', label: 'title', prepare })
}

type One = { fields: Fields; categories: Map<string, Row<'categories'>>; note: Note }

async function importOne(tx: Tx, context: ImportContext, { fields, categories, note }: One): Promise<number> {
  const { timeZone } = context
  const written = fieldsFrom(fields, context, note)
  const created_by = fields.owner ? await context.mapping.find(tx, 'user', fields.owner) : undefined
  const parent = await parentOf(tx, context, fields, created_by)
  const assigned_to = await assigneeOf(tx, context, fields, note)
  const category = await categoryOf(tx, context, { fields, categories, parent, note })
  const created_at = instantFrom(fields.created_at, timeZone) ?? clock.now()
  const updated_at = instantFrom(fields.updated_at, timeZone) ?? created_at
  const completed_at =
    written.status === 'completed' ? (instantFrom(fields.completed_at, timeZone) ?? updated_at) : null
  return importTask(tx, {
    fields: { ...written, project: parent.project_id, assigned_to, category },
    owner_id: parent.owner_id,
    created_by: created_by ?? parent.owner_id,
    completed_at,
    created_at,
    updated_at,
  })
}

/** The values from the row itself, in the format of the API. */
function fieldsFrom(fields: Fields, { words, timeZone }: ImportContext, note: Note): TaskInput & { title: string } {
  const { name: title, description } = nameAndDescription(
    cleanText(fields.title),
    cleanText(fields.description),
    255,
    note,
  )
  const date = (text: string | null | undefined, what: string) => {
    const found = text ? dateFrom(text, timeZone) : undefined
    if (text && found === undefined) note(`the ${what} ${JSON.stringify(text)} is not valid and is omitted`)
    return found ?? null
  }
  const priority = fields.priority ? words.priority(fields.priority) : 'none'
  if (priority === undefined) throw new Refusal(unknownWord('priority', fields.priority ?? ''))
  const position = fields.position ? Number(fields.position) : Number.NaN
  return {
    title,
    description,
    priority,
    status: statusFrom(fields, words),
    due_date: date(fields.due_date, 'due date'),
    start_date: date(fields.start_date, 'start date'),
    ...(Math.abs(position) <= 1e15 && { position }),
  }
}

/** A task is completed if its status or its flag says so. */
function statusFrom({ status: word, completed }: Fields, words: ImportContext['words']): string {
  const status = word ? words.status(word) : 'pending'
  if (status === undefined) throw new Refusal(unknownWord('status', word ?? ''))
  return booleanFrom(completed) ? 'completed' : status
}

async function parentOf(
  tx: Tx,
  { mapping, defaultOwner, layout }: ImportContext,
  fields: Fields,
  owner?: number,
): Promise<Parent> {
  if (fields.project && layout.projects) {
    const project_id = await mapping.find(tx, 'project', fields.project)
    if (project_id === undefined) throw new Refusal(`Its project, ${fields.project}, was not imported.`)
    return { owner_id: null, project_id }
  }
  const owner_id = fields.owner ? owner : defaultOwner
  if (owner_id === undefined) throw new Refusal(missingOwner(fields.owner))
  return { owner_id, project_id: null }
}

async function assigneeOf(
  tx: Tx,
  { mapping }: ImportContext,
  { assigned_to }: Fields,
  note: Note,
): Promise<number | null> {
  if (!assigned_to) return null
  const id = await mapping.find(tx, 'user', assigned_to)
  if (id === undefined) note(`is assigned to nobody: user ${assigned_to} was not imported`)
  return id ?? null
}

async function categoryOf(
  tx: Tx,
  context: ImportContext,
  { fields, categories, parent, note }: One & { parent: Parent },
) {
  if (!fields.category) return null
  const row = categories.get(fields.category)
  if (!row) {
    note(`is without its category ${JSON.stringify(fields.category)}, which is in no table of categories`)
    return null
  }
  return placeCategory(tx, context, { row, parent, note })
}
