import { OTHER_USER, Refusal } from '../../api/server/client.ts'
import { currentMessages } from '../../messages/index.ts'
import { showToast } from './toasts.tsx'

/** A sentence for a refusal of the server. */
export function refusalInWords(reason: unknown): string {
  const { trouble } = currentMessages()
  if (!(reason instanceof Refusal)) return trouble.internal
  if (reason.code === 'offline') return trouble.notSaved
  if (reason.status === 412) return trouble.stale
  return reason.errors[0]?.detail ?? (reason.message || trouble.internal)
}

/** Shows the reason of a failed change, but not to another user. */
export function reportFailure(reason: unknown): void {
  if (reason instanceof Refusal && reason.code === OTHER_USER) return
  showToast({ text: refusalInWords(reason), isProblem: true })
}
