import { useEffect, useState } from 'react'
import { useNames } from '../../../api/admin/hooks.ts'
import type { Query } from '../../../api/admin/requests.ts'
import type { Resource } from '../../../api/admin/resources.ts'
import { type AdminMessages, fieldInWords, useAdminMessages, valueInWords } from '../../../messages/admin/index.ts'
import { Button, IconButton } from '../../../ui/controls/Button.tsx'
import { Menu } from '../../../ui/controls/Menu.tsx'
import { Popover } from '../../../ui/controls/Popover.tsx'
import { IconFilter, IconSearch, IconX } from '../../../ui/icons.ts'
import { useKeys } from '../../../ui/keys.ts'
import { FilterEditor } from './FilterEditor.tsx'
import css from './ListPage.module.css'
import { type Filter, filtersOf, type View } from './view.ts'

/** The search, and a chip for each filter that is set or being added. */
export function FilterLine({ resource, view }: { resource: Resource; view: View }) {
  const messages = useAdminMessages()
  const [added, add] = useState<readonly string[]>([])
  const filters = filtersOf(resource)
  const shown = filters.filter(({ name, kind }) => added.includes(name) || isSet(view.query, name, kind))
  const others = filters.filter((filter) => !shown.includes(filter))
  const hasSearch = resource.filters.some(({ name }) => name === 'q')
  if (filters.length === 0 && !hasSearch) return <div className={css.filters} />
  return (
    <div className={css.filters}>
      {hasSearch && <Search view={view} />}
      {shown.map((filter) => (
        <Chip
          key={filter.name}
          filter={filter}
          view={view}
          onRemove={() => add(added.filter((name) => name !== filter.name))}
        />
      ))}
      {others.length > 0 && (
        <Menu
          trigger={
            <Button>
              <IconFilter size={16} aria-hidden />
              {messages.list.addFilter}
            </Button>
          }
          items={others.map(({ name }) => ({
            key: name,
            label: fieldInWords(name, messages),
            onChoose: () => add([...added, name]),
          }))}
        />
      )}
    </div>
  )
}

const isSet = (query: Query, name: string, kind: Filter['kind']): boolean =>
  kind === 'range' ? `${name}_after` in query || `${name}_before` in query : name in query

const TYPING_MS = 250

/** Searches a moment after the last word was typed. */
function Search({ view }: { view: View }) {
  const { list } = useAdminMessages()
  const held = view.query.q ?? ''
  const [typed, type] = useState(held)
  useKeys({
    '/': (event) => {
      event.preventDefault()
      document.querySelector<HTMLElement>('[data-admin-search]')?.focus()
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view changes at each render
  useEffect(() => {
    if (typed === held) return
    const timer = setTimeout(() => view.set({ q: typed.trim() || undefined }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, held])
  return (
    <div className={css.search}>
      <IconSearch size={16} aria-hidden />
      <input
        type="search"
        data-admin-search
        aria-label={list.search}
        placeholder={list.search}
        value={typed}
        onChange={({ target }) => type(target.value)}
      />
    </div>
  )
}

function Chip({ filter, view, onRemove }: { filter: Filter; view: View; onRemove(): void }) {
  const messages = useAdminMessages()
  const name = fieldInWords(filter.name, messages)
  const value = useValueInWords(filter, view.query, messages)
  const trigger = (
    <button type="button">
      {name}
      <b>{value}</b>
    </button>
  )
  const none = filter.kind === 'range' ? [`${filter.name}_after`, `${filter.name}_before`] : [filter.name]
  return (
    <span className={css.chip}>
      <Popover trigger={trigger} startsOpen={!isSet(view.query, filter.name, filter.kind)}>
        {(close) => <FilterEditor filter={filter} view={view} onDone={close} />}
      </Popover>
      <IconButton
        label={messages.list.removeFilter(name)}
        onClick={() => {
          onRemove()
          view.set(Object.fromEntries(none.map((one) => [one, undefined])))
        }}
      >
        <IconX size={14} aria-hidden />
      </IconButton>
    </span>
  )
}

function useValueInWords({ name, kind, field }: Filter, query: Query, messages: AdminMessages): string {
  const { list } = messages
  const values = (query[name] ?? '').split(',').filter(Boolean)
  const names = useNames(field.refersTo ?? '', field.refersTo ? values.map(Number).filter(Boolean) : [])
  if (kind === 'range') {
    const [from, before] = [query[`${name}_after`], query[`${name}_before`]]
    return [from && `${list.from} ${from}`, before && `${list.before} ${before}`].filter(Boolean).join(' ') || list.any
  }
  if (values.length === 0) return list.any
  if (kind === 'date' || kind === 'text') return values.join(', ')
  return values.map((value) => names.get(Number(value)) ?? valueInWords(value, messages)).join(', ')
}
