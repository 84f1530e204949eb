import { useState } from 'react'
import { useEndSessions, useSessions } from '../../../api/sessions.ts'
import { useMessages } from '../../../messages/index.ts'
import { usePageMessages } from '../../../messages/pages/index.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { ConfirmDialog } from '../../../ui/controls/ConfirmDialog.tsx'
import { SkeletonRows } from '../../../ui/feedback/SkeletonRows.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { useReport } from '../../../ui/feedback/useReport.ts'
import css from '../settings.module.css'
import { SessionRow } from './SessionRow.tsx'
import own from './sessions.module.css'

/** The user's sessions, and ending them. */
export function SessionsSection() {
  const { loading } = useMessages()
  const { settings: words } = usePageMessages()
  const { sessions, error } = useSessions()
  const { end, endOthers } = useEndSessions()
  const [isAsking, setAsking] = useState(false)
  const report = useReport()
  if (!sessions) return error ? <p role="alert">{words.sessionsFailed}</p> : <SkeletonRows label={loading} />
  const others = sessions.filter(({ current }) => !current)
  const endAll = () => {
    setAsking(false)
    endOthers().then(() => showToast({ text: words.endedOthers(others.length) }), report)
  }
  return (
    <section>
      <h2>{words.sessionsTitle}</h2>
      <p className={css.text}>{words.sessionsText}</p>
      <ul className={own.list} aria-label={words.sessionsTitle}>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => void end(session).catch(report)} />
        ))}
      </ul>
      {others.length > 0 && <Button onClick={() => setAsking(true)}>{words.endOthers}</Button>}
      {isAsking && (
        <ConfirmDialog
          title={words.endOthersTitle}
          text={words.endOthersText(others.length)}
          action={words.endOthers}
          onClose={() => setAsking(false)}
          onConfirm={endAll}
        />
      )}
    </section>
  )
}
