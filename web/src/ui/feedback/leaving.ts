import { logOut, Unsent } from '../../api/account.ts'
import { currentMessages } from '../../messages/index.ts'
import { reportFailure } from './refusals.ts'
import { showToast } from './toasts.tsx'

/** Logs out; if that would lose changes, warns first. */
export function leave(): void {
  logOut().catch((reason) => {
    if (!(reason instanceof Unsent)) return reportFailure(reason)
    const { waiting } = currentMessages()
    const action = { label: waiting.logOutAnyway, run: () => void logOut({ losing: true }) }
    showToast({ text: waiting.wouldLose(reason.count), action, isProblem: true, stays: true })
  })
}
