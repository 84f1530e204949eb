import { Link } from '@tanstack/react-router'
import { useCount, useRows } from '../../../api/admin/hooks.ts'
import type { Target } from '../../../api/admin/requests.ts'
import { type About, listsAbout, listsBelow, type Resource, titleOf } from '../../../api/admin/resources.ts'
import { fieldInWords, resourceInWords, useAdminMessages, valueInWords } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { countInWords } from '../list/ListPage.tsx'
import { plainValue } from '../list/view.ts'
import css from './ItemPage.module.css'

/** The number of rows in other lists that refer to this item, each with a link; and the lists that belong to it. */
export function Related({ target }: { target: Target }) {
  const { item } = useAdminMessages()
  const about = listsAbout(target.resource, target.id)
  const below = listsBelow(target.resource)
  if (about.length + below.length === 0) return null
  return (
    <section>
      <h2>{item.related}</h2>
      <ul className={css.related}>
        {about.map((one) => (
          <RelatedCount key={`${one.list.name} ${one.filter}`} {...one} />
        ))}
      </ul>
      {below.map((list) => (
        <Below key={list.name} list={list} id={target.id} />
      ))}
    </section>
  )
}

export function RelatedCount({ list, filter, value }: About) {
  const messages = useAdminMessages()
  const count = useCount(list, { [filter]: value })
  return (
    <li>
      <Link to={paths.adminList(list.name)} search={{ [filter]: plainValue(value) } as never}>
        <span>
          {resourceInWords(list.name, messages)} <i>{fieldInWords(filter, messages)}</i>
        </span>{' '}
        <b>{count ? countInWords(count, messages) : ''}</b>
      </Link>
    </li>
  )
}

const SHOWN = 10

/** The first rows of a list that belongs to this item: members of a project. */
function Below({ list, id }: { list: Resource; id: string }) {
  const messages = useAdminMessages()
  const count = useCount(list, {}, id)
  const { data } = useRows(list, {}, { cursor: '', size: SHOWN }, id)
  const keyField = list.fields.find(({ name }) => name === list.key)
  return (
    <>
      <h3>
        {resourceInWords(list.name, messages)} {count && <i className={css.below}>{countInWords(count, messages)}</i>}
      </h3>
      <ul className={css.related}>
        {data?.results.map((row) => (
          <li key={String(row[list.key])}>
            <Link to={paths.adminItem(keyField?.refersTo ?? list.name, String(row[list.key]))}>
              <span dir="auto">{titleOf(row, list.key)}</span>
              {typeof row.role === 'string' && <i>{valueInWords(row.role, messages)}</i>}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
