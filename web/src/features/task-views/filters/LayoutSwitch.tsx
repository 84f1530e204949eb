import { Link } from '@tanstack/react-router'
import { useMessages } from '../../../messages/index.ts'
import { LAYOUTS, type Layout } from '../view.ts'
import css from './filters.module.css'

/** List, board, table or calendar: each is a link that preserves the filters. */
export function LayoutSwitch({ layout }: { layout: Layout }) {
  const { views } = useMessages()
  return (
    <nav className={css.layouts} aria-label={views.layout}>
      {LAYOUTS.map((one) => (
        <Link
          key={one}
          to="."
          search={(held: object) => ({ ...held, view: one === 'list' ? undefined : one })}
          aria-current={one === layout ? 'page' : undefined}
          data-chosen={one === layout || undefined}
          activeProps={{}}
        >
          {views.layouts[one]}
        </Link>
      ))}
    </nav>
  )
}
