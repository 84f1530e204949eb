import { useSyncExternalStore } from 'react'
import { useWaiting } from '../../api/offline/queue.ts'
import { connection } from '../../api/updates.ts'
import { useMessages } from '../../messages/index.ts'
import { openDialog } from './dialog-store.ts'
import css from './Frame.module.css'

/** Says that there is no connection, and how many changes wait for one or for a decision. */
export function OfflineBar() {
  const { trouble, waiting: words } = useMessages()
  const isConnected = useSyncExternalStore(connection.subscribe, connection.get)
  const waiting = useWaiting()
  const undecided = waiting.filter((write) => write.trouble).length
  const unsent = waiting.length - undecided
  return (
    <div role="status">
      {!isConnected && <p className={css.offline}>{unsent > 0 ? words.offline(unsent) : trouble.offline}</p>}
      {isConnected && unsent > 0 && undecided === 0 && <p className={css.offline}>{words.sending(unsent)}</p>}
      {undecided > 0 && (
        <p className={css.offline}>
          {words.undecided(undecided)}{' '}
          <button type="button" onClick={() => openDialog('waiting')}>
            {words.review}
          </button>
        </p>
      )}
    </div>
  )
}
