import { useState } from 'react'
import css from './projects.module.css'

/** The first two lines; pressing it shows the rest. */
export function ProjectDescription({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <button
      type="button"
      className={css.description}
      aria-expanded={isOpen}
      dir="auto"
      onClick={() => setOpen((open) => !open)}
    >
      {text}
    </button>
  )
}
