import { isUtf8 } from 'node:buffer'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Problem } from '../../../platform/problem.ts'

/** The columns that a file may have. Others are ignored and listed in the result. */
export const COLUMNS = [
  'username',
  'email',
  'first_name',
  'last_name',
  'display_name',
  'role',
  'is_active',
  'password',
] as const
export type Column = (typeof COLUMNS)[number]

export const MAX_LINES = 5_000

/** A line of the file: trimmed values by column; empty values are left out. */
export type CsvLine = { number: number; values: { [Name in Column]?: string }; hasTooMany: boolean }
type UsersCsv = { lines: CsvLine[]; ignored: string[] }

/** The text of a CSV file, without the byte order mark that spreadsheets add. */
export function csvText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString().replace(/^\uFEFF/, '')
  throw new Problem('invalid', 'request.encoding', 'The file is not UTF-8. Save it as “CSV UTF-8” and send it again.')
}

/** Reads a CSV file of users that is separated by commas, semicolons or tabs. Throws a Problem if it is not one. */
export async function readUsersCsv(text: string): Promise<UsersCsv> {
  const [header, ...records] = await recordsOf(text)
  if (!header) throw unreadable('The file is empty. The first line must name the columns.')
  const columns = header.record.map(columnFrom)
  const known = columns.filter((column) => column !== undefined)
  const repeated = known.find((column, index) => known.indexOf(column) !== index)
  if (repeated) throw unreadable(`The column ${repeated} appears twice. Remove one of them.`)
  if (!known.includes('username') && !known.includes('email')) {
    throw unreadable(`The first line must name the columns, among them username or email: ${COLUMNS.join(', ')}.`)
  }
  if (records.length > MAX_LINES) throw tooManyLines(records.length)
  return {
    lines: records.map((record) => lineFrom(record, columns)),
    ignored: header.record.filter((name, index) => columns[index] === undefined && name !== ''),
  }
}

type CsvRecord = { record: string[]; info: { lines: number } }

async function recordsOf(text: string): Promise<CsvRecord[]> {
  // Imported here, because most processes never read such a file.
  const { CsvError, parse } = await import('csv-parse')
  const options = { relax_column_count: true, skip_empty_lines: true, trim: true, info: true }
  const parser = parse({ ...options, delimiter: delimiterOf(text) })
  const records: CsvRecord[] = []
  try {
    await pipeline(partsOf(text), parser, async (parsed: AsyncIterable<CsvRecord>) => {
      for await (const one of parsed) if (one.record.some((value) => value !== '')) records.push(one)
    })
    return records
  } catch (reason) {
    if (!(reason instanceof CsvError)) throw reason
    throw unreadable(`The file is not CSV: ${reason.message}.`)
  }
}

const PART_LENGTH = 32_768

/** Each part is parsed in its own turn of the event loop. */
async function* partsOf(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += PART_LENGTH) {
    await nextTurn()
    yield bytes.subarray(start, start + PART_LENGTH)
  }
}

/** Excel separates by semicolons in locales whose decimal separator is the comma. */
function delimiterOf(text: string): string {
  const [header = ''] = text.split(/\r?\n|\r/, 1)
  const bare = header.replaceAll(/"[^"]*"/g, '')
  const counts = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: bare.split(delimiter).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter
}

function columnFrom(name: string): Column | undefined {
  const normal = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
  return COLUMNS.find((column) => column === normal || column === ALIASES[normal])
}

const ALIASES: Record<string, Column> = { e_mail: 'email', name: 'display_name', active: 'is_active' }

function lineFrom({ record, info }: CsvRecord, columns: readonly (Column | undefined)[]): CsvLine {
  const values: CsvLine['values'] = {}
  for (const [index, column] of columns.entries()) if (column && record[index]) values[column] = record[index]
  return { number: info.lines, values, hasTooMany: record.slice(columns.length).some((value) => value !== '') }
}

const unreadable = (detail: string) => new Problem('invalid', 'user_import.unreadable', detail)

const tooManyLines = (count: number) =>
  new Problem(
    'invalid',
    'user_import.too_many_rows',
    `The file has ${count} rows. At most ${MAX_LINES} are imported at once. Split the file.`,
  )
