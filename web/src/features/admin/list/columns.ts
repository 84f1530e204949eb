import { useState } from 'react'
import { type Field, isTitle, type Resource } from '../../../api/admin/resources.ts'
import { ownName } from '../../../api/base-path.ts'

const MOST = 9
/** Identifiers for machines, and values too long for a cell. */
const RARELY_WANTED =
  /^(uid|rank|position|version|description|avatar_url|completed|archived_at|must_change_password|\w+_type|audience_\w+|origin|current|notifications|bio)$/

const keyOf = ({ name }: Resource): string => ownName(`admin.columns.${name}`)

/** The columns of a list that were chosen in this browser, or by default the most informative ones. */
export function useColumns(resource: Resource): { columns: readonly Field[]; toggle(name: string): void } {
  const [chosen, choose] = useState(() => read(resource))
  const columns = inOrder(resource).filter(({ name }) => chosen.includes(name))
  return {
    columns,
    toggle: (name) => {
      const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]
      localStorage.setItem(keyOf(resource), JSON.stringify(next))
      choose(next)
    },
  }
}

/** The name of a row comes first, or else its key, and its times last, except for the time of an event. */
export function inOrder(resource: Resource): readonly Field[] {
  const hasTitle = resource.fields.some(({ name }) => isTitle(resource, name))
  const place = ({ name, format }: Field) => {
    if (hasTitle ? isTitle(resource, name) : name === resource.key) return 0
    if (format === 'date-time') return name === 'happened_at' ? 0.5 : 3
    return name === resource.key ? 2 : 1
  }
  return [...resource.fields].sort((a, b) => place(a) - place(b))
}

function read(resource: Resource): readonly string[] {
  const stored = localStorage.getItem(keyOf(resource))
  const known = resource.fields.map(({ name }) => name)
  const chosen = stored ? (JSON.parse(stored) as string[]).filter((name) => known.includes(name)) : []
  return chosen.length > 0 ? chosen : usual(resource)
}

const usual = (resource: Resource): readonly string[] =>
  inOrder(resource)
    .filter((field) => !isCode(resource, field))
    .map(({ name }) => name)
    .filter((name) => !RARELY_WANTED.test(name))
    .slice(0, MOST)

/** A key that is neither a number nor the name of the row. */
const isCode = (resource: Resource, { name, type }: Field): boolean =>
  name === resource.key && type === 'string' && !isTitle(resource, name)
