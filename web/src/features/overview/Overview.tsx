import { useHasTasks } from '../../api/contents.ts'
import { useHistory, useOpenCounts, type Whose } from '../../api/overview.ts'
import { useMessages } from '../../messages/index.ts'
import { usePageMessages } from '../../messages/pages/index.ts'
import { Button } from '../../ui/controls/Button.tsx'
import { EmptyState } from '../../ui/feedback/EmptyState.tsx'
import { SkeletonRows } from '../../ui/feedback/SkeletonRows.tsx'
import { PriorityFlag, StatusMark } from '../../ui/tasks/marks.tsx'
import { useReading } from '../../ui/time/reading.ts'
import type { PeriodLength } from './address.ts'
import { Shares } from './charts/Shares.tsx'
import { DaysSection } from './DaysSection.tsx'
import css from './overview.module.css'
import { ProjectsTable } from './ProjectsTable.tsx'
import { periodsUntil } from './period.ts'

const PRIORITIES = ['urgent', 'high', 'medium', 'low', 'none'] as const
const STATUSES = ['pending', 'in_progress'] as const

type OverviewProps = { whose: Whose; length: PeriodLength; onAddTask(): void }

/** The numbers of completed, open and overdue tasks. */
export function Overview({ whose, length, onAddTask }: OverviewProps) {
  const { loading, empty } = useMessages()
  const { overview: words } = usePageMessages()
  const { today } = useReading()
  const { from, to, before } = periodsUntil(today, length)
  const history = useHistory(whose, from, to)
  const earlier = useHistory(whose, before.from, before.to)
  const hasTasks = useHasTasks()
  if (hasTasks === false) {
    return (
      <EmptyState text={words.empty}>
        <Button kind="primary" onClick={onAddTask}>
          {empty.addTask}
        </Button>
      </EmptyState>
    )
  }
  if (!history.data || hasTasks === undefined) {
    return history.error ? <p role="alert">{words.failed}</p> : <SkeletonRows label={loading} />
  }
  return (
    <>
      <DaysSection history={history.data} earlier={earlier.isPlaceholderData ? undefined : earlier.data} />
      <div className={css.pair}>
        <OpenByPriority whose={whose} />
        <OpenByStatus whose={whose} />
      </div>
      <ProjectsTable whose={whose} history={history.data} />
      {!history.data.count_is_exact && <p className={css.note}>{words.notExact}</p>}
    </>
  )
}

function OpenByPriority({ whose }: { whose: Whose }) {
  const { priority: names } = useMessages()
  const { overview: words } = usePageMessages()
  const counts = useOpenCounts(whose, 'priority')
  const shares = PRIORITIES.map((key) => ({
    key,
    label: names[key],
    icon: <PriorityFlag priority={key} isNamed />,
    count: counts.get(key) ?? 0,
  }))
  return (
    <section>
      <h2>{words.byPriority}</h2>
      <Shares shares={shares} />
    </section>
  )
}

function OpenByStatus({ whose }: { whose: Whose }) {
  const { status: names } = useMessages()
  const { overview: words } = usePageMessages()
  const counts = useOpenCounts(whose, 'status')
  const shares = STATUSES.map((key) => ({
    key,
    label: names[key],
    icon: <StatusMark status={key} />,
    count: counts.get(key) ?? 0,
  }))
  return (
    <section>
      <h2>{words.byStatus}</h2>
      <Shares shares={shares} />
    </section>
  )
}
