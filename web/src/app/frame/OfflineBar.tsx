import { useSyncExternalStore } from 'react'
import { useWaiting } from '../../api/offline/queue.ts'
import { connection } from '../../api/updates.ts'
import { useMessages } from '../../messages/index.ts'
import { openDialog } from './dialog-store.ts'
import css from './Frame.module.css'

/**
 * Shows that there is no connection, how many changes wait for one or for a decision, and on how many the server fails.
 */
export function OfflineBar() {
  const { trouble, waiting: words } = useMessages()
  const isConnected = useSyncExternalStore(connection.subscribe, connection.get)
  const waiting = useWaiting()
  const undecided = waiting.filter(({ trouble }) => trouble).length
  const unsent = waiting.length - undecided
  const failing = waiting.filter(({ trouble, failure }) => !trouble && failure !== undefined).length
  const isSending = isConnected && unsent > 0 && undecided === 0 && failing === 0
  return (
    <div role="status">
      {!isConnected && <p className={css.offline}>{unsent > 0 ? words.offline(unsent) : trouble.offline}</p>}
      {isSending && <p className={css.offline}>{words.sending(unsent)}</p>}
      {(undecided > 0 || (isConnected && failing > 0)) && (
        <p className={css.offline}>
          {undecided > 0 ? words.undecided(undecided) : words.failing(failing)}{' '}
          <button type="button" onClick={() => openDialog('waiting')}>
            {words.review}
          </button>
        </p>
      )}
    </div>
  )
}
