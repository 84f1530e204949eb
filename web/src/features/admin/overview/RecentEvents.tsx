import { Link } from '@tanstack/react-router'
import { useNames } from '../../../api/admin/hooks.ts'
import { resources } from '../../../api/admin/resources.ts'
import type { AdminOverview } from '../../../api/schema.d.ts'
import { useAdminMessages } from '../../../messages/admin/index.ts'
import { paths } from '../../../paths.ts'
import { useReading } from '../../../ui/time/reading.ts'
import { agoInWords, dueInFull } from '../../../ui/time/words.ts'
import css from './OverviewPage.module.css'

/** The latest events with actor and subject, the latest first. */
export function RecentEvents({ events }: { events: AdminOverview['events'] }) {
  const { first, item } = useAdminMessages()
  const reading = useReading()
  const names = useNames(
    'users',
    events.flatMap(({ actor }) => actor ?? []),
  )
  return (
    <section>
      <h2>{first.events}</h2>
      {events.length === 0 && <p>{first.noEvents}</p>}
      <ol className={css.events}>
        {events.map(({ id, type, actor, subject, happened_at }) => (
          <li key={id}>
            <span dir="auto">{actor ? (names.get(actor) ?? `#${actor}`) : item.somebody}</span>
            <code>{type}</code>
            <Subject type={type} id={subject} />
            <time dateTime={happened_at} title={dueInFull(happened_at, reading)}>
              {agoInWords(happened_at, reading.language)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Subject({ type, id }: { type: string; id: number }) {
  const [thing = ''] = type.split('.')
  const list = resources.find(
    ({ name, canRead }) => canRead && (name === `${thing}s` || name === `${thing.slice(0, -1)}ies`),
  )
  if (!list || type.endsWith('.deleted')) return <span>{`#${id}`}</span>
  return <Link to={paths.adminItem(list.name, id)}>{`#${id}`}</Link>
}
