import { type ReactNode, useEffect } from 'react'
import { useMessages } from '../../messages/index.ts'
import css from './pages.module.css'

type ListHeaderProps = { title: string; subtitle?: ReactNode; mark?: ReactNode; children?: ReactNode }

/** The title of a page, with the controls that change how the page is shown. */
export function ListHeader({ title, subtitle, mark, children }: ListHeaderProps) {
  const { appName } = useMessages()
  useEffect(() => {
    document.title = title ? `${title} · ${appName}` : appName
  }, [title, appName])
  return (
    <header className={css.header}>
      <div className={css.line}>
        {mark}
        <h1 dir="auto">{title}</h1>
        {children}
      </div>
      {subtitle && <p className={css.subtitle}>{subtitle}</p>}
    </header>
  )
}
