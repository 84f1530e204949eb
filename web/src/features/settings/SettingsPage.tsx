import { Link, Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { paths } from '../../paths.ts'
import css from './settings.module.css'

/** The user's own settings, in sections with their own addresses. */
export function SettingsPage() {
  const { settings, appName } = useMessages()
  const { settings: words } = usePageMessages()
  useEffect(() => {
    document.title = `${settings.title} · ${appName}`
  }, [settings, appName])
  const sections = [
    { to: paths.settings, label: words.sections.profile },
    { to: paths.ownCategories, label: words.sections.categories },
    { to: paths.emailSettings, label: words.sections.emails },
    { to: paths.accountSettings, label: words.sections.account },
    { to: paths.sessions, label: words.sections.sessions },
  ]
  return (
    <div className={css.page}>
      <h1>{settings.title}</h1>
      <nav className={css.sections} aria-label={words.sectionsOf}>
        {sections.map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ exact: true }} activeProps={{ 'data-active': true }}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  )
}
