import { Link, Outlet } from '@tanstack/react-router'
import { resources } from '../../api/admin/resources.ts'
import { resourceInWords, useAdminMessages } from '../../messages/admin/index.ts'
import { paths } from '../../paths.ts'
import css from './AdminFrame.module.css'
import { RunningActions } from './running/RunningActions.tsx'

/** The bar with every list of the API, and the page below it. */
export function AdminFrame() {
  const messages = useAdminMessages()
  return (
    <div className={css.admin}>
      <nav className={css.sections} aria-label={messages.sections}>
        <Link to={paths.admin} activeOptions={{ exact: true }} activeProps={{ 'data-active': true }}>
          {messages.overview}
        </Link>
        {resources
          .filter(({ parent }) => !parent)
          .map(({ name }) => (
            <Link
              key={name}
              to={paths.adminList(name)}
              activeOptions={{ includeSearch: false }}
              activeProps={{ 'data-active': true }}
            >
              {resourceInWords(name, messages)}
            </Link>
          ))}
        <Link to={paths.adminConfiguration} activeProps={{ 'data-active': true }}>
          {messages.configuration.title}
        </Link>
      </nav>
      <RunningActions />
      <Outlet />
    </div>
  )
}
