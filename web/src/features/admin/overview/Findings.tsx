import { Link } from '@tanstack/react-router'
import { useCheckAgain } from '../../../api/admin/hooks.ts'
import type { AdminFinding } from '../../../api/schema.d.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { Button } from '../../../ui/controls/Button.tsx'
import { useReport } from '../../../ui/feedback/useReport.ts'
import { IconAlertTriangle, IconCircleCheck } from '../../../ui/icons.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords, dueInFull } from '../../../ui/time/words.ts'
import { useMayChange } from '../rights.ts'
import css from './Findings.module.css'

type FindingsProps = { findings: readonly AdminFinding[]; checkedAt: string | null }

/** The findings that need attention, with advice; the others on demand. */
export function Findings({ findings, checkedAt }: FindingsProps) {
  const { first } = useAdminMessages()
  const failures = findings.filter(({ state }) => state === 'fail')
  const warnings = findings.filter(({ state }) => state === 'warn')
  const fine = findings.filter(({ state }) => state === 'ok')
  const wrong = [...failures, ...warnings]
  return (
    <section aria-label={first.attention}>
      <div role="status">
        {wrong.length === 0 && checkedAt && (
          <p className={css.well}>
            <IconCircleCheck size={16} aria-hidden />
            {first.allWell}
          </p>
        )}
        <ul className={css.findings}>
          {wrong.map((finding) => (
            <WrongFinding key={`${finding.about} ${finding.says}`} finding={finding} />
          ))}
        </ul>
      </div>
      <Checked at={checkedAt} />
      <details className={css.fine}>
        <summary>{first.fine(fine.length)}</summary>
        <ul lang="en">
          {fine.map(({ about, says }) => (
            <li key={`${about} ${says}`}>
              <span>{about}</span> {says}
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

function WrongFinding({ finding: { about, state, says, advice } }: { finding: AdminFinding }) {
  const { first } = useAdminMessages()
  return (
    <li className={css.finding} data-state={state}>
      <IconAlertTriangle size={16} aria-label={first.states[state]} />
      {/* The sentences of `docket doctor` are in English. */}
      <p lang="en">
        <b>{says}</b> {withCode(advice)}
      </p>
      {about === 'jobs' && (
        <Link to={paths.adminList('jobs')} search={{ state: 'dead' } as never}>
          {first.showJobs}
        </Link>
      )}
      {about === 'mail' && <Link to={paths.adminConfiguration}>{first.testMail}</Link>}
    </li>
  )
}

/** The sentences mark commands with backticks. */
const withCode = (text = '') =>
  text.split('`').map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part))

function Checked({ at }: { at: string | null }) {
  const { first } = useAdminMessages()
  const reading = useReading()
  const { mutate, isPending } = useCheckAgain()
  const report = useReport()
  const mayChange = useMayChange()
  const isChecking = isPending || at === null
  return (
    <p className={css.checked}>
      <span>
        {isChecking ? (
          first.checking
        ) : (
          <time dateTime={at} title={dueInFull(at, reading)}>
            {first.checked(agoInWords(at, reading.language))}
          </time>
        )}
      </span>
      {mayChange && (
        <Button kind="link" disabled={isChecking} onClick={() => mutate(undefined, { onError: report })}>
          {first.checkAgain}
        </Button>
      )}
    </p>
  )
}
