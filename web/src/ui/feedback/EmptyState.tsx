import type { ReactNode } from 'react'
import css from './EmptyState.module.css'

/** One sentence that says what belongs here, and one button. */
export function EmptyState({ title, text, children }: { title?: string; text: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      {title && <h2 className={css.title}>{title}</h2>}
      <p>{text}</p>
      {children}
    </div>
  )
}
