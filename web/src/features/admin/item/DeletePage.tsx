import { Link, Navigate, useNavigate } from '@tanstack/react-router'
import { useDeleteItem, useItem } from '../../../api/admin/hooks.ts'
import type { Target } from '../../../api/admin/requests.ts'
import { listsAbout, titleOf } from '../../../api/admin/resources.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { useMessages } from '../../../messages/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { refusalInWords } from '../../../ui/feedback/refusals.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { useMayChange } from '../rights.ts'
import { useTitle } from '../title.ts'
import css from './ItemPage.module.css'
import { useTarget } from './ItemPage.tsx'
import { RelatedCount } from './Related.tsx'

export function DeletePage() {
  const target = useTarget()
  if (!useMayChange()) return <Navigate to={paths.adminItem(target.resource.name, target.id)} replace />
  return <Deletion target={target} />
}

/** What would be deleted along with the item, counted, before anything is deleted. */
function Deletion({ target }: { target: Target }) {
  const { resource, id } = target
  const { item, actions } = useAdminMessages()
  const { cancel } = useMessages()
  const { data: row } = useItem(target)
  const name = row ? titleOf(row, resource.key) : `#${id}`
  const { remove, isRemoving, error } = useRemoval(target, name)
  const title = item.deleteTitle(name)
  useTitle(title)
  return (
    <div className={css.page}>
      <header className={css.header}>
        <h1 dir="auto">{title}</h1>
      </header>
      <div className={css.going}>
        {resource.deletion && <p>{resource.deletion}</p>}
        <References target={target} />
        <p>{actions.cannotBeUndone}</p>
        {error && (
          <p className={css.error} role="alert">
            {refusalInWords(error)}
          </p>
        )}
        <div className={css.buttons}>
          <Button kind="danger" disabled={!row || isRemoving} onClick={remove}>
            {title}
          </Button>
          <Link className={css.cancel} to={paths.adminItem(resource.name, id)}>
            {cancel}
          </Link>
        </div>
      </div>
    </div>
  )
}

/** Deletes the item and returns to its list. */
function useRemoval(target: Target, name: string) {
  const { item } = useAdminMessages()
  const navigate = useNavigate()
  const { mutate, isPending, error } = useDeleteItem(target)
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        showToast({ text: item.deleted(name) })
        void navigate({ to: paths.adminList(target.resource.name), replace: true })
      },
    })
  return { remove, isRemoving: isPending, error }
}

/** The items that refer to this one. */
function References({ target: { resource, id } }: { target: Target }) {
  const { item } = useAdminMessages()
  // Events are not deleted.
  const about = listsAbout(resource, id).filter(({ list }) => list.name !== 'events')
  return (
    <>
      <p>{about.length > 0 ? item.goesAlong : item.nothingRefers}</p>
      <ul className={css.related}>
        {about.map((one) => (
          <RelatedCount key={`${one.list.name} ${one.filter}`} {...one} />
        ))}
      </ul>
    </>
  )
}
