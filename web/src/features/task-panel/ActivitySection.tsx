import { useActivity } from '../../api/activity.ts'
import { nameOf } from '../../api/people.ts'
import type { Activity, Task } from '../../api/schema.d.ts'
import { type Messages, useMessages } from '../../messages/index.ts'
import { MoreButton } from '../../ui/controls/MoreButton.tsx'
import { Initials } from '../../ui/tasks/marks.tsx'
import { useReading } from '../../ui/time/reading.ts'
import { agoInWords, dueInFull, dueInWords, type Reading } from '../../ui/time/words.ts'
import css from './TaskPanel.module.css'

/** The history of a task. */
export function ActivitySection({ task }: { task: Task }) {
  const messages = useMessages()
  const reading = useReading()
  const { events, hasNextPage, isFetchingNextPage, fetchNextPage } = useActivity(task.id)
  if (!events) return null
  return (
    <section>
      <h2 className={css.subheading}>{messages.task.activity}</h2>
      <ul className={css.activity}>
        {events.map((event) => {
          const name = event.actor ? nameOf(event.actor) : messages.activity.somebody
          return (
            <li key={event.id}>
              <Initials id={event.actor?.id ?? 0} name={name} isNamed />
              <p>
                <b>{name}</b> {inWords(event, messages, reading)}{' '}
                <time dateTime={event.happened_at} title={dueInFull(event.happened_at, reading)}>
                  {agoInWords(event.happened_at, reading.language)}
                </time>
              </p>
            </li>
          )
        })}
      </ul>
      {hasNextPage && (
        <MoreButton
          label={messages.task.moreActivity}
          isLoading={isFetchingNextPage}
          onMore={() => void fetchNextPage()}
        />
      )}
    </section>
  )
}

type Change = { from: unknown; to: unknown }
type Named = keyof Messages['activity']['fields']

function inWords(event: Activity, messages: Messages, reading: Reading): string {
  const { activity } = messages
  const kind = event.type.slice('task.'.length)
  if (kind === 'created' || kind === 'completed' || kind === 'reopened' || kind === 'assigned' || kind === 'left') {
    return activity[kind]
  }
  const changes = ('changes' in event ? event.changes : {}) as Record<string, Change>
  const shown = Object.entries(changes).filter(([field]) => field in activity.fields)
  return shown.map(([field, change]) => changeInWords(field as Named, change, messages, reading)).join(', ')
}

function changeInWords(field: Named, { to }: Change, messages: Messages, reading: Reading): string {
  const { activity, status, priority } = messages
  const name = activity.fields[field]
  if (to === null || to === '' || (field === 'priority' && to === 'none')) return activity.removed(name)
  if (field === 'due_date' || field === 'start_date') return activity.changedTo(name, dueInWords(String(to), reading))
  if (field === 'status') return activity.changedTo(name, status[to as keyof typeof status] ?? String(to))
  if (field === 'priority') return activity.changedTo(name, priority[to as keyof typeof priority] ?? String(to))
  return activity.changed(name)
}
