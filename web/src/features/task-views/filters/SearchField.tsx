import { useEffect, useRef, useState } from 'react'
import { useMessages } from '../../../messages/index.ts'
import { IconSearch } from '../../../ui/icons.ts'
import { isCancel, useKeys } from '../../../ui/keys.ts'
import css from './filters.module.css'

const PAUSE_MS = 120

type SearchFieldProps = { text: string; onChange(text: string): void; startsFocused?: boolean }

/** Searches within the list while typing. */
export function SearchField({ text, onChange, startsFocused = false }: SearchFieldProps) {
  const { views } = useMessages()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useTyping(text, onChange)
  useKeys({
    f: (event) => {
      event.preventDefault()
      field.current?.focus()
    },
  })
  return (
    <label className={css.search}>
      <IconSearch size={16} aria-hidden />
      <input
        ref={field}
        type="search"
        // biome-ignore lint/a11y/noAutofocus: the page is only for searching
        autoFocus={startsFocused}
        aria-label={views.search}
        placeholder={views.search}
        title={`${views.search} (f)`}
        dir="auto"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (!isCancel(event)) return
          event.stopPropagation()
          setTyped('')
          event.currentTarget.blur()
        }}
      />
    </label>
  )
}

/** The typed text, which becomes the search after a pause. */
function useTyping(text: string, onChange: (text: string) => void) {
  const [typed, setTyped] = useState(text)
  const latest = useRef(onChange)
  latest.current = onChange
  const sent = useRef<string[]>([])
  // Back and links change the search, too. Searches sent by this field come back while typing continues.
  useEffect(() => {
    const at = sent.current.lastIndexOf(text)
    if (at < 0) setTyped(text)
    sent.current = at < 0 ? [] : sent.current.slice(at + 1)
  }, [text])
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => {
      sent.current.push(typed)
      latest.current(typed)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, text])
  return [typed, setTyped] as const
}
