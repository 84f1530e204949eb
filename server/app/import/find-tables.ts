import type { ForeignTable } from '../../platform/database/foreign/foreign-database.ts'
import { type FieldOf, KINDS, type Kind, TABLE_DESCRIPTIONS } from './fields.ts'

/** A table, its key, and the columns of its fields. */
export type Found<K extends Kind = Kind> = {
  table: string
  key: readonly string[]
  columns: Partial<Record<FieldOf<K>, string>>
  /** The columns that are ignored. */
  unread: string[]
}

export type Layout = { [K in Kind]?: Found<K> } & { users: Found<'users'> }

/** The operator's own choices: the table of a kind, and the column of a field; `none` leaves it out. */
export type Naming = { tables: Map<string, string>; columns: Map<string, string> }

/** Finds the tables of users, projects, tasks and so on. Throws an error with advice if the choice is ambiguous. */
export function findLayout(tables: readonly ForeignTable[], naming: Naming): Layout {
  requireKnownNames(naming)
  const found = KINDS.map((kind) => [kind, findTable(tables, kind, naming)] as const)
  const layout = Object.fromEntries(found.filter(([, table]) => table))
  if (layout.users) return layout as Layout
  const names = tables.map(({ name }) => name).join(', ') || 'none'
  throw new Error(
    `There is no table of users, with a password and a username or email. Name it with --table users=NAME. The tables: ${names}.`,
  )
}

function findTable<K extends Kind>(tables: readonly ForeignTable[], kind: K, naming: Naming): Found<K> | undefined {
  const named = naming.tables.get(kind)
  if (named === 'none') return undefined
  const candidates =
    named === undefined
      ? tables.filter((table) => isNamed(table, kind) && hasRequired(describe(table, kind, naming), kind))
      : [requireTable(tables, kind, named)]
  const [table, ...others] = mostReferenced(candidates, tables)
  if (others.length > 0) {
    const names = [table, ...others].map((one) => one?.name).join(' or ')
    throw new Error(
      `The ${kind} can be in ${names}. Name the table with --table ${kind}=NAME, or leave them out with --table ${kind}=none.`,
    )
  }
  return table && describe(table, kind, naming)
}

/** Django puts the label of the app before the name of the model: tasks_task, api_task, todo_task. */
function isNamed({ name }: ForeignTable, kind: Kind): boolean {
  const words = name.toLowerCase().split('_')
  const pattern: RegExp = TABLE_DESCRIPTIONS[kind].table
  return words.some((_, from) => pattern.test(words.slice(from).join('_'))) && !isOfFramework(name)
}

/** Of several candidates, only those that other tables refer to: an unused table of accounts is not the one. */
function mostReferenced(candidates: ForeignTable[], tables: readonly ForeignTable[]): ForeignTable[] {
  const uses = ({ name }: ForeignTable) =>
    tables.filter(({ references }) => Object.values(references).includes(name)).length
  const most = Math.max(0, ...candidates.map(uses))
  return candidates.filter((candidate) => uses(candidate) === most)
}

function describe<K extends Kind>(table: ForeignTable, kind: K, { columns: named }: Naming): Found<K> {
  const plain = new Map(table.columns.map((column) => [column.toLowerCase().replaceAll('_', ''), column]))
  const fields = Object.entries(TABLE_DESCRIPTIONS[kind].fields as Record<string, readonly string[]>)
  const columns: Record<string, string> = {}
  for (const [field, spellings] of fields) {
    const given = named.get(`${kind}.${field}`)
    if (given !== undefined && given !== 'none' && !table.columns.includes(given)) {
      throw new Error(
        `${table.name} has no column ${given}, which --column ${kind}.${field} names. Its columns: ${table.columns.join(', ')}.`,
      )
    }
    const found = given ?? spellings.map((spelling) => plain.get(spelling)).find((column) => column !== undefined)
    if (found !== undefined && found !== 'none') columns[field] = found
  }
  const key = table.primaryKey.length > 0 ? table.primaryKey : table.columns.includes('id') ? ['id'] : table.columns
  const read = new Set([...Object.values(columns), ...key])
  const unread = table.columns.filter((column) => !read.has(column) && !OF_DJANGO.includes(column))
  return { table: table.name, key, columns: columns as Found<K>['columns'], unread }
}

const OF_DJANGO = ['is_staff']

const hasRequired = ({ columns }: Found, kind: Kind): boolean =>
  TABLE_DESCRIPTIONS[kind].required.every((fields: readonly string[]) =>
    fields.some((field) => (columns as Record<string, string>)[field] !== undefined),
  )

function requireTable(tables: readonly ForeignTable[], kind: Kind, name: string): ForeignTable {
  const table = tables.find((one) => one.name === name)
  if (table) return table
  const names = tables.map((one) => one.name).join(', ')
  throw new Error(`There is no table ${name}, which --table ${kind} names. The tables: ${names}.`)
}

function requireKnownNames({ tables, columns }: Naming): void {
  for (const kind of tables.keys()) {
    if (!KINDS.includes(kind as Kind)) throw new Error(`--table accepts ${KINDS.join(', ')}, not ${kind}.`)
  }
  for (const name of columns.keys()) {
    const [kind = '', field = ''] = name.split('.')
    const fields = KINDS.includes(kind as Kind) ? Object.keys(TABLE_DESCRIPTIONS[kind as Kind].fields) : []
    if (fields.includes(field)) continue
    const known = fields.length > 0 ? fields.map((one) => `${kind}.${one}`) : KINDS.map((one) => `${one}.FIELD`)
    throw new Error(`--column accepts ${known.join(', ')}, not ${name}.`)
  }
}

/** Internal tables of frameworks. */
export const isOfFramework = (name: string): boolean =>
  /^(django_|auth_(group|permission|user_)|token_blacklist_|authtoken_|socialaccount_|alembic_version|celery_|kombu_)/.test(
    name,
  ) || /_(groups|user_permissions)$/.test(name)
