import { Refusal } from '../../api/server/client.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { refusalInWords, reportFailure } from './refusals.ts'
import { showToast } from './toasts.tsx'

/** A sentence for a refusal, in the language of the user if there is one for its code. */
export function useRefusalInWords(): (reason: unknown) => string {
  const { refusals } = usePageMessages()
  return (reason) => (reason instanceof Refusal && refusals[reason.code]) || refusalInWords(reason)
}

/** Shows the reason of a failed change at the edge of the screen. */
export function useReport(): (reason: unknown) => void {
  const { refusals } = usePageMessages()
  return (reason) => {
    const text = reason instanceof Refusal && refusals[reason.code]
    if (text) showToast({ text, isProblem: true })
    else reportFailure(reason)
  }
}
