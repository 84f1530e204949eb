import { Link } from '@tanstack/react-router'
import { useNames } from '../../../api/admin/hooks.ts'
import { type Field, type Resource, type Row, referencesIn, titleOf } from '../../../api/admin/resources.ts'
import { fieldInWords, resourceInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { IconChevronDown, IconChevronUp } from '../../../ui/icons.ts'
import { isFigure, Value } from '../Value.tsx'
import css from './Table.module.css'
import { orderOf, type View } from './view.ts'

type TableProps = {
  resource: Resource
  columns: readonly Field[]
  rows: readonly Row[]
  view: View
  isSelectable: boolean
  selected: ReadonlySet<string>
  onSelect(selected: ReadonlySet<string>): void
}

export function Table(props: TableProps) {
  const { resource, columns, rows, isSelectable, selected, onSelect } = props
  const messages = useAdminMessages()
  const nameOf = useReferences(columns, rows)
  return (
    <section
      className={css.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable areas must be reachable by keyboard
      tabIndex={0}
      aria-label={messages.list.table(resourceInWords(resource.name, messages))}
    >
      <table className={css.table}>
        <TableHead {...props} />
        <tbody>
          {rows.map((row) => (
            <TableRow
              key={String(row[resource.key])}
              {...{ resource, columns, row, nameOf, isSelectable }}
              isSelected={selected.has(String(row[resource.key]))}
              onToggle={() => onSelect(toggled(selected, String(row[resource.key])))}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The names of the columns, and a checkbox for all rows of the page. */
function TableHead({ resource, columns, rows, view, isSelectable, selected, onSelect }: TableProps) {
  const { list } = useAdminMessages()
  const ids = rows.map((row) => String(row[resource.key]))
  const areAll = ids.every((id) => selected.has(id))
  return (
    <thead>
      <tr>
        {isSelectable && (
          <th className={css.check}>
            <input
              type="checkbox"
              aria-label={list.selectPage}
              checked={areAll}
              onChange={() => onSelect(new Set(areAll ? [] : ids))}
            />
          </th>
        )}
        {columns.map((field) => (
          <Heading key={field.name} field={field} resource={resource} view={view} />
        ))}
      </tr>
    </thead>
  )
}

function toggled(selected: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(selected)
  if (!next.delete(id)) next.add(id)
  return next
}

function Heading({ field, resource, view }: { field: Field; resource: Resource; view: View }) {
  const messages = useAdminMessages()
  const name = fieldInWords(field.name, messages)
  const order = orderOf(view.query)
  const isSorted = order.name === field.name
  const Arrow = order.isDown ? IconChevronDown : IconChevronUp
  return (
    <th
      data-figure={isFigure(field) || undefined}
      title={field.description}
      aria-sort={isSorted ? (order.isDown ? 'descending' : 'ascending') : undefined}
    >
      {resource.sortable.includes(field.name) ? (
        <button
          type="button"
          onClick={() => view.set({ ordering: isSorted && !order.isDown ? `-${field.name}` : field.name })}
        >
          {name}
          {isSorted && <Arrow size={14} aria-hidden />}
        </button>
      ) : (
        name
      )}
    </th>
  )
}

type TableRowProps = {
  resource: Resource
  columns: readonly Field[]
  row: Row
  nameOf(resource: string, id: number): string | undefined
  isSelectable: boolean
  isSelected: boolean
  onToggle(): void
}

function TableRow({ resource, columns, row, nameOf, isSelectable, isSelected, onToggle }: TableRowProps) {
  const messages = useAdminMessages()
  const title = titleOf(row, resource.key)
  return (
    <tr data-selected={isSelected || undefined}>
      {isSelectable && (
        <td className={css.check}>
          <input type="checkbox" aria-label={messages.list.select(title)} checked={isSelected} onChange={onToggle} />
        </td>
      )}
      {columns.map((field, index) => (
        <td key={field.name} data-figure={isFigure(field) || undefined}>
          {index === 0 && resource.canRead ? (
            <Link className={css.title} to={paths.adminItem(resource.name, String(row[resource.key]))} dir="auto">
              {String(row[field.name] ?? '') || title}
            </Link>
          ) : (
            <Value field={field} value={row[field.name]} row={row} nameOf={nameOf} />
          )}
        </td>
      ))}
    </tr>
  )
}

/** One request for each kind of resource that the rows of a page refer to. */
export function useReferences(fields: readonly Field[], rows: readonly Row[]) {
  const references = fields.flatMap((field) => rows.flatMap((row) => referencesIn(field, row)))
  const idsOf = (name: string) => references.filter(({ resource }) => resource === name).map(({ id }) => id)
  const names: Record<string, ReadonlyMap<number, string>> = {
    users: useNames('users', idsOf('users')),
    profiles: useNames('profiles', idsOf('profiles')),
    projects: useNames('projects', idsOf('projects')),
    categories: useNames('categories', idsOf('categories')),
    tasks: useNames('tasks', idsOf('tasks')),
  }
  return (name: string, id: number) => names[name]?.get(id)
}
