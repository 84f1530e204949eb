import { Link, notFound, useParams } from '@tanstack/react-router'
import { useItem } from '../../../api/admin/hooks.ts'
import type { Target } from '../../../api/admin/requests.ts'
import { type Resource, type Row, resourceNamed, titleOf } from '../../../api/admin/resources.ts'
import { fieldInWords, resourceInWords, useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { paths } from '../../../paths.ts'
import { EmptyState } from '../../../ui/feedback/EmptyState.tsx'
import { SkeletonRows } from '../../../ui/feedback/SkeletonRows.tsx'
import { useReferences } from '../list/Table.tsx'
import { useMayChange } from '../rights.ts'
import { useTitle } from '../title.ts'
import { isChanges, Value } from '../Value.tsx'
import { Changes } from './Changes.tsx'
import { FieldsForm } from './FieldsForm.tsx'
import { History } from './History.tsx'
import css from './ItemPage.module.css'
import { Related } from './Related.tsx'

export function ItemPage() {
  const target = useTarget()
  const { item } = useAdminMessages()
  const { loading } = useMessages()
  const { data: row, error } = useItem(target)
  if (row) return <Item key={target.id} target={target} row={row} />
  if (!error) return <SkeletonRows label={loading} />
  return (
    <EmptyState text={item.missing}>
      <Link to={paths.adminList(target.resource.name)}>{item.toList}</Link>
    </EmptyState>
  )
}

/** The item in the address: `/admin/users/5`. */
export function useTarget(): Target {
  const { resource: name = '', id = '' } = useParams({ strict: false }) as Record<string, string>
  const resource = resourceNamed(name)
  if (!resource?.canRead || !isKeyOf(resource, id)) throw notFound()
  return { resource, id }
}

/** Most keys are numbers, some are names. */
const isKeyOf = ({ fields, key }: Resource, id: string): boolean =>
  fields.find(({ name }) => name === key)?.type === 'integer' ? /^\d+$/.test(id) : id !== ''

function Item({ target, row }: { target: Target; row: Row }) {
  const messages = useAdminMessages()
  const { item } = messages
  const { resource, id } = target
  const mayChange = useMayChange()
  const title = titleOf(row, resource.key)
  useTitle(title)
  return (
    <div className={css.page}>
      <header className={css.header}>
        <Link className={css.back} to={paths.adminList(resource.name)}>
          {resourceInWords(resource.name, messages)}
        </Link>
        <h1 dir="auto">{title}</h1>
        {mayChange && resource.canDelete && (
          <Link className={css.delete} to={`${paths.adminItem(resource.name, id)}/delete`}>
            {item.delete}
          </Link>
        )}
      </header>
      <div className={css.columns}>
        <div>
          {mayChange && resource.editable && <FieldsForm target={target} row={row} />}
          <Fixed target={target} row={row} />
        </div>
        <div>
          <Related target={target} />
          <History target={target} />
        </div>
      </div>
    </div>
  )
}

/** The read-only fields. */
function Fixed({ target: { resource }, row }: { target: Target; row: Row }) {
  const messages = useAdminMessages()
  const mayChange = useMayChange()
  const editable = (mayChange && resource.editable?.map(({ name }) => name)) || []
  const fields = resource.fields.filter(({ name }) => !editable.includes(name))
  const nameOf = useReferences(fields, [row])
  return (
    <section>
      <h2>{mayChange ? messages.item.fixed : messages.item.fields}</h2>
      <dl className={css.fixed}>
        {fields.map((field) => (
          <div key={field.name} title={field.description}>
            <dt>{fieldInWords(field.name, messages)}</dt>
            <dd>
              {isChanges(field) ? (
                <Changes event={row} />
              ) : (
                <Value field={field} value={row[field.name]} row={row} nameOf={nameOf} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
