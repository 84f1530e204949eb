import type { Category, NewTask, Person, Project } from '../../../api/schema.d.ts'
import type { FoundDate } from '../../../ui/time/read-date.ts'

/** The fields that can be written in a line besides the title, with the sign that starts each. */
export type Kind = 'date' | 'priority' | 'category' | 'person' | 'project'
export const SIGNS = { '!': 'priority', '#': 'category', '@': 'person', '/': 'project' } as const

/** A part of the line that was recognised. */
export type Part = { kind: Kind; start: number; end: number; value: string | number }
export type Line = { title: string; parts: readonly Part[]; fields: Partial<NewTask> }

/** The names that a line can refer to. */
export type Vocabulary = {
  priorities: readonly { name: string; value: NonNullable<NewTask['priority']> }[]
  projects: readonly Pick<Project, 'id' | 'name' | 'color'>[]
  categories: readonly Pick<Category, 'id' | 'name' | 'project'>[]
  /** The project that the task gets if the line names none: a category is one of its project, or private. */
  project: number | null
  people: readonly Pick<Person, 'id' | 'username' | 'display_name'>[]
  findDates(text: string): readonly FoundDate[]
}

/** Parses a line. `plain` holds parts that were turned back into text, by `partKey`. */
export function readLine(text: string, vocabulary: Vocabulary, plain: ReadonlySet<string> = NOTHING): Line {
  const open = hideQuoted(text)
  const signed = findSigned(open, vocabulary)
  const dates = vocabulary
    .findDates(hide(open, signed))
    .map(({ start, end, date }): Part => ({ kind: 'date', start, end, value: date }))
  const meant = [...signed, ...dates].filter((part) => !plain.has(partKey(part, text)))
  const parts = lastOfEach(meant).sort((a, b) => a.start - b.start)
  return { title: titleOf(text, parts), parts, fields: fieldsOf(parts) }
}

export const partKey = ({ kind, start, end }: Part, text: string): string =>
  `${kind} ${text.slice(start, end).toLowerCase()}`

/** The line without the parts of a kind, because a value was chosen by a button instead. */
export function withoutKind(text: string, { parts }: Line, kind: Kind): string {
  return titleOf(
    text,
    parts.filter((part) => part.kind === kind),
  )
}

const NOTHING: ReadonlySet<string> = new Set()
const HIDDEN = '\u0000'
/** Text in pairs of quotation marks of several languages, or in backticks. An apostrophe is not one. */
const QUOTED = /"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|`[^`]*`/g
const ADDRESS = /\b[a-z][a-z\d+.-]*:\/\/\S+|\S+@\S+\.\S+/gi

/** Has the same length, so that positions do not change. */
const hideQuoted = (text: string): string =>
  text.replace(QUOTED, (quoted) => HIDDEN.repeat(quoted.length)).replace(ADDRESS, (one) => HIDDEN.repeat(one.length))

const hide = (text: string, parts: readonly Part[]): string =>
  parts.reduce((left, { start, end }) => left.slice(0, start) + HIDDEN.repeat(end - start) + left.slice(end), text)

function findSigned(text: string, vocabulary: Vocabulary): Part[] {
  const projects = findNamed(text, ['project'], vocabulary)
  const project = Number(projects.at(-1)?.value ?? vocabulary.project) || null
  const categories = vocabulary.categories.filter((category) => category.project === project)
  return [...projects, ...findNamed(text, ['priority', 'category', 'person'], { ...vocabulary, categories })]
}

function findNamed(text: string, kinds: readonly Kind[], vocabulary: Vocabulary): Part[] {
  const found: Part[] = []
  for (const match of text.matchAll(/(?<=^|\s)[!#@/](?=\S)/g)) {
    const kind = SIGNS[match[0] as keyof typeof SIGNS]
    if (!kinds.includes(kind)) continue
    const named = longestName(text.slice(match.index + 1), namesOf(kind, vocabulary))
    if (named) found.push({ kind, start: match.index, end: match.index + 1 + named.length, value: named.value })
  }
  return found
}

type Name = { name: string; value: string | number }

/** Matches a full name, or its first word if no other name starts with it. Names may contain spaces. */
function longestName(rest: string, names: readonly Name[]): { length: number; value: string | number } | undefined {
  const typed = rest.toLowerCase()
  const whole = names
    .filter(({ name }) => name && typed.startsWith(name.toLowerCase()) && endsAt(rest, name.length))
    .sort((a, b) => b.name.length - a.name.length)[0]
  if (whole) return { length: whole.name.length, value: whole.value }
  const word = /^[^\s,;]+/.exec(typed)?.[0].replace(/[.!?:)]+$/, '') ?? ''
  const begun = new Set(names.filter(({ name }) => word && beginsWith(name, word)).map(({ value }) => value))
  const [value] = begun
  return begun.size === 1 && value !== undefined ? { length: word.length, value } : undefined
}

const endsAt = (text: string, length: number): boolean => !/^[\p{L}\p{N}_-]/u.test(text.slice(length))
const beginsWith = (name: string, word: string): boolean =>
  name.toLowerCase().split(/\s+/)[0]?.startsWith(word) ?? false

function namesOf(kind: Exclude<Kind, 'date'>, vocabulary: Vocabulary): Name[] {
  if (kind === 'priority') return vocabulary.priorities.map(({ name, value }) => ({ name, value }))
  if (kind === 'project') return vocabulary.projects.map(({ id, name }) => ({ name, value: id }))
  if (kind === 'category') return vocabulary.categories.map(({ id, name }) => ({ name, value: id }))
  return vocabulary.people.flatMap(({ id, username, display_name }) => [
    { name: username ?? '', value: id },
    { name: display_name, value: id },
  ])
}

/** Of two dates or projects in a line, the last one counts; the other is text. */
function lastOfEach(parts: readonly Part[]): Part[] {
  const last = new Map<Kind, Part>()
  for (const part of parts) if ((last.get(part.kind)?.start ?? -1) < part.start) last.set(part.kind, part)
  return [...last.values()]
}

function titleOf(text: string, parts: readonly Part[]): string {
  const left = [...parts]
    .sort((a, b) => b.start - a.start)
    .reduce((title, { start, end }) => `${title.slice(0, start)} ${title.slice(end)}`, text)
  return parts.length === 0 ? text.trim() : left.replace(/\s+/g, ' ').trim()
}

const FIELDS = {
  date: 'due_date',
  priority: 'priority',
  category: 'category',
  person: 'assigned_to',
  project: 'project',
} as const

const fieldsOf = (parts: readonly Part[]): Partial<NewTask> =>
  Object.fromEntries(parts.map(({ kind, value }) => [FIELDS[kind], value]))
