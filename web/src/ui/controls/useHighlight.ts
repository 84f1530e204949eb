import { type KeyboardEvent, useState } from 'react'
import { isSubmit } from '../keys.ts'

/** The highlighted option below a field: the arrow keys move it, Enter chooses it. */
export function useHighlight<One>(options: readonly One[], onChoose: (option: One) => void) {
  const [at, setAt] = useState(0)
  function steer(event: KeyboardEvent) {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by) {
      event.preventDefault()
      setAt(Math.min(Math.max(at + by, 0), options.length - 1))
    }
    const option = options[at]
    if (isSubmit(event) && option) onChoose(option)
  }
  return { at, setAt, steer }
}
