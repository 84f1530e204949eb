import { Link } from '@tanstack/react-router'
import { useMessages } from '../../messages/index.ts'
import { paths } from '../../paths.ts'
import { IconCalendar, IconCalendarClock, IconDots, IconInbox } from '../../ui/icons.ts'
import css from './Frame.module.css'

/** The sidebar on phones. */
export function TabBar() {
  const { nav } = useMessages()
  const tabs = [
    { to: paths.today, label: nav.today, icon: IconCalendar },
    { to: paths.inbox, label: nav.inbox, icon: IconInbox },
    { to: paths.upcoming, label: nav.upcoming, icon: IconCalendarClock },
    { to: paths.menu, label: nav.more, icon: IconDots },
  ]
  return (
    <nav className={css.tabs} aria-label={nav.tabs}>
      {tabs.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} activeProps={{ 'data-active': true }}>
          <Icon size={20} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  )
}
