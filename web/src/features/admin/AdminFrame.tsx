import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { resources } from '../../api/admin/resources.ts'
import { resourceInWords, useAdminMessages } from '../../messages/admin/index.ts'
import { paths } from '../../paths.ts'
import css from './AdminFrame.module.css'
import { RunningActions } from './running/RunningActions.tsx'

/** The bar with every list of the API, and the page below it. */
export function AdminFrame() {
  const messages = useAdminMessages()
  const sections = useRef<HTMLElement>(null)
  const path = useLocation({ select: ({ pathname }) => pathname })
  // On a phone the bar scrolls sideways.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is active
  useEffect(() => {
    sections.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [path])
  return (
    <div className={css.admin}>
      <nav ref={sections} className={css.sections} aria-label={messages.sections}>
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
