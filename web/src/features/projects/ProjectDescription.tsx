import { useState } from 'react'
import css from './projects.module.css'

/** Its first two lines; pressed, all of it. */
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
