import { type Kind, SIGNS, type Vocabulary } from './read-line.ts'

export type Option = { key: string; kind: Exclude<Kind, 'date'>; label: string; value: string | number | undefined }
/** The text being typed after a sign: its range, and the options that complete it. */
export type Completion = { start: number; end: number; typed: string; options: readonly Option[] }

const MOST = 8

/** The completion of the sign before the cursor; undefined if there is none, or if it is complete. */
export function completionAt(text: string, cursor: number, vocabulary: Vocabulary): Completion | undefined {
  const match = /(?:^|\s)([!#@/])([^\s!#@/][^!#@/]*)?$/.exec(text.slice(0, cursor))
  if (!match) return undefined
  const typed = match[2] ?? ''
  const kind = SIGNS[match[1] as keyof typeof SIGNS]
  const named = optionsOf(kind, vocabulary).filter(({ label }) => matches(label, typed))
  const options = [...named.slice(0, MOST), ...newCategory(kind, typed, named)]
  const isComplete = named.some(({ label }) => label.toLowerCase() === typed.trim().toLowerCase())
  if (options.length === 0 || isComplete) return undefined
  return { start: cursor - typed.length - 1, end: cursor, typed, options }
}

/** The text with the option completed, followed by a space. */
export function complete(text: string, { start, end }: Completion, label: string): { text: string; cursor: number } {
  const before = `${text.slice(0, start + 1)}${label} `
  return { text: before + text.slice(end).trimStart(), cursor: before.length }
}

function optionsOf(kind: Option['kind'], vocabulary: Vocabulary): Option[] {
  const option = (label: string, value: string | number): Option => ({
    key: `${kind} ${value} ${label}`,
    kind,
    label,
    value,
  })
  if (kind === 'priority') return vocabulary.priorities.map(({ name, value }) => option(name, value))
  if (kind === 'project') return vocabulary.projects.map(({ id, name }) => option(name, id))
  if (kind === 'person') {
    return vocabulary.people.map(({ id, username, display_name }) => option(display_name || username || '', id))
  }
  return vocabulary.categories
    .filter(({ project }) => project === vocabulary.project)
    .map(({ id, name }) => option(name, id))
}

/** A name, or one of its words, starts with the typed text. */
const matches = (label: string, typed: string): boolean =>
  label.toLowerCase().startsWith(typed.toLowerCase()) ||
  (!typed.includes(' ') &&
    label
      .toLowerCase()
      .split(/\s+/)
      .some((word) => word.startsWith(typed.toLowerCase())))

function newCategory(kind: Option['kind'], typed: string, named: readonly Option[]): Option[] {
  if (kind !== 'category' || !typed || /\s/.test(typed) || named.length > 0) return []
  return [{ key: 'category-new', kind, label: typed, value: undefined }]
}
