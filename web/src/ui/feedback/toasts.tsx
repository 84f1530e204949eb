import { useSyncExternalStore } from 'react'
import { useMessages } from '../../messages/index.ts'
import { IconX } from '../icons.ts'
import css from './toasts.module.css'

type Action = { label: string; run(): void }
/** `stays` until it is closed: for content that would be lost with it. */
type Toast = { id: number; text: string; action?: Action; isProblem?: boolean; stays?: boolean }

const SHOWN_MS = 8_000
const MOST = 3

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

/** Shows a notification at the edge of the screen, and offers to undo the change. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  lastId += 1
  const shown = { ...toast, id: lastId }
  change([...toasts, shown].slice(-MOST))
  if (!toast.stays) setTimeout(() => hideToast(shown.id), SHOWN_MS)
}

export const clearToasts = (): void => change([])

const hideToast = (id: number): void => change(toasts.filter((toast) => toast.id !== id))

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export function Toasts() {
  const messages = useMessages()
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div className={css.region} role="status" aria-live="polite">
      {shown.map(({ id, text, action, isProblem }) => (
        <div key={id} className={css.toast} data-toast data-problem={isProblem || undefined}>
          <span className={css.text}>{text}</span>
          {action && (
            <button
              type="button"
              className={css.action}
              onClick={() => {
                hideToast(id)
                action.run()
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" className={css.close} aria-label={messages.close} onClick={() => hideToast(id)}>
            <IconX size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}
