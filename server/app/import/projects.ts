import { importMember, importProject } from '../../features/projects/importing.ts'
import { clock } from '../../platform/clock.ts'
import type { Tx } from '../../tables/tables.ts'
import type { Found } from './find-tables.ts'
import { columnsOf, type ImportContext, type ImportRow, importTable, type Row, rowOf } from './import-table.ts'
import { Refusal } from './outcomes.ts'
import { booleanFrom, cleanText, instantFrom, shortened } from './values.ts'

export function importProjects(context: ImportContext, found: Found<'projects'>): Promise<void> {
  const prepare = async (rows: Row<'projects'>[]): Promise<ImportRow<'projects'>> => {
    const firstMembers = await firstMembersOf(context, rows)
    return (tx, row, note) => importOne(tx, context, { row, firstMember: firstMembers.get(row.id), note })
  }
  return importTable(context, { kind: 'projects', as: 'project', found, label: 'name', prepare })
}

type One = { row: Row<'projects'>; firstMember: string | undefined; note(text: string): void }

async function importOne(tx: Tx, context: ImportContext, { row: { fields }, firstMember, note }: One): Promise<number> {
  const { mapping, timeZone, defaultOwner } = context
  const { name, description } = nameAndDescription(cleanText(fields.name), cleanText(fields.description), 255, note)
  const owner = fields.owner ?? firstMember
  const ownerId = owner === undefined || owner === null ? defaultOwner : await mapping.find(tx, 'user', owner)
  if (ownerId === undefined) throw new Refusal(missingOwner(owner))
  const created_at = instantFrom(fields.created_at, timeZone) ?? clock.now()
  const updated_at = instantFrom(fields.updated_at, timeZone) ?? created_at
  const isArchived = booleanFrom(fields.archived) ?? Boolean(fields.archived_at)
  const archived_at = isArchived ? (instantFrom(fields.archived_at, timeZone) ?? updated_at) : null
  const color = colorFrom(fields.color, note)
  return importProject(tx, { name, description, color, archived_at, created_at, updated_at, owner: ownerId })
}

export const missingOwner = (owner: string | null | undefined): string =>
  owner === undefined || owner === null
    ? 'It has no owner. Name an account that gets such rows with --owner NAME.'
    : `Its owner, user ${owner}, was not imported.`

/** A name that is too long is truncated, and its full text is put at the start of the description. */
export function nameAndDescription(
  name: string,
  description: string,
  most: number,
  note: (text: string) => void,
): { name: string; description: string } {
  if (name === '') throw new Refusal('It has no name or title.')
  const { short, isCut } = shortened(name, most)
  if (isCut) note(`the title is shortened to ${most} characters, and the description contains it in full`)
  const whole = isCut ? `${name}\n\n${description}`.trim() : description
  const bytes = Buffer.byteLength(whole)
  if (bytes > 65_536) throw new Refusal(`Its description has ${bytes} bytes, and may have at most 65,536.`)
  return { name: short, description: whole }
}

export function colorFrom(color: string | null | undefined, note: (text: string) => void): string | null {
  if (!color) return null
  if (/^#[0-9a-f]{6}$/i.test(color)) return color
  note(`the color ${JSON.stringify(color)} is not like #3b82f6 and is omitted`)
  return null
}

/** For projects without an owner: a member with the role of owner, or else the first member. */
async function firstMembersOf(
  { source, layout: { members: found }, words }: ImportContext,
  rows: Row<'projects'>[],
): Promise<Map<string, string>> {
  const orphans = rows.filter(({ fields }) => !fields.owner).map(({ id }) => id)
  if (!found?.columns.project || orphans.length === 0) return new Map()
  const selection = { table: found.table, columns: columnsOf(found), order: found.key }
  const members = (await source.find(selection, found.columns.project, orphans)).map((row) => rowOf(found, row).fields)
  const first = new Map<string, string>()
  const isOwner = ({ role }: (typeof members)[number]) => words.role(role ?? '') === 'owner'
  for (const member of [...members.filter(isOwner), ...members]) {
    if (member.project && member.user && !first.has(member.project)) first.set(member.project, member.user)
  }
  return first
}

export function importMembers(context: ImportContext, found: Found<'members'>): Promise<void> {
  const { mapping, words, timeZone } = context
  const importRow: ImportRow<'members'> = async (tx, { fields }, note) => {
    const project = fields.project && (await mapping.find(tx, 'project', fields.project))
    if (!project) throw new Refusal(`Its project, ${fields.project}, was not imported.`)
    const user = fields.user && (await mapping.find(tx, 'user', fields.user))
    if (!user) throw new Refusal(`User ${fields.user} was not imported.`)
    const role = fields.role ? words.role(fields.role) : 'editor'
    if (!role) throw new Refusal(unknownWord('role', fields.role ?? ''))
    const added_at = instantFrom(fields.created_at, timeZone) ?? clock.now()
    const isNew = await importMember(tx, { project, user, role, added_at })
    if (!isNew && fields.role && role !== 'owner') note('is already in the project and keeps the role')
    return user
  }
  return importTable(context, {
    kind: 'members',
    as: 'member',
    found,
    groupedBy: 'project',
    label: 'user',
    prepare: async () => importRow,
  })
}

export const unknownWord = (kind: string, word: string): string =>
  `The ${kind} ${JSON.stringify(word)} is not known. Map it with --word ${kind}:${word}=MEANING.`
