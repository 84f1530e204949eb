import { Link, notFound, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { type Count, useCount, useRows } from '../../../api/admin/hooks.ts'
import { ADMIN_PAGE } from '../../../api/admin/requests.ts'
import { type Resource, resourceNamed } from '../../../api/admin/resources.ts'
import { resourceInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { EmptyState } from '../../../ui/feedback/EmptyState.tsx'
import { SkeletonRows } from '../../../ui/feedback/SkeletonRows.tsx'
import { useMayChange } from '../rights.ts'
import { useTitle } from '../title.ts'
import { actionsOf } from './actions.ts'
import { ColumnsMenu } from './ColumnsMenu.tsx'
import { useColumns } from './columns.ts'
import { ExportMenu } from './ExportMenu.tsx'
import { FilterLine } from './FilterLine.tsx'
import css from './ListPage.module.css'
import { SelectionBar } from './SelectionBar.tsx'
import { Table } from './Table.tsx'
import { useView, type View } from './view.ts'

export function ListPage() {
  const name = useParams({ strict: false, select: (params) => params.resource as string })
  const resource = resourceNamed(name)
  if (!resource || resource.parent) throw notFound()
  return <List key={name} resource={resource} />
}

function List({ resource }: { resource: Resource }) {
  const view = useView(resource)
  const count = useCount(resource, view.query)
  const rows = useRows(resource, view.query, { cursor: view.cursor, size: ADMIN_PAGE })
  const { columns, toggle } = useColumns(resource)
  const isSelectable = useMayChange() && actionsOf(resource).length > 0
  const [selected, select] = useSelected(view)
  return (
    <div className={css.page}>
      <Header resource={resource} count={count}>
        <ColumnsMenu resource={resource} columns={columns} onToggle={toggle} />
        <ExportMenu resource={resource} query={view.query} count={count} />
      </Header>
      <FilterLine resource={resource} view={view} />
      <Rows resource={resource} rows={rows} view={view}>
        {(found) => (
          <Table
            isSelectable={isSelectable}
            resource={resource}
            columns={columns}
            rows={found}
            view={view}
            selected={selected}
            onSelect={select}
          />
        )}
      </Rows>
      <Pager view={view} next={rows.data?.next_cursor ?? undefined} />
      <SelectionBar
        resource={resource}
        selected={selected}
        query={view.query}
        count={count}
        onClear={() => select(NONE)}
      />
    </div>
  )
}

/** The selected rows, until others are shown. */
function useSelected({ query, cursor }: View) {
  const [selected, select] = useState<ReadonlySet<string>>(NONE)
  const address = JSON.stringify([query, cursor])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the selected rows are no longer shown
  useEffect(() => select(NONE), [address])
  return [selected, select] as const
}

type HeaderProps = { resource: Resource; count: Count | undefined; children: React.ReactNode }

function Header({ resource, count, children }: HeaderProps) {
  const messages = useAdminMessages()
  const title = resourceInWords(resource.name, messages)
  const mayChange = useMayChange()
  useTitle(title)
  return (
    <header className={css.header}>
      <h1>{title}</h1>
      {count && <span className={css.count}>{countInWords(count, messages)}</span>}
      <div className={css.tools}>
        {mayChange && resource.name === 'users' && (
          <Link className={css.tool} to={paths.adminUserImport}>
            {messages.userImport.open}
          </Link>
        )}
        {children}
      </div>
    </header>
  )
}

const NONE: ReadonlySet<string> = new Set()

export function countInWords({ count, isExact }: Count, { list }: ReturnType<typeof useAdminMessages>): string {
  const figure = count.toLocaleString()
  return isExact ? figure : list.moreThan(figure)
}

type RowsProps = {
  resource: Resource
  rows: ReturnType<typeof useRows>
  view: View
  children(found: NonNullable<ReturnType<typeof useRows>['data']>['results']): React.ReactNode
}

/** The table, or a placeholder while it loads, if loading fails, and if there are no rows. */
function Rows({ resource, rows, view, children }: RowsProps) {
  const { list } = useAdminMessages()
  const messages = useMessages()
  const { data, error } = rows
  if (!data && error) {
    return (
      <EmptyState text={list.failed}>
        <Button onClick={() => void rows.refetch()}>{messages.tryAgain}</Button>
      </EmptyState>
    )
  }
  if (!data) return <SkeletonRows label={messages.loading} />
  if (data.results.length > 0) return children(data.results)
  const filters = resource.filters.map(({ name }) => name).filter((name) => name in view.query)
  if (filters.length === 0) return <EmptyState text={list.noneAtAll} />
  return (
    <EmptyState text={list.none}>
      <Button onClick={() => view.set(Object.fromEntries(filters.map((name) => [name, undefined])))}>
        {list.clear}
      </Button>
    </EmptyState>
  )
}

function Pager({ view, next }: { view: View; next: string | undefined }) {
  const { list } = useAdminMessages()
  if (!view.cursor && !next) return <footer />
  return (
    <footer className={css.pager}>
      <Button disabled={!view.cursor} onClick={() => view.goTo('')}>
        {list.previous}
      </Button>
      <Button disabled={!next} onClick={() => next && view.goTo(next)}>
        {list.next}
      </Button>
    </footer>
  )
}
